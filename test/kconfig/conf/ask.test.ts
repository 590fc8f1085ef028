import { describe, expect, it } from 'vitest';
import { type ConfCase, runKgate, runProgram } from '../../support/conf-oracle.ts';
import { oracle } from '../../support/kernel-source.ts';
import { inDialect } from '../configure.ts';

const tree = `config MODULES
	bool "modules"
MODULES_OPTION
config A
	bool "a"
	help
	  Help of A.
config T
	tristate "t"
	depends on A
config N
	int "n"
	range 1 5
config H
	hex "h"
	default 0x10
config S
	string "s"
choice
	prompt "which"
config RED
	bool "red"
	help
	  Help of red.
config BLUE
	bool "blue"
endchoice
menu "sub"
config B
	bool "b"
endmenu
`;

/** Questions, answers and help; every byte of both streams comes from conf, asked at test time. */
const cases: Readonly<Record<string, Omit<ConfCase, 'files'> & { readonly config?: string }>> = {
  'all symbols': { mode: 'oldaskconfig', input: 'y\ny\nm\n3\nff\ntext\n2\ny\n' },
  'empty lines take the default': { mode: 'oldaskconfig', input: '\n\n\n3\n\n\n\n\n' },
  'help is shown and the question put again': { mode: 'oldaskconfig', input: '\n?\ny\n?\n\n3\n?\n\n\n?\n1?\n1\n\n' },
  'answers that are not valid': {
    mode: 'oldaskconfig',
    input: '\nmaybe\nconstructor\nY\nq\nM\n9\nx\n5\nzz\n1F\n\n7\nx\n2\nNo\n',
  },
  'new symbols only': { mode: 'oldconfig', input: 'y\nm\n4\n\n\n1\n', config: 'CONFIG_MODULES=y\nCONFIG_B=y\n' },
  'nothing is new': {
    mode: 'oldconfig',
    config:
      '# CONFIG_MODULES is not set\n# CONFIG_A is not set\nCONFIG_N=2\nCONFIG_H=0x1\nCONFIG_S=""\nCONFIG_RED=y\n# CONFIG_BLUE is not set\n# CONFIG_B is not set\n',
  },
  'the input ends': { mode: 'oldconfig', input: 'y\n' },
  'an answer without newline': { mode: 'oldaskconfig', input: 'y\ny\nm\n3\n0x1\nt\n2\ny' },
  syncconfig: { mode: 'syncconfig', input: 'n\n\n1\n\n\n2\n\n' },
};

describe.each(['linux-6.12', 'linux-6.1'] as const)('conf of %s', (name) => {
  const { conf, dialect } = oracle(name);
  it.each(Object.keys(cases))('%s', (title) => {
    const { config, ...rest } = cases[title]!;
    const files = { Kconfig: inDialect(tree, dialect), ...(config === undefined ? {} : { '.config': config }) };
    const input: ConfCase = { ...rest, files };
    const expected = runProgram(conf, input);
    expect(expected.status).not.toBeNull();
    expect(runKgate(dialect, input).outcome).toEqual(expected);
  });
});
