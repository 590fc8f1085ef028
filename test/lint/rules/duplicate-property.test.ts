import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'duplicate-property';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'Kconfig:6 info symbol=CMD_FS property=select first=Kconfig:5',
      'Kconfig:10 info symbol=APP property=depends first=Kconfig:9',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('keeps architectures apart', () => {
    const select = 'config TRACE_SUPPORT\n\tbool\n\tdefault y\n\tselect TRACE\n';
    const files = {
      Kconfig: 'source "arch/$(SRCARCH)/Kconfig"\nconfig TRACE\n\tbool "t"\n',
      'arch/arc/Kconfig': select,
      'arch/um/Kconfig': select,
    };
    expect(findingsOf(lintTexts(files), rule)).toEqual([]);
    const twice = {
      ...files,
      'arch/um/Kconfig': `source "arch/um/Kconfig.more"\n${select}`,
      'arch/um/Kconfig.more': select,
    };
    expect(findingsOf(lintTexts(twice), rule)).toHaveLength(1);
  });

  it('finds a select with a condition next to one without', () => {
    const Kconfig = 'config A\n\tbool "a"\nconfig T\n\tbool\nconfig S\n\tbool "s"\n\tselect T if A\n\tselect T\n';
    expect(findingsOf(lintTexts({ Kconfig }), rule)).toEqual([
      'Kconfig:7 info symbol=S property=select first=Kconfig:8',
    ]);
  });
});
