/** Small trees for what single projects changed in conf, of our own writing. */
import type { ConfCase } from './conf-oracle.ts';

const reset =
  'choice\n\tprompt "one"\n\tdefault B\n\treset if !OFF\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nendchoice\n';

/** Shows that a condition of `reset` may be any, and how a file is found from the one that names it. */
const openwrt: Readonly<Record<string, ConfCase>> = {
  'words with points and slashes': {
    mode: 'olddefconfig',
    files: {
      Kconfig:
        'config V-1.2\n\tbool "v"\n\tdefault y\nconfig S\n\tstring "s"\n\tdefault a/b.c if V-1.2\nconfig P\n\tbool "p"\n\tdefault y\n\tselect lib-0.1\nconfig lib-0.1\n\tbool\n',
    },
  },
  'reset in a choice': { mode: 'olddefconfig', files: { Kconfig: `config OFF\n\tbool "off"\n${reset}` } },
  'reset outside of a choice': { mode: 'olddefconfig', files: { Kconfig: 'config A\n\tbool "a"\n\treset if A\n' } },
  'a select of what cannot be': {
    mode: 'olddefconfig',
    files: {
      Kconfig:
        'config MODULES\n\tbool\n\tmodules\n\tdefault y\nconfig N\n\tbool "n"\nconfig M\n\ttristate "m"\n\tdefault m\nconfig A\n\ttristate "a"\n\tdefault y\n\tselect B\n\tselect C\nconfig B\n\ttristate "b"\n\tdepends on N\nconfig C\n\ttristate "c"\n\tdepends on M\n',
    },
  },
  'patterns in source': {
    mode: 'olddefconfig',
    files: {
      Kconfig: 'source "x*/one"\nsource "none*"\nsource "sub/in"\n',
      'x1/one': 'config X1\n\tbool "x1"\n',
      'x2/one': 'config X2\n\tbool "x2"\n',
      'sub/in': 'source "near"\n',
      'sub/near': 'config NEAR\n\tint "near"\n\tdefault 3\n',
    },
  },
  'a file that is not there': { mode: 'olddefconfig', files: { Kconfig: 'config A\n\tbool "a"\nsource "gone.in"\n' } },
  'a loop': {
    mode: 'olddefconfig',
    files: { Kconfig: 'config A\n\tbool "a"\n\tdepends on B\n\tselect B\nconfig B\n\tbool "b"\n\tdefault y\n' },
  },
  'allnoconfig starts from the file': {
    mode: 'allnoconfig',
    env: { KCONFIG_ALLCONFIG: 'seed' },
    files: {
      Kconfig: 'config A\n\tbool "a"\nconfig B\n\tbool "b"\nconfig S\n\tstring "s"\n',
      '.config': 'CONFIG_A=y\nCONFIG_S="kept"\n',
      seed: 'CONFIG_B=y\nCONFIG_S="seed"\n',
    },
  },
  'allyesconfig starts from the file': {
    mode: 'allyesconfig',
    files: { Kconfig: 'config A\n\tbool "a"\nconfig S\n\tstring "s"\n', '.config': 'CONFIG_S="kept"\n' },
  },
  'syncconfig writes no auto.conf': { mode: 'syncconfig', files: { Kconfig: 'config A\n\tbool "a"\n', '.config': '' } },
};

const uclibcFile = {
  Kconfig:
    'mainmenu "C library $VERSION"\nconfig VERSION\n\tstring\n\toption env="VERSION"\nconfig ARCHITECTURE\n\tstring\n\toption env="ARCH"\nchoice\n\tprompt "for"\n\tdefault TARGET_arm if ARCHITECTURE = "arm"\n\tdefault TARGET_mips\nconfig TARGET_arm\n\tbool "arm"\nconfig TARGET_mips\n\tbool "mips"\nendchoice\nconfig HAS_MMU\n\tbool "mmu"\n\tdefault y\nconfig DEPTH\n\tint "depth"\n\tdefault 4\n\tdepends on HAS_MMU\nconfig NAME\n\tstring "name"\n\tdefault "a\\"b"\n',
};
const uclibcEnv = { VERSION: '1.2', ARCH: 'arm' };
const uclibcConfig = { '.config': 'TARGET_mips=y\n# HAS_MMU is not set\nNAME="n"\nGONE=y\n' };
const uclibcModes = [
  'olddefconfig',
  'oldconfig',
  'allnoconfig',
  'allyesconfig',
  'alldefconfig',
  'listnewconfig',
] as const;

const uclibc: Readonly<Record<string, ConfCase>> = {
  ...Object.fromEntries(
    uclibcModes.flatMap((mode): [string, ConfCase][] => [
      [`${mode} without .config`, { mode, env: uclibcEnv, files: uclibcFile }],
      [`${mode} with .config`, { mode, env: uclibcEnv, files: { ...uclibcFile, ...uclibcConfig } }],
    ]),
  ),
  savedefconfig: { mode: 'savedefconfig', file: 'small', env: uclibcEnv, files: { ...uclibcFile, ...uclibcConfig } },
  defconfig: { mode: 'defconfig', file: 'small', env: uclibcEnv, files: { ...uclibcFile, small: 'DEPTH=7\n' } },
};

/** The runs by the name of the project. */
export const projectCases: Readonly<Record<string, Readonly<Record<string, ConfCase>>>> = { openwrt, uclibc };
