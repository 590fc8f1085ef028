import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { errorCode } from '../../../src/host/node/error-code.ts';
import { kindOfCode } from '../../../src/host/trouble.ts';
import { node } from '../../support/kgate.ts';

it.each([
  ['EDQUOT', 'no-space'],
  ['ESTALE', 'io-error'],
  ['EUCLEAN', 'io-error'],
  ['EIO', 'io-error'],
])('%s has its name, whether libuv has one for it or not', (code, kind) => {
  // What Node itself says of the call.
  const script = "try { require('fs').openSync('/etc/passwd') } catch (error) { process.stdout.write(error.code) }";
  const inject = ['-e', 'trace=openat', '-P', '/etc/passwd', '-e', `inject=openat:error=${code}`];
  const run = spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', ...inject, node, '-e', script], {
    encoding: 'utf8',
  });
  expect(run.stdout).toMatch(/^(?:E[A-Z]+|Unknown system error -\d+)$/);
  expect(errorCode(Object.assign(new Error('x'), { code: run.stdout }))).toBe(code);
  expect(kindOfCode(code)).toBe(kind);
});

it('is undefined for what is no error of the system', () => {
  expect([errorCode(new Error('x')), errorCode(null), errorCode({ code: 5 })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
