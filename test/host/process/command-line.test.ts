import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isPrepared, outcomeOf, prepareCommand, quote } from '../../../src/host/process/command-line.ts';

it.each(['a', "it's", '$(x) `y` "z" \\', 'a\nb', '', '*?[', '-n'])('quote(%j) is one word of the shell', (text) => {
  const { stdout } = spawnSync('/bin/sh', ['-c', `printf %s ${quote(text)}`], { encoding: 'latin1' });
  expect(stdout).toBe(text);
});

it('ordinary words go to spawn as they are, others through a script that is removed', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-line-'));
  const env = { PATH: '/usr/bin:/bin' };
  const plain = prepareCommand({ argv: ['printf', 'a'], cwd: '/', env }, () => directory);
  expect(plain).toMatchObject({ file: 'printf', args: ['a'], cwd: '/', env });
  const raw = prepareCommand({ argv: ['printf', '\xff'], cwd: '/', env }, () => directory);
  if (!isPrepared(raw)) throw new Error('not prepared');
  expect(raw.file).toBe('/bin/sh');
  const [script = ''] = raw.args;
  expect(existsSync(script)).toBe(true);
  expect(spawnSync('/bin/sh', [script], { encoding: 'latin1' }).stdout).toBe('\xff');
  raw.dispose();
  expect(existsSync(script)).toBe(false);
  rmSync(directory, { recursive: true });
});

it('a word with a NUL byte starts nothing', () => {
  const prepared = prepareCommand({ argv: ['true', 'a\0'], cwd: '/', env: {} }, () => '/none');
  expect(prepared).toMatchObject({ outcome: 'not-executable', status: 126 });
});

it.each([
  [{ isTimedOut: true, isTooMuch: false, status: null, signal: 'SIGKILL' }, 'timed-out', null, null],
  [{ isTimedOut: false, isTooMuch: true, status: null, signal: 'SIGKILL' }, 'too-much-output', null, null],
  [{ isTimedOut: false, isTooMuch: false, status: null, signal: 'SIGSEGV' }, 'signaled', null, 'SIGSEGV'],
  [{ isTimedOut: false, isTooMuch: false, status: 3, signal: null }, 'exited', 3, null],
])('outcomeOf(%j)', (end, outcome, status, signal) => {
  expect(outcomeOf(end)).toEqual({ outcome, status, signal });
});
