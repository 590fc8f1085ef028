/** Goals without a rule: what make says of them, and what make says nothing of. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkTree } from '../../../src/api/check/check.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import type { CheckResult } from '../../../src/results/check.ts';
import { writeFiles } from '../../support/make-host.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-goal-words-')));
afterAll(() => rmSync(root, { recursive: true }));

writeFiles(root, {
  Kconfig: 'config A\n\tbool\n\tdefault y\n',
  'scripts/conf': '',
  Makefile:
    'all: built\nbuilt:\n\tno-such-compiler -o $@\nolddefconfig defconfig:\n\tscripts/kconfig/conf --$@ Kconfig\n' +
    'phony:\n.PHONY: phony\n',
  'notes.txt': '',
  'sub/x': '',
  '.config': 'CONFIG_A=y\n',
});
const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };

function check(...goals: string[]): CheckResult {
  return checkTree({
    host: createNodeHost({ cwd: root, env }),
    request: { treeName: root, objectDirectory: null, variables: [], configFile: null, defconfig: null, goals },
    profile: null,
    otherProfiles: () => [],
    failOn: 'error',
  });
}

test('a goal that nothing makes is a stop, also behind a goal that builds', () => {
  const make = spawnSync('make', ['-C', root, '--no-print-directory', 'nosuch'], { env, encoding: 'latin1' });
  expect(make.status).toBe(2);
  const messages = check('built', 'nosuch').diagnostics.map(({ message }) => message);
  expect(messages.map((text) => `${text}\n`)).toContain(make.stderr);
});

test.each(['notes.txt', 'sub', 'sub/x', 'sub/', 'nosuch/'])('%s is no goal: make has nothing to do for it', (goal) => {
  expect(() => check('phony', goal)).toThrow(expect.objectContaining({ code: 'kernel/goal-not-made' }));
});

test('a goal with a rule and without a recipe is one', () => {
  expect(check('phony').verdict).toBe('pass');
});
