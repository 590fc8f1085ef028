import { describe, expect, it } from 'vitest';
import { emptyInput, LineReader, strip, upToNul } from '../../../src/kconfig/conf/ask-input.ts';
import { linesOf } from '../../support/conf-oracle.ts';

/** All pieces, and after each whether the end was met. */
function pieces(text: string, size: number): (readonly [string | null, boolean])[] {
  const reader = new LineReader(linesOf(text), size);
  const found: (readonly [string | null, boolean])[] = [];
  do found.push([reader.read(), reader.hasEnded]);
  while (found.at(-1)?.[0] !== null);
  return found;
}

/** Source: C17 7.21.7.2, fgets; feof after it. */
describe('LineReader', () => {
  it.each([
    [
      'a\nb\n',
      80,
      [
        ['a\n', false],
        ['b\n', false],
        [null, true],
      ],
    ],
    [
      'a\nb',
      80,
      [
        ['a\n', false],
        ['b', true],
        [null, true],
      ],
    ],
    [
      'abcdef\n',
      4,
      [
        ['abc', false],
        ['def', false],
        ['\n', false],
        [null, true],
      ],
    ],
    [
      'abc',
      4,
      [
        ['abc', false],
        [null, true],
      ],
    ],
    ['', 80, [[null, true]]],
  ] as const)('%j in %i bytes', (text, size, expected) => {
    expect(pieces(text, size)).toEqual(expected);
  });

  it('stays at the end', () => {
    const reader = new LineReader(emptyInput, 80);
    expect([reader.read(), reader.read(), reader.hasEnded]).toEqual([null, null, true]);
  });
});

it('upToNul and strip see what C sees', () => {
  expect(['a\0b', 'ab', '\0'].map(upToNul)).toEqual(['a', 'ab', '']);
  expect([' \t\n\v\f\ra b \n', '', ' '].map(strip)).toEqual(['a b', '', '']);
});
