import type { ByteString } from '../../core/bytes.ts';
import { symbolKindCode, typeCode } from '../model/flat-model.ts';
import type { Evaluation } from '../values/evaluation-types.ts';
import { headerStyle, headingOf, isLogicalType, poundStyle, quote, quoteFor, withHexPrefix } from './write-lines.ts';

/** Options of the writers of auto files. */
export interface AutoOptions {
  /** KCONFIG_NEGATIVES is set; asked only where the dialect knows it. */
  readonly negatives?: boolean;
  /** autoconf.h is written, which one conf makes of all symbols. */
  readonly isHeader?: boolean;
}

/** Symbols of the auto files in conf's order. Source: kconfig-semantics 5.4 and, for negatives, 5.5. */
function* autoSymbols(evaluation: Evaluation, options: AutoOptions): Iterable<number> {
  const { flat } = evaluation;
  const { hashOrder, symbolKind, symbolNames, symbolType } = flat;
  const wantsAll = hasNegatives(evaluation, options);
  const isAll = options.isHeader === true && flat.dialect.writing.headerNamesAll;
  for (const symbol of hashOrder) {
    if (symbolType[symbol] === typeCode.unknown || symbolNames[symbol] === '') continue;
    if (isAll || (wantsAll && symbolType[symbol] !== typeCode.string)) yield symbol;
    else if (symbolKind[symbol] !== symbolKindCode.choice && evaluation.isWritten(symbol)) yield symbol;
  }
}

function hasNegatives(evaluation: Evaluation, options: AutoOptions): boolean {
  return evaluation.flat.dialect.writing.negatives && options.negatives === true;
}

/** Text of `include/config/auto.conf`: no lines for n. Source: kconfig-semantics 5.5 and 8.19. */
export function autoConfText(evaluation: Evaluation, options: AutoOptions = {}): ByteString {
  const { flat, prefix } = evaluation;
  const { dialect, symbolNames, symbolType } = flat;
  const showsNo = hasNegatives(evaluation, options);
  const parts = [headingOf(dialect, flat.mainMenu, poundStyle)];
  for (const symbol of autoSymbols(evaluation, options)) {
    const type = symbolType[symbol] as number;
    const value = evaluation.value(symbol);
    if (value === 'n' && !showsNo && isLogicalType(type)) continue;
    const text = type === typeCode.string && dialect.writing.autoConfQuotes ? quoteFor(dialect, value) : value;
    parts.push(`${prefix}${symbolNames[symbol]}=${text}\n`);
  }
  return parts.join('');
}

/** Text of `include/generated/autoconf.h`. */
export function autoHeaderText(evaluation: Evaluation, options: AutoOptions = {}): ByteString {
  const { flat, prefix } = evaluation;
  const { dialect, symbolNames, symbolType } = flat;
  const showsNo = dialect.writing.headerNamesAll || hasNegatives(evaluation, options);
  const parts = [headingOf(dialect, flat.mainMenu, headerStyle)];
  for (const symbol of autoSymbols(evaluation, { ...options, isHeader: true })) {
    const type = symbolType[symbol] as number;
    const value = evaluation.value(symbol);
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
export function rustcCfgText(evaluation: Evaluation, options: AutoOptions = {}): ByteString {
  const { flat, prefix } = evaluation;
  const { symbolNames, symbolType } = flat;
  const parts: ByteString[] = [];
  for (const symbol of autoSymbols(evaluation, options)) {
    const type = symbolType[symbol] as number;
    const value = evaluation.value(symbol);
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
export function tristateConfText(evaluation: Evaluation): ByteString {
  const { flat, prefix } = evaluation;
  const parts = [headingOf(flat.dialect, flat.mainMenu, poundStyle)];
  for (const symbol of autoSymbols(evaluation, {})) {
    if (flat.symbolType[symbol] !== typeCode.tristate) continue;
    const value = evaluation.value(symbol);
    if (value !== 'n') parts.push(`${prefix}${flat.symbolNames[symbol]}=${value.toUpperCase()}\n`);
  }
  return parts.join('');
}

/** Symbols that are in the `.config`. */
export function countWritten(evaluation: Evaluation): number {
  let count = 0;
  for (const _ of autoSymbols(evaluation, {})) count += 1;
  return count;
}
