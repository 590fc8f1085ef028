import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withPrivateTemporary } from '../../../src/host/process/private-temporary.ts';
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

it("a text that only starts programs by name writes there, too, and names files as in the user's", () => {
  const text = `{ gcc -### -c -x c /dev/null -o x.o; } 2>&1 | grep -o '[^ "]*/cc[^ "]*[.]s' | head -n 1`;
  const env = { PATH: '/usr/bin:/bin', TMPDIR: at('users') };
  const asked = { argv: ['/bin/sh', '-c', text], cwd: directory, env };
  const { request } = withPrivateTemporary(asked, '/bin/sh', () => at('scratch'));
  expect(request.env['TMPDIR']).toBe(at('scratch/tmp'));
  expect(run('sh', '-c', text).stdout).toMatch(new RegExp(`^${at('users')}/cc\\w+\\.s\\n$`));
});

it.each(['./odd-gcc', 'bin/odd-gcc', 'x=1 bin/odd-gcc', 'printenv TMPDIR', 'sh bin/odd-gcc'])(
  'a text that may look sees TMPDIR as it is: %s',
  (text) => {
    expect(run('sh', '-c', text.replace('./', 'bin/')).stdout).toBe(`${at('users')}\n`);
  },
);
