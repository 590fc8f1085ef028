import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyEdits, findingsOf, lintFixture, lintTexts, repository } from '../support.ts';

const rule = 'makefile-ifdef-config';

/** What the real make adds to obj-y and obj-m. */
function objectsOf(makefile: string, symbol: string, value: string): string {
  const input = `${makefile}\n$(info y: $(sort $(obj-y)), m: $(sort $(obj-m)))\nall: ;\n`;
  const { stdout } = spawnSync('make', ['-s', '-f', '-', `CONFIG_${symbol}=${value}`, 'CONFIG_TRACER=y'], {
    input,
    encoding: 'utf8',
  });
  return stdout.trim();
}

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`), rule)).toEqual([
      'drivers/Makefile:5:6 info directive=ifdef symbol=TRACER type=bool evidence=3',
      'drivers/Makefile:10:1 warning directive=ifdef symbol=PANEL type=tristate evidence=11',
      'drivers/Makefile:15:1 warning directive=ifdef symbol=SCREEN type=tristate evidence=16',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`), rule)).toEqual([]);
  });

  it('reports the arm64 series where it used ifdef and is quiet where it did not', () => {
    expect(findingsOf(lintFixture('arm64-ftrace/v2'), rule)).toEqual([
      'arch/arm64/Makefile:4:1 info directive=ifdef symbol=DYNAMIC_FTRACE_WITH_REGS type=bool evidence=9',
    ]);
    for (const version of ['mainline', 'v1', 'v3', 'today']) {
      expect(lintFixture(`arm64-ftrace/${version}`).diagnostics, version).toEqual([]);
    }
  });

  it('edits so that m builds a module, or stays built in where that is not all', () => {
    const directory = `${repository}kconfig-fixtures/lint/${rule}/fires/`;
    const text = readFileSync(`${directory}drivers/Makefile`, 'latin1');
    const found = lintFixture(`lint/${rule}/fires`).diagnostics.filter(({ code }) => code === `lint/${rule}`);
    expect(found.map((diagnostic) => diagnostic.fixes.map((fix) => fix.safety))).toEqual([
      ['safe'],
      ['unsafe'],
      ['unsafe'],
    ]);
    const fixed = applyEdits('drivers/Makefile', text, found);
    expect(fixed.split('\n').filter((line) => /^(?:else )?(?:if|endif|obj)/.test(line))).toEqual([
      'ifeq ($(CONFIG_BRIDGE),y)',
      'else ifeq ($(CONFIG_TRACER),y) # said in two ways',
      'endif',
      'obj-$(CONFIG_PANEL) += panel.o',
      'ifneq ($(CONFIG_SCREEN),)',
      'obj-y += screen.o',
      'obj-$(CONFIG_TRACER) += screen-trace.o',
      'endif',
    ]);
    const Kconfig = readFileSync(`${directory}drivers/Kconfig`, 'latin1');
    expect(findingsOf(lintTexts({ Kconfig, 'drivers/Makefile': fixed }), rule)).toEqual([]);
  });

  it('does not call the edit safe when a makefile sets the name, and asks each architecture for the type', () => {
    const Makefile = 'ifeq ($(CONFIG_B),y)\nelse ifdef CONFIG_A\nendif\n';
    const safety = (Kconfig: string, text: string): string[] =>
      lintTexts({ Kconfig, Makefile: text })
        .diagnostics.filter(({ code }) => code === `lint/${rule}`)
        .flatMap((diagnostic) => diagnostic.fixes.map((fix) => fix.safety));
    expect(safety('config A\n\tbool\nconfig B\n\tbool\n', Makefile)).toEqual(['safe']);
    expect(safety('config A\n\tbool\nconfig B\n\tbool\n', `CONFIG_A := 1\n${Makefile}`)).toEqual(['unsafe']);
    const block = 'ifdef CONFIG_A\nobj-y += a.o\nendif\n';
    const mixed = {
      'arch/a/Kconfig': 'config A\n\tbool\n',
      'arch/b/Kconfig': 'config A\n\ttristate\n',
      'arch/a/core/Makefile': block,
      'arch/b/core/Makefile': block,
    };
    expect(findingsOf(lintTexts(mixed), rule)).toEqual([
      'arch/b/core/Makefile:1:1 warning directive=ifdef symbol=A type=tristate evidence=2',
    ]);
  });

  it('offers edits after which the real make builds the same for y and n, and still builds for m', () => {
    const Kconfig = 'config A\n\ttristate "A"\nconfig TRACER\n\tbool\n';
    const mixed = 'ifdef CONFIG_A\nobj-y += a.o\nobj-$(CONFIG_TRACER) += b.o\nendif\n';
    const plain = 'ifdef CONFIG_A\nobj-y += a.o\nendif\n';
    const fixOf = (Makefile: string): string => {
      const found = lintTexts({ Kconfig, Makefile }).diagnostics.filter(({ code }) => code === `lint/${rule}`);
      expect(found).toHaveLength(1);
      return applyEdits('Makefile', Makefile, found);
    };
    for (const value of ['y', 'm', '']) {
      expect(objectsOf(fixOf(mixed), 'A', value), value).toBe(objectsOf(mixed, 'A', value));
    }
    for (const value of ['y', '']) {
      expect(objectsOf(fixOf(plain), 'A', value), value).toBe(objectsOf(plain, 'A', value));
    }
    expect(objectsOf(plain, 'A', 'm')).toBe('y: a.o, m:');
    expect(objectsOf(fixOf(plain), 'A', 'm')).toBe('y: , m: a.o');
  });

  it('warns where the else part waits for m in vain', () => {
    const Makefile = 'obj-$(CONFIG_A) += x.o\nifdef CONFIG_A\nB := 1\nelse ifeq ($(CONFIG_A),m)\nB := 2\nendif\n';
    expect(findingsOf(lintTexts({ Kconfig: 'config A\n\ttristate "A"\n', Makefile }), rule)).toEqual([
      'Makefile:2:1 warning directive=ifdef symbol=A type=tristate evidence=4',
    ]);
  });
});
