import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture } from '../support.ts';

const rule = 'defconfig-wrong-value';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'configs/board_defconfig:1 warning symbol=SHDLC value=m type=bool',
      'configs/board_defconfig:2 warning symbol=NAME value=board type=string',
      'configs/board_defconfig:3 warning symbol=SIZE value="5" type=int',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });
});
