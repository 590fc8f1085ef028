/** Random requests: what users ask for. The same seed gives the same ones. */
import { type Configuration, hasPrompt, isLogical, type KconfigSymbol } from '../../src/kconfig/index.ts';
import { randomNumbers } from '../../test/support/random-numbers.ts';

/** Words `SYMBOL=VALUE` that are asked for together. */
export interface Question {
  readonly kind: 'on' | 'off' | 'm' | 'three';
  readonly words: readonly string[];
}

/** `single` questions about one symbol, a third each on, off and m, and `triple` about three. */
export function questionsFor(configuration: Configuration, single: number, triple: number, seed: number): Question[] {
  const below = randomNumbers(seed);
  const { model } = configuration;
  const symbols = [...model.symbols.values()].filter((symbol) => isLogical(symbol) && hasPrompt(symbol));
  const value = (symbol: KconfigSymbol): string => configuration.value(symbol);
  const hasModules = symbols.some(({ type }) => type === 'tristate');
  const pools = {
    on: symbols.filter((symbol) => value(symbol) === 'n'),
    off: symbols.filter((symbol) => value(symbol) !== 'n'),
    m: symbols.filter((symbol) => symbol.type === 'tristate' && value(symbol) !== 'm'),
  };
  const kinds = hasModules ? (['on', 'off', 'm'] as const) : (['on', 'off'] as const);
  const word = (kind: 'on' | 'off' | 'm'): string => {
    const pool = pools[kind];
    const symbol = pool[below(pool.length)];
    return `${symbol?.name}=${kind === 'on' ? 'y' : kind === 'off' ? 'n' : 'm'}`;
  };
  const questions: Question[] = [];
  for (let at = 0; at < single; at += 1) {
    const kind = kinds[at % kinds.length] ?? 'on';
    questions.push({ kind, words: [word(kind)] });
  }
  for (let at = 0; at < triple; at += 1) {
    const words = new Map<string, string>();
    while (words.size < 3) {
      const next = word(kinds[below(kinds.length)] ?? 'on');
      words.set(next.slice(0, next.indexOf('=')), next);
    }
    questions.push({ kind: 'three', words: [...words.values()] });
  }
  return questions;
}
