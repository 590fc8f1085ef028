import { formatLocation } from '../../../core/location.ts';
import type { Entry, Expr, Property } from '../../../kconfig/index.ts';
import { printExpression } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import type { Conjunct } from '../../kconfig/conjuncts.ts';
import { operandsOf } from '../../kconfig/symbol-index.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import {
  editFix,
  type LintKconfig,
  type LintTree,
  lineStart,
  lineText,
  type Rule,
  type RuleMeta,
  withoutLine,
} from '../../rule.ts';
import type { TextEdit } from '../../../core/diagnostic.ts';

const meta: RuleMeta = {
  name: 'implied-condition',
  summary: 'a dependency or an if that the blocks around it, or the dependencies of its entry, imply',
  severity: 'info',
  hasFix: true,
  preset: 'recommended',
  since: '0.2.0',
};

/** A condition that changes nothing where it stands. */
export const impliedCondition: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const entry of file.parsed.entries) {
    const outer = new Set(tree.sources.around(file.path, entry).map(({ key }) => key));
    const own = entry.clauses.flatMap((clause) => tree.conditions.conjunctsOf(clause.expr));
    for (const clause of entry.clauses) {
      const { line } = clause.location;
      const property = clause.kind === 'if' ? 'if' : 'depends';
      const found =
        implied(clause.expr, outer, tree, isExplained(file, line) ? [] : own) ?? absorbed(clause.expr, tree);
      if (found === undefined) continue;
      findings.push(finding(file, entry, { property, line, ...found }));
    }
    const given = new Set([...outer, ...own.map(({ key }) => key)]);
    for (const property of entry.properties) {
      if (property.writtenCondition === null) continue;
      const found =
        implied(property.writtenCondition, withSelector(given, property), tree) ??
        absorbed(property.writtenCondition, tree);
      if (found === undefined) continue;
      findings.push(finding(file, entry, { property: property.kind, line: property.location.line, ...found }));
    }
  }
  return findings;
}

/** A comment says why the line is there, such as the package that asks for it. */
function isExplained(file: LintKconfig, line: number): boolean {
  return /\s#/.test(lineText(file, line)) || /^\s*#/.test(lineText(file, Math.max(1, line - 1)));
}

/** A select counts only where its own symbol is on. */
function withSelector(given: ReadonlySet<string>, { kind, entry }: Property): ReadonlySet<string> {
  if ((kind !== 'select' && kind !== 'imply') || entry.symbol === null) return given;
  return new Set([...given, entry.symbol.name]);
}

/**
 * The first operand that is implied, and whether all are. `own`: all operands of the entry's lines, of which one that is not
 * the operand itself can imply it, too; one that stands there twice is another rule's.
 */
function implied(
  expr: Expr,
  given: ReadonlySet<string>,
  tree: LintTree,
  own: readonly Conjunct[] = [],
): Pick<Found, 'operand' | 'isWhole' | 'reason'> | undefined {
  const operands = tree.conditions.conjunctsOf(expr);
  const all = new Set([...given, ...own.map(({ key }) => key)]);
  const found = operands.filter((operand) => {
    if (tree.conditions.isImplied(operand.expr, given)) return true;
    if (own.length === 0 || !all.delete(operand.key)) return false;
    const isImplied = tree.conditions.isImplied(operand.expr, all);
    all.add(operand.key);
    return isImplied;
  });
  const [operand] = found;
  if (operand === undefined) return undefined;
  return { operand, isWhole: found.length === operands.length, reason: 'is on wherever this line counts' };
}

/** An operand of `||` that is never more than another one of it: `A || A && B`. */
function absorbed(expr: Expr, tree: LintTree): Pick<Found, 'operand' | 'isWhole' | 'reason'> | undefined {
  for (const conjunct of tree.conditions.conjunctsOf(expr)) {
    const operands = operandsOf('or', conjunct.expr);
    if (operands.length < 2) continue;
    for (const [at, operand] of operands.entries()) {
      const keys = new Set(tree.conditions.conjunctsOf(operand).map(({ key }) => key));
      const key = tree.conditions.keyOf(operand);
      const larger = operands.find((one, other) => {
        if (other === at || !tree.conditions.isImplied(one, keys)) return false;
        return tree.conditions.keyOf(one) !== key || other < at;
      });
      if (larger === undefined) continue;
      const reason = `adds nothing to ${printExpression(larger)}`;
      return { operand: { key, expr: operand }, isWhole: false, reason };
    }
  }
  return undefined;
}

interface Found {
  readonly property: string;
  readonly line: number;
  readonly operand: Conjunct;
  readonly isWhole: boolean;
  readonly reason: string;
}

function finding(file: LintKconfig, entry: Entry, found: Found): LintDiagnostic {
  const { property, line, operand, reason } = found;
  const condition = printExpression(operand.expr);
  const where = formatLocation(entry.location);
  const edit = editFor(file, found);
  return kconfigFinding({
    rule: 'implied-condition',
    severity: 'info',
    file,
    line,
    message: `${condition} ${reason}: it changes nothing`,
    args: { symbol: entry.symbol?.name ?? '', condition, property },
    notes: reason.startsWith('adds') ? [] : [`The blocks around ${where}, or its own dependencies, have it already.`],
    fixes: edit === undefined ? [] : [editFix('remove the condition', 'safe', [edit])],
  });
}

/** The edit that takes the condition away: the line, the `if` at its end, or one name of a plain chain of `&&`. */
function editFor(file: LintKconfig, { property, line, operand, isWhole }: Found): TextEdit | undefined {
  if (isWhole && property === 'depends') return withoutLine(file, line);
  const text = lineText(file, line);
  // The conditions of a block are the block; a line that goes on, or has a quote or a comment behind it, is left alone.
  if (property === 'if' || text.endsWith('\\')) return undefined;
  const start = conditionStart(text, property);
  const chain = text.slice(start).trimEnd();
  if (start === 0 || /["'#()|]/.test(chain)) return undefined;
  if (isWhole) return editOf(file, line, text.slice(0, start - ifWord.length).trimEnd().length, text.length);
  const names = [...chain.matchAll(/[^&]+/g)].map((one) => ({ at: one.index, text: one[0] }));
  const index = names.findIndex((one) => one.text.trim() === operand.key);
  const [name, next] = [names[index], names[index + 1]];
  if (name === undefined || !/^!?\w+$/.test(operand.key)) return undefined;
  if (next !== undefined) {
    const indent = next.text.length - next.text.trimStart().length;
    const own = index === 0 ? 0 : name.text.length - name.text.trimStart().length;
    return editOf(file, line, start + name.at + own, start + next.at + indent);
  }
  const before = names[index - 1];
  if (before === undefined) return undefined;
  return editOf(file, line, start + before.at + before.text.trimEnd().length, start + chain.length);
}

const ifWord = 'if ';

/** Where the condition of a line begins; 0 where that is not plain to see. */
function conditionStart(text: string, property: string): number {
  if (property === 'depends') return /^[ \t]*depends[ \t]+on[ \t]+/.exec(text)?.[0].length ?? 0;
  const at = Math.max(text.lastIndexOf(` ${ifWord}`), text.lastIndexOf(`\t${ifWord}`));
  const isInText = (text.slice(0, Math.max(0, at)).split('"').length - 1) % 2 === 1 || text.slice(0, at).includes("'");
  return at === -1 || isInText ? 0 : at + 1 + ifWord.length;
}

function editOf(file: LintKconfig, line: number, from: number, to: number): TextEdit {
  const start = lineStart(file, line);
  return { file: file.path, start: start + from, end: start + to, text: '' };
}
