/** Symbols that no configuration of any architecture turns on, and lines that have no effect in any. */
import { isLogical, type KconfigSymbol } from '../../kconfig/index.ts';
import type { DeadLine, DeadSymbol } from '../../lint/index.ts';
import { candidatesOf } from '../dead/candidates.ts';
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

const kinds = { 'hidden-prompt': 'prompt', 'idle-default': 'default', 'idle-select': 'select' } as const;

/**
 * Prompts, defaults, selects and implies of symbols that can be on, which have no effect in any reading that has them. `within` as
 * for {@link findDeadSymbols}.
 */
export function findDeadLines(
  archs: readonly string[],
  within: <Result>(arch: string, use: (model: ProofModel) => Result) => Result | null,
): readonly DeadLine[] {
  const alive = new Set<string>();
  const dead = new Map<string, DeadLine>();
  for (const arch of archs.length === 0 ? [''] : archs) {
    within(arch, ({ configuration: { model }, possibilities }) => {
      const { formula } = possibilities;
      const isOn = (symbol: KconfigSymbol): boolean =>
        !isLogical(symbol) || possibilities.of(formula.value(symbol.id).on) !== 'impossible';
      possibilities.find([...model.symbols.values()].filter(isLogical).map(({ id }) => formula.value(id).on));
      const lines = candidatesOf(model, formula, model.symbols.values()).flatMap(
        ({ kind, literal, property, symbol }) => {
          if (property === null || symbol === null || !(kind in kinds) || !isOn(symbol)) return [];
          const { location } = property;
          return [
            {
              key: `${location.file}:${location.line}`,
              kind: kinds[kind as keyof typeof kinds],
              literal,
              location,
              symbol,
            },
          ];
        },
      );
      possibilities.find(lines.map(({ literal }) => literal));
      for (const { key, kind, literal, location, symbol } of lines) {
        if (possibilities.of(literal) !== 'impossible') alive.add(key);
        else dead.set(key, { symbol: symbol.name, kind, location });
      }
    });
  }
  return [...dead].filter(([key]) => !alive.has(key)).map(([, line]) => line);
}
