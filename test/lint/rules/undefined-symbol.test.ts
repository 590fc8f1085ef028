import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'undefined-symbol';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'Kconfig:5 warning symbol=DM_SERAIL user=CONSOLE suggestion=DM_SERIAL',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('takes capital letters for the constants that are meant', () => {
    const Kconfig = 'config A\n\tbool "a"\n\tdefault Y\nconfig B\n\tbool "b"\n\tdepends on CONFIG_A\n';
    expect(findingsOf(lintTexts({ Kconfig }), rule)).toEqual([
      'Kconfig:3 warning symbol=Y user=A suggestion=y',
      'Kconfig:6 warning symbol=CONFIG_A user=B suggestion=A',
    ]);
  });

  it('knows names that are made of variables', () => {
    const Kconfig =
      'module = NET\nsource "Kconfig.log"\nconfig A\n\tbool "a"\n\tdepends on NET_LOG_LEVEL_DBG\nconfig B\n\tbool "b"\n\tdepends on NET_DEBUG\n';
    const log = 'config $(module)_LOG_LEVEL_DBG\n\tbool "debug"\n';
    expect(findingsOf(lintTexts({ Kconfig, 'Kconfig.log': log }), rule)).toEqual([
      'Kconfig:8 warning symbol=NET_DEBUG user=B suggestion=null',
    ]);
  });

  it('takes a name that is compared with a string for a text', () => {
    const Kconfig =
      'config CPU\n\tstring "cpu"\nconfig A\n\tbool "a"\n\tdepends on CPU = armv7 || B = armv7\nconfig B\n\tbool "b"\n\tdepends on CPU = armv8 && armv8\n';
    expect(findingsOf(lintTexts({ Kconfig }), rule)).toEqual(['Kconfig:8 warning symbol=armv8 user=B suggestion=null']);
  });
});
