import type { ByteString } from '../../core/bytes.ts';
import { isLogicalType, symbolKindCode, typeCode } from '../model/flat-model.ts';
import type { ConfigState } from '../values/config-state.ts';
import { isWritten, valueOf } from '../values/symbol-values.ts';
import { headerStyle, headingOf, poundStyle, quote, quoteFor, withHexPrefix } from './write-lines.ts';

/** Options of the writers of auto files. */
export interface AutoOptions {
  /** KCONFIG_NEGATIVES is set; asked only where the dialect knows it. */
  readonly negatives?: boolean;
}

/** Line of a symbol in an auto file, newline included; empty for none. `name` has its prefix, `type` is a code. */
type AutoLine = (name: ByteString, value: ByteString, type: number) => ByteString;

/** Symbols of the auto files in conf's order. Source: docs/kconfig-semantics.md §5.4 and, for negatives, §5.5. */
function* autoSymbols(state: ConfigState, options: AutoOptions, isHeader: boolean): Iterable<number> {
  const { hashOrder, symbolKind, symbolNames, symbolType } = state.flat;
  const wantsAll = hasNegatives(state, options);
  // autoconf.h, which one conf makes of all symbols.
  const isAll = isHeader && state.dialect.writing.headerNamesAll;
  for (const symbol of hashOrder) {
    if (symbolType[symbol] === typeCode.unknown || symbolNames[symbol] === '') continue;
    if (isAll || (wantsAll && symbolType[symbol] !== typeCode.string)) yield symbol;
    else if (symbolKind[symbol] !== symbolKindCode.choice && isWritten(state, symbol)) yield symbol;
  }
}

function hasNegatives(state: ConfigState, options: AutoOptions): boolean {
  return state.dialect.writing.negatives && options.negatives === true;
}

function autoLines(state: ConfigState, symbols: Iterable<number>, lineOf: AutoLine): ByteString {
  const { symbolNames, symbolType } = state.flat;
  const lines: ByteString[] = [];
  for (const symbol of symbols) {
    const name = `${state.prefix}${symbolNames[symbol]}`;
    lines.push(lineOf(name, valueOf(state, symbol), symbolType[symbol]!));
  }
  return lines.join('');
}

/** Text of `include/config/auto.conf`: no lines for n. Source: docs/kconfig-semantics.md §5.5 and §8.19. */
export function autoConfText(state: ConfigState, options: AutoOptions = {}): ByteString {
  const { dialect } = state;
  const showsNo = hasNegatives(state, options);
  const lines = autoLines(state, autoSymbols(state, options, false), (name, value, type) => {
    if (value === 'n' && !showsNo && isLogicalType(type)) return '';
    const isQuoted = type === typeCode.string && dialect.writing.autoConfQuotes;
    return `${name}=${isQuoted ? quoteFor(dialect, value) : value}\n`;
  });
  return headingOf(dialect, state.flat.mainMenu, poundStyle) + lines;
}

/** Text of `include/generated/autoconf.h`. */
export function autoHeaderText(state: ConfigState, options: AutoOptions = {}): ByteString {
  const { dialect } = state;
  const { headerNamesAll, negatives } = dialect.writing;
  const showsNo = headerNamesAll || hasNegatives(state, options);
  const lines = autoLines(state, autoSymbols(state, options, true), (name, value, type) => {
    if (isLogicalType(type)) {
      if (value === 'n') return showsNo ? `#define ${name} 0\n` : '';
      return value === 'm' ? `#define ${name}_MODULE 1\n` : `#define ${name} 1\n`;
    }
    if (type === typeCode.string) return `#define ${name} ${quoteFor(dialect, value)}\n`;
    const isZero = value === '' && (negatives || (headerNamesAll && type === typeCode.hex));
    return `#define ${name} ${isZero ? '0' : withHexPrefix(type, value)}\n`;
  });
  return headingOf(dialect, state.flat.mainMenu, headerStyle) + lines;
}

/** Text of `include/generated/rustc_cfg`. */
export function rustcCfgText(state: ConfigState, options: AutoOptions = {}): ByteString {
  return autoLines(state, autoSymbols(state, options, false), (name, value, type) => {
    const line = `--cfg=${name}=${quote(withHexPrefix(type, value))}\n`;
    if (!isLogicalType(type)) return line;
    return value === 'n' ? '' : `--cfg=${name}\n${line}`;
  });
}

/** Text of `include/config/tristate.conf`: tristates by declared type, values in capitals. */
export function tristateConfText(state: ConfigState): ByteString {
  const lines = autoLines(state, autoSymbols(state, {}, false), (name, value, type) =>
    type === typeCode.tristate && value !== 'n' ? `${name}=${value.toUpperCase()}\n` : '',
  );
  return headingOf(state.dialect, state.flat.mainMenu, poundStyle) + lines;
}

/** Symbols that are in the `.config`. */
export function countWritten(state: ConfigState): number {
  return [...autoSymbols(state, {}, false)].length;
}
