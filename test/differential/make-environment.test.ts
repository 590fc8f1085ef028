import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { evaluateMakefiles } from '../../src/make/index.ts';
import { linuxTree, plainHost, runPlainShell } from '../support/make-host.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-environment-'));
afterAll(() => rmSync(root, { recursive: true }));

test('a recipe of the Linux 6.12 top makefile gets the environment make 4.3 gives it', () => {
  const tree = linuxTree();
  const hook = join(root, 'hook.mk');
  writeFileSync(hook, '.DEFAULT_GOAL := show-env\nshow-env: ; @env -0\n');
  const env = { PATH: process.env.PATH ?? '', HOME: '/root', LC_ALL: 'C', ODD: 'a$$b $(X)', SHELL: '/bin/bash' };
  const overrides = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-', 'V:=0', 'T=x y$$'];
  const makefiles = [`${tree}/Makefile`, hook];
  const words = [...makefiles.flatMap((name) => ['-f', name]), ...overrides];
  const real = spawnSync('make', words, { cwd: tree, env, encoding: 'latin1' });
  const wanted = real.stdout.split('\0').filter((line) => line !== '');
  const evaluation = evaluateMakefiles({
    host: plainHost(tree, env),
    runShell: runPlainShell,
    env,
    makefiles,
    overrides,
  });
  const got = Object.entries(evaluation.exportedEnvironment('show-env')).map(([name, value]) => `${name}=${value}`);
  expect(wanted.length).toBeGreaterThan(15);
  expect(got.sort()).toEqual(wanted.sort());
});
