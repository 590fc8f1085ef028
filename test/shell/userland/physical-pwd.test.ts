import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { interpret } from '../dash.ts';

let directory: string;
beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-pwd-')));
  mkdirSync(join(directory, 'real'));
  symlinkSync('real', join(directory, 'link'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

it.each([
  'cd link; /bin/pwd',
  'cd link; pwd',
  'cd real; /bin/pwd',
  'mkdir link/n; cd link/n; /bin/pwd',
  'mkdir n; cd n; /bin/pwd',
])('%s', (text) => {
  const ours = interpret(text, directory);
  const real = spawnSync('/bin/sh', ['-c', text], { cwd: directory, encoding: 'latin1' });
  for (const name of ['n', 'real/n']) rmSync(join(directory, name), { recursive: true, force: true });
  expect(ours).toMatchObject({ kind: 'done', stdout: real.stdout });
});
