/** Small makefiles whose output is compared with the make of this machine; its version is that of the rule. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runFront } from '../support/make-front.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-observed-')));
afterAll(() => rmSync(root, { recursive: true }));

function both(makefile: string, words: readonly string[], level = 0): readonly [unknown, unknown] {
  writeFileSync(join(root, 'Makefile'), makefile);
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', MAKELEVEL: String(level) };
  const real = spawnSync('make', words, { cwd: root, env, encoding: 'latin1' });
  return [runFront(root, words, env), { rc: real.status, stdout: real.stdout, stderr: real.stderr }];
}

describe('patsubst', () => {
  test.each([
    ['-I%,,a -Ib  -Ic d'],
    ['%,,  x   x  a '],
    ['%x,%,  x   x  a '],
    ['a%,,a  b ac d'],
    ['%.o,,x.c   y.o'],
    ['x,,  x   x  a '],
    ['x,y,  x   x  a '],
    ['x y,,  a   b  c '],
    [',q,  a   b  c '],
    [',q,'],
  ])('%s', (args) => {
    const [got, wanted] = both(`all: ; @echo '[$(patsubst ${args})]'\n`, []);
    expect(got).toEqual(wanted);
  });
});

describe('-w turns itself on', () => {
  const makefile = '$(info [$(MAKEFLAGS)] [$(MFLAGS)])\nall: ; @echo "[$(MAKEFLAGS)]"\n';
  test.each([[''], ['-s'], ['-w'], ['-sw'], ['--no-print-directory'], ['-w --no-print-directory']])(
    'make %s',
    (words) => {
      for (const level of [0, 1]) {
        const [got, wanted] = both(makefile, words === '' ? [] : words.split(' '), level);
        const flags = (of: unknown): string[] => (of as { stdout: string }).stdout.match(/^\[.*\]/gm) ?? [];
        expect(flags(got).length).toBe(2);
        expect(flags(got)).toEqual(flags(wanted));
      }
    },
  );
});
