import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grepLines, linesOf } from '../../../src/shell/userland/grep.ts';
import { expectAsDash, isDash } from '../dash.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-grep-'));
  writeFileSync(join(directory, 'f'), 'gcc 12\nclang 14\n\nthe gcc\nGCC\nlast');
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const words = [
  'gcc',
  '^gcc',
  'gcc$',
  '-i gcc',
  '-v gcc',
  '-c gcc',
  '-q gcc',
  '-q nope',
  '-x GCC',
  '-F gcc',
  '-E clang',
  '-ic gcc',
  '-vc gcc',
  '"gcc 12"',
  '"\\<gcc\\>"',
  '"^$"',
  '"^the gcc$"',
  'last',
  '-xi gcc',
  '-qv x',
  '-c nope',
  '-- gcc',
  '-- -x',
  '-c -- --no',
  '""',
];

describe.skipIf(!isDash)('grep as the program has it', () => {
  it.each(words)('grep %s', (options) => {
    expectAsDash(
      `grep ${options} f; echo "[$?]"; grep ${options} <f; echo "[$?]"; grep ${options} none 2>/dev/null; echo "[$?]"`,
      directory,
    );
  });
});

it('lines, whether the last one ends with a newline or not', () => {
  expect(linesOf('a\nb\n')).toEqual({ lines: ['a', 'b'], isWhole: true });
  expect(linesOf('a\nb')).toEqual({ lines: ['a', 'b'], isWhole: false });
  expect(linesOf('')).toEqual({ lines: [], isWhole: true });
});

it('numbers lines as grep -n does', () => {
  const { found, output, status } = grepLines(['a', 'b', 'a'], (line) => line === 'a', new Set(['n']));
  expect([found, output, status]).toEqual([['1:a', '3:a'], '1:a\n3:a\n', 0]);
});
