/** Names that follow from a symbol of another name. */
import type { LintTree } from '../rule.ts';

/** Phases of U-Boot's build whose symbols have the name of the main one with a prefix. */
const phases = ['SPL_', 'TPL_', 'VPL_', 'TOOLS_', 'XPL_'];
/** `LP_`: coreboot's libpayload has its own prefix, `CONFIG_LP_`. Source: coreboot payloads/libpayload/Makefile. */
const prefixes = [...phases, 'LP_'];

/** True when a name without `CONFIG_` is a symbol of the tree, or that of one for a phase. */
export function isKnownSymbol(name: string, tree: LintTree): boolean {
  const { symbols } = tree.symbols;
  const isDefined = (one: string): boolean => symbols.has(one) || tree.looseNames.has(one);
  return isDefined(name) || prefixes.some((phase) => name.startsWith(phase) && isDefined(name.slice(phase.length)));
}

/**
 * True when some phase of the build has a symbol of this name: `CONFIG_IS_ENABLED(X)` asks for X, or for that of the phase.
 * Source: U-Boot include/linux/kconfig.h.
 */
export function isKnownInSomePhase(name: string, tree: LintTree): boolean {
  return phases.some(
    (phase) => isKnownSymbol(phase + name, tree) || isDefinedElsewhere(`CONFIG_${phase}${name}`, tree),
  );
}

/** True when a macro without `CONFIG_` follows from a symbol of the tree, as `X_MODULE` does from a tristate X. */
export function isKnownMacro(name: string, tree: LintTree): boolean {
  if (isKnownSymbol(name, tree)) return true;
  return name.endsWith('_MODULE') && isKnownSymbol(name.slice(0, -'_MODULE'.length), tree);
}

/** True when a makefile or a source file of the tree defines a macro itself. */
export function isDefinedElsewhere(name: string, tree: LintTree): boolean {
  return tree.defines.has(name) || tree.assignedNames.has(name);
}
