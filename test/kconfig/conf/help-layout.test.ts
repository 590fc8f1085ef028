import { describe, expect, it } from 'vitest';
import { helpText } from '../../../src/kconfig/conf/help-layout.ts';
import { newSymbols } from '../../../src/kconfig/conf/new-symbols.ts';
import { createConfiguration } from '../../../src/kconfig/index.ts';
import { sampleTree } from '../../support/conf-cases.ts';
import { runProgram } from '../../support/conf-oracle.ts';
import { oracle } from '../../support/kernel-source.ts';
import { modelAs } from '../language-support.ts';

/** Dependencies of all forms, selects and implies both ways, ranges, several definitions, a choice, deep menus. */
const tree = `config MODULES
	bool "modules"
	modules
menu "one"
menu "two"
config A
	tristate "a" if MODULES
	depends on (V || !W) && D != n
	select B if D
	imply C
	help
	  Text
	    of two lines.
endmenu
endmenu
config V
	tristate "v"
config W
	bool "w"
config B
	tristate "b"
	select E if C = m
config C
	tristate "c"
config D
	bool "d"
config D
	bool "d again"
	depends on MODULES
config E
	tristate "e"
config N
	int "n"
	range 1 5 if D
	range 0 M
config M
	int "m"
	default 4
config X
	bool "x"
	depends on Y
config Y
	bool "y" if !MODULES
choice
	prompt "which"
	depends on D || MODULES
config RED
	bool "red"
config BLUE
	bool "blue"
	depends on A
endchoice
`;

describe.each(['linux-6.12', 'linux-6.1'] as const)('help of %s', (name) => {
  const { conf, dialect } = oracle(name);
  it.each([
    ['no user value', tree, ''],
    ['modules', tree, 'CONFIG_MODULES=y\nCONFIG_D=y\n'],
    ['the sample', sampleTree('modules'), 'CONFIG_FIRST=y\n'],
  ])('%s', (_title, Kconfig, config) => {
    const { stdout } = runProgram(conf, { files: { Kconfig, '.config': config }, mode: 'helpnewconfig' });
    const model = modelAs(dialect, { Kconfig });
    const configuration = createConfiguration(model);
    configuration.readConfig(config, '.config');
    configuration.evaluateAll();
    const { state } = configuration;
    const texts = Array.from(newSymbols(state), ({ entry }) => `-----\n${helpText(model, state, entry)}-----\n`);
    expect(texts.join('')).toBe(stdout);
  });
});
