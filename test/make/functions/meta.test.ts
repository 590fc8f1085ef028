import { describe, test } from 'vitest';
import { expectAsMake, expectExpansions } from '../../support/make-both.ts';

describe('functions about variables', () => {
  test('origin, flavor, value', () => {
    const before = 'A = $(B)\nB := x\noverride C = y\n';
    const names = ['A', 'B', 'C', 'D', 'PATH', 'CC', '@', 'MAKE', 'MAKEFLAGS', 'CURDIR'];
    expectExpansions(
      names.map((name) => `${name} $(origin ${name}) $(flavor ${name})`),
      before,
    );
    expectExpansions(['$(value A)', '$(value D)'], before);
  });

  test('eval reads lines, with the position of its own line', () => {
    expectAsMake('define t\nX := $(1)\n$$(warning $$(X))\nendef\n$(eval $(call t,a))\n$(info $(X))\nall: ; @:\n');
  });
});

describe('messages', () => {
  test.each([
    ['$(warning a  b)\nall: ; @:\n'],
    ['X = $(warning in X)\nY := $(X)\nall: ; @echo $(X)\n'],
    ['$(if x, \\\n$(error stop))\nall: ; @:\n'],
    ['all: ; @echo $(error in a recipe)\n'],
  ])('%s', (makefile) => {
    expectAsMake(makefile);
  });
});

describe('file', () => {
  test.each([
    ['$(file >out,a)$(file >>out,b)$(info [$(file <out)])'],
    ['$(info [$(file < out )])'],
    ['$(info [$(file <missing)])'],
    ['$(file out)'],
    ['$(file >)'],
    ['$(file >no/such/directory,x)'],
    ['$(file <in,text)'],
  ])('%s', (text) => {
    expectAsMake(`${text}\nall: ; @:\n`, { files: { in: 'x\n' } });
  });
});
