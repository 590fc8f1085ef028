import { expect, test } from 'vitest';
import { isPlainCall } from '../../../src/cache/programs/plain-programs.ts';

const request = (argv: readonly string[]) => ({ argv, cwd: '/', env: {} });

// Source: POSIX.1-2017, wc, sort, uniq, cut, tr: which words are files; sort of coreutils 9.1: -R and -T.
test.each([
  ['wc', '-c'],
  ['sort', '-n'],
  ['sort'],
  ['sha1sum'],
  ['sha1sum', '-'],
  ['uniq', '-d'],
  ['cut', '-b', '-64'],
  ['cut', '-d', '-', '-f', '1'],
  ['cut', '-f1', '-s'],
  ['tr', 'a-z', 'A-Z'],
])('a filter of standard input: %s %s %s %s', (...argv) => {
  expect(isPlainCall(request(argv))).toBe(true);
});

test.each([
  ['wc', '-c', 'file'],
  ['wc', '--files0-from=list'],
  ['sort', 'file'],
  ['sha1sum', 'file'],
  ['sha1sum', '-c'],
  ['sort', '-R'],
  ['sort', '-o', 'file'],
  ['uniq', 'in', 'out'],
  ['cut', '-b', '-64', 'file'],
  ['cut', '-b'],
  ['cut', 'file'],
  ['cat', 'file'],
])('more than standard input: %s %s %s %s', (...argv) => {
  expect(isPlainCall(request(argv))).toBe(false);
});
