import type { Cause } from '../core/diagnostic.ts';
import { formatLocation } from '../core/location.ts';
import type { ProbeInsight } from '../core/old-tool.ts';
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
import { selectorsOf } from '../solve/alternatives.ts';
import { explainMacros } from './command.ts';

/** Chains are cut here; a deeper reason is rarely the one that helps. */
const maxDepth = 24;

/** Symbols explained in one chain before the rest is only named; keeps wide dependency webs readable. */
const maxSymbols = 60;

/** State of one explanation: what was explained already is named, not repeated. */
interface Walk {
  readonly configuration: Configuration;
  readonly seen: Set<KconfigSymbol>;
  readonly insight: ProbeInsight | undefined;
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

/** A leaf step. */
export function step(
  kind: Cause['kind'],
  message: string,
  location: Cause['location'] = null,
  causes: readonly Cause[] = [],
): Cause {
  return { kind, message, location, causes };
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

function clauseWord(clause: Clause): string {
  if (clause.kind === 'depends') return 'depends on';
  return clause.kind === 'if' ? 'if' : 'visible if';
}

/** `depends on A [=n] && B [=y]` with the reasons of what decides it. */
function explainClause(clause: Clause, walk: Walk, depth: number): Cause {
  const value = letter(walk.configuration.evalExpr(clause.expr));
  const of =
    clause.entry.kind === 'menu' && clause.entry.prompt?.text != null ? ` (menu "${clause.entry.prompt.text}")` : '';
  const causes: Cause[] = explainMacros(clause.macros, walk.insight);
  for (const symbol of decidingSymbols(clause.expr, walk.configuration))
    causes.push(explainSymbolStep(symbol, walk, depth + 1));
  return {
    kind: clause.kind === 'visible' ? 'visibility' : 'dependency',
    message: `${clauseWord(clause)} ${withValues(clause.expr, walk.configuration)} = ${value}${of}`,
    location: clause.location,
    causes,
  };
}

/** Clauses around an entry that are below y, outermost first. */
function limitingClauses(entry: Entry, configuration: Configuration): Clause[] {
  return clausesOf(entry).filter((clause) => configuration.evalExpr(clause.expr) < 2);
}

/** Reasons why the prompt of a symbol does not let the user decide. Empty when it does. */
function explainVisibility(facts: SymbolFacts, walk: Walk, depth: number): Cause[] {
  const prompts = promptsOf(facts.symbol);
  if (prompts.length === 0) {
    return [
      step(
        'visibility',
        `${facts.symbol.name} has no prompt: a line in .config has no effect`,
        facts.symbol.entries[0]?.location ?? null,
      ),
    ];
  }
  const causes: Cause[] = [];
  for (const prompt of prompts) {
    if (walk.configuration.evalExpr(prompt.condition) === 2) return [];
    const reasons: Cause[] = [];
    for (const clause of limitingClauses(prompt.entry, walk.configuration))
      reasons.push(explainClause(clause, walk, depth + 1));
    for (const clause of visibleClausesOf(prompt.entry)) {
      if (walk.configuration.evalExpr(clause.expr) < 2) reasons.push(explainClause(clause, walk, depth + 1));
    }
    if (prompt.writtenCondition !== null && walk.configuration.evalExpr(prompt.writtenCondition) < 2) {
      reasons.push(
        step(
          'visibility',
          `prompt if ${withValues(prompt.writtenCondition, walk.configuration)}`,
          prompt.location,
          decidingSymbols(prompt.writtenCondition, walk.configuration).map((symbol) =>
            explainSymbolStep(symbol, walk, depth + 2),
          ),
        ),
      );
    }
    const value = walk.configuration.evalExpr(prompt.condition);
    const message =
      value === 0
        ? `its prompt "${prompt.text ?? ''}" is hidden`
        : `its prompt "${prompt.text ?? ''}" allows at most m`;
    causes.push(step('visibility', message, prompt.location, reasons));
  }
  return causes;
}

function explainUserValue(facts: SymbolFacts, walk: Walk, depth: number): Cause | null {
  if (facts.userValue === null) return null;
  const { text, location } = facts.userValue;
  const { symbol } = facts;
  const isOff = text === 'n' && facts.type !== 'string';
  const line = isOff ? `# CONFIG_${symbol.name} is not set` : `CONFIG_${symbol.name}=${text}`;
  const written = location === null ? `${line} (given by the configuration goal)` : line;
  if (!hasPrompt(symbol)) return step('user-value', `ignored, for it has no prompt: ${written}`, location);
  if (facts.obeyed) return step('user-value', `obeyed: ${written}`, location);
  // Overruled by a select, not by a hidden prompt: the selects are explained beside this.
  const reasons = facts.selects.length > 0 && facts.visibility === 2 ? [] : explainVisibility(facts, walk, depth + 1);
  return step('user-value', `not obeyed: ${written}`, location, reasons);
}

function explainDefault(facts: SymbolFacts, walk: Walk, depth: number): Cause[] {
  const property = facts.default?.property;
  if (property === undefined) {
    const last = facts.symbol.properties.filter((candidate) => candidate.kind === 'default');
    if (last.length === 0) return [step('default', 'it has no default', facts.symbol.entries[0]?.location ?? null)];
    return last.map((candidate) =>
      step(
        'default',
        `default ${printExpression(candidate.value, null)}${conditionSuffix(candidate, walk.configuration)} does not apply`,
        candidate.location,
        [
          ...explainMacros(candidate.macros, walk.insight),
          ...limitingClauses(candidate.entry, walk.configuration).map((clause) =>
            explainClause(clause, walk, depth + 1),
          ),
          ...decidingSymbols(candidate.writtenCondition, walk.configuration).map((symbol) =>
            explainSymbolStep(symbol, walk, depth + 1),
          ),
        ],
      ),
    );
  }
  const causes: Cause[] = explainMacros(property.macros, walk.insight);
  for (const symbol of decidingSymbols(property.value, walk.configuration))
    causes.push(explainSymbolStep(symbol, walk, depth + 1));
  for (const symbol of decidingSymbols(property.writtenCondition, walk.configuration))
    causes.push(explainSymbolStep(symbol, walk, depth + 1));
  return [
    step(
      'default',
      `default ${withValues(property.value, walk.configuration)}${conditionSuffix(property, walk.configuration)}`,
      property.location,
      causes,
    ),
  ];
}

function explainSelects(facts: SymbolFacts, walk: Walk, depth: number): Cause[] {
  return facts.selects.map((select) =>
    step(
      'select',
      `selected by ${select.selector.name}${conditionSuffix(select.property, walk.configuration)} (asks for ${letter(select.value)})`,
      select.property.location,
      [
        ...explainMacros(select.property.macros, walk.insight),
        explainSymbolStep(select.selector, walk, depth + 1),
        ...decidingSymbols(select.property.writtenCondition, walk.configuration).map((symbol) =>
          explainSymbolStep(symbol, walk, depth + 1),
        ),
      ],
    ),
  );
}

/** For a promptless symbol that only selects could switch on: who could have, and why nobody did. */
function explainMissingSelects(facts: SymbolFacts, walk: Walk, depth: number): Cause[] {
  const selectors = selectorsOf(walk.configuration.model).get(facts.symbol) ?? [];
  const isOnlyWay = !facts.symbol.properties.some((property) => property.kind === 'default');
  if (!isOnlyWay && selectors.every((property) => property.macros.length === 0)) return [];
  return selectors.slice(0, 8).map((property) => {
    const selector = property.entry.symbol;
    const name = selector?.name ?? '?';
    return step(
      'select',
      `select by ${name}${conditionSuffix(property, walk.configuration)} does not apply`,
      property.location,
      [
        ...explainMacros(property.macros, walk.insight),
        ...(selector === null ? [] : [explainSymbolStep(selector, walk, depth + 1)]),
        ...decidingSymbols(property.writtenCondition, walk.configuration).map((symbol) =>
          explainSymbolStep(symbol, walk, depth + 1),
        ),
      ],
    );
  });
}

function reasons(facts: SymbolFacts, walk: Walk, depth: number): Cause[] {
  const causes: Cause[] = [];
  const user = explainUserValue(facts, walk, depth);
  if (user !== null) causes.push(user);
  if (facts.symbol.entries.length === 0) {
    causes.push(
      step('definition', 'no Kconfig file that was read defines it; in a comparison it stands for its own name'),
    );
    return causes;
  }
  if (facts.selects.length > 0 && facts.reverseValue > 0 && facts.origin === 'select')
    causes.push(...explainSelects(facts, walk, depth));
  if (facts.origin === 'imply') {
    for (const imply of facts.implies) {
      causes.push(
        step('imply', `implied by ${imply.selector.name} (asks for ${letter(imply.value)})`, imply.property.location),
      );
    }
  }
  if (facts.symbol.choice !== null) {
    const chosen = facts.chosen === null ? 'no member is visible' : `the choice is at ${facts.chosen.name}`;
    causes.push(step('choice', chosen, facts.symbol.choice.location));
  }
  if (facts.range !== null && facts.range.replacing !== null) {
    causes.push(
      step(
        'range',
        `range ${facts.range.property.low?.name ?? ''} ${facts.range.property.high?.name ?? ''} clamps it`,
        facts.range.property.location,
      ),
    );
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
export function explainFully(configuration: Configuration, symbol: KconfigSymbol, insight?: ProbeInsight): Cause[] {
  const walk: Walk = { configuration, seen: new Set([symbol]), insight };
  const facts = configuration.facts(symbol);
  const causes = reasons(facts, walk, 0);
  for (const prompt of promptsOf(symbol)) {
    const value = configuration.evalExpr(prompt.condition);
    const state =
      value === 2
        ? 'visible: the user can decide'
        : value === 1
          ? 'visible up to m'
          : 'hidden: a line in .config has no effect';
    causes.push(step('visibility', `prompt "${prompt.text ?? ''}" is ${state}`, prompt.location, []));
  }
  if (symbol.entries.length > 0 && !hasPrompt(symbol)) {
    causes.push(
      step(
        'visibility',
        'no prompt: nobody can set it, it follows its defaults and selects',
        symbol.entries[0]?.location ?? null,
      ),
    );
  }
  const named = new Set(symbol.entries.flatMap((entry) => limitingClauses(entry, configuration)));
  for (const entry of symbol.entries) {
    for (const clause of clausesOf(entry)) {
      if (!named.has(clause)) causes.push(explainClause(clause, walk, 1));
      else if (facts.origin !== 'unset') causes.push(explainClause(clause, walk, 1));
    }
  }
  return dedupe(causes);
}

function dedupe(causes: readonly Cause[]): Cause[] {
  const seen = new Set<string>();
  return causes.filter((cause) => {
    const key = `${cause.kind}\0${cause.message}\0${cause.location === null ? '' : formatLocation(cause.location)}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
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
