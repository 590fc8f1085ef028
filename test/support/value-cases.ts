/** Small trees of our own about user values, for every generation of conf: each was once configured differently. */
import type { Dialect } from '../../src/kconfig/index.ts';
import type { ConfCase } from './conf-oracle.ts';

const outOfRange = `config N
	int "n"
	range 2 32
	default "4"

config H
	hex "h"
	range 0x2 0x20
	default 0x4

config FOLLOWS
	bool "follows"
	default y if N = 32

config HIDDEN
	bool
	prompt "shown while the number is cut" if N = 32
`;

/** An answer of n for a member outside its choice leaves the choice new. */
const memberOutside = `menu "outside"

config A
	bool "a"

endmenu

choice
	prompt "choice"

config B
	bool "b"

config A
	bool "a as member"

endchoice
`;

/** The choice asks for its member A while the member asks for the choice. */
const memberMeanwhile = `choice
	prompt "first"

config A
	bool "a"

config B

endchoice

comment "there with a"
	depends on A

config N
	int "number"
	range UNDEFINED 10

config B
	bool "follows" if N = 4

choice
	prompt "second"
	depends on A

config C
	bool "c"

endchoice

config B
`;

/** The cases by name. `prefix` is that of names in a `.config`. */
export function valueCases({ dotConfig: { prefix }, modes }: Dialect): Readonly<Record<string, ConfCase>> {
  const env = { KCONFIG_NOTIMESTAMP: '1' };
  const reading = (Kconfig: string, config: string, mode: ConfCase['mode'], file?: string): ConfCase => ({
    files: { Kconfig, '.config': config.replaceAll('PREFIX', prefix) },
    mode,
    env,
    ...(file === undefined ? {} : { file }),
  });
  const above = 'PREFIXN=256\nPREFIXH=0x21\n';
  const below = 'PREFIXN=1\nPREFIXH=0x1\n';
  const malformed = 'PREFIXN=0x5\nPREFIXH=-1\nPREFIXN="7"\nPREFIXH=1F\nPREFIXFOLLOWS=no\nPREFIXFOLLOWS=maybe\n';
  if (modes.hasLetterModes) {
    return {
      'numbers above their range, asked': reading(outOfRange, above, 'oldconfig'),
      'numbers in other forms, asked': reading(outOfRange, malformed, 'oldconfig'),
    };
  }
  return {
    'numbers above their range': reading(outOfRange, above, 'olddefconfig'),
    'numbers above their range, listed': reading(outOfRange, above, 'listnewconfig'),
    'numbers above their range, saved': reading(outOfRange, above, 'savedefconfig', 'out'),
    'numbers below their range': reading(outOfRange, below, 'olddefconfig'),
    'numbers below their range, asked': reading(outOfRange, below, 'oldconfig'),
    'numbers in other forms': reading(outOfRange, malformed, 'olddefconfig'),
    'a member outside its choice': reading(memberOutside, '', 'oldconfig'),
    'a member that its choice asks for': reading(memberMeanwhile, '', 'allnoconfig'),
  };
}
