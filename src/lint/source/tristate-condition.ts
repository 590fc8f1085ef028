/** Conditions about `CONFIG_X` of a tristate X that forget the value m. */
import { type Cause, cause } from '../../core/diagnostic.ts';
import { conditionsOf } from '../kconfig/facts.ts';
import type { LintSymbol } from '../kconfig/symbol-index.ts';
import type { LintTree } from '../rule.ts';
import { guardsHeadersOnly, loadsModules } from './look-closer.ts';
import type { LintSource } from './scan-source.ts';

/** One condition of a file. */
export interface TristateCondition {
  /** Without prefix. */
  readonly symbol: string;
  readonly line: number;
  readonly causes: readonly Cause[];
  /** True where the file is built as a module whenever X can be one: the code is missing from a module for no reason. */
  readonly isInModule: boolean;
}

/** Conditions of a file that are false for m, as far as nothing shows that they are meant so. */
export function tristateConditions(file: LintSource, tree: LintTree): TristateCondition[] {
  const tested = new Set(file.references.map(({ name }) => name));
  let lines: readonly string[] | undefined;
  let isAware = false;
  return file.references.flatMap(({ name, line, form, others }) => {
    if (form !== 'condition' || !name.startsWith('CONFIG_')) return [];
    const symbol = name.slice('CONFIG_'.length);
    const known = tree.symbols.symbols.get(symbol);
    if (known === undefined || !isTristate(known) || tree.defines.has(name)) return [];
    // A file that asks for the module anywhere knows of it.
    if (tested.has(`${name}_MODULE`) || file.references.some((one) => one.name === name && one.form === 'IS_MODULE')) {
      return [];
    }
    if (others.some((other) => isImplied(known, other.slice('CONFIG_'.length), tree))) return [];
    if (lines === undefined) {
      const text = tree.textOf(file.path) ?? '';
      isAware = loadsModules(text);
      lines = text.split('\n');
    }
    if (isAware || guardsHeadersOnly(lines, line) || hasNoModules(tree)) return [];
    const definition = known.definitions[0];
    const causes =
      definition === undefined
        ? []
        : [{ ...cause('definition', `${symbol} is a tristate`, definition.location), symbol }];
    return [{ symbol, line, causes, isInModule: isInModule(file.path, symbol, tree) }];
  });
}

function isTristate(symbol: LintSymbol): boolean {
  return symbol.types.size === 1 && symbol.types.has('tristate');
}

/** A tree with a conf of its own and without the symbol for modules, as U-Boot: nothing is ever m there. */
function hasNoModules(tree: LintTree): boolean {
  return !tree.symbols.symbols.has('MODULES') && tree.has('scripts/kconfig');
}

/** X depends on another symbol of the condition wherever it is defined: `defined(A) || defined(X)` is that of A. */
function isImplied({ definitions }: LintSymbol, other: string, tree: LintTree): boolean {
  return definitions.every(({ entry, location }) => {
    const { around, own } = conditionsOf(location.file, entry, tree);
    return [...around, ...own].some(({ key }) => key === other);
  });
}

/** Every list that builds the file does so by a tristate, and none by X. */
function isInModule(path: string, symbol: string, tree: LintTree): boolean {
  if (!path.endsWith('.c')) return false;
  const { lists, parts } = tree.builtBy.buildersOf(path);
  if (lists.size === 0 || parts.has(symbol) || [...parts].some((part) => needsBuiltIn(part, tree))) return false;
  return [...lists].every((builder) => builder !== symbol && isModule(builder, tree));
}

function isModule(builder: string, tree: LintTree): boolean {
  if (builder === 'm') return true;
  const known = tree.symbols.symbols.get(builder);
  return known !== undefined && isTristate(known);
}

/** A symbol that depends on another one to be y, as ROOT_NFS does: what it adds is only part of the kernel itself. */
function needsBuiltIn(part: string, tree: LintTree): boolean {
  const definitions = tree.symbols.symbols.get(part)?.definitions ?? [];
  return definitions.some(({ entry, location }) => {
    const { around, own } = conditionsOf(location.file, entry, tree);
    return [...around, ...own].some(({ key }) => /(?:^|\W)\w+=y\b/.test(key));
  });
}
