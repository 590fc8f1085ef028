import { expect, test } from 'vitest';
import { textFunctions } from '../../../src/make/functions/text.ts';
import { expectExpansions } from '../../support/make-both.ts';

test('functions on words give what make gives', () => {
  expect(textFunctions.size).toBe(8);
  expectExpansions([
    '$(subst a,b,banana)',
    '$(subst ,x,ab)',
    '$(subst aa,a,aaaa)',
    '$(patsubst %.c,%.o,a.c b.h  c.c)',
    '$(patsubst a%b%c,%,axb%c)',
    '$(patsubst \\%,x,% %a)',
    '$(findstring a,banana) $(findstring ,b) $(findstring x,b)',
    '$(filter %.c a b%,a b bc x.c c)',
    '$(filter-out %.c a,a b x.c)',
    '$(filter a\\%b,a%b axb)',
    '$(sort b a  c a B \x80 z)',
    '$(lastword a b  c )|$(lastword )',
    '$(strip  a   b  )',
  ]);
});
