/** Ranges of int and hex symbols. Source: scripts/kconfig/symbol.c sym_validate_range, sym_string_within_range. */
import type { ByteString } from '../../core/bytes.ts';
import { propertyCode, typeCode } from '../model/flat-model.ts';
import type { ConfigState } from './config-state.ts';
import { ensureComputed, firstActive } from './expressions.ts';
import { isValidText, readNumber } from './number.ts';

/** Text of the bound that replaces a value outside the range at `range`, or null. Source: docs/kconfig-semantics.md §3.3. */
export function clampedText(state: ConfigState, id: number, range: number, text: ByteString): ByteString | null {
  const { flat, dialect } = state;
  const base = flat.symbolType[id] === typeCode.int ? 10 : 16;
  const value = rangeNumber(state, text, base);
  let bound = flat.propertyLow[range]!;
  let limit = boundValue(state, bound, base);
  if (value >= limit) {
    bound = flat.propertyHigh[range]!;
    limit = boundValue(state, bound, base);
    if (value <= limit) return null;
    state.bounds[id] = 2;
  } else state.bounds[id] = 1;
  if (dialect.values.clampedText === 'verbatim') return state.texts[bound]!;
  return base === 10 ? `${limit}` : `0x${BigInt.asUintN(dialect.values.numberBits, limit).toString(16)}`;
}

/** True when the text is valid for the symbol and inside its range; strings always are. */
export function isTextInRange(state: ConfigState, id: number, text: ByteString): boolean {
  const { flat } = state;
  const type = flat.symbolType[id];
  if (type === typeCode.string) return true;
  if (type !== typeCode.int && type !== typeCode.hex) return false;
  if (!isValidText(type === typeCode.int ? 'int' : 'hex', text)) return false;
  const range = firstActive(state, id, propertyCode.range);
  if (range < 0) return true;
  const base = type === typeCode.int ? 10 : 16;
  const value = rangeNumber(state, text, base);
  if (value < boundValue(state, flat.propertyLow[range]!, base)) return false;
  return value <= boundValue(state, flat.propertyHigh[range]!, base);
}

function boundValue(state: ConfigState, bound: number, base: 10 | 16): bigint {
  ensureComputed(state, bound);
  const type = state.flat.symbolType[bound];
  const own = type === typeCode.int ? 10 : type === typeCode.hex ? 16 : base;
  return rangeNumber(state, state.texts[bound]!, own);
}

function rangeNumber(state: ConfigState, text: ByteString, base: 10 | 16): bigint {
  const { value } = readNumber(text, base);
  return state.rules.numberBits === 32 ? BigInt.asIntN(32, value) : value;
}
