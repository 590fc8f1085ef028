/**
 * Conditions as sets of operands. What holds of n, m and y alike is all that is concluded: `a && b` is the lesser of
 * the two, `a || b` the greater, so that an operand that stands twice, or is at least as great as one that stands
 * there already, changes nothing. Source: docs/kconfig-semantics.md §2.1.
 */
import type { Expr, KconfigSymbol } from '../../kconfig/index.ts';
import { isBoolEverywhere, operandsOf, type SymbolIndex } from './symbol-index.ts';

/** One operand of a chain of `&&`. */
export interface Conjunct {
  /** Equal for operands that always have the same value. */
  readonly key: string;
  readonly expr: Expr;
}

/** Reads conditions by what the tree says about their symbols. */
export class ConditionReader {
  private readonly symbols: SymbolIndex;

  constructor(symbols: SymbolIndex) {
    this.symbols = symbols;
  }

  /** Operands of a condition; none for an absent one. */
  conjunctsOf(expr: Expr | null): Conjunct[] {
    if (expr === null) return [];
    return operandsOf('and', expr).map((operand) => ({ key: this.keyOf(operand), expr: operand }));
  }

  /** A text that is equal for expressions that always have the same value, as far as their form shows it. */
  keyOf(expr: Expr): string {
    switch (expr.kind) {
      case 'symbol':
        return nameOf(expr.symbol);
      case 'not':
        return expr.operand.kind === 'not' ? this.keyOf(expr.operand.operand) : `!${this.keyOf(expr.operand)}`;
      case 'and':
      case 'or': {
        const keys = operandsOf(expr.kind, expr).map((operand) => this.keyOf(operand));
        return `(${[...new Set(keys)].sort().join(expr.kind === 'and' ? '&' : '|')})`;
      }
      default:
        return this.comparisonKey(expr.kind, expr.left, expr.right);
    }
  }

  /** `A=y` of a bool is A itself. */
  private comparisonKey(relation: string, left: KconfigSymbol, right: KconfigSymbol): string {
    const isPlain = (relation === '=' || relation === '!=') && left.kind === 'symbol' && this.isBool(left.name);
    if (isPlain && (right.name === 'y' || right.name === 'n')) {
      return (right.name === 'y') === (relation === '=') ? left.name : `!${left.name}`;
    }
    return `${nameOf(left)}${relation}${nameOf(right)}`;
  }

  /** True when every definition in the tree makes it a bool. */
  isBool(name: string): boolean {
    const symbol = this.symbols.symbols.get(name);
    return symbol !== undefined && isBoolEverywhere(symbol);
  }

  /** True when a condition is n or y in every configuration. */
  isNeverModule(expr: Expr): boolean {
    if (expr.kind === 'symbol') return expr.symbol.name !== 'm' && this.isBool(expr.symbol.name);
    if (expr.kind === 'not') return this.isNeverModule(expr.operand);
    if (expr.kind !== 'and' && expr.kind !== 'or') return true;
    return operandsOf(expr.kind, expr).every((operand) => this.isNeverModule(operand));
  }

  /** True when an operand cannot be less than the ones in `given`, whatever their values. */
  isImplied(expr: Expr, given: ReadonlySet<string>): boolean {
    if (given.has(this.keyOf(expr))) return true;
    if (expr.kind === 'or') return operandsOf('or', expr).some((operand) => this.isImplied(operand, given));
    if (expr.kind === 'and') return operandsOf('and', expr).every((operand) => this.isImplied(operand, given));
    if (expr.kind === 'symbol') {
      const { name } = expr.symbol;
      return name === 'y' || (expr.symbol.kind === 'symbol' && given.has(`${name}=y`));
    }
    // X != n is y wherever X is m or y.
    if (expr.kind !== '!=' || expr.right.name !== 'n') return false;
    return [expr.left.name, `${expr.left.name}=y`, `${expr.left.name}=m`].some((key) => given.has(key));
  }

  /** The key in `given` with which an operand is n together, or undefined where they can both be on. */
  contradictionOf(expr: Expr, given: ReadonlySet<string>): string | undefined {
    if (expr.kind === 'or') {
      const found = operandsOf('or', expr).map((operand) => this.contradictionOf(operand, given));
      return found.every((key) => key !== undefined) ? found[0] : undefined;
    }
    const [name, opposites] = this.oppositesOf(expr);
    return name === undefined ? undefined : opposites.find((key) => given.has(key));
  }

  /** Keys that are n wherever a symbol or a comparison of one with a constant is not. */
  private oppositesOf(expr: Expr): [string | undefined, readonly string[]] {
    if (expr.kind === 'symbol') {
      const { name } = expr.symbol;
      return [name, this.isBool(name) ? [`!${name}`, `${name}=n`] : [`${name}=n`]];
    }
    if (expr.kind === 'not' && expr.operand.kind === 'symbol') {
      const { name } = expr.operand.symbol;
      // !X of a tristate is m for m: both can hold.
      return [name, this.isBool(name) ? [name] : [`${name}=y`]];
    }
    if (expr.kind !== '=' || expr.left.kind !== 'symbol') return [undefined, []];
    const { name } = expr.left;
    const others = ['y', 'm', 'n'].filter((value) => value !== expr.right.name);
    if (others.length === 3) return [undefined, []];
    const keys = others.map((value) => `${name}=${value}`);
    if (expr.right.name === 'n') return [name, [...keys, name]];
    return [name, expr.right.name === 'y' ? [...keys, `!${name}`] : keys];
  }
}

/** A quoted text and a symbol of the same name are two things; y, m and n are the same constants either way. */
function nameOf({ kind, name }: KconfigSymbol): string {
  return kind === 'constant' && name !== 'y' && name !== 'm' && name !== 'n' ? `"${name}"` : name;
}
