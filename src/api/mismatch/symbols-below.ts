/** Symbols of Kconfig files that this build does not read. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { Host } from '../../host/host.ts';
import { isArchitecture } from '../../toolchain/architectures.ts';

/** Kconfig files of one architecture that are looked at; arch/arm of Linux 6.12 has 79. */
const maxFiles = 500;

/** Symbols that the Kconfig files below one directory of arch/ define, each with its first place. */
export function symbolsBelow(host: Host, tree: ByteString, directory: ByteString): Map<string, Location> {
  const found = new Map<string, Location>();
  const waiting = [directory];
  let left = maxFiles;
  for (let at = waiting.pop(); at !== undefined && left > 0; at = waiting.pop()) {
    for (const name of host.readDirectory(`${tree}/${at}`) ?? []) {
      const path = `${at}/${name}`;
      if (!name.startsWith('Kconfig')) {
        if (!name.includes('.') && host.stat(`${tree}/${path}`)?.kind === 'directory') waiting.push(path);
        continue;
      }
      left -= 1;
      const lines = (host.readFile(`${tree}/${path}`) ?? '').split('\n');
      for (const [index, line] of lines.entries()) {
        const symbol = /^\s*(?:menu)?config\s+(\w+)/.exec(line)?.[1];
        if (symbol !== undefined && !found.has(symbol)) found.set(symbol, { file: path, line: index + 1 });
      }
    }
  }
  return found;
}

/** An architecture that defines a symbol. */
export interface ForeignDefinition {
  /** Below arch/. */
  readonly directory: string;
  readonly location: Location;
}

/** Which architectures other than `own` define some names, in the order of their directories. */
export function definedElsewhere(
  host: Host,
  tree: ByteString,
  names: ReadonlySet<string>,
  own: string | null,
): Map<string, ForeignDefinition[]> {
  const found = new Map<string, ForeignDefinition[]>();
  const directories = (host.readDirectory(`${tree}/arch`) ?? []).filter(isArchitecture).sort();
  for (const directory of directories) {
    if (directory === own) continue;
    const theirs = symbolsBelow(host, tree, `arch/${directory}`);
    for (const name of names) {
      const location = theirs.get(name);
      if (location !== undefined) found.set(name, [...(found.get(name) ?? []), { directory, location }]);
    }
  }
  return found;
}
