/** Values of symbols that are tried, and as makefiles see them. */

import type { ByteString } from '../../core/bytes.ts';
import { symbolPrefix } from '../levels/word-origins.ts';
import { otherText, type TableSymbol } from './cases.ts';

/** Type of a symbol, given without prefix; undefined for one that the tree does not have. */
export type SymbolTypes = (name: ByteString) => 'bool' | 'tristate' | 'string' | 'int' | 'hex' | undefined;

const bool = ['n', 'y'] as const;
const tristate = ['m', 'n', 'y'] as const;

/** The values of a symbol that can matter; `now` is what makefiles see, `hints` are texts that it is compared with. */
export function tableSymbol(
  name: ByteString,
  { types, quotesTexts }: { readonly types: SymbolTypes; readonly quotesTexts: boolean },
  now: ByteString,
  hints: readonly string[],
): TableSymbol {
  const type = types(name.slice(symbolPrefix.length));
  if (type === 'bool') return { name, domain: bool, values: bool, isQuoted: false };
  if (type === 'tristate') return { name, domain: tristate, values: tristate, isQuoted: false };
  if (type === undefined) return { name, domain: [now], values: [now], isQuoted: false };
  const isQuoted = type === 'string' && quotesTexts;
  const written = [now, ...hints].map((hint) => (isQuoted ? hint.replace(/^"(.*)"$/, '$1') : hint));
  return {
    name,
    domain: null,
    values: [...new Set(written.filter((hint) => hint !== otherText)), otherText],
    isQuoted,
  };
}

/** A value as auto.conf has it. */
export function asMake({ domain, isQuoted }: TableSymbol, value: string): ByteString {
  if (domain !== null) return value === 'n' ? '' : value;
  return isQuoted ? `"${value}"` : value;
}
