import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'config-prefix-missing';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'path.c:3 warning symbol=FAST_PATH form=IS_ENABLED',
      'path.c:5 warning symbol=FAST_PATH form=condition',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('leaves alone macros that only have the name of a symbol', () => {
    const Kconfig = 'config MII_INIT\n\tbool "m"\nconfig CHIP_8192E\n\ttristate "c"\n';
    const files = {
      Kconfig,
      'board.c': 'int f(void)\n{\n#ifdef MII_INIT\n\tMII_INIT;\n#endif\n\treturn 0;\n}\n',
      'chip.c': '#if defined(CHIP_8190P) || defined(CHIP_8192E)\nint chip;\n#endif\n',
    };
    expect(findingsOf(lintTexts(files), rule)).toEqual([]);
    // CMake gives macros to the compiler that no file of the tree defines.
    const cmake = { Kconfig, 'CMakeLists.txt': '', 'a.c': '#ifdef MII_INIT\nint a;\n#endif\n' };
    expect(findingsOf(lintTexts(cmake), rule)).toEqual([]);
  });
});
