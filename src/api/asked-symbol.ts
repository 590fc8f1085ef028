/** Symbols and values that a user types, and the words that refuse them. */
import type { ByteString } from '../core/bytes.ts';
import { UsageError } from '../core/errors.ts';
import { isLogical, type KconfigModel, type KconfigSymbol, suggestNames } from '../kconfig/index.ts';

/** A defined symbol by its name, with or without the tree's prefix; undefined where there is none. */
export function definedSymbol(model: KconfigModel, word: ByteString, prefix: ByteString): KconfigSymbol | undefined {
  const plain = prefix !== '' && word.startsWith(prefix) ? word.slice(prefix.length) : word;
  for (const name of [plain, word]) {
    const symbol = model.symbols.get(name);
    if (symbol !== undefined && symbol.entries.length > 0) return symbol;
  }
  return undefined;
}

/** The error for a name that the tree does not define, with the nearest ones; `lines` say what else the word may be. */
export function unknownSymbol(model: KconfigModel, name: ByteString, lines: readonly string[] = []): UsageError {
  const near = suggestNames(model, name, 3);
  const mention = model.symbols.has(name) ? ' (it is mentioned, but no file that was read defines it)' : '';
  return new UsageError('kernel/unknown-symbol', `${name}: no such symbol in this tree${mention}`, {
    ...(near.length > 0 && { hint: `did you mean ${near.join(', ')}?` }),
    lines,
  });
}

/** Throws UsageError `kernel/bad-value` for a value that no symbol of the type can have; strings are unquoted. */
export function checkValue({ name, type }: KconfigSymbol, value: string): void {
  if (isLogical({ type })) {
    if (value === 'y' || value === 'n' || (value === 'm' && type === 'tristate')) return;
    const values = type === 'bool' ? 'y and n' : 'y, m and n';
    throw new UsageError('kernel/bad-value', `${value}: ${name} is ${type}; its values are ${values}`);
  }
  const form = type === 'int' ? /^-?\d+$/ : type === 'hex' ? /^(?:0[xX])?[0-9a-fA-F]+$/ : null;
  if (form?.test(value) !== false) return;
  throw new UsageError('kernel/bad-value', `${value}: ${name} is ${type}; its value is a number`);
}

/** The value of `SYMBOL="text"`, without the quotes. */
export function unquoted(value: string): string {
  return value.replace(/^"(.*)"$/s, '$1');
}
