import { describe, test } from 'vitest';
import { expectAsMake } from '../../support/make-both.ts';

describe('tests and branches', () => {
  test.each([
    ['ifeq (a,a)'],
    ['ifeq (a, a)'],
    ['ifeq ( a,a)'],
    ['ifeq (a,a )'],
    ['ifeq ($(X),)'],
    ['ifeq "a" \'a\''],
    ['ifneq ($(X),y)'],
    ['ifdef E'],
    ['ifdef F'],
    ['ifndef X'],
    ['ifdef two words'],
    ['ifeq (a,a) extra'],
    ['ifeq (a'],
    ['ifeq(a,a)'],
  ])('%s', (line) => {
    expectAsMake(
      `E =\nF = $(E)\n${line}\n$(info then)\nelse ifdef F\n$(info second)\nelse\n$(info else)\nendif\nall: ; @:\n`,
    );
  });

  test.each([
    ['else\n'],
    ['endif\n'],
    ['ifdef X\n'],
    ['ifdef X\nelse\nelse\nendif\n'],
    ['ifdef X\nelse extra\nendif extra\n'],
  ])('mistake %j', (text) => {
    expectAsMake(`all: ; @:\n${text}`);
  });
});
