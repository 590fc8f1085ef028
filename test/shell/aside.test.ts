/** What a text throws away and looks for in vain; expected words are dash's, where it is not made to throw them away. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ShellAside } from '../../src/core/run-shell.ts';
import { interpret } from './dash.ts';

const directory = mkdtempSync(join(tmpdir(), 'kgate-aside-'));
afterAll(() => rmSync(directory, { recursive: true }));

function asideOf(command: string): ShellAside | undefined {
  const outcome = interpret(command, directory);
  expect(outcome.kind).toBe('done');
  return outcome.kind === 'done' ? outcome.aside : undefined;
}

test.each([
  'echo "*** not found" >&2; exit 1',
  'printf "%s\\n" one two >&2',
  'command -v no-such-tool || echo none >&2',
  'no-such-tool 2>&1',
])('words of "%s" behind >/dev/null 2>&1', (text) => {
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', `{ ${text}; }`], { cwd: directory, encoding: 'latin1' });
  const aside = asideOf(`{ ${text}; } >/dev/null 2>&1 && echo y || echo n`);
  expect(aside?.discarded).toBe(`${stdout}${stderr}`);
});

test('programs and files that are not there', () => {
  const text =
    'if [ -x "$(command -v no-such-tool)" ]; then echo y; fi; test -e none/such.h; [ -f /bin/sh ]; which nope';
  expect(asideOf(text)?.absent).toEqual([
    { kind: 'program', name: 'no-such-tool' },
    { kind: 'file', name: 'none/such.h' },
    { kind: 'program', name: 'nope' },
  ]);
});

test('nothing of a text that shows everything', () => {
  expect(asideOf('echo a; test -e /; command -v echo')).toBeUndefined();
});

test('no more than the beginning is kept', () => {
  const aside = asideOf(
    'i=0; while [ $i -lt 300 ]; do echo 123456789012345678901234567890; i=$((i+1)); done >/dev/null',
  );
  expect(aside?.discarded.length).toBeLessThan(8200);
});
