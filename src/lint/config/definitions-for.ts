/** Definitions that count for a defconfig. */
import { definitionsReadWith } from '../kconfig/facts.ts';
import type { SymbolDefinition } from '../kconfig/symbol-index.ts';
import type { LintConfigFile, LintTree } from '../rule.ts';

/** Definitions of a symbol that conf can read for the ARCH of a defconfig; those of all where it is for none. */
export function definitionsFor(file: LintConfigFile, name: string, tree: LintTree): readonly SymbolDefinition[] {
  const directory = /^arch\/[^/]+\//.exec(file.path)?.[0];
  const top = `${directory ?? ''}Kconfig`;
  return definitionsReadWith(directory !== undefined && tree.kconfigs.has(top) ? top : file.path, name, tree);
}
