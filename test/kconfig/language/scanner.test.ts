import { describe, expect, it } from 'vitest';
import { tokensOf } from './scanners.ts';

describe('reserved keywords', () => {
  // Source: docs/kconfig-semantics.md §1.1 to §1.3.
  it.each([
    ['config A\n', 'config word(A) eol'],
    ['\n# comment\n\nconfig A # comment\n', 'config word(A) eol'],
    ['depends on range\n', 'depends on range eol'],
    [
      'depends on A && !B || (C != "x")\n',
      'depends on word(A) and not word(B) or openParenthesis word(C) unequal quoted(x) closeParenthesis eol',
    ],
    ['depends on A < 1 && A >= 2\n', 'depends on word(A) less word(1) and word(A) greaterEqual word(2) eol'],
    ['bool \\\n"a"\n', 'bool quoted(a) eol'],
    ['prompt "a\\"b\\\\\'"\n', 'prompt quoted(a"b\\\') eol'],
    ['prompt \'it "is"\'\n', 'prompt quoted(it "is") eol'],
    ['prompt "$(a"b)c"\n', 'prompt quoted($(a"b)c) eol'],
    ['X = a # b \\\n', 'word(X) equal assignValue(a # b \\) eol'],
    ['X := \n', 'word(X) colonEqual eol'],
    ['X += a  \n', 'word(X) plusEqual assignValue(a  ) eol'],
    ['$(a)b-c\n', 'word($(a)b-c) eol'],
  ])('%j is read as %s', (text, tokens) => {
    expect(tokensOf('linux-6.12', text)).toEqual({
      tokens: splitTokens(tokens),
      stderr: '',
    });
  });

  it.each([
    ['default a/b\n', "Kconfig:1:warning: ignoring unsupported character '/'\n"],
    ['a & b\n', "Kconfig:1:warning: ignoring unsupported character '&'\n"],
    ['\na\r\n', "Kconfig:2:warning: ignoring unsupported character '\r'\n"],
    ['prompt "a\n', 'Kconfig:1:warning: multi-line strings not supported\n'],
    ['config A', 'Kconfig:1:warning: no new line at end of file\n'],
  ])('%j draws a warning', (text, stderr) => {
    expect(tokensOf('linux-6.12', text).stderr).toBe(stderr);
  });
});

/** Blanks inside parentheses belong to a value. */
function splitTokens(text: string): string[] {
  return text.match(/\w+(?:\(.*?\)(?= |$))?/g) ?? [];
}
