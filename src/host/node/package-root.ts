import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HostError } from '../../core/errors.ts';

/** Absolute directory of the installed package (or the clone): the nearest one with a package.json. */
export function packageRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) return directory;
    directory = parent;
  }
  return directory;
}

/** Text of a file that the package ships, by its path below the package. Throws HostError when it cannot be read. */
export function readPackageFile(path: string): string {
  const full = join(packageRoot(), path);
  try {
    return readFileSync(full, 'utf8');
  } catch (cause) {
    const detail = { cause, hint: 'install kgate again' };
    throw new HostError('host/package-incomplete', `${full}: cannot read this file of the package`, detail);
  }
}
