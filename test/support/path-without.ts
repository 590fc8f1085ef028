import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A PATH without some programs: a directory, made as `directory`, with links to all others. The PATH of the tests
 * where there is nothing to leave out.
 */
export function pathWithout(programs: readonly string[], directory: string): string {
  const plain = process.env['PATH'] ?? '/usr/bin:/bin';
  if (programs.length === 0) return plain;
  mkdirSync(directory, { recursive: true });
  const taken = new Set(programs);
  for (const from of plain.split(':').filter((name) => existsSync(name))) {
    for (const name of readdirSync(from)) {
      if (taken.has(name)) continue;
      taken.add(name);
      symlinkSync(join(from, name), join(directory, name));
    }
  }
  return directory;
}
