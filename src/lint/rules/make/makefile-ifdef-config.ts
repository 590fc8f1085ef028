import { type Cause, cause, diagnostic, type Fix } from '../../../core/diagnostic.ts';
import type { LintDiagnostic, LintDiagnosticOf } from '../../codes.ts';
import { requirementsOf } from '../../condition.ts';
import { conditionalLine } from '../../conditional-line.ts';
import { canBeModule } from '../../make/architecture.ts';
import { isBoolEverywhere, type LintSymbol } from '../../kconfig/symbol-index.ts';
import {
  editFix,
  type LintMakefile,
  type LintTree,
  lineStart,
  lineText,
  placeIn,
  type Rule,
  type RuleMeta,
  withoutLine,
} from '../../rule.ts';

const meta: RuleMeta = {
  name: 'makefile-ifdef-config',
  summary: 'ifdef of a tristate that does not reckon with m, or of a bool that the same conditional compares with y',
  severity: 'warning',
  hasFix: true,
  preset: 'recommended',
  since: '0.1.0',
};

const ifdefLine = /^([ \t]*(?:else[ \t]+)?)(ifn?def)[ \t]+CONFIG_(\w+)[ \t\r]*(?:#.*)?$/;
/** Statements of one conditional that are looked at for what m would do. */
const maxBody = 500;
/** Branches of one chain that are compared with each other. */
const maxBranches = 50;

/** `ifdef CONFIG_X` where `ifeq ($(CONFIG_X),y)` is meant. */
export const makefileIfdefConfig: Rule = { meta, checkMakefile };

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  makefile.scan.statements.forEach((statement, index) => {
    if (statement.kind !== 'conditional' || statement.endLine !== statement.location.line) return;
    const match = ifdefLine.exec(lineText(makefile, statement.location.line));
    if (match === null) return;
    const symbol = tree.symbols.symbols.get(match[3] ?? '');
    if (symbol === undefined) return;
    const directive = { index, line: statement.location.line, lead: match[1] ?? '', word: match[2] ?? '' };
    const found = canBeModule(makefile.path, symbol.name, tree)
      ? tristateFinding(makefile, tree, directive, symbol)
      : isBoolEverywhere(symbol)
        ? boolFinding(makefile, tree, directive, symbol)
        : undefined;
    if (found !== undefined) findings.push(found);
  });
  return findings;
}

/** An `ifdef` or `ifndef` line about one symbol. */
interface Directive {
  /** Its place in the scan. */
  readonly index: number;
  readonly line: number;
  /** What stands before the word: blanks and perhaps `else`. */
  readonly lead: string;
  readonly word: string;
}

/** For a bool both spellings mean the same, so this is worth a line only where one chain of conditionals mixes them. */
function boolFinding(
  makefile: LintMakefile,
  tree: LintTree,
  directive: Directive,
  symbol: LintSymbol,
): LintDiagnostic | undefined {
  const sibling = otherSpellingInChain(makefile, directive);
  if (sibling === undefined) return undefined;
  const name = `CONFIG_${symbol.name}`;
  const message = `line ${sibling} of the same conditional compares with y`;
  const text = replacement(directive, symbol);
  return finding(makefile, directive, {
    severity: 'info',
    message: `${directive.word} ${name} tests for any value; write ${text} for the bool ${name}`,
    args: { directive: directive.word, symbol: symbol.name, type: 'bool', evidence: sibling },
    causes: [cause('conditional', message, placeIn(makefile, sibling)), definitionCause(symbol)],
    notes: [
      `${directive.word} asks whether ${name} has any text at all, even n given on make's command line, and starts to include m the day the symbol becomes tristate.`,
    ],
    // A makefile that sets the name itself may use other texts than y.
    fix: directiveFix(makefile, directive, symbol, text, tree.assignedNames.has(name) ? 'unsafe' : 'safe'),
  });
}

function tristateFinding(
  makefile: LintMakefile,
  tree: LintTree,
  directive: Directive,
  symbol: LintSymbol,
): LintDiagnostic | undefined {
  const name = `CONFIG_${symbol.name}`;
  const evidence = mistreatedModule(makefile, tree, directive, symbol);
  if (evidence === undefined) return undefined;
  const { step, isElse } = evidence;
  return finding(makefile, directive, {
    severity: 'warning',
    message: `${directive.word} ${name} is true for m too: ${step.message}`,
    args: {
      directive: directive.word,
      symbol: symbol.name,
      type: 'tristate',
      evidence: step.location?.line ?? null,
    },
    causes: [step, definitionCause(symbol)],
    notes: isElse
      ? []
      : [`obj-$(${name}) builds a module where ${name} is m; ifneq ($(${name}),) says that m is to build in as well.`],
    fix: isElse
      ? directiveFix(makefile, directive, symbol, replacement(directive, symbol), 'unsafe')
      : (listFix(makefile, directive, symbol) ??
        directiveFix(makefile, directive, symbol, `ifneq ($(${name}),)`, 'unsafe')),
  });
}

/**
 * The block as lists that are chosen by the symbol: what is built for y and n stays, and m builds modules. Undefined for a
 * block with an `else`, or with anything but lists of objects that are always built.
 */
function listFix(makefile: LintMakefile, directive: Directive, symbol: LintSymbol): Fix | undefined {
  const { statements } = makefile.scan;
  const chain = makefile.chains.get(directive.index)?.chain;
  if (chain === undefined || chain.branches.length > 1 || chain.branches[0] !== directive.index) return undefined;
  const last = statements[chain.end - 1];
  if (last?.keyword !== 'endif') return undefined;
  const edits = [withoutLine(makefile, directive.line), withoutLine(makefile, last.location.line)];
  for (let at = directive.index + 1; at < chain.end - 1; at++) {
    const statement = statements[at];
    if (statement?.kind !== 'assignment' || statement.left.trim() !== 'obj-y' || statement.keyword !== '+=')
      return undefined;
    const start = makefile.text.indexOf('obj-y', lineStart(makefile, statement.location.line));
    edits.push({ file: makefile.path, start, end: start + 'obj-y'.length, text: `obj-$(CONFIG_${symbol.name})` });
  }
  return editFix(`write obj-$(CONFIG_${symbol.name})`, 'unsafe', edits);
}

function directiveFix(
  makefile: LintMakefile,
  directive: Directive,
  symbol: LintSymbol,
  text: string,
  safety: Fix['safety'],
): Fix {
  const start = lineStart(makefile, directive.line) + directive.lead.length;
  const nameAt = makefile.text.indexOf(`CONFIG_${symbol.name}`, start);
  const end = nameAt + 'CONFIG_'.length + symbol.name.length;
  return editFix(`write ${text}`, safety, [{ file: makefile.path, start, end, text }]);
}

/** Why m is not reckoned with; `isElse` where a later branch of the chain waits for it. */
interface Evidence {
  readonly step: Cause;
  readonly isElse: boolean;
}

/**
 * Proof that the author did not reckon with m, or undefined: either a later branch of the chain
 * waits for the symbol to be on, or the objects in the branch are built in although no makefile of the
 * tree builds anything by the symbol's value, so that m gives no module at all.
 */
function mistreatedModule(
  makefile: LintMakefile,
  tree: LintTree,
  directive: Directive,
  symbol: LintSymbol,
): Evidence | undefined {
  if (directive.word !== 'ifdef') return undefined;
  const { statements } = makefile.scan;
  const position = makefile.chains.get(directive.index);
  if (position === undefined) return undefined;
  const { chain, branch } = position;
  const bodyEnd = chain.branches[branch + 1] ?? chain.end - 1;
  for (let at = bodyEnd; at < Math.min(chain.end, bodyEnd + maxBody); at++) {
    const statement = statements[at];
    const test = statement === undefined ? undefined : conditionalLine(statement)?.test;
    if (statement === undefined || test === undefined || test === null) continue;
    if (requirementsOf(test, true).some((need) => need.symbol === symbol.name && need.isOn)) {
      const { line } = statement.location;
      const message = `line ${line} waits for CONFIG_${symbol.name} in the else part and is never reached`;
      return { step: cause('conditional', message, placeIn(makefile, line)), isElse: true };
    }
  }
  if (tree.valueLists.has(symbol.name)) return undefined;
  for (let at = directive.index + 1; at < Math.min(bodyEnd, directive.index + maxBody); at++) {
    const statement = statements[at];
    if (statement?.kind !== 'assignment' || statement.left.trim() !== 'obj-y' || !/\.o\b/.test(statement.right))
      continue;
    const { line } = statement.location;
    const message = `line ${line} builds in, and nothing in the tree is built as a module by CONFIG_${symbol.name}`;
    return { step: cause('variable', message, placeIn(makefile, line)), isElse: false };
  }
  return undefined;
}

/** Line of a test in the same chain that compares some symbol with y, or undefined. */
function otherSpellingInChain(makefile: LintMakefile, directive: Directive): number | undefined {
  const { statements } = makefile.scan;
  const position = makefile.chains.get(directive.index);
  for (const at of position?.chain.branches.slice(0, maxBranches) ?? []) {
    const statement = statements[at];
    if (at === directive.index || statement === undefined) continue;
    const test = conditionalLine(statement)?.test;
    if (test === undefined || test === null || (test.kind !== 'ifeq' && test.kind !== 'ifneq')) continue;
    const isY = test.left.trim() === 'y' || test.right.trim() === 'y';
    if (isY && (test.left + test.right).includes('CONFIG_')) return statement.location.line;
  }
  return undefined;
}

function replacement(directive: Directive, symbol: LintSymbol): string {
  return `${directive.word === 'ifdef' ? 'ifeq' : 'ifneq'} ($(CONFIG_${symbol.name}),y)`;
}

function definitionCause(symbol: LintSymbol): Cause {
  const definition =
    symbol.definitions.find((one) => one.type === 'tristate') ??
    symbol.definitions.find((one) => one.type !== 'unknown') ??
    symbol.definitions[0];
  const message = `CONFIG_${symbol.name} is a ${definition?.type ?? 'symbol'}`;
  return { ...cause('definition', message, definition?.location), symbol: symbol.name };
}

/** What differs between the findings of this rule. */
interface Found
  extends Pick<LintDiagnosticOf<'lint/makefile-ifdef-config'>, 'severity' | 'message' | 'args' | 'causes' | 'notes'> {
  readonly fix: Fix;
}

function finding(makefile: LintMakefile, directive: Directive, { fix, ...found }: Found): LintDiagnostic {
  return diagnostic({
    code: 'lint/makefile-ifdef-config',
    form: 'line',
    ...found,
    location: placeIn(makefile, directive.line, directive.lead.length + 1),
    fixes: [fix],
  });
}
