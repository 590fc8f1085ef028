import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'kconfig-syntax';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'Kconfig:3 error text=syntax error',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('says what is meant by a line that looks like a help text', () => {
    // Below the top file, which decides what a tree without a conf is.
    const notesOf = (lines: string): readonly string[] =>
      lintTexts(
        { Kconfig: 'source "a/Kconfig"\n', 'a/Kconfig': `config A\n\tbool "a"\n${lines}` },
        { only: [rule] },
      ).diagnostics.flatMap(({ notes }) => notes);
    expect(notesOf('\t---help---\n\t  Text of the help.\n')).toEqual(['This conf knows "help" only, without dashes.']);
    expect(notesOf('\t  Text of the help.\n')).toEqual(['It reads like a help text: the line "help" goes before it.']);
    expect(notesOf('\thelp\n\t  Text of the help.\n\t Less of the text.\n')).toEqual([
      'It reads like a help text, which ends at the first line that is indented less than its first one.',
    ]);
    expect(notesOf('\tdepends on A &&\n')).toEqual([]);
  });
});
