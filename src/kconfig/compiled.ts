import { symbolsBelow } from './check-dependencies.ts';
import type { BuildEntry } from './build-types.ts';
import type { KconfigModel, KconfigSymbol } from './model.ts';

/** Numbers for the types, so that evaluation compares integers. */
export const typeCode = { unknown: 0, bool: 1, tristate: 2, int: 3, hex: 4, string: 5 } as const;

/** What evaluation needs of a model, by symbol id; made once and shared by all configurations. */
export interface CompiledModel {
  readonly types: Uint8Array;
  /** Index into `choices` of the choice a symbol is a member of, or -1. */
  readonly choiceOf: Int32Array;
  /** On a member list, whatever the tree says. */
  readonly isMember: Uint8Array;
  readonly choices: readonly CompiledChoice[];
}

/** One choice for evaluation. */
export interface CompiledChoice {
  readonly symbol: KconfigSymbol;
  /** Members in the order of their config statements: the first priority list. */
  readonly members: readonly KconfigSymbol[];
  /** Symbols of all entries below the choice, in menu order. */
  readonly below: readonly KconfigSymbol[];
}

const cache = new WeakMap<KconfigModel, CompiledModel>();

/** The compiled form of a model; made at the first call. */
export function compileModel(model: KconfigModel): CompiledModel {
  const known = cache.get(model);
  if (known !== undefined) return known;
  const count = model.symbolCount;
  const types = new Uint8Array(count);
  const choiceOf = new Int32Array(count).fill(-1);
  const isMember = new Uint8Array(count);
  const choiceIndex = new Map(model.choices.map((choice, index) => [choice, index]));
  for (const symbol of [model.no, model.mod, model.yes]) types[symbol.id] = typeCode[symbol.type];
  for (const symbol of model.hashOrder) {
    const { id } = symbol;
    types[id] = typeCode[symbol.type];
    if (symbol.choice !== null) choiceOf[id] = choiceIndex.get(symbol.choice) ?? -1;
  }
  const choices = model.choices.map((choice) => ({
    symbol: choice.symbol as KconfigSymbol,
    members: choice.members,
    below: symbolsBelow(choice as BuildEntry),
  }));
  for (const choice of choices) for (const member of choice.members) isMember[member.id] = 1;
  const compiled = { types, choiceOf, isMember, choices };
  cache.set(model, compiled);
  return compiled;
}
