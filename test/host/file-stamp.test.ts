import { expect, it } from 'vitest';
import { hasStamp, isSettled, stampContent } from '../../src/host/file-stamp.ts';

const stamp = (mtimeMs: number, ctimeMs: number): string => `1:2:33188:5:${mtimeMs}:${ctimeMs}`;

it.each([
  ['long ago', 1000, 1000, 10_000, true],
  ['a moment ago', 9000, 9000, 10_000, false],
  ['an old time set a moment ago', 1000, 9000, 10_000, false],
  ['in the future', 20_000, 1000, 10_000, false],
])('isSettled: %s', (_, mtimeMs, ctimeMs, now, expected) => {
  expect(isSettled(stamp(mtimeMs, ctimeMs), now)).toBe(expected);
});

it('a path that leads nowhere is settled', () => {
  expect(isSettled(null, 0)).toBe(true);
});

it('the first bytes count where both times are the same: an image sets them', () => {
  const stamps = (head: string, mtimeMs = 7) => ({ stamp: () => stamp(mtimeMs, 7), head: () => head });
  const one = stampContent(stamps('one'), '/x');
  expect(one).not.toBe(stampContent(stamps('two'), '/x'));
  expect(hasStamp(stamps('one'), '/x', one)).toBe(true);
  expect(hasStamp(stamps('two'), '/x', one)).toBe(false);
  expect(stampContent(stamps('one', 5), '/x')).toBe(stamp(5, 7));
  expect(hasStamp(stamps('two', 5), '/x', stamp(5, 7))).toBe(true);
});
