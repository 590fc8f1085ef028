import type { ByteString } from '../../core/bytes.ts';
import type { SymbolType } from '../model/model.ts';

/** Result of reading a number the way C does. */
export interface ReadNumber {
  readonly value: bigint;
  /** Offset after the last character used; 0 when there was no number. */
  readonly end: number;
  /** Outside 64 bits; `value` is then the nearest bound. */
  readonly overflow: boolean;
}

const signedMaximum = (1n << 63n) - 1n;
const signedMinimum = -(1n << 63n);
const unsignedMaximum = (1n << 64n) - 1n;

/** The leading number of a text by the rules of strtoll / strtoull. `base` 0 means C literals. */
export function readNumber(text: ByteString, base: 0 | 10 | 16, isUnsigned = false): ReadNumber {
  let at = 0;
  while (isSpace(text.charCodeAt(at))) at++;
  let isNegative = false;
  const sign = text.charCodeAt(at);
  if (sign === 43 || sign === 45) {
    isNegative = sign === 45;
    at++;
  }
  let radix: number = base;
  const hasHexPrefix =
    text.charCodeAt(at) === 48 && (text.charCodeAt(at + 1) | 32) === 120 && digitOf(text.charCodeAt(at + 2)) < 16;
  if (base !== 10 && hasHexPrefix) {
    at += 2;
    radix = 16;
  } else if (base === 0) radix = text.charCodeAt(at) === 48 ? 8 : 10;
  const start = at;
  while (digitOf(text.charCodeAt(at)) < radix) at++;
  if (at === start) return { value: 0n, end: 0, overflow: false };
  let value = toBigInt(text.slice(start, at), radix);
  let overflow = false;
  if (isUnsigned) {
    if (value > unsignedMaximum) {
      value = unsignedMaximum;
      overflow = true;
    } else if (isNegative) value = BigInt.asUintN(64, -value);
  } else {
    if (isNegative) value = -value;
    if (value > signedMaximum || value < signedMinimum) {
      value = isNegative ? signedMinimum : signedMaximum;
      overflow = true;
    }
  }
  return { value, end: at, overflow };
}

/** Digits that can matter: more than any 64-bit number has in base 8. */
const longestNumber = 24;

function toBigInt(digits: string, radix: number): bigint {
  const significant = digits.replace(/^0+/, '');
  if (significant.length > longestNumber) return 1n << 70n;
  if (significant === '') return 0n;
  if (radix === 10) return BigInt(significant);
  return BigInt((radix === 16 ? '0x' : '0o') + significant);
}

/** True when the text is a value of the type as conf accepts it from a file. Source: docs/kconfig-semantics.md §4.4. */
export function isValidText(type: SymbolType, text: ByteString): boolean {
  switch (type) {
    case 'string':
      return true;
    case 'int': {
      let at = text.charCodeAt(0) === 45 ? 1 : 0;
      if (text.charCodeAt(at) === 48 && at + 1 < text.length) return false;
      if (at >= text.length) return false;
      for (; at < text.length; at++) if (digitOf(text.charCodeAt(at)) > 9) return false;
      return true;
    }
    case 'hex': {
      let at = text.charCodeAt(0) === 48 && (text.charCodeAt(1) | 32) === 120 ? 2 : 0;
      if (at >= text.length) return false;
      for (; at < text.length; at++) if (digitOf(text.charCodeAt(at)) > 15) return false;
      return true;
    }
    case 'bool':
    case 'tristate': {
      const code = text.charCodeAt(0) | 32;
      return code === 121 || code === 109 || code === 110;
    }
    default:
      return false;
  }
}

/** Value of a digit, 99 for anything else. */
export function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 122 ? lower - 87 : 99;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
