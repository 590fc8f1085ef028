import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'defconfig-without-prompt';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'configs/board_defconfig:1 warning symbol=HIDDEN',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('judges a defconfig by the definitions of its own architecture', () => {
    const files = {
      'arch/mips/Kconfig': 'config HZ\n\tint\n\tdefault 100\n',
      'arch/alpha/Kconfig': 'config HZ\n\tint "HZ"\n',
      'arch/mips/configs/a_defconfig': 'CONFIG_HZ=250\n',
      'arch/alpha/configs/a_defconfig': 'CONFIG_HZ=250\n',
    };
    expect(findingsOf(lintTexts(files), rule)).toEqual(['arch/mips/configs/a_defconfig:1 warning symbol=HZ']);
  });
});
