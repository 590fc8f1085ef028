import { expect, it } from 'vitest';
import { RunStamps } from '../../../src/cache/programs/run-stamps.ts';
import type { StampSource } from '../../../src/host/file-stamp.ts';

/** `dev:ino:mode:size:mtime:ctime`; the two times differ, so that no content is looked at. */
const stampAt = (ctimeMs: number): string => `1:2:33188:3:1:${ctimeMs}`;

const nothingKnown = { isSame: () => false };

function stampsOf(files: Record<string, string>, nowMs = 10_000): RunStamps {
  const source: StampSource = {
    stamp: (path) => files[path] ?? null,
    now: () => nowMs,
    head: () => '',
    system: () => 'system',
    content: () => null,
  };
  return new RunStamps(source);
}

it('a file has the stamp that it had when it was first asked for', () => {
  const files: Record<string, string> = { '/a': stampAt(100) };
  const stamps = stampsOf(files);
  expect(stamps.of('/a')).toBe(stampAt(100));
  files['/a'] = stampAt(200);
  expect(stamps.of('/a')).toBe(stampAt(100));
  const seen = [['/a', stampAt(100)]] as const;
  expect(stamps.renewed(seen, nothingKnown)).toBe(seen);
  expect(stampsOf(files).renewed(seen, nothingKnown)).toBeNull();
});

it('a file that is not there has a stamp, too: it must stay away', () => {
  const stamps = stampsOf({});
  const files = new Map();
  expect(stamps.add(files, '/absent')).toBeNull();
  expect(stamps.areSettled(files)).toBe(true);
  const seen = [['/absent', null]] as const;
  expect(stamps.renewed(seen, nothingKnown)).toBe(seen);
  expect(stampsOf({ '/absent': stampAt(1) }).renewed(seen, { isSame: () => false })).toBeNull();
});

it.each([
  ['long ago', 7999, true],
  ['less than two seconds ago', 8001, false],
  ['in the future', 12_000, false],
])('a file that was changed %s is settled: %s', (_, ctimeMs, expected) => {
  const stamps = stampsOf({ '/a': stampAt(ctimeMs) });
  const files = new Map();
  stamps.add(files, '/a');
  expect(stamps.areSettled(files)).toBe(expected);
});

it('files with the same content have the stamps of this run, unless they were written a moment ago', () => {
  const seen = [
    ['/a', stampAt(100)],
    ['/b', stampAt(100)],
  ] as const;
  const sameA = { isSame: (path: string) => path === '/a' };
  expect(stampsOf({ '/a': stampAt(200), '/b': stampAt(100) }).renewed(seen, sameA)).toEqual([
    ['/a', stampAt(200)],
    ['/b', stampAt(100)],
  ]);
  expect(stampsOf({ '/a': stampAt(200), '/b': stampAt(200) }).renewed(seen, sameA)).toBeNull();
  expect(stampsOf({ '/a': stampAt(9000), '/b': stampAt(100) }).renewed(seen, sameA)).toBeNull();
});
