import { type Cause, cause, diagnostic, type Fix } from '../../../core/diagnostic.ts';
import type { LintDiagnostic, LintDiagnosticOf } from '../../codes.ts';
import { requirementsOf } from '../../condition.ts';
import { conditionalLine } from '../../conditional-line.ts';
import { isBoolEverywhere, isTristateSomewhere, type LintSymbol } from '../../kconfig/symbol-index.ts';
import {
  type LintMakefile,
  type LintTree,
  lineStart,
  lineText,
  placeIn,
  type Rule,
  type RuleMeta,
} from '../../rule.ts';

const meta: RuleMeta = {
  name: 'makefile-ifdef-config',
  summary: 'a makefile tests a bool or tristate symbol with ifdef, which is also true for m',
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
    if (isTristateSomewhere(symbol)) findings.push(tristateFinding(makefile, tree, directive, symbol));
    else if (isBoolEverywhere(symbol)) findings.push(boolFinding(makefile, tree, directive, symbol));
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

/**
 * For a bool both spellings mean the same, so this is about style: worth a line where one chain of
 * conditionals mixes them, a hint elsewhere.
 */
function boolFinding(makefile: LintMakefile, tree: LintTree, directive: Directive, symbol: LintSymbol): LintDiagnostic {
  const sibling = otherSpellingInChain(makefile, directive);
  const name = `CONFIG_${symbol.name}`;
  const causes: Cause[] = [definitionCause(symbol)];
  if (sibling !== undefined) {
    const message = `line ${sibling} of the same conditional compares with y`;
    causes.unshift(cause('conditional', message, placeIn(makefile, sibling)));
  }
  const text = replacement(directive, symbol);
  return finding(makefile, directive, symbol, {
    severity: sibling === undefined ? 'hint' : 'info',
    message: `${directive.word} ${name} tests for any value; write ${text} for the bool ${name}`,
    args: { directive: directive.word, symbol: symbol.name, type: 'bool', evidence: sibling ?? null },
    causes,
    notes: [
      `${directive.word} asks whether ${name} has any text at all, even n given on make's command line, and starts to include m the day the symbol becomes tristate.`,
    ],
    // A makefile that sets the name itself may use other texts than y.
    safety: tree.assignedNames.has(name) ? 'unsafe' : 'safe',
  });
}

function tristateFinding(
  makefile: LintMakefile,
  tree: LintTree,
  directive: Directive,
  symbol: LintSymbol,
): LintDiagnostic {
  const name = `CONFIG_${symbol.name}`;
  const evidence = mistreatedModule(makefile, tree, directive, symbol);
  const isNegated = directive.word === 'ifndef';
  const notes = [
    `Where m is meant to count as well, ifneq ($(${name}),) says so; where only built-in code is meant, write ${replacement(directive, symbol)}.`,
  ];
  return finding(makefile, directive, symbol, {
    severity: evidence === undefined ? 'info' : 'warning',
    message:
      evidence === undefined
        ? `${directive.word} ${name} treats m like y; ${name} is a tristate`
        : `${directive.word} ${name} is ${isNegated ? 'false' : 'true'} for m too: ${evidence.message}`,
    args: {
      directive: directive.word,
      symbol: symbol.name,
      type: 'tristate',
      evidence: evidence?.location?.line ?? null,
    },
    causes: evidence === undefined ? [definitionCause(symbol)] : [evidence, definitionCause(symbol)],
    notes,
    safety: 'unsafe',
  });
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
): Cause | undefined {
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
      return cause('conditional', message, placeIn(makefile, line));
    }
  }
  if (tree.valueLists.has(symbol.name)) return undefined;
  for (let at = directive.index + 1; at < Math.min(bodyEnd, directive.index + maxBody); at++) {
    const statement = statements[at];
    if (statement?.kind !== 'assignment' || statement.left.trim() !== 'obj-y' || !/\.o\b/.test(statement.right))
      continue;
    const { line } = statement.location;
    const message = `line ${line} builds in, and nothing in the tree is built as a module by CONFIG_${symbol.name}`;
    return cause('variable', message, placeIn(makefile, line));
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
  readonly safety: Fix['safety'];
}

function finding(
  makefile: LintMakefile,
  directive: Directive,
  symbol: LintSymbol,
  { safety, ...found }: Found,
): LintDiagnostic {
  const start = lineStart(makefile, directive.line) + directive.lead.length;
  const nameAt = makefile.text.indexOf(`CONFIG_${symbol.name}`, start);
  const text = replacement(directive, symbol);
  return diagnostic({
    code: 'lint/makefile-ifdef-config',
    form: 'line',
    ...found,
    location: placeIn(makefile, directive.line, directive.lead.length + 1),
    fixes: [
      {
        title: `write ${text}`,
        kind: 'edit',
        safety,
        changes: [],
        edits: [{ file: makefile.path, start, end: nameAt + 'CONFIG_'.length + symbol.name.length, text }],
        verified: false,
        effects: [],
      },
    ],
  });
}
