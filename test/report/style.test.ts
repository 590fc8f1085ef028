import { describe, expect, it } from 'vitest';
import { display } from '../../src/core/display.ts';
import { add, addCommand, addLabelled, count, createPage, printable, printableLines } from '../../src/report/style.ts';

const style = { useColor: false, width: 20 };

describe('a page', () => {
  it('wraps at blanks, the first line behind its own text', () => {
    const page = createPage(style);
    add(page, 'one two three four five', '- ', '  ');
    expect(page.out).toEqual(['- one two three four', '  five']);
  });

  it('has labels in the first column', () => {
    const page = createPage({ ...style, width: 24 });
    addLabelled(page, 'tree', 'a/path and more words');
    expect(page.out).toEqual(['tree       a/path and', '           more words']);
  });

  it('breaks a command so that it can be pasted', () => {
    const page = createPage(style);
    addCommand(page, ['gcc', '-c', 'a b.c', '-o', 'a.o', '-O2'], '$ ', '    ');
    expect(page.out.slice(0, -1).every((line) => line.endsWith(' \\'))).toBe(true);
    expect(
      page.out
        .map((line) => line.replace(/ \\$/, ''))
        .join(' ')
        .replace(/\s+/g, ' '),
    ).toBe("$ gcc -c 'a b.c' -o a.o -O2");
  });

  it('paints each line by itself', () => {
    const page = createPage({ useColor: true, width: 10 });
    add(page, 'aaaa bbbb cccc', '', '', page.paint.error);
    expect(page.out.map(display)).toEqual(['\u001b[1;31maaaa bbbb\u001b[0m', '\u001b[1;31mcccc\u001b[0m']);
  });
});

it.each([
  [0, '0 probes'],
  [1, '1 probe'],
  [2, '2 probes'],
])('%d is counted', (number, text) => {
  expect(count(number, 'probe')).toBe(text);
});

it('control characters are shown', () => {
  expect(printableLines('a\u001b[31m\tb\nc\u0007')).toBe('a\\x1b[31m\tb\nc\\x07');
  expect(printable('a\u001b[31m\tb\nc\u0007')).toBe('a\\x1b[31m\tb\\x0ac\\x07');
});
