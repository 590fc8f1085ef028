import { describe, expect, it } from 'vitest';
import { applyEdits, findingsOf, lintFixture, lintTexts } from '../support.ts';

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

  it('takes one name out of a chain, the if of an attribute, or the line', () => {
    const entry = (lines: string): string =>
      `config A\n\ttristate "a"\nconfig B\n\tbool "b"\nconfig T\n\tbool\nif A\nconfig S\n\tbool "s"\n${lines}endif\n`;
    const after = (lines: string): string => {
      const Kconfig = entry(lines);
      const { diagnostics } = lintTexts({ Kconfig }, { only: [rule] });
      return applyEdits('Kconfig', Kconfig, diagnostics);
    };
    expect(after('\tdepends on A\n')).toBe(entry(''));
    expect(after('\tdepends on A && B\n')).toBe(entry('\tdepends on B\n'));
    expect(after('\tdepends on B && A\n')).toBe(entry('\tdepends on B\n'));
    expect(after('\tdepends on B && A && T\n')).toBe(entry('\tdepends on B && T\n'));
    expect(after('\tselect T if A\n')).toBe(entry('\tselect T\n'));
    expect(after('\tselect T if B && A\n')).toBe(entry('\tselect T if B\n'));
    expect(after('\tprompt "if A && B" if A\n')).toBe(entry('\tprompt "if A && B"\n'));
    // Left alone: brackets, a line that goes on, a comment behind it.
    expect(after('\tdepends on (A || B) && T\n')).toBe(entry('\tdepends on (A || B) && T\n'));
    expect(after('\tdepends on A && \\\n\t\tB\n')).toBe(entry('\tdepends on A && \\\n\t\tB\n'));
    expect(after('\tdepends on A && B # why\n')).toBe(entry('\tdepends on A && B # why\n'));
  });

  it('leaves out a tristate around a choice where members depend on the choice, which is y then', () => {
    const Kconfig =
      'config A\n\ttristate "a"\nconfig B\n\tbool "b"\nif A && B\nchoice\n\tprompt "c"\nconfig ONE\n\tbool "1"\n\tdepends on A\n\tdepends on B\nendchoice\nendif\n';
    expect(findingsOf(lintTexts({ Kconfig }), rule)).toEqual([
      'Kconfig:10 info symbol=ONE condition=A property=depends',
      'Kconfig:11 info symbol=ONE condition=B property=depends',
    ]);
    expect(findingsOf(lintTexts({ Kconfig: `osource "none"\n${Kconfig}` }), rule)).toEqual([
      'Kconfig:12 info symbol=ONE condition=B property=depends',
    ]);
  });
});
