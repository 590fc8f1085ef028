import type { ByteString } from '../core/text.ts';
import type { CompareExpr, SymbolType } from './model.ts';
import { digitOf, readNumber } from './number.ts';

/** A number read from an operand, or null when the operand counts as text. */
interface Operand {
  readonly value: bigint;
  readonly isUnsigned: boolean;
}

/**
 * Decides a comparison from the texts of both operands. Source: kconfig-semantics 3.2.
 */
export function relationHolds(expr: CompareExpr, left: ByteString, right: ByteString): boolean {
  const order = compare(expr, left, right);
  switch (expr.kind) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function compare(expr: CompareExpr, left: ByteString, right: ByteString): number {
  if (expr.left.type !== 'string' || expr.right.type !== 'string') {
    const a = readOperand(left, expr.left.type);
    const b = a === null ? null : readOperand(right, expr.right.type);
    if (a !== null && b !== null) {
      if (!a.isUnsigned && !b.isUnsigned) return order(a.value, b.value);
      return order(BigInt.asUintN(64, a.value), BigInt.asUintN(64, b.value));
    }
  }
  return order(left, right);
}

function order<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function readOperand(text: ByteString, type: SymbolType): Operand | null {
  if (type === 'bool' || type === 'tristate') {
    return { value: text === 'n' ? 0n : text === 'm' ? 1n : text === 'y' ? 2n : -1n, isUnsigned: false };
  }
  const isUnsigned = type === 'hex';
  const read = readNumber(text, type === 'int' ? 10 : isUnsigned ? 16 : 0, isUnsigned);
  if (read.overflow || read.end === 0 || read.end !== text.length) return null;
  return digitOf(text.charCodeAt(text.length - 1)) < 16 ? { value: read.value, isUnsigned } : null;
}
