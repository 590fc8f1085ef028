import { mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toolRole } from '../../src/toolchain/tool-role.ts';

/** True for compilers, their parts and their wrappers, by name. */
function isTool(name: string): boolean {
  return (
    toolRole(name) !== null ||
    /gcc|g\+\+|clang|llvm|^(?:ccache|distcc|tcc|cpp|cc|c\d\d|lto-dump)|-(?:cpp|gcov)/.test(name)
  );
}

/** A new directory for PATH with every program of the machine that is no compiler and no part of one. */
export function pathWithoutCompilers(): string {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-path-'));
  const seen = new Set<string>();
  for (const source of ['/usr/bin', '/bin']) {
    for (const name of readdirSync(source)) {
      if (seen.has(name) || isTool(name)) continue;
      seen.add(name);
      symlinkSync(join(source, name), join(directory, name));
    }
  }
  return directory;
}
