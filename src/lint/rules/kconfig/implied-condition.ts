import { formatLocation } from '../../../core/location.ts';
import type { Entry, Expr } from '../../../kconfig/index.ts';
import { printExpression } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import type { Conjunct } from '../../kconfig/conjuncts.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import { editFix, type LintKconfig, type LintTree, type Rule, type RuleMeta, withoutLine } from '../../rule.ts';

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
    const around = tree.sources.around(file.path, entry);
    const outer = new Set(around.map(({ key }) => key));
    if (outer.size > 0) {
      for (const clause of entry.clauses) {
        const { line } = clause.location;
        const property = clause.kind === 'if' ? 'if' : 'depends';
        const found = implied(clause.expr, outer, tree);
        if (found === undefined) continue;
        const edits = found.isWhole && property === 'depends' ? [withoutLine(file, line)] : [];
        findings.push(finding(file, entry, { property, line, ...found }, edits));
      }
    }
    const own = entry.clauses.flatMap((clause) => tree.conditions.conjunctsOf(clause.expr));
    const given = new Set([...outer, ...own.map(({ key }) => key)]);
    if (given.size === 0) continue;
    for (const property of entry.properties) {
      if (property.writtenCondition === null) continue;
      const found = implied(property.writtenCondition, given, tree);
      if (found === undefined) continue;
      findings.push(finding(file, entry, { property: property.kind, line: property.location.line, ...found }, []));
    }
  }
  return findings;
}

/** The first operand that is implied, and whether all are. */
function implied(
  expr: Expr,
  given: ReadonlySet<string>,
  tree: LintTree,
): { readonly operand: Conjunct; readonly isWhole: boolean } | undefined {
  const operands = tree.conditions.conjunctsOf(expr);
  const found = operands.filter((operand) => tree.conditions.isImplied(operand.expr, given));
  const [operand] = found;
  return operand === undefined ? undefined : { operand, isWhole: found.length === operands.length };
}

interface Found {
  readonly property: string;
  readonly line: number;
  readonly operand: Conjunct;
  readonly isWhole: boolean;
}

function finding(
  file: LintKconfig,
  entry: Entry,
  { property, line, operand }: Found,
  edits: readonly ReturnType<typeof withoutLine>[],
): LintDiagnostic {
  const condition = printExpression(operand.expr);
  const where = formatLocation(entry.location);
  return kconfigFinding({
    rule: 'implied-condition',
    severity: 'info',
    file,
    line,
    message: `${condition} is on wherever this line counts: the condition changes nothing`,
    args: { symbol: entry.symbol?.name ?? '', condition, property },
    notes: [`The blocks around ${where}, or its own dependencies, have it already.`],
    fixes: edits.length === 0 ? [] : [editFix('remove the line', 'safe', edits)],
  });
}
