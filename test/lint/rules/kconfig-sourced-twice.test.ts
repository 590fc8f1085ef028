import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'kconfig-sourced-twice';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'Kconfig:4 warning file=boards/Kconfig first=Kconfig:1',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('leaves out files that are read for each value of a variable, and files of two top files', () => {
    const files = {
      Kconfig:
        'mainmenu "a"\nmodule = A\nsource "Kconfig.log"\nmodule = B\nsource "Kconfig.log"\nsource "common/Kconfig"\n',
      'Kconfig.log': 'config $(module)_LOG\n\tbool "log"\n',
      'common/Kconfig': 'config C\n\tbool "c"\n',
      'sample/Kconfig': 'mainmenu "b"\nsource "common/Kconfig"\n',
    };
    expect(findingsOf(lintTexts(files), rule)).toEqual([]);
  });
});
