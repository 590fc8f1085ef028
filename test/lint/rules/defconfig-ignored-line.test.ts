import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture } from '../support.ts';

const rule = 'defconfig-ignored-line';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'configs/board_defconfig:1 warning symbol=BOARD',
      'configs/board_defconfig:2 warning symbol=NAND',
      'configs/board_defconfig:3 warning symbol=BOARD',
      'configs/board_defconfig:4 warning symbol=NAND',
      'configs/board_defconfig:5 warning symbol=BOARD',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });
});
