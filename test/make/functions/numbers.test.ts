import { describe, expect, test } from 'vitest';
import { nthWord } from '../../../src/make/functions/numbers.ts';
import { expectAsMake, expectExpansions } from '../../support/make-both.ts';

test('word, wordlist, words, firstword', () => {
  expect(nthWord('a  b c', 2)).toBe('b');
  expectExpansions([
    '$(word 2,a  b c)|$(word 9,a)|$(word 1,)',
    '$(wordlist 2,3,a b  c d)|$(wordlist 3,2,a b c)|$(wordlist 2,99,a b)',
    '$(words a b  c)|$(words )|$(firstword  a b)|$(firstword )',
  ]);
});

describe('wrong numbers are reported as make reports them', () => {
  test.each([['$(word 0,a)'], ['$(word x,a)'], ['$(word ,a)'], ['$(wordlist 0,1,a)'], ['$(wordlist 1,x,a)']])(
    '%s',
    (text) => {
      expectAsMake(`X = ${text}\n$(info $(X))\nall: ; @:\n`);
    },
  );
});
