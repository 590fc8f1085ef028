import { expect, it } from 'vitest';
import { RunStamps } from '../../../src/cache/programs/run-stamps.ts';
import type { StampSource } from '../../../src/host/file-stamp.ts';

/** `dev:ino:mode:size:mtime:ctime`; the two times differ, so that no content is looked at. */
const stampAt = (ctimeMs: number): string => `1:2:33188:3:1:${ctimeMs}`;

function stampsOf(files: Record<string, string>, nowMs = 10_000): RunStamps {
  const source: StampSource = {
    stamp: (path) => files[path] ?? null,
    now: () => nowMs,
    head: () => '',
    system: () => 'system',
  };
  return new RunStamps(source);
}

it('a file has the stamp that it had when it was first asked for', () => {
  const files: Record<string, string> = { '/a': stampAt(100) };
  const stamps = stampsOf(files);
  expect(stamps.of('/a')).toBe(stampAt(100));
  files['/a'] = stampAt(200);
  expect(stamps.of('/a')).toBe(stampAt(100));
  expect(stamps.areUnchanged([['/a', stampAt(100)]])).toBe(true);
  expect(stampsOf(files).areUnchanged([['/a', stampAt(100)]])).toBe(false);
});

it('a file that is not there has a stamp, too: it must stay away', () => {
  const stamps = stampsOf({});
  const files = new Map();
  expect(stamps.add(files, '/absent')).toBeNull();
  expect(stamps.areSettled(files)).toBe(true);
  expect(stamps.areUnchanged(files)).toBe(true);
  expect(stampsOf({ '/absent': stampAt(1) }).areUnchanged(files)).toBe(false);
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
