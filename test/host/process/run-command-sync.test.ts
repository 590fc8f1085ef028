import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCommandSync } from '../../../src/host/process/run-command-sync.ts';

const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
const scratch = (): string => join(tmpdir(), `kgate-sync-${process.pid}`);
const run = (argv: readonly string[], more = {}) => runCommandSync({ argv, cwd: '/', env, ...more }, scratch);

it('gives what spawn gives: output, status, signal, input', () => {
  for (const text of ['echo a; echo b >&2', 'exit 7', 'kill -TERM $$', 'cat']) {
    const real = spawnSync('/bin/sh', ['-c', text], { env, input: 'in', encoding: 'latin1' });
    const { stdout, stderr, status, signal } = run(['/bin/sh', '-c', text], { input: 'in' });
    expect({ stdout, stderr, status, signal }).toEqual({
      stdout: real.stdout,
      stderr: real.stderr,
      status: real.status,
      signal: real.signal,
    });
  }
});

it('hands on bytes that are no UTF-8', () => {
  expect(run(['printf', '%s', 'a\xff']).stdout).toBe('a\xff');
});

it('ends a program at its limits, with all it has started', () => {
  const slow = run(['/bin/sh', '-c', 'sleep 60 & sleep 60'], { timeoutMs: 200 });
  expect(slow).toMatchObject({ outcome: 'timed-out', status: null, signal: null });
  expect(slow.durationMs).toBeLessThan(20_000);
  expect(run(['yes'], { maxOutputBytes: 1000 })).toMatchObject({ outcome: 'too-much-output', status: null });
});

it('a program that is not there, or no program', () => {
  expect(run(['kgate-none'])).toMatchObject({ outcome: 'not-found', status: 127, stderr: 'kgate-none: not found\n' });
  expect(run(['/etc/passwd'])).toMatchObject({ outcome: 'not-executable', status: 126 });
  expect(run(['true'], { cwd: '/none' })).toMatchObject({ outcome: 'not-found' });
});
