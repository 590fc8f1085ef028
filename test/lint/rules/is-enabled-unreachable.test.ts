import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'is-enabled-unreachable';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'mac.c:5 warning symbol=SWC function=register_switch',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('leaves alone a call through a pointer, a symbol that the file selects, and a condition with an alternative', () => {
    const swc = 'int register_switch(void)\n{\n\treturn 0;\n}\n';
    const Makefile = 'obj-y += a.o b.o\nobj-$(CONFIG_MAC) += c.o\nobj-$(CONFIG_SWC) += swc.o\n';
    const files = {
      Kconfig: 'config SWC\n\ttristate "s"\nconfig MAC\n\tbool "m"\n\tselect SWC\n',
      Makefile,
      'swc.c': swc,
      'a.c': 'void f(struct s *s) {\n\tif (IS_ENABLED(CONFIG_SWC))\n\t\ts->register_switch();\n}\n',
      'b.c': 'void f(int on) {\n\tif (IS_ENABLED(CONFIG_SWC) || on)\n\t\tregister_switch();\n}\n',
      'c.c': 'void f(void) {\n\tif (IS_ENABLED(CONFIG_SWC))\n\t\tregister_switch();\n}\n',
    };
    expect(findingsOf(lintTexts(files), rule)).toEqual([]);
  });
});
