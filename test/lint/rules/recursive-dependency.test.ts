import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'recursive-dependency';

describe(rule, () => {
  it('fires at the select that could be a dependency, with every line of the circle', () => {
    const outcome = lintFixture(`lint/${rule}/fires`);
    expect(findingsOf(outcome, rule)).toEqual(['Kconfig:6 error symbols=CORE,DRIVER,BUS archs=']);
    const [found] = outcome.diagnostics.filter(({ code }) => code === `lint/${rule}`);
    expect(found?.causes.map(({ location }) => location?.line).sort()).toEqual([5, 6, 9]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('takes a member of a choice that reads another one for a circle', () => {
    const Kconfig =
      'choice\n\tprompt "p"\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\n\tdepends on X\nendchoice\nconfig X\n\tdef_bool A\n';
    expect(findingsOf(lintTexts({ Kconfig }), rule)).toHaveLength(1);
  });

  it('does not mix the files of two architectures', () => {
    const files = {
      Kconfig: 'source "arch/$(SRCARCH)/Kconfig"\nconfig B\n\tbool "b"\n\tdepends on A\n',
      'arch/x/Kconfig': 'config A\n\tbool "a"\n',
      'arch/z/Kconfig': 'config A\n\tbool "a"\n\tdepends on B\n',
    };
    expect(findingsOf(lintTexts(files), rule)).toEqual(['Kconfig:4 error symbols=A,B archs=z']);
    const apart = { ...files, 'arch/z/Kconfig': 'config C\n\tbool "c"\n\tdepends on B\n' };
    expect(findingsOf(lintTexts(apart), rule)).toEqual([]);
  });

  it('does not mix projects that the top file does not lead to', () => {
    const files = {
      Kconfig: 'config TOP\n\tbool "top"\n',
      'examples/one/Kconfig': 'config A\n\tbool "a"\n\tdepends on B\n',
      'examples/two/Kconfig': 'config B\n\tbool "b"\n\tdepends on A\n',
    };
    expect(findingsOf(lintTexts(files), rule)).toEqual([]);
  });
});
