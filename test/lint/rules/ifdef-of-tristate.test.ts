import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'ifdef-of-tristate';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'card.c:1 warning symbol=OF_BUS',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('leaves alone what asks for modules at run time, and a condition that another of its names decides', () => {
    const Kconfig =
      'config NET\n\tbool "n"\nconfig V6\n\ttristate "v6"\n\tdepends on NET\nconfig CARD\n\ttristate "c"\n';
    const Makefile = 'obj-$(CONFIG_CARD) += a.o b.o\n';
    const files = {
      Kconfig,
      Makefile,
      'a.c': '#ifdef CONFIG_V6\nint a;\n#endif\nvoid f(void) { request_module("v6"); }\n',
      'b.c': '#if defined(CONFIG_NET) || defined(CONFIG_V6)\nint b;\n#endif\n',
    };
    expect(findingsOf(lintTexts(files), rule)).toEqual([]);
  });
});
