import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'stop-without-way-out';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`), rule).map((line) => line.replace(/:\d+ /, ' '))).toEqual([
      'arch/toy/Makefile:4 warning symbol=TRACER_WITH_REGS isIndirect=false',
      'arch/toy/Makefile:11 warning symbol=HAVE_GUARD isIndirect=false',
      'arch/toy/Makefile:14 info symbol=BOARD_ERRATUM isIndirect=true',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`), rule)).toEqual([]);
  });

  it('fires on v2 of the arm64 series, with the conditional, the definition and the default as causes', () => {
    const [found, ...rest] = lintFixture('arm64-ftrace/v2').diagnostics.filter(
      (diagnostic) => diagnostic.code === `lint/${rule}`,
    );
    expect(rest).toEqual([]);
    expect(found?.severity).toBe('warning');
    expect(found?.location).toMatchObject({ file: 'arch/arm64/Makefile', line: 7 });
    const [conditional] = found?.causes ?? [];
    const [definition] = conditional?.causes ?? [];
    const [reason] = definition?.causes ?? [];
    expect(
      [conditional, definition, reason].map((cause) => [cause?.kind, cause?.location?.file, cause?.location?.line]),
    ).toEqual([
      ['conditional', 'arch/arm64/Makefile', 4],
      ['definition', 'kernel/trace/Kconfig', 32],
      ['default', 'kernel/trace/Kconfig', 33],
    ]);
    expect(found?.notes.join(' ')).toContain('CONFIG_DYNAMIC_FTRACE=n');
  });

  it.each(['mainline', 'v1', 'v3', 'today'])('is quiet on %s of the arm64 series', (version) => {
    expect(findingsOf(lintFixture(`arm64-ftrace/${version}`), rule)).toEqual([]);
  });

  it.each([
    [
      'a prompt in another definition',
      'config A\n\tdef_bool y\nconfig A\n\tbool "A"\n',
      'ifdef CONFIG_A\n$(error x)\nendif\n',
      0,
    ],
    [
      'a default of other symbols',
      'config B\n\tbool\nconfig A\n\tdef_bool B\n',
      'ifdef CONFIG_A\n$(error x)\nendif\n',
      1,
    ],
    ['default n', 'config A\n\tdef_bool n\n', 'ifdef CONFIG_A\n$(error x)\nendif\n', 0],
    [
      'a default the compiler decides',
      'config A\n\tdef_bool $(cc-option,-x)\n',
      'ifdef CONFIG_A\n$(error x)\nendif\n',
      0,
    ],
    ['a number', 'config A\n\tint\n\tdefault 3\n', 'ifdef CONFIG_A\n$(error x)\nendif\n', 0],
    ['the else part', 'config A\n\tdef_bool y\n', 'ifndef CONFIG_A\nelse\n$(error x)\nendif\n', 1],
    ['a warning', 'config A\n\tdef_bool y\n', 'ifdef CONFIG_A\n$(warning x)\nendif\n', 0],
    [
      'a condition that cannot hold',
      'config A\n\tdef_bool y\n',
      'ifdef CONFIG_A\nifdef CONFIG_GONE\n$(error x)\nendif\nendif\n',
      0,
    ],
    [
      'selects in a circle',
      'config A\n\tbool\n\tselect B\nconfig B\n\tbool\n\tselect A\n',
      'ifdef CONFIG_A\n$(error x)\nendif\n',
      1,
    ],
  ])('%s', (_name, Kconfig, Makefile, count) => {
    expect(findingsOf(lintTexts({ Kconfig, Makefile }), rule)).toHaveLength(count);
  });
});
