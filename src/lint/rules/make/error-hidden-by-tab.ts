import { cause, diagnostic, type Fix } from '../../../core/diagnostic.ts';
import type { ScannedStatement } from '../../../make/index.ts';
import type { LintDiagnostic, LintDiagnosticOf } from '../../codes.ts';
import { conditionalLine } from '../../conditional-line.ts';
import { type LintMakefile, lineStart, lineText, placeIn, quote, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'error-hidden-by-tab',
  summary: 'a tab makes $(error) or $(warning) a recipe line although it is meant for reading time',
  severity: 'error',
  hasFix: true,
  preset: 'recommended',
  since: '0.1.0',
};

const tabbedMessage = /^(\t[ \t]*)\$([({])(error|warning)[ \t]/;
const wholeMessage = /^[ \t]*\$[({](?:error|warning|info)\b/;

/** Targets whose recipe is never run. Source: GNU make manual 4.3 §4.9. */
const targetsWithoutRecipe = new Set(
  '.PHONY .SUFFIXES .PRECIOUS .INTERMEDIATE .SECONDARY .SECONDEXPANSION .DELETE_ON_ERROR .IGNORE .LOW_RESOLUTION_TIME .SILENT .EXPORT_ALL_VARIABLES .NOTPARALLEL .ONESHELL .POSIX'.split(
    ' ',
  ),
);

/** `$(error)` or `$(warning)` behind a tab where make does not see it while reading. */
export const errorHiddenByTab: Rule = { meta, checkMakefile };

/**
 * Whether a rule is open at a place: none, the rule at an index of the scan, whatever the line at
 * an index expands to, or one or the other by conditions that are not known here.
 */
type Openness =
  | { readonly state: 'closed' }
  | { readonly state: 'maybe' }
  | { readonly state: 'generated'; readonly line: number }
  | { readonly state: 'open'; readonly rule: number };

interface Nesting {
  /** Index of the `if…` line. */
  readonly index: number;
  readonly entry: Openness;
  exit: Openness | null;
  hasElse: boolean;
}

const closed: Openness = { state: 'closed' };

/**
 * Follows which rule is open, by make's rules: a rule line opens, a conditional or an empty line
 * leaves as it is, every other statement closes, and an `else` starts from what held at its `if`.
 * Source: GNU make manual 4.3 §5.1; observed with make 4.3.
 */
function checkMakefile(makefile: LintMakefile): readonly LintDiagnostic[] {
  if (!/^\t[ \t]*\$[({](?:error|warning)[ \t]/m.test(makefile.text)) return [];
  const findings: LintDiagnostic[] = [];
  const commandsAhead = findCommandsAhead(makefile);
  const verdicts = new Map<number, boolean>();
  const isMeant = (rule: number, opened: number): boolean => {
    const known = verdicts.get(opened) ?? isMeantForReading(makefile, rule, opened, commandsAhead);
    verdicts.set(opened, known);
    return known;
  };
  const nesting: Nesting[] = [];
  let now: Openness = closed;
  makefile.scan.statements.forEach((statement, index) => {
    const line = conditionalLine(statement);
    if (line !== undefined) {
      const top = nesting.at(-1);
      if (line.kind === 'open') nesting.push({ index, entry: now, exit: null, hasElse: false });
      else if (top !== undefined) {
        top.exit = top.exit === null ? now : merge(top.exit, now);
        now = top.entry;
        if (line.kind === 'else') top.hasElse ||= line.test === null;
        else {
          now = top.hasElse ? top.exit : merge(top.exit, top.entry);
          nesting.pop();
        }
      }
      return;
    }
    const isTabbed = tabbedMessage.test(lineText(makefile, statement.location.line));
    if (isTabbed && (statement.kind === 'recipe' || statement.kind === 'expression')) {
      const verdict = judge(makefile, index, now, nesting, isMeant);
      if (verdict !== undefined) findings.push(verdict);
    }
    if (statement.kind === 'rule') now = { state: 'open', rule: index };
    // A tab line is no statement of its own: in an open rule it belongs to it, elsewhere make stops.
    else if (!isTabbed && statement.kind !== 'recipe')
      now = mayBecomeRule(statement) ? { state: 'generated', line: index } : closed;
  });
  return findings;
}

/** True for a reference on a line of its own that could expand to a rule. */
function mayBecomeRule(statement: ScannedStatement): boolean {
  if (statement.kind !== 'expression') return false;
  return !/^\s*\$[({](?:error|eval|info|warning)\b/.test(statement.left + statement.right);
}

function merge(a: Openness, b: Openness): Openness {
  if (a.state === 'open' && b.state === 'open' && a.rule === b.rule) return a;
  if (a.state === 'generated' && b.state !== 'open' && b.state !== 'maybe') {
    return b.state === 'generated' && b.line > a.line ? b : a;
  }
  if (b.state === 'generated' && a.state === 'closed') return b;
  return a.state === 'closed' && b.state === 'closed' ? closed : { state: 'maybe' };
}

function judge(
  makefile: LintMakefile,
  index: number,
  now: Openness,
  nesting: readonly Nesting[],
  isMeant: (rule: number, opened: number) => boolean,
): LintDiagnostic | undefined {
  const statement = makefile.scan.statements[index];
  if (statement === undefined || now.state === 'maybe' || !isWholeCall(makefile, statement)) return undefined;
  if (now.state === 'closed') return outsideRule(makefile, statement);
  if (now.state === 'generated') {
    // Few lines expand to a rule, and none to one whose recipe begins inside a later conditional.
    return openedBehind(nesting, now.line) === undefined ? undefined : outsideRule(makefile, statement);
  }
  const rule = makefile.scan.statements[now.rule];
  if (rule === undefined) return undefined;
  const targets = rule.left.trim().split(/\s+/);
  if (targets.every((target) => targetsWithoutRecipe.has(target)))
    return insideRule(makefile, statement, rule, 'never');
  const opened = openedBehind(nesting, now.rule);
  return opened !== undefined && isMeant(now.rule, opened.index)
    ? insideRule(makefile, statement, rule, 'sometimes')
    : undefined;
}

/** The outermost conditional that was opened behind a statement. */
function openedBehind(nesting: readonly Nesting[], index: number): Nesting | undefined {
  let first = nesting.length;
  while (first > 0 && (nesting[first - 1]?.index ?? 0) > index) first--;
  return nesting[first];
}

/** For every statement: whether a command of the rule that is open there stands at or behind it. */
function findCommandsAhead(makefile: LintMakefile): Uint8Array {
  const { statements } = makefile.scan;
  const ahead = new Uint8Array(statements.length + 1);
  for (let at = statements.length - 1; at >= 0; at--) {
    const statement = statements[at];
    if (statement?.kind === 'conditional') ahead[at] = ahead[at + 1] ?? 0;
    else if (statement?.kind === 'recipe') ahead[at] = isMessage(makefile, statement) ? (ahead[at + 1] ?? 0) : 1;
  }
  return ahead;
}

function isMessage(makefile: LintMakefile, statement: ScannedStatement): boolean {
  return wholeMessage.test(lineText(makefile, statement.location.line));
}

/** True when the call is all there is on the line: text around it makes a command of it. */
function isWholeCall(makefile: LintMakefile, statement: ScannedStatement): boolean {
  const start = lineStart(makefile, statement.location.line);
  const end = lineStart(makefile, statement.endLine + 1);
  const text = makefile.text.slice(start, end).trim();
  let depth = 0;
  for (let at = 1; at < text.length; at++) {
    const char = text[at];
    if (char === '(' || char === '{') depth++;
    else if ((char === ')' || char === '}') && --depth === 0) return at === text.length - 1;
  }
  return false;
}

/**
 * Signs that a conditional inside an open rule was not written as part of its recipe: it holds no
 * command and none follows, and either an empty line or a comment sets it off, or it holds a
 * statement that only makes sense while reading.
 */
function isMeantForReading(makefile: LintMakefile, rule: number, opened: number, commandsAhead: Uint8Array): boolean {
  const { statements } = makefile.scan;
  const end = makefile.chains.get(opened)?.chain.end ?? statements.length;
  if (commandsAhead[end] === 1) return false;
  let hasReadingStatement = false;
  for (let at = opened; at < end; at++) {
    const statement = statements[at];
    if (statement === undefined || statement.kind === 'conditional') continue;
    if (statement.kind !== 'recipe') hasReadingStatement = true;
    else if (!isMessage(makefile, statement)) return false;
  }
  return hasReadingStatement || isSetOff(makefile, Math.max(rule, opened - 1), opened);
}

/** True when an empty line or a comment stands between two statements. */
function isSetOff(makefile: LintMakefile, before: number, after: number): boolean {
  const from = makefile.scan.statements[before]?.endLine ?? 0;
  const to = makefile.scan.statements[after]?.location.line ?? 0;
  for (let line = from + 1; line < to; line++) if (/^ *(?:#|$)/.test(lineText(makefile, line))) return true;
  return false;
}

function outsideRule(makefile: LintMakefile, statement: ScannedStatement): LintDiagnostic {
  const name = functionName(makefile, statement);
  const consequence = name === 'warning' ? ', and what should only warn ends the build' : '';
  return finding(makefile, statement, {
    severity: 'error',
    message: `tab before $(${name}) outside any rule: make stops with "recipe commences before first target" instead`,
    args: { function: name, rule: null, runs: 'never' },
    causes: [],
    notes: [`The message is never shown${consequence}. Blanks instead of the tab make it work.`],
  });
}

function insideRule(
  makefile: LintMakefile,
  statement: ScannedStatement,
  rule: ScannedStatement,
  runs: 'never' | 'sometimes',
): LintDiagnostic {
  const name = functionName(makefile, statement);
  const targets = quote(rule.left);
  const open = `this rule is still open and takes the line as its recipe: ${targets}`;
  return finding(makefile, statement, {
    severity: 'warning',
    message:
      runs === 'never'
        ? `tab makes $(${name}) a recipe of ${targets}, which make never runs`
        : `tab makes $(${name}) part of the recipe of ${targets}: it is silent unless that target is made`,
    args: { function: name, rule: targets, runs },
    causes: [cause('note', open, placeIn(makefile, rule.location.line))],
    notes: [
      'Blank lines and conditionals do not end a rule. Blanks instead of the tab make it take effect while reading.',
    ],
  });
}

function functionName(makefile: LintMakefile, statement: ScannedStatement): string {
  return tabbedMessage.exec(lineText(makefile, statement.location.line))?.[3] ?? 'error';
}

function finding(
  makefile: LintMakefile,
  statement: ScannedStatement,
  found: Pick<LintDiagnosticOf<'lint/error-hidden-by-tab'>, 'severity' | 'message' | 'args' | 'causes' | 'notes'>,
): LintDiagnostic {
  const line = statement.location.line;
  const indent = tabbedMessage.exec(lineText(makefile, line))?.[1] ?? '\t';
  const start = lineStart(makefile, line);
  const fix: Fix = {
    title: 'indent with blanks',
    kind: 'edit',
    safety: 'unsafe',
    changes: [],
    edits: [
      { file: makefile.path, start, end: start + indent.length, text: '  '.repeat(Math.max(statement.depth, 1)) },
    ],
    verified: false,
    effects: [],
  };
  return diagnostic({
    code: 'lint/error-hidden-by-tab',
    form: 'line',
    ...found,
    location: placeIn(makefile, line, indent.length + 1),
    fixes: [fix],
  });
}
