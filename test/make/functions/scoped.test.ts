import { describe, test } from 'vitest';
import { expectAsMake, expectExpansions } from '../../support/make-both.ts';

describe('call and foreach bind variables for their duration', () => {
  test('arguments', () => {
    const before =
      'f = <$(0)|$(1)|$(2)|$(3)>\ng = $(call f,$(1),x)$(2)\nh = $(if $(1),$(call h,$(wordlist 2,9,$(1)))$(firstword $(1)))\n';
    expectExpansions(
      ['$(call f,a, b ,c)', '$(call  g ,a,b)', '$(call h,a b c)', '$(call nothing,a)', '$(call info,a,b)'],
      before,
    );
  });

  test('loops', () => {
    const before = 'v = outer\nw = $(v)!\n';
    expectExpansions(['$(foreach v,a b,$(w)$(v))|$(v)', '$(foreach v,,x)', '$(foreach $(v),1 2,$(outer))'], before);
    expectExpansions(['$(foreach v,a,$(eval v := inner)$(v))|$(v)'], before);
  });

  test('a reference to itself', () => {
    expectAsMake('X = $(X)\n$(info $(X))\nall: ; @:\n');
  });
});
