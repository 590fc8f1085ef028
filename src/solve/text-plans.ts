/** Other values of a string symbol that names files: those that have a chance to name none, or another. */
import type { Configuration, KconfigSymbol } from '../kconfig/index.ts';
import type { Plan } from './plan.ts';

/**
 * The value without the words that `isWord` takes, the default of the tree, the empty string; the one that changes least
 * first, unverified.
 */
export function plansToRename(
  configuration: Configuration,
  symbol: KconfigSymbol,
  isWord: (word: string) => boolean,
): Plan[] {
  const value = configuration.value(symbol);
  const words = value.split(/\s+/).filter((word) => word !== '');
  const kept = words.filter((word) => !isWord(word));
  const values = [
    ...(kept.length > 0 && kept.length < words.length ? [kept.join(' ')] : []),
    configuration.defaultText(symbol),
    '',
  ];
  return [...new Set(values)].filter((text) => text !== value).map((text) => new Map([[symbol, text]]));
}
