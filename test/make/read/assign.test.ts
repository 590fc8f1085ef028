import { describe, test } from 'vitest';
import { expectAsMake, expectExpansions } from '../../support/make-both.ts';

test('operators', () => {
  const before =
    'A = $(B) x\nB := y\nC ?= 1\nC ?= 2\nD += d\nD += $(B)\nE := e\nE += $(B)\nF != echo $(B)\nB := z\nG ::= $(B)\n';
  expectExpansions(
    ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((name) => `$(value ${name})|$(flavor ${name})|$(${name})`),
    before,
  );
});

describe('target-specific assignments', () => {
  test('are seen by what is made for the target, unless private', () => {
    expectAsMake('X = g\na: X += t\na: private P = p\nb: ; @echo "$(X) $(P)"\na: b ; @echo "$(X) $(P)"\n');
  });

  test('of patterns: the most specific one wins', () => {
    expectAsMake('%.o: X = any\nlong%.o: X = long\nall: a.o longer.o\n%.o: ; @echo $@ $(X)\n');
  });

  test('do not change a variable of the command line without override', () => {
    expectAsMake('a: X = t\na: override Y = t\na: ; @echo $(X) $(Y)\n', { words: ['X=c', 'Y=c'] });
  });
});
