import type { ByteString } from '../../core/bytes.ts';
import { normalPath } from '../../host/paths.ts';

const startsModpost = /(?:^|[\s/])modpost\s/;

/**
 * The C files that a line with `modpost` writes: one for each module of `modules.order`, which holds names of modules
 * (Linux 5.3 to 6.1) or of their objects, and one for `vmlinux.o`. Empty for any other line; without the modules where the
 * list is not known.
 * Source: scripts/mod/modpost.c `main`, `write_if_changed` and `write_vmlinux_export_c_file`, scripts/Makefile.modpost,
 * Linux 6.1 and 6.12.
 */
export function moduleSources(
  text: ByteString,
  cwd: string,
  readList: (path: string) => ByteString | undefined,
): readonly string[] {
  if (!startsModpost.test(text)) return [];
  const list = /(?:^|\s)(\S*modules\.order)(?=[\s|;]|$)/.exec(text)?.[1];
  const names = list === undefined ? undefined : readList(normalPath(cwd, list));
  // Written where the symbols of vmlinux are listed.
  const own = /(?:^|\s)vmlinux\.o(?=[\s|;]|$)/.test(text) ? [normalPath(cwd, '.vmlinux.export.c')] : [];
  if (names === undefined) return own;
  const modules = names
    .split('\n')
    .filter((name) => /\.k?o$/.test(name))
    .map((name) => normalPath(cwd, name.replace(/\.k?o$/, '.mod.c')));
  return [...own, ...modules];
}

/**
 * True for a line with `modpost` that has no list of the kernel's symbols and takes each symbol that it does not find for an
 * error. Source: scripts/mod/modpost.c `main`, options `i` and `w`, Linux 6.1 and 6.12.
 */
export function lacksKernelSymbols(text: ByteString, cwd: string, isThere: (path: string) => boolean): boolean {
  if (!startsModpost.test(text) || /\s-w(?=\s|$)/.test(text) || !/\s-e(?=\s|$)/.test(text)) return false;
  return ![...text.matchAll(/\s-i\s*(\S+)/g)].some(([, name = '']) => isThere(normalPath(cwd, name)));
}
