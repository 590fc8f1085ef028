import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'kconfig-never-sourced';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'boards/b/Kconfig:1 warning file=boards/b/Kconfig',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('knows a project inside the tree by its own top file', () => {
    const files = {
      Kconfig: 'config A\n\tbool "a"\n',
      'lib/Kconfig': 'mainmenu "library"\nsource "arch/x/Kconfig"\n',
      'lib/arch/x/Kconfig': 'config X\n\tbool "x"\n',
    };
    const outcome = lintTexts(files);
    expect(findingsOf(outcome, rule)).toEqual([]);
    expect(findingsOf(outcome, 'kconfig-source-missing')).toEqual([]);
  });
});
