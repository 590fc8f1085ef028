import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { exitedResult, notLocatedResult, notStartedResult } from '../../src/host/command-result.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';

it('has the statuses of the shell for programs that do not start', () => {
  const status = (word: string): number | null => spawnSync('/bin/sh', ['-c', word]).status;
  expect(notLocatedResult('kgate-no-such', false)).toMatchObject({
    outcome: 'not-found',
    status: status('kgate-no-such'),
    stderr: 'kgate-no-such: not found\n',
  });
  expect(notLocatedResult('/etc/passwd', true)).toMatchObject({
    outcome: 'not-executable',
    status: status('/etc/passwd'),
  });
  expect(notStartedResult('not-found', 'x')).toMatchObject({ status: 127, signal: null, stdout: '', stderr: 'x' });
});

it('is what the machine gives', () => {
  const host = createNodeHost();
  const run = (argv: string[]) => ({ ...host.run({ argv, cwd: '/', env: { PATH: '/usr/bin:/bin' } }), durationMs: 0 });
  expect(run(['printf', 'a'])).toEqual(exitedResult('a'));
  expect(run(['sh', '-c', 'echo e >&2; exit 3'])).toEqual(exitedResult('', 3, 'e\n'));
  expect(run(['kgate-no-such'])).toEqual(notLocatedResult('kgate-no-such', false));
  expect(run(['/etc/passwd'])).toEqual(notLocatedResult('/etc/passwd', true));
});
