import { type Entry, isPrompt, type KconfigModel, type MacroUse } from '../../kconfig/index.ts';
import { factSymbols } from '../facts.ts';

/** Variables of the environment that say which tree and architecture is read, and not what a tool is. */
const treeVariables = new Set([
  'ARCH',
  'SRCARCH',
  'SUBARCH',
  'HEADER_ARCH',
  'UTS_MACHINE',
  'srctree',
  'objtree',
  'KERNELVERSION',
  'UBOOTVERSION',
]);

/** True where a text comes from a command, or from a variable that another tool could change. */
function isOutside({ environment, shellCalls }: MacroUse): boolean {
  return shellCalls.length > 0 || environment.some((name) => !treeVariables.has(name));
}

/**
 * Symbols on which compilers, tools and files of the machine have an effect in any way: by their values, by the condition of a
 * prompt, of a select or of a block around them. Where such a symbol is left free, all that is still impossible is so with
 * every compiler.
 */
export function outsideSymbols(model: KconfigModel): ReadonlySet<number> {
  const found = new Set(factSymbols(model));
  const blocks = new Map<Entry | null, boolean>([[null, false]]);
  const isInBlock = (entry: Entry | null): boolean => {
    const known = blocks.get(entry);
    if (known !== undefined || entry === null) return known ?? false;
    const own = [...entry.clauses, ...entry.visibleClauses].some(({ macros }) => macros.some(isOutside));
    const isPrompted = entry.kind === 'choice' && entry.prompt !== null && entry.prompt.macros.some(isOutside);
    const is = own || isPrompted || isInBlock(entry.enclosing);
    blocks.set(entry, is);
    return is;
  };
  for (const entry of model.entries) {
    const { properties, symbol } = entry;
    if (symbol === null) continue;
    if (symbol.kind === 'choice') {
      if (isInBlock(entry)) for (const member of entry.members) found.add(member.id);
      continue;
    }
    if (isInBlock(entry)) found.add(symbol.id);
    for (const property of properties) {
      if (!property.macros.some(isOutside)) continue;
      if (property.kind === 'default' || property.kind === 'range' || isPrompt(property)) found.add(symbol.id);
      if (property.target !== null) found.add(property.target.id);
    }
  }
  return found;
}
