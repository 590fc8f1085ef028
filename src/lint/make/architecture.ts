/** What symbols are on the architecture of a makefile. */
import type { SymbolDefinition } from '../kconfig/symbol-index.ts';
import type { LintTree } from '../rule.ts';

/** Symbols of a tree that has a symbol for modules if it has modules. */
const largeTree = 200;

/** Architecture of a path below `arch/`; undefined for the rest. */
function archOf(path: string): string | undefined {
  return /^arch\/([^/]+)\//.exec(path)?.[1];
}

/** False when the files are of two architectures; um and x86 share files. */
function canMeet(one: string, other: string): boolean {
  const [left, right] = [archOf(one), archOf(other)];
  if (left === undefined || right === undefined) return true;
  if (left === 'um' || right === 'um') return /\/um\//.test(one) || /\/um\//.test(other) || left === right;
  return left === right && one.includes('/um/') === other.includes('/um/');
}

/** Definitions of a symbol that can count where a makefile is read. */
export function definitionsFor(path: string, name: string, tree: LintTree): readonly SymbolDefinition[] {
  const definitions = tree.symbols.symbols.get(name)?.definitions ?? [];
  return definitions.filter(({ location }) => canMeet(path, location.file));
}

/** True when a configuration with which a makefile is read can have the symbol as a module. */
export function canBeModule(path: string, name: string, tree: LintTree): boolean {
  // A tree without modules knows the type, but no m.
  const { symbols } = tree.symbols;
  if (symbols.size > largeTree && !symbols.has('MODULES')) return false;
  return definitionsFor(path, name, tree).some(({ type }) => type === 'tristate');
}
