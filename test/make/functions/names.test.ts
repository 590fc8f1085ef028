import { expect, test } from 'vitest';
import { nameFunctions } from '../../../src/make/functions/names.ts';
import { expectAsMake, expectExpansions } from '../../support/make-both.ts';

test('functions on file names give what make gives', () => {
  expect(nameFunctions.size).toBe(10);
  expectExpansions([
    '$(dir a/b c / d/ )',
    '$(notdir a/b c / d/ )',
    '$(basename a.c b/c.d/e .foo f. a.b.c)',
    '$(suffix a.c b/c.d/e .foo f. a.b.c)',
    '$(addprefix p/,a b)$(addsuffix .o,a b)',
    '$(join a b c,1 2)|$(join a,1 2 3)',
    '$(abspath /a/../b/./c //x ..)',
  ]);
});

test('files that exist', () => {
  const files = { 'd/f.c': '', 'd/g.c': '', 'd/.h.c': '', 'e/x': '' };
  const makefile = '$(info $(wildcard d/*.c */ e/x e/y [de]/?))\n$(info $(realpath d/../e/x no))\nall: ; @:\n';
  expectAsMake(makefile, { files });
});
