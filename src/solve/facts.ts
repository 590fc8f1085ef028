import { type KconfigModel, type MacroUse } from '../kconfig/index.ts';

const known = new WeakMap<KconfigModel, ReadonlySet<number>>();

/** Symbols whose values, or conditions, come from commands: what the compiler takes, versions of tools, files of the machine. */
export function factSymbols(model: KconfigModel): ReadonlySet<number> {
  const before = known.get(model);
  if (before !== undefined) return before;
  const found = new Set<number>();
  const isAsked = (macros: readonly MacroUse[]): boolean => macros.some(({ shellCalls }) => shellCalls.length > 0);
  for (const { clauses, properties, symbol } of model.entries) {
    if (symbol === null || symbol.kind === 'choice') continue;
    const asked = properties.some(({ kind, macros }) => kind === 'default' && isAsked(macros));
    if (asked || clauses.some(({ macros }) => isAsked(macros))) found.add(symbol.id);
  }
  known.set(model, found);
  return found;
}
