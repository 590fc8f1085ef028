import type { ByteString } from '../../core/bytes.ts';
import { symbolKindCode, typeCode } from '../model/flat-model.ts';
import type { ConfigState } from '../values/config-state.ts';
import { headerStyle, headingOf, isLogicalType, poundStyle, quote, quoteFor, withHexPrefix } from './write-lines.ts';
import { isWritten, valueOf } from '../values/symbol-values.ts';

/** Options of the writers of auto files. */
export interface AutoOptions {
  /** KCONFIG_NEGATIVES is set; asked only where the dialect knows it. */
  readonly negatives?: boolean;
  /** autoconf.h is written, which one conf makes of all symbols. */
  readonly isHeader?: boolean;
}

/** Symbols of the auto files in conf's order. Source: docs/kconfig-semantics.md §5.4 and, for negatives, §5.5. */
function* autoSymbols(state: ConfigState, options: AutoOptions): Iterable<number> {
  const { flat } = state;
  const { hashOrder, symbolKind, symbolNames, symbolType } = flat;
  const wantsAll = hasNegatives(state, options);
  const isAll = options.isHeader === true && flat.dialect.writing.headerNamesAll;
  for (const symbol of hashOrder) {
    if (symbolType[symbol] === typeCode.unknown || symbolNames[symbol] === '') continue;
    if (isAll || (wantsAll && symbolType[symbol] !== typeCode.string)) yield symbol;
    else if (symbolKind[symbol] !== symbolKindCode.choice && isWritten(state, symbol)) yield symbol;
  }
}

function hasNegatives(state: ConfigState, options: AutoOptions): boolean {
  return state.flat.dialect.writing.negatives && options.negatives === true;
}

/** Text of `include/config/auto.conf`: no lines for n. Source: docs/kconfig-semantics.md §5.5 and §8.19. */
export function autoConfText(state: ConfigState, options: AutoOptions = {}): ByteString {
  const { flat, prefix } = state;
  const { dialect, symbolNames, symbolType } = flat;
  const showsNo = hasNegatives(state, options);
  const parts = [headingOf(dialect, flat.mainMenu, poundStyle)];
  for (const symbol of autoSymbols(state, options)) {
    const type = symbolType[symbol] as number;
    const value = valueOf(state, symbol);
    if (value === 'n' && !showsNo && isLogicalType(type)) continue;
    const text = type === typeCode.string && dialect.writing.autoConfQuotes ? quoteFor(dialect, value) : value;
    parts.push(`${prefix}${symbolNames[symbol]}=${text}\n`);
  }
  return parts.join('');
}

/** Text of `include/generated/autoconf.h`. */
export function autoHeaderText(state: ConfigState, options: AutoOptions = {}): ByteString {
  const { flat, prefix } = state;
  const { dialect, symbolNames, symbolType } = flat;
  const showsNo = dialect.writing.headerNamesAll || hasNegatives(state, options);
  const parts = [headingOf(dialect, flat.mainMenu, headerStyle)];
  for (const symbol of autoSymbols(state, { ...options, isHeader: true })) {
    const type = symbolType[symbol] as number;
    const value = valueOf(state, symbol);
    const name = `#define ${prefix}${symbolNames[symbol]}`;
    if (isLogicalType(type)) {
      if (value !== 'n') parts.push(value === 'm' ? `${name}_MODULE 1\n` : `${name} 1\n`);
      else if (showsNo) parts.push(`${name} 0\n`);
    } else if (type === typeCode.string) parts.push(`${name} ${quoteFor(dialect, value)}\n`);
    else if (value === '' && (dialect.writing.negatives || (dialect.writing.headerNamesAll && type === typeCode.hex)))
      parts.push(`${name} 0\n`);
    else parts.push(`${name} ${withHexPrefix(type, value)}\n`);
  }
  return parts.join('');
}

/** Text of `include/generated/rustc_cfg`. */
export function rustcCfgText(state: ConfigState, options: AutoOptions = {}): ByteString {
  const { flat, prefix } = state;
  const { symbolNames, symbolType } = flat;
  const parts: ByteString[] = [];
  for (const symbol of autoSymbols(state, options)) {
    const type = symbolType[symbol] as number;
    const value = valueOf(state, symbol);
    const name = `--cfg=${prefix}${symbolNames[symbol]}`;
    if (isLogicalType(type)) {
      if (value === 'n') continue;
      parts.push(`${name}\n`);
    }
    parts.push(`${name}=${quote(withHexPrefix(type, value))}\n`);
  }
  return parts.join('');
}

/** Text of `include/config/tristate.conf`: tristates by declared type, values in capitals. */
export function tristateConfText(state: ConfigState): ByteString {
  const { flat, prefix } = state;
  const parts = [headingOf(flat.dialect, flat.mainMenu, poundStyle)];
  for (const symbol of autoSymbols(state, {})) {
    if (flat.symbolType[symbol] !== typeCode.tristate) continue;
    const value = valueOf(state, symbol);
    if (value !== 'n') parts.push(`${prefix}${flat.symbolNames[symbol]}=${value.toUpperCase()}\n`);
  }
  return parts.join('');
}

/** Symbols that are in the `.config`. */
export function countWritten(state: ConfigState): number {
  let count = 0;
  for (const _ of autoSymbols(state, {})) count += 1;
  return count;
}
