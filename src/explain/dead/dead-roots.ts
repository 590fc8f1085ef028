/**
 * Root causes of a value that no configuration has: backward from the symbol to conditions that cannot hold, each of them
 * proved by the solver. What a configuration could change never becomes a root cause here.
 */
import type { Location } from '../../core/location.ts';
import { shorten } from '../../core/shorten.ts';
import {
  type Clause,
  clausesOf,
  type Expr,
  isLogical,
  type KconfigSymbol,
  type MacroUse,
  type Property,
  printExpression,
  promptsOf,
  visibleClausesOf,
} from '../../kconfig/index.ts';
import type { RootStep } from '../../results/root-cause.ts';
import type { Possibilities } from '../../solve/dead/possibilities.ts';
import type { Witnesses } from '../../solve/dead/witnesses.ts';
import { operandsOf, WrittenExpressions } from '../../solve/formula/written.ts';
import { rootCause } from '../roots/probe-root.ts';
import { nothingSets, undefinedSymbol } from '../roots/root-leaves.ts';
import { type Place, type RootContext, RootSearch } from '../roots/root-search.ts';
import { allOf, behind, blocked, lightest, type Way } from '../roots/ways.ts';
import { type AlwaysOn, alwaysOn } from './always-on.ts';

/** Symbols between the question and a root cause, and selects of one symbol that are looked at. */
const maxDepth = 24;
const maxSelectors = 24;

/** Characters of a condition that are shown. */
const maxText = 160;

const weights = { contradiction: 12, fixed: 16, unknown: 60 } as const;

/** A condition with where it stands. */
interface Condition {
  readonly expr: Expr;
  readonly place: Place;
  readonly step: RootStep;
}

/** What the search needs to know in addition to the tree. */
export interface DeadContext extends RootContext {
  readonly possibilities: Possibilities;
  /** Configurations that show what is possible; null where only the solver is asked. */
  readonly witnesses: Witnesses | null;
}

/** Root causes in one of two worlds: with the tools of this machine, or whatever the tools are. */
export class DeadRoots {
  private readonly context: DeadContext;
  private readonly possibilities: Possibilities;
  private readonly written: WrittenExpressions;
  private readonly search: RootSearch;
  /** True where the tools are those of this machine. */
  private readonly isHere: boolean;
  private readonly known = new Map<KconfigSymbol, readonly Way[]>();
  private readonly path = new Set<KconfigSymbol>();

  constructor(context: DeadContext, isHere: boolean) {
    const { possibilities } = context;
    this.context = context;
    this.possibilities = possibilities;
    this.written = new WrittenExpressions(possibilities.formula);
    this.search = new RootSearch(context);
    this.isHere = isHere;
  }

  /** Why a bool or tristate is never on, the lightest set of root causes first. */
  neverOn(symbol: KconfigSymbol): readonly Way[] {
    if (symbol === this.model.mod) return this.neverOn(this.model.modules);
    if (symbol.entries.length === 0) return [undefinedSymbol(symbol, 'y')];
    const known = this.known.get(symbol);
    if (known !== undefined) return known;
    if (this.path.has(symbol) || this.path.size > maxDepth) return [];
    this.path.add(symbol);
    const found = lightest(this.ofSymbol(symbol));
    this.path.delete(symbol);
    const ways = found.length > 0 ? found : [this.undecided(symbol)];
    if (found.length > 0 || this.path.size === 0) this.known.set(symbol, ways);
    return ways;
  }

  /** Why a prompt is never visible. */
  neverVisible(symbol: KconfigSymbol, prompt: Property): readonly Way[] {
    return this.conditions(symbol, this.promptConditions(symbol, prompt));
  }

  /** Why a default or a select never applies. */
  neverApplies(symbol: KconfigSymbol, property: Property): readonly Way[] {
    return this.conditions(symbol, this.propertyConditions(symbol, property));
  }

  private get model(): RootContext['configuration']['model'] {
    return this.context.configuration.model;
  }

  private isImpossible(literal: number): boolean {
    const found = this.possibilities.of(literal);
    return found === 'impossible' || (this.isHere && found === 'with other tools');
  }

  /** True where an expression is n in every configuration. */
  private isNever(expr: Expr): boolean {
    if (this.context.witnesses?.some((made) => made.evalExpr(expr) > 0) === true) return false;
    return this.isImpossible(this.written.of(expr).on);
  }

  /** True where it is y in every configuration. */
  private isAlways(expr: Expr): boolean {
    if (this.context.witnesses?.some((made) => made.evalExpr(expr) < 2) === true) return false;
    return this.isImpossible(-this.written.of(expr).y);
  }

  private ofSymbol(symbol: KconfigSymbol): readonly Way[] {
    const { formula } = this.possibilities;
    if (!isLogical(symbol)) return [];
    // Another tool would change it: what stands against it is what its probe says.
    if (
      this.isHere &&
      formula.isFact(symbol.id) &&
      this.possibilities.of(formula.value(symbol.id).on) !== 'impossible'
    ) {
      const outside = this.outside(this.search.raise(symbol, 1));
      if (outside.length > 0) return outside;
    }
    const prompts = promptsOf(symbol);
    if (prompts.length > 0) {
      return prompts.flatMap((prompt) => this.conditions(symbol, this.promptConditions(symbol, prompt)));
    }
    const ways: Way[] = [];
    for (const property of symbol.properties) {
      if (property.kind === 'default') ways.push(...this.neverApplies(symbol, property));
    }
    for (const property of [...symbol.selectedBy, ...symbol.impliedBy].slice(0, maxSelectors)) {
      const selector = property.entry.symbol;
      if (selector !== null) ways.push(...this.neverApplies(selector, property));
    }
    const isSet = symbol.selectedBy.length + symbol.impliedBy.length > 0;
    return ways.length > 0 || isSet ? ways : [nothingSets(symbol, 'y')];
  }

  /** What no configuration changes among the root causes of this configuration. */
  private outside(ways: readonly Way[]): readonly Way[] {
    const isSettable = (way: Way): boolean =>
      [...way.roots.values()].some(({ root: { kind } }) => kind === 'line' || kind === 'default' || kind === 'choice');
    return ways.filter((way) => way.roots.size > 0 && !isSettable(way));
  }

  private promptConditions(symbol: KconfigSymbol, prompt: Property): Condition[] {
    const { entry } = prompt;
    const found = this.clauseConditions(symbol, [...clausesOf(entry), ...visibleClausesOf(entry)]);
    const choice = symbol.choice?.prompt ?? null;
    for (const one of choice === null ? [prompt] : [prompt, choice]) {
      if (one.writtenCondition === null) continue;
      found.push(this.condition(symbol, one.writtenCondition, one, `prompt if ${print(one.writtenCondition)}`));
    }
    return found;
  }

  private clauseConditions(symbol: KconfigSymbol, clauses: readonly Clause[]): Condition[] {
    return clauses.map((clause) => {
      const word = clause.kind === 'depends' ? 'depends on' : clause.kind === 'if' ? 'if' : 'visible if';
      return this.condition(symbol, clause.expr, clause, `${word} ${print(clause.expr)}`);
    });
  }

  /** All that has to hold for a default, a select or an imply to give something. */
  private propertyConditions(symbol: KconfigSymbol, property: Property): Condition[] {
    const { entry, kind, target, value, writtenCondition } = property;
    const found = this.clauseConditions(symbol, clausesOf(entry));
    const what = kind === 'default' ? `default ${print(value)}` : `${kind} ${target?.name ?? ''}`;
    const text = writtenCondition === null ? what : `${what} if ${print(writtenCondition)}`;
    if (writtenCondition !== null) found.push(this.condition(symbol, writtenCondition, property, text));
    if (kind === 'default' && value !== null && isLogical(symbol)) {
      found.push(this.condition(symbol, value, property, text));
    }
    if (kind !== 'default') {
      // An expression of its own, which the model does not have.
      const selector: Expr = { kind: 'symbol', id: Number.MAX_SAFE_INTEGER, symbol };
      found.unshift(this.condition(symbol, selector, property, text));
    }
    return found;
  }

  private condition(
    symbol: KconfigSymbol,
    expr: Expr,
    { location, macros }: { readonly location: Location; readonly macros: readonly MacroUse[] },
    text: string,
  ): Condition {
    const step = { symbol: symbol.name, text: shorten(this.context.lineAt(location) ?? text, maxText), location };
    return { expr, place: { symbol, location, macros }, step };
  }

  /** Why some conditions never hold together. */
  private conditions(symbol: KconfigSymbol, all: readonly Condition[]): readonly Way[] {
    const literals = all.map(({ expr }) => this.written.of(expr).on);
    const dead = all.filter(({ expr }) => this.isNever(expr));
    if (dead.length > 0) return allOf(dead.map(({ expr, place, step }) => behind(step, this.never(expr, place))));
    const core = this.possibilities.conflict(literals, this.isHere);
    if (core === null) return [];
    const parts = all.filter((_, at) => core.includes(literals[at]!));
    const [first = all[0]] = parts;
    if (first === undefined) return [];
    const texts = [...new Set(parts.map(({ expr }) => shorten(print(expr), maxText)))];
    return [behind(first.step, [this.contradiction(texts, symbol, first.place.location)])].flat();
  }

  private contradiction(texts: readonly string[], symbol: KconfigSymbol, location: Location): Way {
    const [only = ''] = texts;
    const message = texts.length < 2 ? `${only} can never hold` : `${texts.join(' and ')} cannot hold together`;
    const root = rootCause({ kind: 'contradiction', message, location, symbol: symbol.name });
    return blocked(`contradiction ${[...texts].sort().join(' ')}`, { root, weight: weights.contradiction });
  }

  private undecided(symbol: KconfigSymbol): Way {
    const location = symbol.entries[0]?.location ?? null;
    const message = `the conditions of ${symbol.name} exclude each other`;
    const root = rootCause({ kind: 'contradiction', message, location, symbol: symbol.name });
    return blocked(`symbol ${symbol.name}`, { root, weight: weights.unknown });
  }

  /** Why an expression is never on. */
  private never(expr: Expr, place: Place): readonly Way[] {
    switch (expr.kind) {
      case 'symbol':
        if (expr.symbol === this.model.mod) return this.neverOn(this.model.modules);
        if (expr.symbol.kind === 'constant') return this.search.raiseExpr(expr, 1, place);
        return this.neverOn(expr.symbol);
      case 'not':
        return this.always(expr.operand, place);
      case 'and': {
        const parts = operandsOf(expr, 'and');
        const literals = parts.map((part) => this.written.of(part).on);
        const dead = parts.filter((part) => this.isNever(part));
        if (dead.length > 0) return allOf(dead.map((part) => this.never(part, place)));
        const core = this.possibilities.conflict(literals, this.isHere) ?? literals;
        const texts = parts
          .filter((_, at) => core.includes(literals[at]!))
          .map((part) => shorten(print(part), maxText));
        return [this.contradiction(texts, place.symbol, place.location)];
      }
      case 'or':
        return lightest(operandsOf(expr, 'or').flatMap((part) => this.never(part, place)));
      default:
        return this.comparison(expr, place, true);
    }
  }

  /** Why an expression is always y. */
  private always(expr: Expr, place: Place): readonly Way[] {
    switch (expr.kind) {
      case 'symbol': {
        const { symbol } = expr;
        if (symbol.kind === 'constant') return this.search.lowerExpr(expr, 0, place);
        const { formula } = this.possibilities;
        if (this.isHere && formula.isFact(symbol.id)) {
          const outside = this.outside(this.search.lower(symbol, 0));
          if (outside.length > 0) return outside;
        }
        return [this.fixedOn(symbol)];
      }
      case 'not':
        return this.never(expr.operand, place);
      case 'and':
        return lightest(operandsOf(expr, 'and').flatMap((part) => this.always(part, place)));
      case 'or': {
        const parts = operandsOf(expr, 'or');
        const always = parts.filter((part) => this.isAlways(part));
        if (always.length > 0) return lightest(always.flatMap((part) => this.always(part, place)));
        return [this.contradiction([`!(${shorten(print(expr), maxText)})`], place.symbol, place.location)];
      }
      default:
        return this.comparison(expr, place, false);
    }
  }

  /** Why a symbol with a prompt is always on: the same root cause for all that are so for the same reason. */
  alwaysOn(symbol: KconfigSymbol): Way {
    const { key, location, message } = this.reasonOn(symbol);
    const root = rootCause({ kind: 'fixed', message });
    const text = location === null ? null : this.context.lineAt(location);
    const step = { symbol: symbol.name, text: shorten(text ?? message, maxText), location };
    return blocked(`always ${key}`, { root: { ...root, via: [step] }, weight: weights.fixed });
  }

  private reasonOn(symbol: KconfigSymbol): AlwaysOn {
    return alwaysOn(symbol, (literal) => this.isImpossible(literal), this.possibilities.formula);
  }

  private fixedOn(symbol: KconfigSymbol): Way {
    const { location, message } = this.reasonOn(symbol);
    const root = rootCause({
      kind: 'fixed',
      message: `${symbol.name} is always y`,
      origin: message,
      location,
      symbol: symbol.name,
      value: 'y',
      needed: 'n',
    });
    return blocked(`always ${symbol.name}`, { root, weight: weights.fixed });
  }

  /** A comparison that never holds (`isNever`), or always does. */
  private comparison(expr: Extract<Expr, { left: KconfigSymbol }>, place: Place, isNever: boolean): readonly Way[] {
    const { left, right } = expr;
    // A name that no file defines is the text of itself, as a number is.
    const symbol = [left, right].find(({ entries }) => entries.length > 0);
    if (symbol === undefined) {
      const name = [left, right].find(({ kind }) => kind === 'symbol');
      if (name !== undefined) return [undefinedSymbol(name, print(expr))];
    } else if (isLogical(symbol)) {
      const { on, y } = this.possibilities.formula.value(symbol.id);
      if (this.isImpossible(on)) return this.neverOn(symbol);
      if (this.isImpossible(-y)) return [this.fixedOn(symbol)];
    }
    // It is so in the configuration of now, too.
    const outside = this.outside(
      isNever ? this.search.raiseExpr(expr, 2, place) : this.search.lowerExpr(expr, 0, place),
    );
    if (outside.length > 0) return outside;
    const text = isNever ? print(expr) : `!(${print(expr)})`;
    return [this.contradiction([shorten(text, maxText)], place.symbol, place.location)];
  }
}

function print(expr: Expr | null): string {
  return printExpression(expr, null);
}
