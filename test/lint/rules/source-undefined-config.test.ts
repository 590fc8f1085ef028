import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture, lintTexts } from '../support.ts';

const rule = 'source-undefined-config';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'boot.c:2 warning symbol=MENU_KE suggestion=MENU_KEY',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });

  it('reads the macros that take a name without prefix', () => {
    const c = `#if CONFIG_IS_ENABLED(RTC) || CONFIG_IS_ENABLED(NET)
int a = CONFIG_IS_ENABLED(MALTA, (1), (0));
#elif CONFIG_IS_ENABLED(CONFIG_RTC)
#endif
`;
    const files = { Kconfig: 'config RTC\n\tbool "r"\nconfig SPL_NET\n\tbool "n"\n', 'a.c': c };
    expect(findingsOf(lintTexts(files), rule)).toEqual([
      'a.c:2 warning symbol=MALTA suggestion=null',
      'a.c:3 warning symbol=CONFIG_RTC suggestion=null',
    ]);
    const coreboot = {
      'src/Kconfig': 'config RTC\n\tbool "r"\n',
      'src/include/kconfig.h': '#define CONFIG(option) config_enabled(CONFIG_##option)\n',
      'src/a.c': 'int a = CONFIG(RTC);\nint b = CONFIG(RTC_GONE);\n',
    };
    expect(findingsOf(lintTexts(coreboot), rule)).toEqual(['src/a.c:2 warning symbol=RTC_GONE suggestion=null']);
  });

  it('knows names of templates, of scripts that write headers, and of programs that take in the source', () => {
    const files = {
      Kconfig: 'module = NET_PKT\nsource "template"\n',
      'Kconfig.template': 'config $(module)_LOG_LEVEL\n\tint "l"\n',
      'scripts/env.awk': 'END { printf("%s", "#define CONFIG_EXTRA_TEXT \\"") }\n',
      'tools/crc.c': '#define CONFIG_BUILD_CRC\n',
      'a.c': '#if CONFIG_NET_PKT_LOG_LEVEL > 1 || defined(CONFIG_EXTRA_TEXT) || defined(CONFIG_BUILD_CRC)\n#endif\n',
    };
    expect(findingsOf(lintTexts(files), rule)).toEqual([]);
  });

  it('leaves alone what the file itself switches by hand', () => {
    const files = {
      Kconfig: 'config A\n\tbool "a"\n',
      'a.c': '#undef CONFIG_CONSTANTS\n#ifdef CONFIG_CONSTANTS\nint a;\n#endif\n',
      'b.c': '/* #define CONFIG_RCU_OFF */\n#ifdef CONFIG_RCU_OFF\nint b;\n#endif\n',
    };
    expect(findingsOf(lintTexts(files), rule)).toEqual([]);
  });

  it('knows what a C file defines for itself alone', () => {
    const Kconfig = 'config A\n\tbool "A"\n';
    const test = '#ifdef CONFIG_OWN\n#endif\n';
    const found = (files: Record<string, string>): string[] => findingsOf(lintTexts({ Kconfig, ...files }), rule);
    const define = '#define CONFIG_OWN\n';
    expect(found({ 'a.c': define + test, 'b.c': test })).toEqual(['b.c:1 warning symbol=OWN suggestion=null']);
    // A header defines it for all; so does a C file that another one takes in, and a program of the build machine.
    expect(found({ 'a.h': define, 'b.c': test })).toEqual([]);
    expect(found({ 'a.c': define, 'b.c': `#include "a.c"\n${test}` })).toEqual([]);
    expect(found({ 'tools/a.c': define, 'b.c': test })).toEqual([]);
    // A header may be read behind the definition.
    expect(found({ 'a.c': `${define}#include "b.h"\n`, 'b.h': test })).toEqual([]);
  });
});
