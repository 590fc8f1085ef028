import { describe, expect, test } from 'vitest';
import { decodeOptions, flagText, quoteForFlags, splitFlags } from '../../../src/make/read/flags.ts';
import { MakeOptions } from '../../../src/make/state/options.ts';
import { dialects } from '../../../src/make/syntax/dialect.ts';
import { expectAsMake } from '../../support/make-both.ts';

test('words that are no options are left', () => {
  const options = new MakeOptions();
  const words = ['-kn', 'goal', '-f', 'x.mk', 'V=1', '-j4', '--', '-q'];
  expect(decodeOptions(options, words, dialects['4.3'])).toEqual(['goal', 'V=1', '-q']);
  expect([...options.letters].sort()).toEqual(['k', 'n']);
  expect(options.makefiles).toEqual(['x.mk']);
  expect(flagText(options, false)).toBe('kn -j4');
});

test('blanks and backslashes survive MAKEFLAGS', () => {
  expect(splitFlags(quoteForFlags('a b\\c'))).toEqual(['-a b\\c']);
  expect(splitFlags('k -- A=1')).toEqual(['-k', '--', 'A=1']);
});

describe('MAKEFLAGS while reading and in recipes', () => {
  const makefile = '$(info [$(MAKEFLAGS)] [$(MFLAGS)])\nall: ; @echo "[$(MAKEFLAGS)]"\n';
  test.each([
    [['-s']],
    [['-k', 'A=1', 'B=x y']],
    [['-Iinc', '-rR']],
    [['--warn-undefined-variables']],
    [['--no-print-directory', '-i']],
  ])('%j', (words) => {
    expectAsMake(makefile, { words });
  });

  test('from the environment and from the makefile', () => {
    expectAsMake(`MAKEFLAGS += -r\n${makefile}`, { env: { MAKEFLAGS: 'k -- C=3' } });
  });
});
