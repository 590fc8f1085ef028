import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { LinePattern } from '../../../src/shell/userland/line-pattern.ts';
import { toPattern } from '../../../src/shell/userland/posix-pattern.ts';

const lines = [
  '',
  'a',
  'ab',
  'aab',
  'a+b',
  'a.b',
  '(a)',
  'x86_64',
  'i686',
  'a|b',
  '{2}',
  'gcc 12.2.0',
  'a\\b',
  '^',
  '$5',
  'A-b',
  'a*',
];
const patterns = [
  'a',
  'a*b',
  'a\\+b',
  'a\\?b',
  'a+b',
  'a.b',
  'a\\.b',
  '^a',
  'b$',
  '[0-9]',
  '[^a-z]',
  '^[ab]*$',
  '\\(a\\)b',
  '(a)',
  'x[0-9]*_64',
  'i.86',
  '[.]',
  '[a-]',
  '[-b]',
  '[+--]',
  '\\*',
  'a\\\\b',
  '\\$5',
  '{2}',
  '^$',
  '[[:alpha:]_]+[[:digit:]]',
  '[^[:space:]]*\\.[[:xdigit:]]',
  'a{2}b',
  '^a\\{1,2\\}b',
  '^(a|ab)(b|c)?$',
  'x86|^a$|(i|b)6',
  '(a*b)+',
  '\\(a*\\)*b',
  '(x|(i|j))[68]+',
];

/** grep(1) matches a line or not; the JavaScript expression must do the same, or be refused. */
describe.each([false, true])('for a test, extended: %s', (isExtended) => {
  it.each(patterns)('%s', (pattern) => {
    const source = toPattern(pattern, isExtended, true);
    if (source === null) return;
    const real = spawnSync('grep', [isExtended ? '-E' : '-G', '-e', pattern], {
      input: lines.map((line) => `${line}\n`).join(''),
      encoding: 'latin1',
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
    });
    expect(
      lines
        .filter((line) => new RegExp(source, 's').test(line))
        .map((line) => `${line}\n`)
        .join(''),
    ).toBe(real.stdout);
    for (const count of [
      { lines: 1, longest: 1 },
      { lines: 1e6, longest: 1e6 },
    ]) {
      const form = new LinePattern(source, count);
      expect(
        lines
          .filter((line) => form.test(line))
          .map((line) => `${line}\n`)
          .join(''),
      ).toBe(real.stdout);
    }
  });
});

/** grep(1) matches a line or not; the JavaScript expression must do the same, or be refused. */
describe.each([false, true])('extended: %s', (isExtended) => {
  it.each(patterns)('%s', (pattern) => {
    const source = toPattern(pattern, isExtended);
    if (source === null) return;
    for (const line of lines) {
      const real = spawnSync('grep', [isExtended ? '-E' : '-G', '-q', '-e', pattern], {
        input: `${line}\n`,
        env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
      });
      expect([line, new RegExp(source, 's').test(line)]).toEqual([line, real.status === 0]);
    }
  });
});

it.each([
  ['a\\|b', false],
  ['a|b', true],
  ['(a|ab)c', true],
  ['a*(b|cd)', true],
  ['(a*)*', true],
  ['a{101}', true],
  ['[b-a]', true],
  ['[[:nothing:]]', true],
  ['\\(a\\)\\1', false],
  ['\\w', false],
  ['\\<a', false],
  ['[b-a]', false],
  ['[a--]', false],
  ['[a-c-e]', true],
])('%s is refused', (pattern, isExtended) => {
  expect(toPattern(pattern, isExtended)).toBeNull();
});
