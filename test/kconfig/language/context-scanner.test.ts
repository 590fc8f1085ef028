import { describe, expect, it } from 'vitest';
import { tokensOf } from './scanners.ts';

describe('keywords as the first word of a line', () => {
  // Source: docs/kconfig-semantics.md §1.1 and §1.2.
  it.each([
    ['config default\n', ['config', 'word(default)', 'eol']],
    ['depends on range\n', ['depends', 'on', 'word(range)', 'eol']],
    ['default a/b.c\n', ['default', 'word(a/b.c)', 'eol']],
    ['\n\nbool\n', ['eol', 'eol', 'bool', 'eol']],
    ['X := a\n', ['variable(X)', 'colonEqual', 'assignValue(a)', 'eol']],
    ['default y if A\n', ['default', 'word(y)', 'if', 'word(A)', 'eol']],
    ['prompt "a\\"b"\n', ['prompt', 'quoted(a"b)', 'eol']],
  ])('%j', (text, tokens) => {
    expect(tokensOf('u-boot', text)).toEqual({ tokens: [...tokens, 'eol'], stderr: '' });
  });

  it('the busybox generation has words of its own, no variables and no order relations', () => {
    const text = 'enable A\nrequires B\nfoo\ndefault a < b\n';
    expect(tokensOf('busybox', text).tokens.join(' ')).toBe(
      'select word(A) eol requires word(B) eol word(foo) eol default word(a) word(b) eol eol',
    );
  });

  it('a warning names the statement before, and no file before the first', () => {
    expect(tokensOf('u-boot', '&\n').stderr).toBe("<none>:0:warning: ignoring unsupported character '&'\n");
    expect(tokensOf('u-boot', 'bool\n&\n').stderr).toBe("Kconfig:1:warning: ignoring unsupported character '&'\n");
  });
});
