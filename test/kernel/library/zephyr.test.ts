/** A small tree of the shape of Zephyr's: variables, functions in Python, merge, findings. Its files are our own. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { checkTree, resolveMode } from '../../../src/index.ts';

const tree = {
  Kconfig: 'mainmenu "small"\nsource "Kconfig.zephyr"\n',
  'Kconfig.zephyr': [
    'source "$(BOARD_DIR)/Kconfig.defconfig"',
    'source "$(KCONFIG_BINARY_DIR)/Kconfig.soc"',
    'config LED',
    '\tbool "led"',
    '\tdefault $(dt_has_led,red)',
    'config BLINK',
    '\tbool "blink"',
    '\tdepends on LED',
    'config HIDDEN',
    '\tbool',
    'config TOTAL',
    '\tint "total"',
    '\tdefault $(add,2,3)',
    '',
  ].join('\n'),
  VERSION: 'VERSION_MAJOR = 2\nVERSION_MINOR = 6\nPATCHLEVEL = 1\nVERSION_TWEAK = 0\n',
  'cmake/kconfig.cmake':
    'file(${OPERATION} ${KCONFIG_BINARY_DIR}/Kconfig.soc\n  "osource \\"${root}/soc/$(ARCH)/*/Kconfig\\"\\n"\n)\n',
  'soc/toy/one/Kconfig': 'config SOC_ONE\n\tdef_bool y\n',
  'boards/toy/small/Kconfig.defconfig': 'config BOARD\n\tstring\n\tdefault "small"\n',
  'boards/toy/small/small_defconfig': 'CONFIG_TOTAL=7\n',
  'scripts/kconfig/kconfiglib.py': '',
  'scripts/kconfig/kconfig.py':
    'SYM_INFO_HINT = """\\\nAsk about {0.name}.\\\n"""\n\ndef check_assigned_sym_values(kconf):\n    pass\n',
  'scripts/kconfig/kconfigfunctions.py': [
    'import os',
    'def has_led(kconf, name, colour):',
    '    return "y" if os.path.isfile(os.environ.get("EDT_PICKLE", "")) else "n"',
    'def add(kconf, name, one, other):',
    '    print("adding", kconf.linenr)',
    '    return int(one) + int(other)',
    'functions = {"dt_has_led": (has_led, 1, 1), "add": (add, 2, 2)}',
    '',
  ].join('\n'),
};

function made(more: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'kgate-zephyr-'));
  for (const [name, text] of Object.entries({ ...tree, ...more })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** The request of one command on a tree. */
function asked(root: string, variables: readonly string[], more: object = {}) {
  const host = createNodeHost({ cwd: root, env: { PATH: process.env['PATH'] ?? '' } });
  const request = { treeName: root, objectDirectory: null, variables, configFile: null, defconfig: null, ...more };
  return { host, request, profile: null, failOn: null, newSymbols: 'ignore' as const };
}

describe('a tree of the shape of Zephyr', () => {
  it('is configured by the words alone: the files of its CMake, its board and its functions', () => {
    const root = made();
    const result = resolveMode({ ...asked(root, ['BOARD=small']), mode: 'defconfig' });
    expect(result.file?.text).toBe(
      'CONFIG_SOC_ONE=y\n# CONFIG_LED is not set\nCONFIG_TOTAL=7\n'.replace(/^/, 'CONFIG_BOARD="small"\n'),
    );
    expect(result.file?.path).toBe(`${root}/build/zephyr/.config`);
    expect(result.stdout).toContain(`adding 13\nLoaded configuration '${root}/boards/toy/small/small_defconfig'\n`);
    expect(result.stderr).toContain(
      'kgate: unknown: 1 values of $(dt_has_led) (there is no edt.pickle of a build); 2 symbols follow',
    );
    const header = result.files.find(({ path }) => path.endsWith('/autoconf.h'));
    expect(header?.text).toBe('#define CONFIG_BOARD "small"\n#define CONFIG_SOC_ONE 1\n#define CONFIG_TOTAL 7\n');
  });

  it('takes variables and files from a configured build', () => {
    const root = made({
      'out/CMakeCache.txt':
        '//A comment\nBOARD:STRING=small\nCACHED_CONF_FILE:STRING=prj.conf\nAPPLICATION_SOURCE_DIR:PATH=ROOT/app\n',
      'out/Kconfig/Kconfig.soc': 'config OF_BUILD\n\tdef_bool y\n',
      'out/edt.pickle': '',
      'app/prj.conf': 'CONFIG_BLINK=y\n',
    });
    const words = `ZEPHYR_BASE=${root} srctree=${root} KCONFIG_CONFIG=${root}/out/.config BOARD_DIR=${root}/boards/toy/small KCONFIG_BINARY_DIR=${root}/out/Kconfig EDT_PICKLE=${root}/out/edt.pickle`;
    writeFileSync(
      join(root, 'out/build.ninja'),
      `  COMMAND = cd ${root} && /usr/bin/cmake -E env ${words} python3 x/menuconfig.py ${root}/Kconfig\n`,
    );
    writeFileSync(
      join(root, 'out/CMakeCache.txt'),
      `BOARD:STRING=small\n\n//A comment\nCACHED_CONF_FILE:STRING=prj.conf\nAPPLICATION_SOURCE_DIR:PATH=${root}/app\n`,
    );
    const result = resolveMode({ ...asked(root, [], { objectDirectory: 'out' }), mode: 'defconfig' });
    expect(result.file?.text).toBe(
      'CONFIG_BOARD="small"\nCONFIG_OF_BUILD=y\nCONFIG_LED=y\nCONFIG_BLINK=y\nCONFIG_TOTAL=7\n',
    );
    expect(result.stderr).toBe('');
  });

  it('names a variable that a source needs', () => {
    const root = made({ 'cmake/kconfig.cmake': '' });
    const result = resolveMode({ ...asked(root, ['BOARD=small']), mode: 'defconfig' });
    expect(result.exitStatus).toBe(1);
    expect(result.stderr).toContain(
      'kgate: KCONFIG_BINARY_DIR is not set: give KCONFIG_BINARY_DIR=VALUE, or a configured build',
    );
  });

  it('check has lost values, unknown symbols and lines for symbols without prompt, at their lines', () => {
    const root = made({ 'one.conf': 'CONFIG_BLINK=y\nCONFIG_NONE=y\n', 'two.conf': 'CONFIG_HIDDEN=y\n' });
    const check = (name: string) => {
      const fragments = [{ name, path: `${root}/${name}` }];
      return checkTree(asked(root, ['BOARD=small'], { fragments }) as never).diagnostics.map(({ code, location }) => [
        code,
        location?.line ?? null,
      ]);
    };
    expect(check('one.conf')).toEqual([
      ['kernel/library-warning', 2],
      ['kernel/value-not-kept', 1],
      ['kernel/build-unknown', null],
    ]);
    expect(check('two.conf')).toEqual([
      ['kernel/library-error', 1],
      ['kernel/build-unknown', null],
    ]);
  });
});
