/** Fixtures of our own for whole runs of conf: a tree with something of everything, and what is done with it. */
import type { ConfCase } from './conf-oracle.ts';

/** How a generation writes the module switch. */
export type ModuleLine = 'modules' | 'option modules' | '';

/** A tree with menus, a choice, all types, help, an unmet select and hidden parts. */
export function sampleTree(moduleLine: ModuleLine): string {
  return `mainmenu "Sample"

config MODULES
	bool "Modules"
	default y
${moduleLine === '' ? '' : `	${moduleLine}\n`}
config FIRST
	bool "First"
	help
	  Help of the first,
	    with an indented line.

config KIND
	tristate "Kind"
	default m
	select FORCED if FIRST

menu "Numbers and texts"

config COUNT
	int "Count"
	range 1 10
	default 5

config MASK
	hex "Mask"
	default 1F

config LABEL
	string "Label"
	default "a\\"b\\\\c"

menu "Nothing"
endmenu

endmenu

menuconfig GROUP
	bool "Group"
	default y

if GROUP

comment "inside the group"

config PART
	tristate "Part"
	depends on KIND

endif

choice
	prompt "Colour"
	default GREEN

config RED
	bool "Red"
	help
	  Help of red

config GREEN
	bool "Green"

config BLUE
	bool "Blue"
	depends on FIRST

endchoice

config FORCED
	tristate "Forced"
	depends on RED

config BY_DEFAULT
	int
	default 42
`;
}

const someConfig = `CONFIG_MODULES=y
CONFIG_FIRST=y
CONFIG_KIND=y
CONFIG_COUNT=7
CONFIG_RED=y
CONFIG_LABEL="x"
`;

const oldAuto = `CONFIG_MODULES=y
CONFIG_FIRST=y
CONFIG_COUNT=3
CONFIG_GONE=y
CONFIG_GONE_TEXT="x"
CONFIG_GREEN=y
`;

const answers = 'y\n?\ny\nm\n\n?\n3\n99\n8\n0x2\nhello "w"\n\nfoo\n?\n1?\n3\nn\n\n\n';

/** Runs by name. `moduleLine` is that of the generation. */
export function sampleCases(moduleLine: ModuleLine): Readonly<Record<string, ConfCase>> {
  const bare = { Kconfig: sampleTree(moduleLine) };
  const some = { ...bare, '.config': someConfig };
  const withAuto = { ...some, 'include/config/auto.conf': oldAuto };
  const seeded = { KCONFIG_SEED: '7' };
  return {
    'olddefconfig without .config': { files: bare, mode: 'olddefconfig' },
    'olddefconfig, auto.conf exists': { files: withAuto, mode: 'olddefconfig' },
    'olddefconfig, silent': { files: some, mode: 'olddefconfig', silent: true },
    'olddefconfig in place': { files: some, mode: 'olddefconfig', env: { KCONFIG_OVERWRITECONFIG: '1' } },
    'syncconfig with an older auto.conf': { files: withAuto, mode: 'syncconfig' },
    'syncconfig, names from the environment': {
      files: { ...bare, 'o/config': someConfig },
      mode: 'syncconfig',
      env: {
        KCONFIG_CONFIG: 'o/config',
        KCONFIG_AUTOCONFIG: 'o/auto/auto.conf',
        KCONFIG_AUTOHEADER: 'o/auto.h',
        KCONFIG_RUSTCCFG: 'o/rust',
        KCONFIG_TRISTATE: 'o/tristate',
        KCONFIG_SPLITCONFIG: 'o/auto/',
      },
    },
    'syncconfig refuses changes': { files: some, mode: 'syncconfig', env: { KCONFIG_NOSILENTUPDATE: '1' } },
    allnoconfig: { files: bare, mode: 'allnoconfig' },
    allyesconfig: { files: bare, mode: 'allyesconfig' },
    allmodconfig: { files: bare, mode: 'allmodconfig' },
    'alldefconfig with a seed file': {
      files: { ...bare, 'alldef.config': someConfig },
      mode: 'alldefconfig',
      env: { KCONFIG_ALLCONFIG: '1' },
    },
    'allyesconfig, the seed file is missing': { files: bare, mode: 'allyesconfig', env: { KCONFIG_ALLCONFIG: 'seed' } },
    randconfig: { files: bare, mode: 'randconfig', env: seeded },
    'randconfig, wrong odds': { files: bare, mode: 'randconfig', env: { ...seeded, KCONFIG_PROBABILITY: '60:50' } },
    defconfig: { files: { ...bare, def: someConfig }, mode: 'defconfig', file: 'def' },
    'defconfig, the file is missing': { files: bare, mode: 'defconfig', file: 'def' },
    savedefconfig: { files: some, mode: 'savedefconfig', file: 'out' },
    listnewconfig: { files: some, mode: 'listnewconfig' },
    'oldconfig with answers': { files: bare, mode: 'oldconfig', input: answers },
    'oldconfig, nothing answered': { files: some, mode: 'oldconfig' },
    'oldaskconfig with answers': { files: some, mode: 'oldaskconfig', input: answers },
    'oldconfig, the last line has no newline': { files: some, mode: 'oldconfig', input: 'y\n2?\n12' },
    'a title of 300 bytes': {
      files: { Kconfig: `mainmenu "${'t'.repeat(300)}"\nconfig A\n\tbool "a"\n` },
      mode: 'alldefconfig',
    },
  };
}

/** Runs that only the generations since 5.10 know. */
export function laterCases(moduleLine: ModuleLine): Readonly<Record<string, ConfCase>> {
  const some = { Kconfig: sampleTree(moduleLine), '.config': someConfig };
  return {
    helpnewconfig: { files: some, mode: 'helpnewconfig' },
    yes2modconfig: { files: some, mode: 'yes2modconfig' },
    mod2yesconfig: { files: some, mode: 'mod2yesconfig' },
  };
}

/** Choices that only exist while a choice is a symbol: optional, tristate and with a name. */
export function oldChoiceCases(moduleLine: ModuleLine): Readonly<Record<string, ConfCase>> {
  const choice = (head: string, type: string, first: string, second: string): string =>
    `${head}\n${type}config ${first}\n\t${type.includes('tristate') ? 'tristate' : 'bool'} "${first}"\n\nconfig ${second}\n\tbool "${second}"\n\n\nendchoice\n\n`;
  const Kconfig = [
    `config MODULES\n\tbool "Modules"\n\tdefault y\n\t${moduleLine}\n\n`,
    choice('choice NAMED', '\tbool "Named"\n', 'NAMED_ONE', 'NAMED_TWO'),
    choice('choice', '\tbool "Optional"\n\toptional\n', 'MAYBE_ONE', 'MAYBE_TWO'),
    choice('choice', '\ttristate "Several"\n', 'SEVERAL_ONE', 'SEVERAL_TWO'),
  ].join('');
  const files = { Kconfig, '.config': 'CONFIG_MODULES=y\nCONFIG_SEVERAL_ONE=m\nCONFIG_NAMED_TWO=y\n' };
  return {
    'old choices, defaults': { files: { Kconfig }, mode: 'alldefconfig' },
    'old choices, minimal': { files, mode: 'savedefconfig', file: 'out' },
    'old choices, new symbols': { files: { Kconfig }, mode: 'listnewconfig' },
    'old choices, asked': { files, mode: 'oldaskconfig', input: 'y\n?\n2\ny\n1\nm\ny\nm\n\n' },
    'old choices, asked without .config': { files: { Kconfig }, mode: 'oldconfig', input: 'y\n1\nn\ny\n2\n' },
    'old choices, random': { files: { Kconfig }, mode: 'randconfig', env: { KCONFIG_SEED: '12' } },
  };
}

/** Runs of the busybox generation; its `include` directory has to be there. */
export function busyboxCases(): Readonly<Record<string, ConfCase>> {
  const bare = { Kconfig: sampleTree(''), 'include/': '' };
  const some = { ...bare, '.config': `${someConfig}CONFIG_GONE=y\n` };
  const env = { KCONFIG_NOTIMESTAMP: '1', KERNELVERSION: '1.2.3' };
  return {
    'all asked': { files: some, mode: 'oldaskconfig', input: answers + '\n'.repeat(20), env },
    'new asked': { files: some, mode: 'oldconfig', input: '\n'.repeat(20), env },
    'new asked, the input ends': { files: some, mode: 'oldconfig', input: 'y\n', env },
    'silent without terminal': { files: some, mode: 'syncconfig', env },
    'silent without .config': { files: bare, mode: 'syncconfig', env },
    defaults: { files: bare, mode: 'alldefconfig', env: { SOURCE_DATE_EPOCH: '1000000', KERNELVERSION: '1.2.3' } },
    'defaults from a file': { files: { ...bare, def: someConfig }, mode: 'defconfig', file: 'def', env },
    allnoconfig: { files: bare, mode: 'allnoconfig', env },
    allyesconfig: { files: bare, mode: 'allyesconfig', env },
    allmodconfig: { files: some, mode: 'allmodconfig', env },
    'no include directory': { files: { Kconfig: sampleTree('') }, mode: 'alldefconfig', env },
  };
}
