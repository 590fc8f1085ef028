import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyEdits, findingsOf, lintFixture, lintTexts, repository } from '../support.ts';

const rule = 'makefile-ifdef-config';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`), rule)).toEqual([
      'drivers/Makefile:3:1 hint directive=ifndef symbol=TRACER type=bool evidence=null',
      'drivers/Makefile:10:6 info directive=ifdef symbol=TRACER type=bool evidence=8',
      'drivers/Makefile:16:1 info directive=ifdef symbol=BRIDGE type=tristate evidence=null',
      'drivers/Makefile:21:1 warning directive=ifdef symbol=PANEL type=tristate evidence=22',
    ]);
  });

  it('stays quiet', () => {
    expect(lintFixture(`lint/${rule}/quiet`).diagnostics).toEqual([]);
  });

  it('reports the arm64 series where it used ifdef and is quiet where it did not', () => {
    expect(findingsOf(lintFixture('arm64-ftrace/v2'), rule)).toEqual([
      'arch/arm64/Makefile:4:1 info directive=ifdef symbol=DYNAMIC_FTRACE_WITH_REGS type=bool evidence=9',
    ]);
    for (const version of ['mainline', 'v1', 'v3', 'today']) {
      expect(lintFixture(`arm64-ftrace/${version}`).diagnostics, version).toEqual([]);
    }
  });

  it('edits the directive alone, safely only for a bool that no makefile sets', () => {
    const directory = `${repository}kconfig-fixtures/lint/${rule}/fires/`;
    const text = readFileSync(`${directory}drivers/Makefile`, 'latin1');
    const { diagnostics } = lintFixture(`lint/${rule}/fires`);
    expect(diagnostics.map((diagnostic) => diagnostic.fixes.map((fix) => fix.safety))).toEqual([
      ['safe'],
      ['safe'],
      ['unsafe'],
      ['unsafe'],
    ]);
    const fixed = applyEdits('drivers/Makefile', text, diagnostics);
    expect(fixed.split('\n').filter((line) => /^(?:else )?(?:if|endif)/.test(line))).toEqual([
      'ifneq ($(CONFIG_TRACER),y)',
      'endif',
      'ifeq ($(CONFIG_BRIDGE),y)',
      'else ifeq ($(CONFIG_TRACER),y) # said in two ways',
      'endif',
      'ifeq ($(CONFIG_BRIDGE),y)',
      'endif',
      'ifeq ($(CONFIG_PANEL),y)',
      'endif',
    ]);
    const Kconfig = readFileSync(`${directory}drivers/Kconfig`, 'latin1');
    expect(lintTexts({ Kconfig, 'drivers/Makefile': fixed }).diagnostics).toEqual([]);
  });

  it('does not call the edit safe when a makefile sets the name or an architecture says tristate', () => {
    const safety = (Kconfig: string, Makefile: string): string[] =>
      lintTexts({ Kconfig, Makefile }).diagnostics.flatMap((diagnostic) => diagnostic.fixes.map((fix) => fix.safety));
    const Makefile = 'ifdef CONFIG_A\nendif\n';
    expect(safety('config A\n\tbool\n', Makefile)).toEqual(['safe']);
    expect(safety('config A\n\tbool\n', `CONFIG_A := 1\n${Makefile}`)).toEqual(['unsafe']);
    const mixed = { Makefile, 'arch/a/Kconfig': 'config A\n\tbool\n', 'arch/b/Kconfig': 'config A\n\ttristate\n' };
    expect(lintTexts(mixed).diagnostics.flatMap((one) => one.fixes.map((fix) => fix.safety))).toEqual(['unsafe']);
  });

  it('warns where the else part waits for m in vain', () => {
    const Makefile = 'obj-$(CONFIG_A) += x.o\nifdef CONFIG_A\nB := 1\nelse ifeq ($(CONFIG_A),m)\nB := 2\nendif\n';
    expect(findingsOf(lintTexts({ Kconfig: 'config A\n\ttristate "A"\n', Makefile }), rule)).toEqual([
      'Makefile:2:1 warning directive=ifdef symbol=A type=tristate evidence=4',
    ]);
  });
});
