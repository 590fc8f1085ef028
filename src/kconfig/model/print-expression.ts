import type { ByteString } from '../../core/bytes.ts';
import type { Configuration } from '../values/configuration-types.ts';
import type { Expr, KconfigSymbol } from './model.ts';
import { leavesOf } from './simplify.ts';

/** Asks for the text of a symbol's value. */
export type ValueOf = (symbol: KconfigSymbol) => ByteString;

/**
 * An expression as conf prints it: parentheses only where needed, an absent one is `y`. With a
 * configuration every symbol of a known type carries ` [=value]`. Source: docs/kconfig-semantics.md §3.4.
 */
export function printExpression(expr: Expr | null, configuration: Configuration | null = null): ByteString {
  return printWith(expr, configuration === null ? null : (symbol) => configuration.value(symbol));
}

/** {@link printExpression} over any source of values. */
export function printWith(expr: Expr | null, valueOf: ValueOf | null): ByteString {
  return expr === null ? 'y' : print(expr, 0, valueOf);
}

/** A symbol as an operand. */
export function printSymbol(symbol: KconfigSymbol, valueOf: ValueOf | null): ByteString {
  if (symbol.kind === 'choice' && symbol.name === '') return '<choice>';
  return valueOf === null || symbol.type === 'unknown' ? symbol.name : `${symbol.name} [=${valueOf(symbol)}]`;
}

/** Binding strength: || 1, && 2, ! 3; 0 outside. */
function print(expr: Expr, outer: number, valueOf: ValueOf | null): ByteString {
  switch (expr.kind) {
    case 'symbol':
      return printSymbol(expr.symbol, valueOf);
    case 'not':
      return `!${print(expr.operand, 3, valueOf)}`;
    case 'or':
      return wrap(
        leavesOf('or', expr)
          .map((leaf) => print(leaf, 1, valueOf))
          .join(' || '),
        outer > 1,
      );
    case 'and':
      return wrap(
        leavesOf('and', expr)
          .map((leaf) => print(leaf, 2, valueOf))
          .join(' && '),
        outer > 2,
      );
    default:
      return `${printSymbol(expr.left, valueOf)}${expr.kind}${printSymbol(expr.right, valueOf)}`;
  }
}

function wrap(text: ByteString, isNeeded: boolean): ByteString {
  return isNeeded ? `(${text})` : text;
}
