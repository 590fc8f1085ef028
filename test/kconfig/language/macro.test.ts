import { describe, expect, it } from 'vitest';
import { shellResult } from '../../../src/kconfig/language/macro.ts';
import { testAsConf, withoutBusybox } from '../live-conf.ts';

const shown = (text: string): string => `${text}config A\n\tstring "a"\n\tdefault "$(V)"\n`;

describe('macros', () => {
  testAsConf(
    {
      'recursive and simple': shown('X = 1\nV = $(X)\nW := $(V)\nX = 2\n$(info,$(V) $(W))\n'),
      append: shown('V += a\nV += b  # c\nS := 1\nS += $(V)\n$(info,[$(S)])\n'),
      arguments: shown('f = <$(1)|$(2)|$(3)|$(0)>\nV := $(f,a, b ,c d)\n'),
      'nested calls': shown('f = ($(1))\ng = $(f,$(f,$(1)))\nV = $(g,x$(f,y))\n'),
      'an argument that is a call with commas': shown('f = [$(1)]\nV := $(f,(a,b),c)\n'),
      'a name that is expanded': shown('AB = found\nX = A\nV = $($(X)B)\n'),
      'filename and lineno': shown('V = $(filename):$(lineno)\n\n$(info,$(V))\n'),
      'warning-if and error-if': shown('$(warning-if,y,watch out)\n$(warning-if,n,no)\n$(error-if,y,stop here)\n'),
      'too few and too many arguments': shown('V := $(info)\n'),
      'a recursive variable': shown('V = $(W)\nW = $(V)\n'),
      'an unterminated reference': shown('V = $(info,a\n$(V)\n'),
      'an unknown variable': shown('V = a$(none)b$(none,1)\n'),
      'a reference of a statement': 'W = config A\nX =\n$(X)\n$(W)\n\tbool "a"\n',
    },
    withoutBusybox,
  );

  // Source: docs/kconfig-semantics.md §1.7, `$(shell,CMD)`.
  it.each([
    ['a\nb\n\n', 255, 'a b'],
    ['a\0b', 255, 'a'],
    ['a\tb\r\n', 255, 'a\tb\r'],
    ['abc\n', 2, 'ab'],
    ['', 255, ''],
  ])('output %j of a command, %i bytes read, is %j', (output, limit, value) => {
    expect(shellResult(output, limit)).toBe(value);
  });
});
