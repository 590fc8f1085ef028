import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'choice-member-default';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'Kconfig:7 warning symbol=SENSOR_MAG',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('leaves out what goes into the sub-menu of a member, where members have one', () => {
    const Kconfig =
      'choice\n\tprompt "c"\nconfig A\n\tbool "a"\nconfig BELOW\n\tbool "below"\n\tdepends on A\n\tdefault y\nconfig B\n\tbool "b"\n\tdefault y\nendchoice\n';
    // `osource` is Kconfiglib's, which has the sub-menus of conf up to 6.8.
    expect(findingsOf(lintTexts({ Kconfig: `osource "none"\n${Kconfig}` }), rule)).toEqual([
      'Kconfig:12 warning symbol=B',
    ]);
    expect(findingsOf(lintTexts({ Kconfig }), rule)).toEqual([
      'Kconfig:8 warning symbol=BELOW',
      'Kconfig:11 warning symbol=B',
    ]);
  });
});
