import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'dead-default';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'Kconfig:6 warning symbol=UNWIND_TEST property=default winner=5',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('takes the next default of a choice whose member may not be there', () => {
    const choice = (condition: string): string =>
      `config OLD\n\tbool "o"\nchoice\n\tprompt "c"\n\tdefault A\n\tdefault B\nconfig A\n\tbool "a"\n${condition}config B\n\tbool "b"\nendchoice\n`;
    const found = (condition: string): string[] => findingsOf(lintTexts({ Kconfig: choice(condition) }), rule);
    expect(found('')).toEqual(['Kconfig:6 warning symbol= property=default winner=5']);
    expect(found('\tdepends on OLD\n')).toEqual([]);
  });

  it('finds a default behind one with fewer conditions', () => {
    const Kconfig =
      'config A\n\tbool "a"\nconfig B\n\tbool "b"\nconfig S\n\tint "s"\n\tdefault 1 if A || B\n\tdefault 2 if A\n\tdefault 3 if !A\n';
    expect(findingsOf(lintTexts({ Kconfig }), rule)).toEqual(['Kconfig:8 warning symbol=S property=default winner=7']);
  });
});
