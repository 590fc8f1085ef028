import type { ByteString } from '../../core/bytes.ts';
import { normalPath } from '../../host/paths.ts';

/**
 * The C files that a line with `modpost` writes: one for each module of `modules.order`, which holds names of modules
 * (Linux 5.3 to 6.1) or of their objects. Empty for any other line, and where the list is not known.
 * Source: scripts/mod/modpost.c `main` and `write_if_changed`, scripts/Makefile.modpost, Linux 6.1 and 6.12.
 */
export function moduleSources(
  text: ByteString,
  cwd: string,
  readList: (path: string) => ByteString | undefined,
): readonly string[] {
  if (!/(?:^|[\s/])modpost\s/.test(text)) return [];
  const list = /(?:^|\s)(\S*modules\.order)(?=[\s|;]|$)/.exec(text)?.[1];
  const names = list === undefined ? undefined : readList(normalPath(cwd, list));
  if (names === undefined) return [];
  return names
    .split('\n')
    .filter((name) => /\.k?o$/.test(name))
    .map((name) => normalPath(cwd, name.replace(/\.k?o$/, '.mod.c')));
}
