/** A host compiler that does not find some headers: nothing of the machine is changed. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes a program named `gcc` in `directory` that is the machine's gcc without some headers: names, or directories, of
 * `/usr/include` and the like. `given` are headers that it has in addition, empty ones.
 */
export function compilerWithout(directory: string, hidden: readonly string[], given: readonly string[] = []): string {
  const said = execFileSync('/bin/sh', ['-c', 'gcc -E -v -x c /dev/null 2>&1 >/dev/null'], {
    env: { ...process.env, LC_ALL: 'C' },
    encoding: 'latin1',
  });
  const from = said.indexOf('<...> search starts here:');
  const listed = said.slice(from, said.indexOf('End of search list.')).split('\n').slice(1);
  const places = listed.map((line) => line.trim()).filter((line) => line !== '');
  const headers = join(directory, 'include');
  mkdirSync(headers, { recursive: true });
  for (const name of given) writeFileSync(join(headers, name), '');
  for (const place of places.filter((path) => !path.includes('/gcc/'))) {
    for (const name of readdirSync(place)) {
      const link = join(headers, name);
      if (!hidden.includes(name) && !existsSync(link)) symlinkSync(join(place, name), link);
    }
  }
  const own = places.filter((path) => path.includes('/gcc/')).map((path) => `-isystem ${path}`);
  const program = join(directory, 'gcc');
  const gcc = execFileSync('/bin/sh', ['-c', 'command -v gcc'], { encoding: 'latin1' }).trim();
  writeFileSync(program, `#!/bin/sh\nexec ${gcc} "$@" -nostdinc ${own.join(' ')} -isystem ${headers}\n`);
  chmodSync(program, 0o755);
  return program;
}
