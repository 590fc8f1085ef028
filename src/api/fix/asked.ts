/** The values that a user asks for, as goals of a search. */
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import { type Configuration, isLogical, type KconfigSymbol } from '../../kconfig/index.ts';
import type { FixRequest } from '../../results/fix.ts';
import type { Goal } from '../../solve/problem.ts';
import { checkValue, definedSymbol, unknownSymbol, unquoted } from '../asked-symbol.ts';

/** A symbol and a value that it is to have. */
export interface WantedSymbol {
  readonly symbol: KconfigSymbol;
  readonly wanted: ByteString;
}

/** One word of the question. */
export interface Asked extends WantedSymbol {
  readonly request: FixRequest;
  readonly goal: Goal;
}

/** The name of a symbol and the value of a word; `y` where the word has none. */
export function splitWord(word: ByteString): { readonly name: ByteString; readonly wanted: string } {
  const at = word.indexOf('=');
  return at < 0 ? { name: word, wanted: 'y' } : { name: word.slice(0, at), wanted: unquoted(word.slice(at + 1)) };
}

/**
 * One word `SYMBOL=VALUE`. Throws UsageError `kernel/unknown-symbol` or `kernel/bad-value`.
 */
export function askedValue(configuration: Configuration, word: ByteString): Asked {
  const { name, wanted } = splitWord(word);
  const symbol = definedSymbol(configuration.model, name, configuration.state.prefix);
  if (symbol === undefined) {
    const isAssignment = /^[A-Za-z_]\w*=/.test(word);
    const lines = isAssignment ? [`a variable of make is written ${word.replace('=', ':=')}`] : [];
    throw unknownSymbol(configuration.model, name, lines);
  }
  checkValue(symbol, wanted);
  const holds = hasAskedValue(configuration, symbol, wanted);
  const value = currentText(configuration, symbol);
  const atom = { symbol: symbol.id, relation: 'is', value: wanted } as const;
  return {
    request: { word: `${symbol.name}=${wanted}`, symbol: symbol.name, wanted, value, holds },
    symbol,
    wanted,
    goal: { alternatives: [[atom]], isRequest: true },
  };
}

/** All of them. Throws the same, and UsageError `usage/two-values` for one symbol with two values. */
export function askedValues(configuration: Configuration, words: readonly ByteString[]): Asked[] {
  const bySymbol = new Map<KconfigSymbol, Asked>();
  for (const word of words) {
    const asked = askedValue(configuration, word);
    const known = bySymbol.get(asked.symbol);
    if (known !== undefined && known.wanted !== asked.wanted) {
      throw new UsageError('usage/two-values', `${asked.symbol.name} cannot be ${known.wanted} and ${asked.wanted}`, {
        hint: 'give each symbol once',
      });
    }
    bySymbol.set(asked.symbol, asked);
  }
  return [...bySymbol.values()];
}

/** A symbol that is to keep its value. Throws UsageError `kernel/unknown-symbol`. */
export function keptValue(configuration: Configuration, word: ByteString): Asked {
  const symbol = definedSymbol(configuration.model, word, configuration.state.prefix);
  if (symbol === undefined) throw unknownSymbol(configuration.model, word);
  const value = configuration.value(symbol);
  const atom = { symbol: symbol.id, relation: 'is', value } as const;
  return {
    request: { word: `--keep ${symbol.name}`, symbol: symbol.name, wanted: value, value, holds: true },
    symbol,
    wanted: value,
    goal: { alternatives: [[atom]], isRequest: false },
  };
}

/** Names of symbols, and of choices, that may change. Throws UsageError `kernel/unknown-symbol`. */
export function allowedNames({ model, state }: Configuration, words: readonly ByteString[]): Set<ByteString> {
  return new Set(
    words.map((word) => {
      const symbol = definedSymbol(model, word, state.prefix);
      if (symbol === undefined) throw unknownSymbol(model, word);
      return symbol.name;
    }),
  );
}

/** True where a symbol has a value: a bool or tristate without a line is n, any other needs its line. */
export function hasAskedValue(configuration: Configuration, symbol: KconfigSymbol, wanted: ByteString): boolean {
  if (isLogical(symbol)) return configuration.value(symbol) === wanted;
  return configuration.isWritten(symbol) && configuration.value(symbol) === wanted;
}

/** Value as `.config` writes it; empty when it has no line. */
function currentText(configuration: Configuration, symbol: KconfigSymbol): string {
  return configuration.isWritten(symbol) ? configuration.value(symbol) : '';
}
