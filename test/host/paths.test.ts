import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { absolutePath, baseName, isBelow, normalPath, parentPath, toFsPath } from '../../src/host/paths.ts';

const paths = ['a', './a', '../a', '/a/./b//c/', '/a/../../b', '/', '.', 'a/b/../..', '/usr/lib/x.so', '..', 'a//b'];

/** Node's own functions for POSIX paths are the oracle. */
it.each(paths)('normalPath and its parts for %s', (path) => {
  const normal = normalPath('/home/me', path);
  expect(normal).toBe(posix.resolve('/home/me', path));
  expect(parentPath(normal)).toBe(posix.dirname(normal));
  expect(baseName(normal)).toBe(posix.basename(normal));
});

it('absolutePath keeps what links may decide', () => {
  expect(absolutePath('/tree', 'a/../b')).toBe('/tree/a/../b');
  expect(absolutePath('/', 'a')).toBe('/a');
  expect(absolutePath('/tree', '/b/..')).toBe('/b/..');
});

it.each([
  ['/a', '/a', true],
  ['/a', '/a/b', true],
  ['/a', '/ab', false],
  ['/', '/a', true],
  ['/a/b', '/a', false],
])('isBelow(%s, %s) is %s', (directory, path, expected) => {
  expect(isBelow(directory, path)).toBe(expected);
  // The rule in other words: the way from one to the other goes up nowhere.
  expect(!posix.relative(directory, path).startsWith('..')).toBe(expected);
});

it('toFsPath keeps bytes that are no UTF-8', () => {
  expect(toFsPath('/a')).toBe('/a');
  expect(toFsPath('/\xff')).toEqual(Buffer.from([0x2f, 0xff]));
});
