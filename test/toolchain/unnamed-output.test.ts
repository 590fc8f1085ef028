import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unnamedOutput } from '../../src/toolchain/unnamed-output.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-unnamed-'));
  writeFileSync(join(directory, 'one.two.c'), 'int main(void) { return 0; }\n');
  writeFileSync(join(directory, 'three.s'), 'nop\n');
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Each is run: what appears in its directory is what has to be foreseen, and nothing where the option gives it a name. */
it.each([
  'gcc -c one.two.c',
  'gcc -c -x c /dev/null',
  'gcc -S one.two.c',
  'gcc one.two.c',
  'gcc -c -x c -',
  'gcc -x c -c -include one.two.c /dev/null',
  'gcc -E one.two.c',
  'gcc -E -MD one.two.c',
  'gcc -M one.two.c',
  'gcc -fsyntax-only one.two.c',
  'gcc -E -c one.two.c',
  'gcc --version',
  'gcc -v',
  'gcc -dumpversion',
  'gcc -print-file-name=plugin',
  'gcc -### -c one.two.c',
  'gcc -Q --help=target',
  'gcc -I -E -c one.two.c',
  'gcc -c -o named.o one.two.c',
  'gcc -c one.two.c -onamed.o',
  'as three.s',
  'as -',
  'as --version',
  'as -o named.o three.s',
  'ld -r -b binary three.s',
  'ld -v',
  'ld --help',
])('%s', (text) => {
  const [program = '', ...words] = text.split(' ');
  const run = (more: readonly string[]): string[] => {
    const before = readdirSync(directory);
    execFileSync(program, [...words, ...more], { cwd: directory, input: '', stdio: ['pipe', 'ignore', 'ignore'] });
    return readdirSync(directory).filter((name) => !before.includes(name));
  };
  const foreseen = unnamedOutput([program, ...words]);
  const made = run([]).filter((name) => !name.startsWith('named'));
  expect(foreseen === null ? [] : [foreseen.name]).toEqual(made);
  if (foreseen === null) return;
  for (const name of made) rmSync(join(directory, name));
  expect(run([foreseen.option, join(directory, 'elsewhere')])).toEqual(['elsewhere']);
});

it('is that of a compiler whose name ends like that of an assembler', () => {
  expect(unnamedOutput(['/tools/no-as', '-E', '-P', '-x', 'c', '-'])).toBe(null);
  expect(unnamedOutput(['/tools/no-as', '-c', 'one.c'])).toEqual(unnamedOutput(['gcc', '-c', 'one.c']));
});
