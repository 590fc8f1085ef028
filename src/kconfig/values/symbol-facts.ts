/** The facts behind one symbol's value, read off the evaluation and the records of the model. */

import { typeCode } from '../model/flat-model.ts';
import type { Clause, Entry, Expr, KconfigSymbol, Property, SymbolType, Tristate } from '../model/model.ts';
import { clausesOf, visibleClausesOf } from '../model/query.ts';
import { leavesOf } from '../model/simplify.ts';
import { tristateTexts } from './config-state.ts';
import type {
  ActiveDefault,
  ActiveRange,
  ActiveSelect,
  ClauseFacts,
  Configuration,
  DefinitionFacts,
  LimitFacts,
  Origin,
  PromptFacts,
  RangeBound,
  SymbolFacts,
  UserValue,
} from './configuration-types.ts';
import {
  activeProperty,
  dependencyValues,
  effectiveType,
  isWritten,
  replacingBound,
  textSlot,
  tristateOf,
  valueOf,
  visibilityOf,
} from './symbol-values.ts';

const typeNames: readonly SymbolType[] = ['unknown', 'bool', 'tristate', 'int', 'hex', 'string'];

/** {@link Configuration.facts}. */
export function symbolFacts(configuration: Configuration, symbol: KconfigSymbol): SymbolFacts {
  const { state } = configuration;
  const { id } = symbol;
  const value = valueOf(state, id);
  const type = typeNames[effectiveType(state, id)] ?? 'unknown';
  const userValue = configuration.userValue(symbol);
  const activeDefault = defaultOf(configuration, symbol);
  const range = rangeOf(configuration, symbol);
  const dependencies = dependencyValues(state, id);
  const limits = new Limits(configuration, type === 'bool');
  return {
    symbol,
    value,
    type,
    written: isWritten(state, id),
    userValue,
    obeyed: userValue === null || userValue.text === value,
    origin: originOf(configuration, symbol, userValue, activeDefault, range),
    default: activeDefault,
    selects: activeSelects(configuration, symbol.selectedBy),
    implies: activeSelects(configuration, symbol.impliedBy),
    definitions: symbol.entries.filter((entry) => !entry.isConfigDefault).map((entry) => limits.definition(entry)),
    directValue: dependencies.direct,
    reverseValue: dependencies.reverse,
    impliedValue: dependencies.implied,
    visibility: visibilityOf(state, id),
    range,
    chosen: symbol.choice === null ? null : configuration.chosen(symbol.choice),
    unmet: dependencies.direct < dependencies.reverse,
  };
}

function propertyInForce({ state }: Configuration, symbol: KconfigSymbol, kind: 'default' | 'range'): Property | null {
  const at = activeProperty(state, symbol.id, kind);
  return at < 0 ? null : (symbol.properties[at - state.flat.propertyStart[symbol.id]!] ?? null);
}

function defaultOf(configuration: Configuration, symbol: KconfigSymbol): ActiveDefault | null {
  const property = propertyInForce(configuration, symbol, 'default');
  if (property === null) return null;
  const { value } = property;
  const isLogical = symbol.type === 'bool' || symbol.type === 'tristate';
  const text = value?.kind === 'symbol' ? textSlot(configuration.state, value.symbol.id) : '';
  return {
    property,
    condition: configuration.evalExpr(property.condition),
    value: isLogical ? tristateTexts[configuration.evalExpr(value)] : text,
  };
}

function rangeOf(configuration: Configuration, symbol: KconfigSymbol): ActiveRange | null {
  if (symbol.type !== 'int' && symbol.type !== 'hex') return null;
  const property = propertyInForce(configuration, symbol, 'range');
  if (property === null || property.low === null || property.high === null) return null;
  const { state } = configuration;
  const bound = (of: KconfigSymbol): RangeBound => ({ symbol: of, text: textSlot(state, of.id) });
  return {
    property,
    condition: configuration.evalExpr(property.condition),
    low: bound(property.low),
    high: bound(property.high),
    replacing: replacingBound(state, symbol.id),
  };
}

function activeSelects(configuration: Configuration, properties: readonly Property[]): ActiveSelect[] {
  const active: ActiveSelect[] = [];
  for (const property of properties) {
    const selector = property.entry.symbol as KconfigSymbol;
    const condition = configuration.evalExpr(property.condition);
    const value = Math.min(configuration.tristate(selector), condition) as Tristate;
    if (value !== 0) active.push({ property, selector, condition, value });
  }
  return active;
}

function originOf(
  configuration: Configuration,
  symbol: KconfigSymbol,
  userValue: UserValue | null,
  activeDefault: ActiveDefault | null,
  range: ActiveRange | null,
): Origin {
  const { state } = configuration;
  const { dialect, symbolType } = state.flat;
  const { id } = symbol;
  const visible = visibilityOf(state, id);
  const usesUser = visible !== 0 && userValue !== null;
  const type = symbolType[id];
  const property = activeDefault?.property ?? null;
  if (type !== typeCode.bool && type !== typeCode.tristate) {
    if (range !== null && range.replacing !== null) return 'range';
    if (usesUser) return 'user';
    return property === null || property.value?.kind !== 'symbol' ? 'unset' : 'default';
  }
  const value = tristateOf(state, id);
  const user = userValue === null ? 0 : 'nmy'.indexOf(userValue.text);
  if (symbol.choice !== null) {
    if (visible === 0) return 'unset';
    return usesUser && user === value ? 'user' : 'choice';
  }
  const { direct, reverse, implied } = dependencyValues(state, id);
  if (usesUser) return reverse > Math.min(user, visible) ? 'select' : 'user';
  const own =
    property === null
      ? 0
      : Math.min(configuration.evalExpr(property.value), configuration.evalExpr(property.condition));
  const cap = dialect.values.implyCapped ? direct : 2;
  const withImply = Math.min(Math.max(own, implied), cap);
  if (reverse > Math.max(own, implied === 0 ? 0 : withImply)) return 'select';
  if (value > 0 && implied !== 0 && withImply > own) return 'imply';
  return property === null ? 'unset' : 'default';
}

/** Conditions of one symbol, as written, with their values and which of them hold it down. */
class Limits {
  private readonly configuration: Configuration;
  /** An m counts as y for a bool. Source: sym_calc_visibility of scripts/kconfig/symbol.c. */
  private readonly isBool: boolean;

  constructor(configuration: Configuration, isBool: boolean) {
    this.configuration = configuration;
    this.isBool = isBool;
  }

  definition(entry: Entry): DefinitionFacts {
    const value = this.configuration.evalExpr(entry.dependency);
    return {
      entry,
      value,
      clauses: clausesOf(entry).map((clause) => this.clause(clause, value)),
      choice: this.choice(entry, value),
      prompt: entry.prompt === null ? null : this.prompt(entry, entry.prompt),
    };
  }

  private prompt(entry: Entry, property: Property): PromptFacts {
    const { configuration } = this;
    const value = configuration.evalExpr(property.condition);
    const { writtenCondition } = property;
    return {
      property,
      value,
      condition: writtenCondition === null ? null : this.part(writtenCondition, value),
      visibleClauses: visibleClausesOf(entry).map((clause) => this.clause(clause, value)),
    };
  }

  private choice(entry: Entry, lowest: Tristate): LimitFacts | null {
    if (this.configuration.model.dialect.values.choiceEngine === 'new') return null;
    let outer = entry.enclosing;
    while (outer !== null && outer.kind === 'if') outer = outer.enclosing;
    const leaf = outer?.kind === 'choice' ? choiceLeaf(entry.dependency, outer.symbol) : null;
    return leaf === null ? null : this.part(leaf, lowest);
  }

  private clause(clause: Clause, lowest: Tristate): ClauseFacts {
    const whole = this.part(clause.expr, lowest);
    // Of a clause that is above the others no operand holds the symbol down.
    const operands = leavesOf('and', clause.expr).map((expr) => this.part(expr, lowest));
    return { ...whole, clause, operands };
  }

  private part(expr: Expr, lowest: Tristate): LimitFacts {
    const value = this.written(expr);
    const isBelow = value === 0 || (value === 1 && !this.isBool);
    return { expr, value, isLimiting: isBelow && value <= lowest };
  }

  /** A condition as written: an operand `m` of it means `m && MODULES`. Source: rewrite_m of menu.c. */
  private written(expr: Expr): Tristate {
    const { configuration } = this;
    const { mod, modules } = configuration.model;
    switch (expr.kind) {
      case 'symbol':
        return expr.symbol === mod
          ? (Math.min(1, configuration.tristate(modules)) as Tristate)
          : configuration.tristate(expr.symbol);
      case 'not':
        return (2 - this.written(expr.operand)) as Tristate;
      case 'and':
        return Math.min(...leavesOf('and', expr).map((leaf) => this.written(leaf))) as Tristate;
      case 'or':
        return Math.max(...leavesOf('or', expr).map((leaf) => this.written(leaf))) as Tristate;
      default:
        return configuration.evalExpr(expr);
    }
  }
}

/** The operand of a finalised dependency that is the symbol of the choice around. */
function choiceLeaf(dependency: Expr | null, choice: KconfigSymbol | null): Expr | null {
  if (dependency === null) return null;
  return leavesOf('and', dependency).find((leaf) => leaf.kind === 'symbol' && leaf.symbol === choice) ?? null;
}
