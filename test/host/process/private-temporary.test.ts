import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommandSync } from '../../../src/host/process/run-command-sync.ts';

let directory: string;
const at = (name: string): string => join(directory, name);
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'private-'));
  for (const name of ['scratch', 'users', 'bin']) mkdirSync(at(name));
  writeFileSync(at('bin/odd-gcc'), '#!/bin/sh\necho "$TMPDIR"\n');
  chmodSync(at('bin/odd-gcc'), 0o755);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const run = (...argv: string[]) =>
  runCommandSync(
    { argv, cwd: directory, env: { PATH: `${at('bin')}:/usr/bin:/bin`, TMPDIR: at('users'), LC_ALL: 'C' } },
    () => at('scratch'),
  );

it("a compiler writes its files to the scratch directory, and names them as in the user's", () => {
  const result = run('gcc', '-###', '-c', '-x', 'c', '/dev/null', '-o', at('x.o'));
  // gcc -### names the assembly file that it would write.
  expect(result.stderr).toContain(`${at('users')}/cc`);
  expect(result.stderr).not.toContain(at('scratch'));
  expect(readdirSync(at('scratch'))).toEqual(['tmp']);
  expect(readdirSync(at('users'))).toEqual([]);
});

it.each([
  ['a script of that name', ['odd-gcc']],
  ['a shell', ['sh', '-c', 'echo "$TMPDIR"']],
  ['any other program', ['printenv', 'TMPDIR']],
])('%s sees TMPDIR as it is', (_, argv) => {
  expect(run(...argv).stdout).toBe(`${at('users')}\n`);
});
