/** Ranges of int and hex symbols. Source: scripts/kconfig/symbol.c sym_validate_range, sym_string_within_range. */
import type { ByteString } from '../../core/bytes.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { propertyCode, typeCode } from '../model/flat-model.ts';
import type { ConfigState } from './config-state.ts';
import { ensureComputed, firstActive } from './expressions.ts';
import { isValidText, readNumber } from './number.ts';

/** A bound: the text of its symbol, and that symbol's type. */
export interface Bound {
  readonly text: ByteString;
  readonly type: number;
}

/** Text of the bound that replaces a value outside the range at `range`, or null. Source: docs/kconfig-semantics.md §3.3. */
export function clampedText(state: ConfigState, id: number, range: number, text: ByteString): ByteString | null {
  const { flat, dialect } = state;
  const boundOf = (bound: number) => (): Bound => {
    ensureComputed(state, bound);
    return { text: state.texts[bound]!, type: flat.symbolType[bound]! };
  };
  const low = boundOf(flat.propertyLow[range]!);
  const replaced = clampText(dialect, flat.symbolType[id]!, text, low, boundOf(flat.propertyHigh[range]!));
  if (replaced === null) return null;
  state.bounds[id] = replaced.bound;
  return replaced.text;
}

/**
 * What replaces a text outside a range: `bound` 1 for the lower one, 2 for the upper one; null where it is inside. The upper
 * bound is asked for only where the value is not below the lower one, as in conf.
 */
export function clampText(
  dialect: Dialect,
  type: number,
  text: ByteString,
  low: () => Bound,
  high: () => Bound,
): { readonly text: ByteString; readonly bound: 1 | 2 } | null {
  const base = type === typeCode.int ? 10 : 16;
  const { clampedText: form, numberBits } = dialect.values;
  const value = rangeNumber(numberBits, text, base);
  let side: 1 | 2 = 1;
  let bound = low();
  let limit = boundNumber(numberBits, bound, base);
  if (value >= limit) {
    side = 2;
    bound = high();
    limit = boundNumber(numberBits, bound, base);
    if (value <= limit) return null;
  }
  if (form === 'verbatim') return { text: bound.text, bound: side };
  return { text: base === 10 ? `${limit}` : `0x${BigInt.asUintN(numberBits, limit).toString(16)}`, bound: side };
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
  const value = rangeNumber(state.rules.numberBits, text, base);
  if (value < boundValue(state, flat.propertyLow[range]!, base)) return false;
  return value <= boundValue(state, flat.propertyHigh[range]!, base);
}

function boundValue(state: ConfigState, bound: number, base: 10 | 16): bigint {
  ensureComputed(state, bound);
  return boundNumber(state.rules.numberBits, { text: state.texts[bound]!, type: state.flat.symbolType[bound]! }, base);
}

/** The number of a bound; one that is no number itself is read as the symbol's own type. */
function boundNumber(numberBits: 32 | 64, { text, type }: Bound, base: 10 | 16): bigint {
  return rangeNumber(numberBits, text, type === typeCode.int ? 10 : type === typeCode.hex ? 16 : base);
}

function rangeNumber(numberBits: 32 | 64, text: ByteString, base: 10 | 16): bigint {
  const { value } = readNumber(text, base);
  return numberBits === 32 ? BigInt.asIntN(32, value) : value;
}
