/** Small trees of our own on which conf before Linux 5.1 differs from what came later. */
import type { ConfMode } from '../../src/kconfig/index.ts';

/** What conf is given: `input` is what it reads from a pipe. */
export interface OldConfCase {
  readonly kconfig: string;
  readonly config?: string;
  readonly mode: ConfMode;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** The directories that make makes before it starts conf. */
  readonly hasDirectories?: boolean;
}

const twice = `mainmenu "Members"

config MODULES
	bool "Modules"
	option modules
	default y

config GATE
	bool "Gate"

choice
	prompt "Kind"
	depends on GATE

config RED
	bool "Red"

config GREEN
	bool "Green"

config BLUE
	tristate "Blue"

endchoice

config RED
	bool

config OTHER
	bool "Other"
	depends on RED || BLUE=n
`;

const compared = `mainmenu "Comparisons"

config SWITCH
	bool "Switch"

config LIMIT
	hex "Limit"
	default 0x20

menu "Above"
	depends on SWITCH>0x10

config ABOVE
	bool "Above"

endmenu

config BELOW
	bool "Below"
	depends on SWITCH<=5

config NUMBERS
	bool "Numbers"
	depends on LIMIT>9

config TEXTS
	string "Texts"
	depends on SWITCH!=UNKNOWN
	default "x"
`;

const menus = `config MODULES
	bool "Modules"
	default y

config FIRST
	bool "First"
	help
	  Help of the first.

menu "Nothing new"

config KNOWN
	bool "Known"

endmenu

menu "Something new"

config NUMBER
	int "Number"
	default 5

choice
	prompt "Kind"

config RED
	bool "Red"

config GREEN
	bool "Green"

endchoice

endmenu
`;

const unmet = `mainmenu "Unmet"

config MODULES
	bool "Modules"
	option modules
	default y

config WANTS
	tristate "Wants"
	default m
	select NEEDY

config BASE
	bool "Base"

config NEEDY
	tristate
	depends on BASE

config LOOSE
	tristate "Loose"
	default m
	select HALF

config PART
	tristate "Part"
	default m

config HALF
	bool
	depends on PART

config WHOLE
	tristate "Whole"
	default y
	select SLOW

config SLOW
	tristate
	depends on PART
`;

const loops = `mainmenu "Loops"

config A
	bool "A"
	depends on B

config B
	bool "B"
	select C

config C
	bool "C"
	default A

config D
	bool "D"
	depends on A
`;

const again = `mainmenu "Again"

choice
	prompt "Kind"
	default ONE if ONE

config ONE
	bool "One"

config TWO
	bool "Two" if ONE

endchoice

config ONE
	bool
`;

const cut = `config A
	bool "A"

config B
	string "B"
	default "cut`;

const known = 'CONFIG_MODULES=y\nCONFIG_FIRST=y\n# CONFIG_KNOWN is not set\n';
const random = (seed: number): OldConfCase => ({
  kconfig: twice,
  mode: 'randconfig',
  env: { KCONFIG_SEED: String(seed) },
});

/** Every case by its name. */
export const oldConfCases: Readonly<Record<string, OldConfCase>> = {
  'a member with a second type': { kconfig: twice, mode: 'olddefconfig' },
  'a member with a second type, everything y': { kconfig: twice, mode: 'allyesconfig' },
  'a member with a second type, its choice turned off': {
    kconfig: twice,
    config: '# CONFIG_GATE is not set\nCONFIG_GREEN=y\n',
    mode: 'olddefconfig',
  },
  ...Object.fromEntries([1, 2, 3, 5, 8].map((seed) => [`random members ${seed}`, random(seed)])),
  'a bool compared with numbers': { kconfig: compared, mode: 'olddefconfig' },
  'a bool that is y compared with numbers': { kconfig: compared, config: 'CONFIG_SWITCH=y\n', mode: 'olddefconfig' },
  'new symbols in one of two menus': { kconfig: menus, config: known, mode: 'oldconfig', input: '7\n2\n' },
  'an answer that is refused': { kconfig: menus, config: known, mode: 'oldconfig', input: 'x\n?\n\n\n' },
  'all questions': { kconfig: menus, mode: 'oldaskconfig', input: 'n\ny\n\n3\n1\n' },
  'names of new symbols': { kconfig: menus, config: known, mode: 'listnewconfig' },
  'nothing new for the build': {
    kconfig: menus,
    config: `${known}CONFIG_NUMBER=5\nCONFIG_RED=y\n# CONFIG_GREEN is not set\n`,
    mode: 'syncconfig',
    hasDirectories: true,
  },
  'new symbols for the build': {
    kconfig: menus,
    config: known,
    mode: 'syncconfig',
    input: '7\n2\n',
    hasDirectories: true,
  },
  'auto files without directories': {
    kconfig: twice,
    config: 'CONFIG_MODULES=y\n# CONFIG_GATE is not set\n# CONFIG_OTHER is not set\n',
    mode: 'syncconfig',
  },
  'unmet dependencies': { kconfig: unmet, mode: 'alldefconfig' },
  'unmet dependencies for the build': {
    kconfig: unmet,
    config:
      'CONFIG_MODULES=y\nCONFIG_WANTS=m\n# CONFIG_BASE is not set\nCONFIG_LOOSE=m\nCONFIG_PART=m\nCONFIG_WHOLE=y\n',
    mode: 'syncconfig',
    hasDirectories: true,
  },
  'lines that end in CR LF': {
    kconfig: menus.replaceAll('\n', '\r\n'),
    config: known.replaceAll('\n', '\r\n'),
    mode: 'olddefconfig',
  },
  'a string that is cut off': { kconfig: cut, mode: 'olddefconfig' },
  'a member that is written twice': { kconfig: again, mode: 'alldefconfig' },
  loops: { kconfig: loops, mode: 'alldefconfig' },
};
