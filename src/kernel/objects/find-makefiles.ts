/** Makefiles of a whole tree whose text names something. */

import { passTroubleOn } from '../../core/errors.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';

/** Directories that are looked at; Linux 6.12 has 5,600. */
const maxDirectories = 20_000;

/** Names of kbuild's makefiles and of those that they include. */
const makefileName = /^(?:Makefile|Kbuild)(?:[.-][\w.-]+)?$|\.mk$/;

/** Directories at the top without kbuild makefiles. */
const skipped = /^(?:Documentation|LICENSES|include|tools)$/;

/** A makefile, from the top of the tree. */
export interface FoundMakefile {
  readonly file: ByteString;
  /** Empty for the top. */
  readonly directory: ByteString;
  readonly text: ByteString;
}

/** Makefiles that `names` accepts by their text; those of other architectures than `srcarch` are left out. */
export function findMakefiles(
  {
    host,
    treeDirectory,
    srcarch,
  }: { readonly host: Host; readonly treeDirectory: ByteString; readonly srcarch: ByteString | null },
  names: (text: ByteString) => boolean,
): FoundMakefile[] {
  const found: FoundMakefile[] = [];
  const waiting: ByteString[] = [''];
  let left = maxDirectories;
  for (let at = waiting.pop(); at !== undefined && left > 0; at = waiting.pop()) {
    left -= 1;
    for (const name of host.readDirectory(at === '' ? treeDirectory : `${treeDirectory}/${at}`) ?? []) {
      const path = at === '' ? name : `${at}/${name}`;
      if (makefileName.test(name)) {
        const text = textOf(host, `${treeDirectory}/${path}`);
        if (text !== undefined && names(text)) found.push({ file: path, directory: at, text });
      } else if (isSearched(at, name, srcarch) && host.stat(`${treeDirectory}/${path}`)?.kind === 'directory') {
        waiting.push(path);
      }
    }
  }
  return found.sort((one, other) => (one.file < other.file ? -1 : 1));
}

function isSearched(above: ByteString, name: ByteString, srcarch: ByteString | null): boolean {
  // Directories with a dot in their names are rare, files without one are not.
  if (name.startsWith('.') || /\.[a-zA-Z]+$/.test(name)) return false;
  if (above === '') return !skipped.test(name);
  return above !== 'arch' || srcarch === null || name === srcarch;
}

function textOf(host: Host, path: ByteString): ByteString | undefined {
  try {
    return host.readFile(path);
  } catch (error) {
    passTroubleOn(error);
    return undefined;
  }
}
