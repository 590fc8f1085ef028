/** Variables of make that are symbols of the configuration. */
import { usualPrefix } from '../core/symbol-name.ts';
import type { Configuration, KconfigSymbol } from '../kconfig/index.ts';

/** What the names of symbols carry in makefiles. */
export function prefixOf(configuration: Configuration | null): string {
  return configuration?.state.prefix ?? usualPrefix;
}

/** The symbol that a variable is; without a prefix every variable of the name of a defined symbol is one. */
export function symbolOfVariable(name: string, configuration: Configuration | null): KconfigSymbol | undefined {
  const prefix = prefixOf(configuration);
  if (configuration === null || !name.startsWith(prefix)) return undefined;
  const symbol = configuration.model.symbols.get(name.slice(prefix.length));
  return prefix !== '' || (symbol !== undefined && symbol.entries.length > 0) ? symbol : undefined;
}
