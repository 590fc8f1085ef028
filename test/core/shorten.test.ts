import { expect, it } from 'vitest';
import { shorten } from '../../src/core/shorten.ts';

it.each([
  ['one line', 20, 'one line'],
  ['  a\n\tb   c ', 20, 'a b c'],
  ['abcdef', 6, 'abcdef'],
  ['abcdefg', 6, 'abcdef ...'],
  ['', 3, ''],
])('%j in %d characters', (text, limit, expected) => {
  expect(shorten(text, limit)).toBe(expected);
});
