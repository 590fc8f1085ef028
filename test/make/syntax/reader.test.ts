import { describe, expect, test } from 'vitest';
import { dialects } from '../../../src/make/syntax/dialect.ts';
import { readEvalLines, readFileLines } from '../../../src/make/syntax/reader.ts';

const { syntax } = dialects['4.3'];

describe('logical lines (GNU make manual 4.3 §3.1.1)', () => {
  test.each<[string, readonly (readonly [string, number])[], number]>([
    [
      'a\nb\n',
      [
        ['a', 1],
        ['b', 2],
      ],
      3,
    ],
    [
      'a \\\n b\nc\n',
      [
        ['a \\\n b', 1],
        ['c', 3],
      ],
      4,
    ],
    [
      'a\\\\\nb\n',
      [
        ['a\\\\', 1],
        ['b', 2],
      ],
      3,
    ],
    [
      'a\r\nb',
      [
        ['a', 1],
        ['b', 2],
      ],
      3,
    ],
    ['\xef\xbb\xbfa\n', [['a', 1]], 2],
  ])('%j', (text, lines, endLine) => {
    const read = readFileLines(text, syntax);
    expect(read.lines.map((line) => [line.text, line.line])).toEqual(lines);
    expect(read.endLine).toBe(endLine);
  });

  test('a NUL ends its line', () => {
    expect(readFileLines('\0a\nb\n', syntax).lines[0]).toMatchObject({ text: '', hasNul: true });
  });

  test('text of eval has no lines of its own', () => {
    expect(readEvalLines('a\\\nb\nc', syntax).lines.map(({ text, line }) => [text, line])).toEqual([
      ['a\\\nb', 0],
      ['c', 0],
    ]);
  });
});
