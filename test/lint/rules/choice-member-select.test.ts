import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'choice-member-select';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'Kconfig:10 warning symbol=IRQ_SHARED selector=GPIO_EXAMPLE',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('leaves out a select that counts while the choice is hidden, up to Linux 6.8', () => {
    const Kconfig = (shown: string): string =>
      `osource "none"\nconfig SHOW\n\tbool "s"\nconfig USER\n\tbool "u"\n\tselect B\n${shown}choice\n\tprompt "c"\n\tdepends on SHOW\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nendchoice\n`;
    expect(findingsOf(lintTexts({ Kconfig: Kconfig('') }), rule)).toEqual([]);
    expect(findingsOf(lintTexts({ Kconfig: Kconfig('\tselect SHOW\n') }), rule)).toEqual([
      'Kconfig:6 warning symbol=B selector=USER',
    ]);
  });
});
