import { describe, expect, it } from 'vitest';
import { invalidate } from '../../../src/kconfig/values/propagate.ts';
import { writeDotConfig, writeMinimalConfig } from '../../../src/kconfig/write/write-dotconfig.ts';
import { sampleTree } from '../../support/conf-cases.ts';
import { runProgram } from '../../support/conf-oracle.ts';
import { oracle } from '../../support/kernel-source.ts';
import { stateOf } from '../configure.ts';

const nested =
  'mainmenu "m"\nmenu "outer"\nmenu "inner"\nconfig A\n\tbool "a"\nendmenu\ncomment "c"\nmenu "empty"\nendmenu\nendmenu\nconfig B\n\tstring "b"\n\tdefault "x\\"\\\\"\n';
const member = 'choice\n\tprompt "c"\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nendchoice\n';

const cases = [
  ['a sample', 'modules', sampleTree, 'CONFIG_FIRST=y\nCONFIG_COUNT=9\n'],
  ['menus in menus', '', () => nested, 'CONFIG_A=y\n'],
  ['the default of a choice', '', () => member, 'CONFIG_A=y\n'],
  ['another member of a choice', '', () => member, 'CONFIG_B=y\n'],
] as const;

/** Expected texts come from conf, asked at test time. */
describe.each(['linux-6.12', 'linux-6.1'] as const)('conf of %s', (name) => {
  const { conf, dialect } = oracle(name);
  it.each(cases)('%s', (_title, modules, tree, config) => {
    const Kconfig = tree(modules);
    const files = { Kconfig, '.config': config };
    const state = stateOf(Kconfig, config, dialect);
    expect(writeDotConfig(state)).toBe(runProgram(conf, { files, mode: 'olddefconfig' }).files['.config']);
    invalidate(state);
    const minimal = runProgram(conf, { files, mode: 'savedefconfig', file: 'out' });
    expect(writeMinimalConfig(state)).toBe(minimal.files['out']);
  });
});
