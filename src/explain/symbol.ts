import { type Cause, cause, distinct } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { ProbeInsight } from '../core/old-tool.ts';
import { shorten } from '../core/shorten.ts';
import { settingText } from '../core/symbol-name.ts';
import {
  type Clause,
  type Configuration,
  clausesOf,
  type Entry,
  type Expr,
  hasPrompt,
  type KconfigSymbol,
  type Property,
  printExpression,
  promptsOf,
  type SymbolFacts,
  visibleClausesOf,
} from '../kconfig/index.ts';
import { explainMacros } from './command.ts';

/** Chains are cut here; a deeper reason is rarely the one that helps. */
const maxDepth = 24;

/** Symbols explained in one chain before the rest is only named; keeps wide dependency webs readable. */
const maxSymbols = 60;

/** Characters of a line that are shown. */
const maxLine = 160;

/** State of one explanation: what was explained already is named, not repeated. */
interface Walk {
  readonly configuration: Configuration;
  readonly seen: Set<KconfigSymbol>;
  readonly insight: ProbeInsight | undefined;
  /** A line of a Kconfig file as it is written; null where it is not known. */
  readonly lineAt?: ((location: Location) => string | null) | undefined;
}

const letters = ['n', 'm', 'y'] as const;

/** The letter of a tristate. */
export function letter(value: 0 | 1 | 2): 'n' | 'm' | 'y' {
  return letters[value];
}

/** Value for people: quoted strings, `n` for a symbol that is not written. */
export function displayValue(facts: SymbolFacts): string {
  if (facts.type === 'string') return `"${facts.value}"`;
  return facts.value === '' ? 'unset' : facts.value;
}

/** An expression with the value of every symbol; constants need none. */
function withValues(expr: Expr | null, configuration: Configuration): string {
  return printExpression(expr, configuration).replace(/\b([ymn]) \[=\1\]/g, '$1');
}

/** Text of a default's condition, as written, with the values it sees. */
function conditionSuffix(property: Property, configuration: Configuration): string {
  if (property.writtenCondition === null) return '';
  return ` if ${withValues(property.writtenCondition, configuration)}`;
}

/** A name that nothing defines and that reads as a number is one. */
const numberForm = /^-?(?:0[xX][0-9a-fA-F]+|[0-9]+)$/;

/** The symbols whose values make `expr` what it is; only those that matter for a true or false result. */
export function decidingSymbols(expr: Expr | null, configuration: Configuration): KconfigSymbol[] {
  if (expr === null) return [];
  const found = new Set<KconfigSymbol>();
  const add = (symbol: KconfigSymbol): void => {
    if (symbol.kind === 'symbol' && (symbol.entries.length > 0 || !numberForm.test(symbol.name))) found.add(symbol);
  };
  const visit = (at: Expr): void => {
    switch (at.kind) {
      case 'symbol':
        add(at.symbol);
        return;
      case 'not':
        visit(at.operand);
        return;
      case 'and':
      case 'or': {
        const left = configuration.evalExpr(at.left);
        const right = configuration.evalExpr(at.right);
        const wanted = at.kind === 'and' ? Math.min(left, right) : Math.max(left, right);
        const isDecided = at.kind === 'and' ? wanted < 2 : wanted > 0;
        if (!isDecided || left === wanted) visit(at.left);
        if (!isDecided || right === wanted) visit(at.right);
        return;
      }
      default:
        add(at.left);
        add(at.right);
    }
  };
  visit(expr);
  return [...found];
}

/** The symbols that decide an expression, each with its reasons. */
function explainDeciding(expr: Expr | null, walk: Walk, depth: number): Cause[] {
  return decidingSymbols(expr, walk.configuration).map((symbol) => explainSymbolStep(symbol, walk, depth));
}

function clauseWord(clause: Clause): string {
  if (clause.kind === 'depends') return 'depends on';
  return clause.kind === 'if' ? 'if' : 'visible if';
}

/** `depends on A [=n] && B [=y]` with the reasons of what decides it. */
function explainClause(clause: Clause, walk: Walk, depth: number): Cause {
  const value = letter(walk.configuration.evalExpr(clause.expr));
  const of =
    clause.entry.kind === 'menu' && clause.entry.prompt?.text != null ? ` (menu "${clause.entry.prompt.text}")` : '';
  const causes = [...explainMacros(clause.macros, walk.insight), ...explainDeciding(clause.expr, walk, depth + 1)];
  const [macro, ...others] = clause.macros;
  const isMacro = clause.expr.kind === 'symbol' && clause.expr.symbol.kind === 'constant' && others.length === 0;
  // What a macro became is no text to read: `|| != = n`.
  const line = clause.macros.length > 0 ? (walk.lineAt?.(clause.location) ?? null) : null;
  if (line !== null) {
    const written = `${shorten(line, maxLine)}, which is ${value}${of}`;
    return cause(clause.kind === 'visible' ? 'visibility' : 'dependency', written, clause.location, causes);
  }
  const text =
    isMacro && macro !== undefined
      ? `${macro.text}, which is ${value}`
      : `${withValues(clause.expr, walk.configuration)} = ${value}`;
  const message = `${clauseWord(clause)} ${text}${of}`;
  return cause(clause.kind === 'visible' ? 'visibility' : 'dependency', message, clause.location, causes);
}

/** Clauses around an entry that are below y, outermost first. */
function limitingClauses(entry: Entry, configuration: Configuration): Clause[] {
  return clausesOf(entry).filter((clause) => configuration.evalExpr(clause.expr) < 2);
}

/** Reasons why the prompt of a symbol does not let the user decide. Empty when it does. */
function explainVisibility({ symbol }: SymbolFacts, walk: Walk, depth: number): Cause[] {
  const { configuration } = walk;
  const prompts = promptsOf(symbol);
  if (prompts.length === 0) {
    const message = `${symbol.name} has no prompt: a line in .config has no effect`;
    return [cause('visibility', message, symbol.entries[0]?.location)];
  }
  const causes: Cause[] = [];
  for (const { condition, entry, location, text, writtenCondition } of prompts) {
    const value = configuration.evalExpr(condition);
    if (value === 2) return [];
    const reasons = [...clausesOf(entry), ...visibleClausesOf(entry)]
      .filter((clause) => configuration.evalExpr(clause.expr) < 2)
      .map((clause) => explainClause(clause, walk, depth + 1));
    if (writtenCondition !== null && configuration.evalExpr(writtenCondition) < 2) {
      const message = `prompt if ${withValues(writtenCondition, configuration)}`;
      reasons.push(cause('visibility', message, location, explainDeciding(writtenCondition, walk, depth + 2)));
    }
    const effect = value === 0 ? 'cannot be set until its conditions are met' : 'allows at most m';
    causes.push(cause('visibility', `its prompt "${text ?? ''}" ${effect}`, location, reasons));
  }
  return causes;
}

function explainUserValue(facts: SymbolFacts, walk: Walk, depth: number): Cause | null {
  if (facts.userValue === null) return null;
  const { text, location } = facts.userValue;
  const { symbol } = facts;
  const isOff = text === 'n' && facts.type !== 'string';
  const value = facts.type === 'string' ? `"${text.replace(/["\\]/g, '\\$&')}"` : isOff ? '' : text;
  const line = settingText(symbol.name, value, walk.configuration.state.prefix);
  const written = location === null ? `${line} (given by the configuration goal)` : line;
  if (!hasPrompt(symbol)) return cause('user-value', `your ${written} was ignored: the symbol has no prompt`, location);
  if (facts.obeyed) return cause('user-value', `set by ${written}`, location);
  // Overruled by a select, not by a hidden prompt: the selects are explained next to this.
  const reasons = facts.selects.length > 0 && facts.visibility === 2 ? [] : explainVisibility(facts, walk, depth + 1);
  return cause('user-value', `your ${written} was ignored`, location, reasons);
}

function explainDefault({ default: used, symbol }: SymbolFacts, walk: Walk, depth: number): Cause[] {
  const { configuration, insight } = walk;
  const property = used?.property;
  if (property !== undefined) {
    const text = `default ${withValues(property.value, configuration)}${conditionSuffix(property, configuration)}`;
    const causes = [
      ...explainMacros(property.macros, insight),
      ...explainDeciding(property.value, walk, depth + 1),
      ...explainDeciding(property.writtenCondition, walk, depth + 1),
    ];
    return [cause('default', text, property.location, causes)];
  }
  const defaults = symbol.properties.filter((candidate) => candidate.kind === 'default');
  if (defaults.length === 0) return [cause('default', 'off unless you set it', symbol.entries[0]?.location)];
  return defaults.map((candidate) => {
    const { entry, location, macros, value, writtenCondition } = candidate;
    const text = `default ${printExpression(value, null)}${conditionSuffix(candidate, configuration)}`;
    return cause('default', `${text} does not apply`, location, [
      ...explainMacros(macros, insight),
      ...limitingClauses(entry, configuration).map((clause) => explainClause(clause, walk, depth + 1)),
      ...explainDeciding(writtenCondition, walk, depth + 1),
    ]);
  });
}

/** A `select` as a step: its macros, the symbol that selects and what decides the condition. */
function explainSelect(property: Property, message: string, walk: Walk, depth: number): Cause {
  const selector = property.entry.symbol;
  return cause('select', message, property.location, [
    ...explainMacros(property.macros, walk.insight),
    ...(selector === null ? [] : [explainSymbolStep(selector, walk, depth + 1)]),
    ...explainDeciding(property.writtenCondition, walk, depth + 1),
  ]);
}

function explainSelects(facts: SymbolFacts, walk: Walk, depth: number): Cause[] {
  return facts.selects.map(({ property, selector, value }) => {
    const text = `selected by ${selector.name}${conditionSuffix(property, walk.configuration)}`;
    return explainSelect(property, `${text} (asks for ${letter(value)})`, walk, depth);
  });
}

/** For a symbol without prompt that only selects could switch on: the selects, and why none applies. */
function explainMissingSelects(facts: SymbolFacts, walk: Walk, depth: number): Cause[] {
  const selectors = facts.symbol.selectedBy;
  const isOnlyWay = !facts.symbol.properties.some((property) => property.kind === 'default');
  if (!isOnlyWay && selectors.every((property) => property.macros.length === 0)) return [];
  return selectors.slice(0, 8).map((property) => {
    const text = `select by ${property.entry.symbol?.name ?? '?'}${conditionSuffix(property, walk.configuration)}`;
    return explainSelect(property, `${text} does not apply`, walk, depth);
  });
}

function reasons(facts: SymbolFacts, walk: Walk, depth: number): Cause[] {
  const causes: Cause[] = [];
  const user = explainUserValue(facts, walk, depth);
  if (user !== null) causes.push(user);
  if (facts.symbol.entries.length === 0) {
    const message = 'does not exist in this configuration; counts as n';
    return [...causes, cause('definition', message)];
  }
  if (facts.selects.length > 0 && facts.reverseValue > 0 && facts.origin === 'select')
    causes.push(...explainSelects(facts, walk, depth));
  if (facts.origin === 'imply') {
    for (const { property, selector, value } of facts.implies) {
      causes.push(cause('imply', `implied by ${selector.name} (asks for ${letter(value)})`, property.location));
    }
  }
  if (facts.symbol.choice !== null) {
    const { chosen: member, symbol } = facts;
    const instead = member === symbol ? '' : ' instead';
    const chosen = member === null ? 'no option of this choice is available' : `${member.name} was chosen${instead}`;
    causes.push(cause('choice', chosen, facts.symbol.choice.location));
  }
  if (facts.range !== null && facts.range.replacing !== null) {
    const { high, location, low } = facts.range.property;
    causes.push(cause('range', `range ${low?.name ?? ''} ${high?.name ?? ''} clamps it`, location));
  }
  // Where a value of the user's is clamped the default has no part in it.
  const isClamped =
    facts.userValue !== null &&
    facts.visibility > 0 &&
    walk.configuration.model.dialect.values.userOutOfRange !== 'dropped';
  if (facts.origin === 'default' || (facts.origin === 'range' && !facts.obeyed && !isClamped))
    causes.push(...explainDefault(facts, walk, depth));
  if (facts.origin === 'unset') causes.push(...explainUnset(facts, walk, depth));
  return causes;
}

/** A symbol that nothing gave a value: what would have been needed, clause by clause. */
function explainUnset(facts: SymbolFacts, walk: Walk, depth: number): Cause[] {
  const causes: Cause[] = [];
  for (const entry of facts.symbol.entries) {
    for (const clause of limitingClauses(entry, walk.configuration))
      causes.push(explainClause(clause, walk, depth + 1));
  }
  if (!hasPrompt(facts.symbol)) causes.push(...explainMissingSelects(facts, walk, depth));
  if (causes.length === 0 || facts.symbol.properties.some((property) => property.kind === 'default')) {
    if (facts.directValue > 0 || causes.length === 0) causes.push(...explainDefault(facts, walk, depth));
  }
  return causes;
}

/** One symbol as a step: its value and, the first time it is met, why. */
function explainSymbolStep(symbol: KconfigSymbol, walk: Walk, depth: number): Cause {
  const facts = walk.configuration.facts(symbol);
  const base = {
    kind: 'symbol' as const,
    symbol: symbol.name,
    value: facts.value,
    location: symbol.entries[0]?.location ?? null,
  };
  if (symbol.entries.length === 0) {
    return { ...base, message: `${symbol.name} does not exist in this configuration; counts as n`, causes: [] };
  }
  const head = `${symbol.name} = ${displayValue(facts)}`;
  if (walk.seen.has(symbol)) return { ...base, message: `${head} (explained above)`, causes: [] };
  walk.seen.add(symbol);
  if (depth > maxDepth || walk.seen.size > maxSymbols)
    return { ...base, message: `${head} (ask: kgate why ${symbol.name})`, causes: [] };
  return { ...base, message: head, causes: reasons(facts, walk, depth) };
}

/**
 * One symbol's chain, for use inside the explanation of a stop. `seen` is shared between chains; with `insight`, probes
 * that failed are followed by the flags that made them fail.
 */
export function explainSymbol(
  configuration: Configuration,
  symbol: KconfigSymbol,
  seen: Set<KconfigSymbol> = new Set(),
  insight?: ProbeInsight,
): Cause {
  return explainSymbolStep(symbol, { configuration, seen, insight }, 0);
}

/**
 * Everything `kgate why` says about one symbol: the reasons of its value, then prompt or none, what
 * limits it and, last, its definitions; each with file:line.
 */
export function explainFully(
  configuration: Configuration,
  symbol: KconfigSymbol,
  insight?: ProbeInsight,
  lineAt?: Walk['lineAt'],
): Cause[] {
  const walk: Walk = { configuration, seen: new Set([symbol]), insight, lineAt };
  const facts = configuration.facts(symbol);
  const causes = reasons(facts, walk, 0);
  for (const prompt of promptsOf(symbol)) {
    const value = configuration.evalExpr(prompt.condition);
    const state =
      value === 2
        ? 'visible: the user can decide'
        : value === 1
          ? 'visible up to m'
          : 'not available: it cannot be set until its conditions are met';
    causes.push(cause('visibility', `prompt "${prompt.text ?? ''}" is ${state}`, prompt.location));
  }
  if (symbol.entries.length > 0 && !hasPrompt(symbol)) {
    const message = 'no prompt: it cannot be set, it follows its defaults and selects';
    causes.push(cause('visibility', message, symbol.entries[0]?.location));
  }
  const named = new Set(symbol.entries.flatMap((entry) => limitingClauses(entry, configuration)));
  for (const entry of symbol.entries) {
    for (const clause of clausesOf(entry)) {
      if (!named.has(clause) || facts.origin !== 'unset') causes.push(explainClause(clause, walk, 1));
    }
  }
  return distinct(causes);
}

/** Enclosing conditions of a definition in one line, or null. */
export function definitionCondition(entry: Entry): string | null {
  const clauses = clausesOf(entry);
  if (clauses.length === 0) return null;
  const texts = clauses.map((clause) => printExpression(clause.expr, null));
  return texts.length === 1
    ? (texts[0] ?? '')
    : texts.map((text) => (text.includes('||') ? `(${text})` : text)).join(' && ');
}

/** The symbol that a variable of make is; without a prefix every variable of the name of a defined symbol is one. */
export function symbolOfVariable(name: string, configuration: Configuration | null): KconfigSymbol | undefined {
  const prefix = configuration?.state.prefix ?? '';
  if (configuration === null || !name.startsWith(prefix)) return undefined;
  const symbol = configuration.model.symbols.get(name.slice(prefix.length));
  return prefix !== '' || (symbol !== undefined && symbol.entries.length > 0) ? symbol : undefined;
}
