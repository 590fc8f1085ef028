/** Symbols whose value in a `.config` is not the one they have now, and those among them that a probe decides. */

import { isUnknownMacro, lineValue } from '../../explain/difference.ts';
import type { IdentitySymbols } from '../../explain/identity-question.ts';
import { listPlaces } from '../../explain/places.ts';
import { type Configuration, hasPrompt, isLogical, type KconfigSymbol, type MacroUse } from '../../kconfig/index.ts';

/** A symbol that the file has otherwise. */
export interface Changed {
  readonly symbol: KconfigSymbol;
  readonly from: string;
  readonly to: string;
}

/** The value of a line; no line of a bool and `is not set` mean the same. */
function plainValue(symbol: KconfigSymbol, text: string): string {
  return isLogical(symbol) && text === '' ? 'n' : text;
}

/** Symbols whose value in the file is not the one they have now, by name. */
export function changedSymbols(configuration: Configuration): Map<string, Changed> {
  const changed = new Map<string, Changed>();
  for (const [name, symbol] of configuration.model.symbols) {
    if (symbol.entries.length === 0) continue;
    const given = configuration.userValue(symbol);
    const from = plainValue(symbol, given?.location == null ? '' : given.text);
    const to = plainValue(symbol, lineValue(configuration, symbol));
    if (from !== to) changed.set(name, { symbol, from, to });
  }
  return changed;
}

/** Symbols without a prompt in which the file differs: a cheap look that finds nothing in nearly every run. */
export function differsInHidden(configuration: Configuration): KconfigSymbol[] {
  const found: KconfigSymbol[] = [];
  for (const symbol of configuration.model.symbols.values()) {
    if (isLogical(symbol) || symbol.entries.length === 0 || hasPrompt(symbol)) continue;
    const given = configuration.userValue(symbol);
    if (given?.location != null && given.text !== lineValue(configuration, symbol)) found.push(symbol);
  }
  return found;
}

function runsSomething(macro: MacroUse): boolean {
  return macro.shellCalls.length > 0;
}

/** Finds out which changes come from what the compiler answered. */
export class ProbeOrigins {
  private readonly configuration: Configuration;
  private readonly changed: ReadonlyMap<string, Changed>;
  private readonly identities: IdentitySymbols;
  private readonly known = new Map<string, boolean>();

  constructor(configuration: Configuration, changed: ReadonlyMap<string, Changed>, identities: IdentitySymbols) {
    this.configuration = configuration;
    this.changed = changed;
    this.identities = identities;
  }

  /** True for a symbol with a macro of its own that ran something. */
  isRoot({ symbol }: Changed): boolean {
    return [...listPlaces(this.configuration, symbol).values()].some((place) => place.macros.some(runsSomething));
  }

  /** True when a probe decides a changed symbol, or another one that a probe has changed. */
  has(name: string): boolean {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    this.known.set(name, false);
    const change = this.changed.get(name);
    if (change === undefined) return false;
    const places = [...listPlaces(this.configuration, change.symbol).values()];
    // A probe without an answer changes nothing that is known.
    const isUnknown = places.some(({ macros }) => macros.some(isUnknownMacro));
    const isFound =
      this.identities.has(name) ||
      (!isUnknown &&
        places.some(
          ({ macros, symbols }) => macros.some(runsSomething) || symbols.some((symbol) => this.has(symbol.name)),
        ));
    this.known.set(name, isFound);
    return isFound;
  }
}
