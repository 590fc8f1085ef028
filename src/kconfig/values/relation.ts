import type { ByteString } from '../../core/bytes.ts';
import type { ValueRules } from '../dialect/dialect.ts';
import { exprCode, isLogicalType, typeCode } from '../model/flat-model.ts';
import type { Relation } from '../model/model.ts';
import { digitOf, readNumber } from './number.ts';

/** A number read from an operand, or null when the operand counts as text. */
interface Operand {
  readonly value: bigint;
  readonly isUnsigned: boolean;
}

/**
 * Decides a comparison (a code of `exprCode`) from both operands, in the way of the dialect. Source:
 * docs/kconfig-semantics.md §3.2.
 */
export function relationHolds(
  relation: number,
  left: ByteString,
  leftType: number,
  right: ByteString,
  rightType: number,
  style: ValueRules['comparison'],
): boolean {
  const isLogical = isLogicalType(leftType);
  // By far the most common comparison: NAME = y and the like, equal texts or not.
  const order =
    isLogical && leftType === rightType && relation <= exprCode['!=']
      ? left === right
        ? 0
        : 1
      : compare(left, leftType, right, rightType, style);
  switch (relation) {
    case exprCode['=']:
      return order === 0;
    case exprCode['!=']:
      return order !== 0;
    case exprCode['<']:
      return order < 0;
    case exprCode['<=']:
      return order <= 0;
    case exprCode['>']:
      return order > 0;
    default:
      return order >= 0;
  }
}

/** True when operands in this order (negative: the left one is less) have a relation. */
export function orderHolds(relation: Relation, order: number): boolean {
  switch (relation) {
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
    default:
      return order >= 0;
  }
}

function compare(
  left: ByteString,
  leftType: number,
  right: ByteString,
  rightType: number,
  style: ValueRules['comparison'],
): number {
  const isText = style === 'texts' || (style === 'mixed' && (isLogicalType(leftType) || isLogicalType(rightType)));
  if (!isText && (leftType !== typeCode.string || rightType !== typeCode.string)) {
    const a = readOperand(left, leftType);
    const b = a === null ? null : readOperand(right, rightType);
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

function readOperand(text: ByteString, type: number): Operand | null {
  if (type === typeCode.bool || type === typeCode.tristate) {
    return { value: text === 'n' ? 0n : text === 'm' ? 1n : text === 'y' ? 2n : -1n, isUnsigned: false };
  }
  const isUnsigned = type === typeCode.hex;
  const read = readNumber(text, type === typeCode.int ? 10 : isUnsigned ? 16 : 0, isUnsigned);
  if (read.overflow || read.end === 0 || read.end !== text.length) return null;
  return digitOf(text.charCodeAt(text.length - 1)) < 16 ? { value: read.value, isUnsigned } : null;
}
