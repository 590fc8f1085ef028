/** Packages of Buildroot as things that are built: their directory, or their name. */
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import { type Configuration, hasPrompt, nearestNames } from '../../kconfig/index.ts';

/** Directories with packages, and what names of their symbols have in front. Source: docs/manual/adding-packages-*.adoc. */
const places: readonly (readonly [directory: string, prefix: string])[] = [
  ['package', 'BR2_PACKAGE_'],
  ['boot', 'BR2_TARGET_'],
];

/** A symbol that every tree of Buildroot defines. */
const ownSymbol = 'BR2_HAVE_DOT_CONFIG';

/** True for a tree that builds packages. */
export function hasPackages({ model }: Configuration): boolean {
  return (model.symbols.get(ownSymbol)?.entries.length ?? 0) > 0;
}

/** The symbol of a package. Throws UsageError `usage/no-source` for a word that names none. */
export function packageSymbol({ model }: Configuration, word: ByteString): ByteString {
  const path = word.replace(/^\.\//, '').replace(/\/+(?:Config\.in|[^/]+\.mk)?$/, '');
  const candidates: ByteString[] = [];
  for (const [directory, prefix] of places) {
    const name = path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : path;
    if (name.startsWith(prefix)) candidates.push(name);
    // Of a package in a package's directory, the last name counts.
    const last = name.slice(name.lastIndexOf('/') + 1);
    candidates.push(prefix + last.toUpperCase().replace(/[-.]/g, '_'));
  }
  const found = candidates.find((name) => {
    const symbol = model.symbols.get(name);
    return symbol !== undefined && symbol.entries.length > 0 && hasPrompt(symbol);
  });
  if (found !== undefined) return found;
  const near = nearestNames(model.symbols.keys(), candidates[0] ?? word);
  throw new UsageError('usage/no-source', `${word}: no package of this tree`, {
    ...(near.length > 0 && { hint: `did you mean ${near.join(', ')}?` }),
  });
}
