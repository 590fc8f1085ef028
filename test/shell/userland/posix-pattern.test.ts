import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
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
];

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
  ['\\(a\\)\\1', false],
  ['[[:alpha:]]', true],
  ['\\w', false],
  ['\\<a', false],
  ['[b-a]', false],
  ['[a--]', false],
  ['[a-c-e]', true],
])('%s is refused', (pattern, isExtended) => {
  expect(toPattern(pattern, isExtended)).toBeNull();
});
