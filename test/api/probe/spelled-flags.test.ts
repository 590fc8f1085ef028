import { expect, it } from 'vitest';
import { spelledFlags } from '../../../src/api/probe/spelled-flags.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';

/** Flags that a tree's files ask about, whatever condition stands around them. */
it('finds the flags of questions, in makefiles and Kconfig files of the architecture', () => {
  const host = createMemoryHost({
    cwd: '/t',
    files: {
      '/t/Makefile':
        'ifdef X\nA += $(call cc-option,-fone)\nendif\nB += $(call cc-disable-warning, two)\nC := $(call cc-option, -fa -fb,-fc)\n' +
        'D += $(call cc-option,-f$(X))\n# cc-option,-fcomment\nE := $(call cc-option-yn,--param ggc=1)\nF += $(call ld-option,--relax)\n',
      '/t/Kconfig': 'config Y\n\tdef_bool $(cc-option,-fthree)\n',
      '/t/arch/arm64/Makefile': 'A += $(call cc-option,-mmine)\n',
      '/t/arch/riscv/Makefile': 'A += $(call cc-option,-mother)\n',
      '/t/Documentation/Makefile': 'A += $(call cc-option,-mdoc)\n',
      '/t/drivers/net/Kbuild': 'ccflags-y += $(call cc-option,-ffour)\n',
    },
  });
  expect(spelledFlags(host, '/t', new Set(['arm64']))).toEqual([
    '--param ggc=1',
    '-Wtwo',
    '-fa',
    '-fa -fb',
    '-fb',
    '-ffour',
    '-fone',
    '-fthree',
    '-mmine',
  ]);
});
