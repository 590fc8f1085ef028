import { describe, expect, test } from 'vitest';
import { hasGlob, matchesGlob } from '../../../src/make/read/glob.ts';
import { expectAsMake } from '../../support/make-both.ts';

describe('one component of a name', () => {
  // Source: fnmatch(3) with FNM_PERIOD.
  test.each<[string, string, boolean]>([
    ['*', 'abc', true],
    ['*', '.abc', false],
    ['.*', '.abc', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[]]', ']', true],
    ['[', '[', true],
    ['\\*', '*', true],
    ['*a*b', 'xaxb', true],
    ['*a*b', 'xaxbc', false],
  ])('%s %s', (pattern, name, wanted) => {
    expect(matchesGlob(pattern, name)).toBe(wanted);
  });

  test('names without wildcards', () => {
    expect(hasGlob('a.c')).toBe(false);
    expect(hasGlob('a[b')).toBe(true);
  });
});

test('wildcards in prerequisites and includes', () => {
  const files = { 'b.c': '', 'a.c': '', 'x.mk': '$(info x)\n', 'y.mk': '$(info y)\n' };
  expectAsMake('include *.mk\nall: *.c no*.c ; @echo $^\nno*.c: ; @echo making $@\n', { files });
});
