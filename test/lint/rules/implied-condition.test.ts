import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'implied-condition';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'Kconfig:6 info symbol=BUS_DEVICE condition=BUS property=depends',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('finds what the symbol of a select, other lines and other operands imply', () => {
    const Kconfig = [
      'config A\n\ttristate "a"\nconfig B\n\tbool "b"\nconfig T\n\tbool',
      'config S\n\tbool "s"\n\tdepends on A\n\tdepends on A || B\n\tselect T if S',
      'config R\n\tbool "r"\n\tdepends on A || B && A\n\tdepends on A != n',
      'config Q\n\tbool "q"\n\tdepends on A\n\tselect T if A = y',
      '',
    ].join('\n');
    expect(findingsOf(lintTexts({ Kconfig }), rule)).toEqual([
      'Kconfig:10 info symbol=S condition=A || B property=depends',
      'Kconfig:11 info symbol=S condition=S property=select',
      'Kconfig:14 info symbol=R condition=B && A property=depends',
    ]);
  });
});
