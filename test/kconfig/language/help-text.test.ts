import { describe, expect, it } from 'vitest';
import { helpTextAt, readHelp } from '../../../src/kconfig/language/help-text.ts';

describe('a help text', () => {
  // Source: docs/kconfig-semantics.md §1.5, the table of stored texts.
  it.each([
    ['\ttext\nconfig', 'text'],
    ['\ttext\n\nconfig', 'text\n'],
    ['\t  text\n\tbool', 'text\n'],
    ['\ttext\n', 'text\n'],
    ['\n\ttext\nconfig', '\ntext'],
    ['\tone\n\t  two\n        three\nconfig', 'one\n  two\nthree'],
    ['\ttext \t\nconfig', 'text'],
    ['\ta # "b" $(c) \\\nconfig', 'a # "b" $(c) \\'],
    ['\ta\r\nconfig', 'a\r'],
    ['\ta\0b\nconfig', 'a'],
  ])('%j is stored as %j', (text, stored) => {
    expect(helpTextAt(text, 0, false)).toBe(stored);
  });

  it('keeps trailing blanks where the dialect does', () => {
    expect(helpTextAt('\ttext \t\nconfig', 0, true)).toBe('text \t');
  });

  it('ends before the line that is indented less, and counts its newlines', () => {
    const extent = { end: 0, lines: 0, isBlank: true };
    readHelp('\t  a\n\n\tb\n', 0, extent, null);
    expect(extent).toEqual({ end: 7, lines: 2, isBlank: false });
  });

  it('is blank without a printing character', () => {
    const extent = { end: 0, lines: 0, isBlank: false };
    readHelp(' \n\t\nconfig', 0, extent, null);
    expect(extent.isBlank).toBe(true);
  });
});
