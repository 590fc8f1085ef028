import { type Configuration, isLogicalType } from '../kconfig/index.ts';

const letters = ['n', 'm', 'y'];

/**
 * The configuration with the user values that the older engines drop after reading, since nothing shows their symbols: a file
 * with other lines may show them, and then they count. The same object where none was dropped.
 */
export function asRead(configuration: Configuration): Configuration {
  const { fileValues, flat, user } = configuration.state;
  if (fileValues === null) return configuration;
  let copy: Configuration | null = null;
  for (const symbol of configuration.model.symbols.values()) {
    const { id } = symbol;
    if (fileValues.has[id] !== 1 || user.has[id] === 1) continue;
    copy ??= configuration.clone();
    const text = isLogicalType(flat.symbolType[id]) ? letters[fileValues.tristates[id] ?? 0] : fileValues.texts[id];
    copy.setUserValue(symbol, text ?? '');
  }
  return copy ?? configuration;
}
