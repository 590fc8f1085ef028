import { cause, diagnostic, type Fix } from '../../../core/diagnostic.ts';
import type { Entry, Expr, Property } from '../../../kconfig/index.ts';
import type { ScannedCall, ScannedStatement } from '../../../make/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { type Requirement, requirementsOf, splitArguments, testOf } from '../../condition.ts';
import { type LintSymbol, namesIn } from '../../kconfig/symbol-index.ts';
import { type LintMakefile, type LintTree, placeIn, quote, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'stop-without-way-out',
  summary: 'an $(error) is reached through a symbol that is on by default and has no prompt',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.1.0',
};

/** Conditionals around one call that are looked at. */
const maxGuards = 200;
/** `$(if …)` calls of one statement that are looked at. */
const maxIfCalls = 20;
/** Chain of selects that is followed to find out who can be turned off. */
const maxSelectDepth = 20;
/** Ways out that are named in a note. */
const maxWaysOut = 3;

/** A stop that no configuration can turn off. */
export const stopWithoutWayOut: Rule = { meta, checkMakefile };

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  if (!makefile.scan.calls.some((call) => call.name === 'error')) return findings;
  const ifCalls = new Map<ScannedStatement, ScannedCall[]>();
  for (const call of makefile.scan.calls) {
    const statement = call.name === 'if' ? statementAt(makefile.scan.statements, call.location.line) : undefined;
    if (statement === undefined) continue;
    const list = ifCalls.get(statement);
    if (list === undefined) ifCalls.set(statement, [call]);
    else if (list.length < maxIfCalls) list.push(call);
  }
  for (const call of makefile.scan.calls) {
    if (call.name !== 'error') continue;
    const path = pathOf(makefile, call, ifCalls);
    if (path === undefined) continue;
    const culprit = findCulprit(path, tree);
    if (culprit !== undefined) findings.push(finding(makefile, tree, call, culprit));
  }
  return findings;
}

/** A condition on the way to the call. */
interface Step {
  readonly need: Requirement;
  readonly line: number;
  readonly text: string;
}

/**
 * What the configuration must hold for the call to be reached, outermost first; undefined when it
 * is not read with the file (a `define` body, a variable that is expanded later).
 */
function pathOf(
  makefile: LintMakefile,
  call: ScannedCall,
  ifCalls: ReadonlyMap<ScannedStatement, readonly ScannedCall[]>,
): Step[] | undefined {
  if (call.guards.length > maxGuards) return undefined;
  const statement = statementAt(makefile.scan.statements, call.location.line);
  if (statement?.kind === 'define') return undefined;
  if (statement?.kind === 'assignment' && statement.keyword !== ':=' && statement.keyword !== '::=') return undefined;
  const steps: Step[] = [];
  for (const guard of call.guards) {
    for (const need of needsOf(guard)) {
      const text = quote(`${guard.test} ${guard.args.trim()}${guard.branch === 'else' ? ', else' : ''}`);
      steps.push({ need, line: guard.location.line, text });
    }
  }
  for (const outer of (statement === undefined ? undefined : ifCalls.get(statement)) ?? []) {
    const parts = outer.args.includes(`error ${call.args}`) ? splitArguments(outer.args) : [];
    const isThen = parts[1]?.includes(`error ${call.args}`) === true;
    for (const need of requirementsOf({ kind: 'ifneq', left: parts[0] ?? '', right: '' }, isThen)) {
      steps.push({ need, line: outer.location.line, text: quote(`$(if ${parts[0]},...)`) });
    }
  }
  return steps;
}

function needsOf(guard: ScannedCall['guards'][number]): Requirement[] {
  const test = testOf(guard.test, guard.args);
  return test === undefined ? [] : requirementsOf(test, guard.branch === 'then');
}

/** The statement that covers a line, by bisection. */
function statementAt(statements: readonly ScannedStatement[], line: number): ScannedStatement | undefined {
  let low = 0;
  let high = statements.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const statement = statements[middle];
    if (statement === undefined) return undefined;
    if (line < statement.location.line) high = middle - 1;
    else if (line > statement.endLine) low = middle + 1;
    else return statement;
  }
  return undefined;
}

/** The symbol that cannot be turned off, and why it is on. */
interface Culprit {
  readonly step: Step;
  readonly symbol: LintSymbol;
  /** The `default` or `select` line that turns it on. */
  readonly reason: Property;
  readonly selector: string | null;
  /** True when a symbol with a prompt selects it: turning that one off is a way, if a long one. */
  readonly isIndirect: boolean;
}

/**
 * The innermost symbol on the path that is on without being asked for, provided that no symbol of
 * the path has a prompt: one that can be answered is a way out of its own.
 */
function findCulprit(path: readonly Step[], tree: LintTree): Culprit | undefined {
  let culprit: Culprit | undefined;
  for (const step of path) {
    const symbol = tree.symbols.symbols.get(step.need.symbol);
    if (symbol === undefined) {
      // A condition that can never hold is no stop at all.
      if (step.need.isOn && !tree.assignedNames.has(`CONFIG_${step.need.symbol}`)) return undefined;
      continue;
    }
    if (symbol.hasPrompt) return undefined;
    if (!step.need.isOn || !(symbol.types.has('bool') || symbol.types.has('tristate'))) continue;
    if (symbol.definitions.every((definition) => asksTheCompiler(definition.entry))) return undefined;
    const found = whyOn(symbol, tree);
    if (found !== undefined) culprit = { step, symbol, ...found };
  }
  return culprit;
}

/** What turns a symbol without prompt on, weightiest first; undefined when nothing does. */
function whyOn(symbol: LintSymbol, tree: LintTree): Omit<Culprit, 'step' | 'symbol'> | undefined {
  for (const definition of symbol.definitions) {
    for (const property of definition.entry.properties) {
      if (property.kind === 'default' && turnsOn(property))
        return { reason: property, selector: null, isIndirect: false };
    }
  }
  const forced = symbol.selectors.find((one) => !one.property.macros.length && isAlwaysOn(one.symbol, tree, new Set()));
  if (forced !== undefined) return { reason: forced.property, selector: forced.symbol, isIndirect: false };
  const first = symbol.selectors[0];
  return first === undefined ? undefined : { reason: first.property, selector: first.symbol, isIndirect: true };
}

/** True for `default y` and for an expression of symbols; a compiler's answer turns nothing on by itself. */
function turnsOn(property: Property): boolean {
  const { value } = property;
  if (value === null || mentionsMacro(value) || mentionsMacro(property.writtenCondition)) return false;
  return value.kind !== 'symbol' || value.symbol.name !== 'n';
}

/** True when a selecting symbol cannot be turned off either. */
function isAlwaysOn(name: string, tree: LintTree, seen: Set<string>): boolean {
  const symbol = tree.symbols.symbols.get(name);
  if (symbol === undefined || symbol.hasPrompt || seen.has(name) || seen.size >= maxSelectDepth) return false;
  seen.add(name);
  const hasDefault = symbol.definitions.some((one) =>
    one.entry.properties.some((p) => p.kind === 'default' && turnsOn(p)),
  );
  return hasDefault || symbol.selectors.some((selector) => isAlwaysOn(selector.symbol, tree, seen));
}

/** True when the definition depends on what the tools can do: Kconfig then keeps the stop from being reached. */
function asksTheCompiler(entry: Entry): boolean {
  return entry.clauses.some((clause) => clause.macros.length > 0 || mentionsMacro(clause.expr));
}

function mentionsMacro(expr: Expr | null): boolean {
  const open: Expr[] = expr === null ? [] : [expr];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    switch (at.kind) {
      case 'symbol':
        if (at.symbol.name.includes('$(')) return true;
        break;
      case 'not':
        open.push(at.operand);
        break;
      case 'and':
      case 'or':
        open.push(at.left, at.right);
        break;
      default:
        if (at.left.name.includes('$(') || at.right.name.includes('$(')) return true;
    }
  }
  return false;
}

function finding(makefile: LintMakefile, tree: LintTree, call: ScannedCall, culprit: Culprit): LintDiagnostic {
  const { symbol, step, reason, selector } = culprit;
  const name = `CONFIG_${symbol.name}`;
  const definition =
    symbol.definitions.find((one) => one.entry === reason.entry) ??
    symbol.definitions.find((one) => one.type !== 'unknown') ??
    symbol.definitions[0];
  const why = selector === null ? `its default turns ${name} on` : `CONFIG_${selector} selects ${name}`;
  const reasonStep = cause(selector === null ? 'default' : 'select', why, reason.location);
  const defined = cause(
    'definition',
    `${name} has no prompt, so no configuration can turn it off`,
    definition?.location,
    [{ ...reasonStep, symbol: selector ?? symbol.name }],
  );
  const read = cause('conditional', `the line is read when ${name} is on: ${step.text}`, placeIn(makefile, step.line), [
    { ...defined, symbol: symbol.name },
  ]);
  const causes = [{ ...read, symbol: symbol.name }];
  const waysOut = findWaysOut(symbol, culprit.isIndirect, tree);
  const notes = [
    `A user who meets this stop cannot say n to ${name}. Give it a prompt, or let Kconfig ask the tools (depends on $(cc-option,...)) so that it is off where they are too old.`,
  ];
  if (waysOut.length > 0) {
    notes.push(
      `Until then it goes away with ${waysOut.map((way) => `CONFIG_${way}=n`).join(' or ')}, at the price of all that needs ${waysOut.length === 1 ? 'it' : 'them'}.`,
    );
  }
  return diagnostic({
    code: 'lint/stop-without-way-out',
    form: 'line',
    severity: culprit.isIndirect ? 'info' : 'warning',
    message: culprit.isIndirect
      ? `$(error) stops every build with ${name}, which has no prompt; only what selects it can be turned off`
      : `$(error) stops every build with ${name}, which is on by default and has no prompt`,
    args: { symbol: symbol.name, isIndirect: culprit.isIndirect },
    location: { ...call.location, file: makefile.path },
    causes,
    notes,
    fixes: [promptFix(name)],
  });
}

/** Symbols with a prompt that take the culprit with them: what it depends on, or what selects it. */
function findWaysOut(symbol: LintSymbol, isIndirect: boolean, tree: LintTree): string[] {
  const ways = new Set<string>();
  const add = (name: string): void => {
    if (tree.symbols.symbols.get(name)?.hasPrompt === true) ways.add(name);
  };
  if (isIndirect) for (const selector of symbol.selectors) add(selector.symbol);
  const [definition] = symbol.definitions;
  if (symbol.definitions.length === 1 && definition !== undefined) {
    for (let at: Entry | null = definition.entry; at !== null; at = at.enclosing) {
      for (const clause of at.clauses) for (const name of needed(clause.expr)) add(name);
    }
  }
  return [...ways].slice(0, maxWaysOut);
}

/** Names joined by `&&` alone: each of them must be on. */
function needed(expr: Expr): string[] {
  if (expr.kind === 'and') return [...needed(expr.left), ...needed(expr.right)];
  return expr.kind === 'symbol' ? namesIn(expr) : [];
}

function promptFix(name: string): Fix {
  return {
    title: `give ${name} a prompt, keeping its default`,
    kind: 'edit',
    safety: 'manual',
    changes: [],
    verified: false,
    effects: [],
  };
}
