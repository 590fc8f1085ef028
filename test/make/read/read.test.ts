import { describe, test } from 'vitest';
import { expectAsMake } from '../../support/make-both.ts';

describe('lines', () => {
  test.each([
    ['define X\na\n\tendef\nb \\\n c\nendef\n$(info [$(X)])\nall: ; @:\n'],
    ['define X =\ndefine Y\nendef\nendef extra\n$(info [$(X)])\nall: ; @:\n'],
    ['define X\n'],
    ['define\nendef\n'],
    ['ifdef NO\ngarbage here\ndefine X\nendif\nendef\nendif\nall: ; @:\n'],
    ['all:\n\t@echo 1\n\n# comment\n\t@echo 2\nX = 1\n\t@echo 3\n'],
    ['.RECIPEPREFIX = >\nall:\n> @echo prefix\n'],
    ['X = a \\\n   b\\\n\tc # comment \\\n still\n$(info [$(X)])\nall: ; @:\n'],
    ['X = $(nothing\nall: $(X) ; @:\n'],
  ])('%j', (makefile) => {
    expectAsMake(makefile);
  });
});

describe('include', () => {
  test.each([
    ['include a.mk b.mk\n'],
    ['-include no.mk\ninclude a.mk\n'],
    ['include no1.mk\ninclude no2.mk\n'],
    ['include made.mk\nmade.mk: ; echo "$$(info made)" > $@\n'],
    ['include bad.mk\nbad.mk: ; @exit 3\n'],
    ['-include bad.mk\nbad.mk: ; @exit 3\n'],
    ['include d\n'],
  ])('%j', (text) => {
    const files = { 'a.mk': '$(info a $(MAKEFILE_LIST))\n', 'b.mk': '$(warning b)\n', 'd/x': '' };
    expectAsMake(`${text}all: ; @echo "$(MAKEFILE_LIST)" $(MAKE_RESTARTS)\n`, { files });
  });
});
