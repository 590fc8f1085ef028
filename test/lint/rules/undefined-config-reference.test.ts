import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'undefined-config-reference';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`), rule)).toEqual([
      'drivers/Makefile:2:7 warning symbol=SERIAL_EXMAPLE suggestion=SERIAL_EXAMPLE',
      'drivers/Makefile:3:7 warning symbol=REMOVED_LONG_AGO suggestion=null',
      'drivers/Makefile:4:7 warning symbol=SERIAL_EXAMPLE_CONSOL suggestion=SERIAL_EXAMPLE_CONSOLE',
      'drivers/Makefile:6:15 warning symbol=SERIAL_EXAMPLE_MODULE suggestion=null',
      'drivers/Makefile:10:9 warning symbol=SERIAL_EXAMPLES suggestion=SERIAL_EXAMPLE',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`), rule)).toEqual([]);
  });

  it('offers the one suggestion as an edit of the name', () => {
    const Makefile = 'obj-$(CONFIG_SERIAL_EXMAPLE) += a.o\n';
    const [found] = lintTexts({ Kconfig: 'config SERIAL_EXAMPLE\n\tbool\n', Makefile }).diagnostics;
    expect(found?.fixes.map((fix) => [fix.safety, fix.edits])).toEqual([
      ['unsafe', [{ file: 'Makefile', start: 6, end: 27, text: 'CONFIG_SERIAL_EXAMPLE' }]],
    ]);
  });

  it('says nothing without Kconfig files or with one it could not read', () => {
    const Makefile = 'obj-$(CONFIG_A) += a.o\n';
    expect(findingsOf(lintTexts({ Makefile }), rule)).toEqual([]);
    const broken = { Makefile, Kconfig: 'config B\n\tbool\n', 'drivers/Kconfig': '\0' };
    expect(findingsOf(lintTexts(broken), rule)).toEqual([]);
    expect(findingsOf(lintTexts({ ...broken, 'drivers/Kconfig': '' }), rule)).toHaveLength(1);
  });

  it('keeps the names of a Kconfig file with mistakes', () => {
    const Kconfig = 'config A\n\tbool\nthis is no statement\nmenu\nconfig B\n\tbool\nendchoice\nconfig C\n\tbool\n';
    const Makefile = 'obj-$(CONFIG_A) := $(CONFIG_B) $(CONFIG_C) $(CONFIG_D)\n';
    expect(findingsOf(lintTexts({ Kconfig, Makefile }), rule)).toHaveLength(1);
  });

  it('takes definitions from architectures that are not linted', () => {
    const files = { 'arch/a/Kconfig': 'config A\n\tbool\n', 'arch/b/Makefile': 'obj-$(CONFIG_A) += a.o\n' };
    expect(findingsOf(lintTexts(files, { archs: ['b'] }), rule)).toEqual([]);
    expect(findingsOf(lintTexts(files, { paths: ['arch/b'] }), rule)).toEqual([]);
  });
});
