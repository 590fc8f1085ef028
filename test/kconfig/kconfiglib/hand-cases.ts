/** Cases by hand: what random trees seldom have. */
import type { LibraryCase } from '../../support/compare-library.ts';

const sub = {
  'sub/a.kconf': 'config SUB_A\n\tbool "a"\n\tdefault y\n',
  'sub/b.kconf': 'config SUB_B\n\tbool "b"\n',
};

function handCase(kconfig: string, more: Partial<LibraryCase> = {}): LibraryCase {
  return { config: '', script: 'olddefconfig', env: {}, ...more, files: { Kconfig: kconfig, ...sub, ...more.files } };
}

/** The cases. */
export const handCases: readonly LibraryCase[] = [
  handCase('choice PICK\n\tprompt "pick"\n\tdefault SUB_B\nosource "sub/*.kconf"\nendchoice\n'),
  handCase(
    'menu "m"\nif SUB_A\nconfig IN_IF\n\tint "i"\n\tdefault 3\norsource "none/*"\nendif\nrsource "sub/a.kconf"\nendmenu\n',
  ),
  handCase('source "$(DIR)/a.kconf"\n'),
  handCase('source "$(DIR)/a.kconf"\n', { env: { DIR: 'sub' } }),
  handCase('source "$DIR/[ab].kconf"\ncomment "end"\n', { env: { DIR: 'sub' } }),
  handCase('source "loop/K"\n', { files: { 'loop/K': 'rsource "K"\n' } }),
  handCase(
    'mainmenu "T $(X)"\n\nmenu "empty"\nendmenu\n\nmenu "full"\ncomment "c"\nconfig A\n\tstring "a"\n\tdefault "x\\"\\\\y"\nendmenu\nconfig B\n\tbool "b"\n',
    {
      env: { KCONFIG_CONFIG_HEADER: '# first line\n', KCONFIG_AUTOHEADER_HEADER: '/* first */\n' },
    },
  ),
  handCase(
    'config A\n\thex "a"\n\trange 0x10 0x20\n\tdefault 0x5\nconfig B\n\tint\n\tdefault A\nconfig C\n\thex\n\tdefault 1F\n',
  ),
  handCase('config A\n\tint "a"\n\trange 1 9\n\tdefault 4\n', { config: 'CONFIG_A=12\nCONFIG_A=7\nCONFIG_A=7\n' }),
  handCase(
    'config A\n\tbool "a"\n\timply B\n\tselect C\nconfig B\n\tbool "b"\n\tdepends on D\nconfig C\n\tbool\n\tdepends on D\nconfig D\n\tbool "d"\n',
    {
      config: 'CONFIG_A=y\nCONFIG_C=n\nCONFIG_UNKNOWN=y\nbad line\n',
      env: { KCONFIG_WARN_UNDEF_ASSIGN: 'y' },
    },
  ),
  handCase('config A\n\tbool "a"\n\tdepends on UNDEFINED && "text" = OTHER\n\thelp\n\t  Some\n\t  words.\n', {
    env: { KCONFIG_WARN_UNDEF: 'y' },
  }),
  handCase(
    'config A\n\tdefault y\n\nconfig A\n\tint "  a "\n\tprompt "again"\n\tbool\n\tdefault foo\nconfig S\n\tstring\n\tdefault unquoted\nchoice\nconfig M\n\tbool\n\tdefault y\nendchoice\n',
  ),
  handCase(
    'f = $(2)-$(1)\nconfig A\n\tstring\n\tdefault "$(f,a,b) $(lineno) $(filename)"\n$(info,printed)\n$(warning-if,y,warned)\nX := $(shell,echo 1; echo 2 >&2)\nX += 3\n$(info,$(X))\n',
  ),
  handCase('config A\n\tbool "a"\n$(error-if,y,stopped here)\n'),
  handCase('g = $(g)\n$(info,$(g))\n'),
  handCase(
    'config MODULES\n\tdef_bool y\nconfig T\n\ttristate "t"\nchoice\n\ttristate "c"\nconfig U\n\ttristate "u"\nconfig V\n\ttristate "v"\nendchoice\n',
    {
      config: 'CONFIG_T=m\nCONFIG_U=m\nCONFIG_V=y\n',
    },
  ),
  handCase('config E\n\tstring\n\toption env="ENV_E"\nconfig F\n\tstring "f"\n\tdefault E\n', {
    env: { ENV_E: 'value' },
  }),
  handCase('config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n\tdepends on A\n'),
  handCase('config A\n\tbool "a"\n\tdefault y\nconfig B\n\tint "b"\n\tdefault 7\n', {
    script: 'savedefconfig',
    config: 'CONFIG_A=n\nCONFIG_B=7\n',
  }),
  handCase('config A\n\tbool "a"\nconfig B\n\tstring "b"\n\tdefault "x"\n', {
    script: 'listnewconfig',
    config: '# CONFIG_A is not set\n',
  }),
  handCase('config A\n\tbool "a"\nconfig B\n\tbool "b"\n\toption allnoconfig_y\n', { script: 'allnoconfig' }),
  handCase('menu "m"\n\tbool "not here"\nendmenu\nif X\n'),
  handCase(
    'config A\n\tbool "a"\n\tdepends on B && (C || D)\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\nconfig D\n\tbool\nchoice\n\tprompt "pick"\n\tdepends on B\nconfig E\n\tbool "e"\nconfig F\n\tbool "f"\nendchoice\n',
    {
      script: 'merge',
      config: 'CONFIG_A=y\nCONFIG_E=y\n',
      files: { 'all.config': 'CONFIG_F=y\n' },
    },
  ),
  handCase('config A\n\tbool "a"\n\nconfig B\n\tbool\n', {
    script: 'merge',
    config: 'CONFIG_A=y\n',
    files: { 'all.config': 'CONFIG_B=y\n' },
  }),
  handCase('config A\n\tbool "a"\n', {
    script: 'merge',
    config: 'CONFIG_A=y\n',
    files: { 'all.config': 'CONFIG_A=n\nCONFIG_NONE=y\n' },
  }),
  handCase('endmenu\n'),
  handCase('if X\nconfig A\n\tbool "a"\n'),
];
