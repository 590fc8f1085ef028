/** Symbols that no configuration of any architecture turns on. */
import { isLogical } from '../../kconfig/index.ts';
import type { DeadSymbol } from '../../lint/index.ts';
import type { ProofModel } from './proof-model.ts';

/**
 * Those that are dead in every reading that defines them. `within` gives the reading of an architecture for as long as its
 * function runs; null where there is none.
 */
export function findDeadSymbols(
  archs: readonly string[],
  within: <Result>(arch: string, use: (model: ProofModel) => Result) => Result | null,
): readonly DeadSymbol[] {
  const alive = new Set<string>();
  const dead = new Map<string, DeadSymbol>();
  for (const arch of archs.length === 0 ? [''] : archs) {
    within(arch, ({ configuration, possibilities }) => {
      const { formula } = possibilities;
      const asked = [...configuration.model.symbols.values()].filter(
        (symbol) =>
          symbol.kind === 'symbol' && symbol.entries.length > 0 && isLogical(symbol) && !alive.has(symbol.name),
      );
      possibilities.find(asked.map(({ id }) => formula.value(id).on));
      for (const symbol of asked) {
        const isDead = possibilities.of(formula.value(symbol.id).on) === 'impossible';
        const location = symbol.entries[0]?.location;
        if (isDead && location !== undefined) dead.set(symbol.name, { symbol: symbol.name, location });
        else alive.add(symbol.name);
      }
    });
  }
  return [...dead.values()].filter(({ symbol }) => !alive.has(symbol));
}
