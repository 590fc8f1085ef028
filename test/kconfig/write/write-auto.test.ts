import { describe, expect, it } from 'vitest';
import {
  autoConfText,
  autoHeaderText,
  countWritten,
  rustcCfgText,
  tristateConfText,
} from '../../../src/kconfig/write/write-auto.ts';
import { sampleTree } from '../../support/conf-cases.ts';
import { runProgram } from '../../support/conf-oracle.ts';
import { conf612, oracle } from '../../support/kernel-source.ts';
import { stateOf } from '../configure.ts';

const some = 'CONFIG_MODULES=y\nCONFIG_FIRST=y\nCONFIG_KIND=m\nCONFIG_LABEL="a\\"b\\\\c"\n';

/** The sample with a configuration that leaves no question, and the files that syncconfig makes of it. */
function synced(conf: string, Kconfig: string) {
  const { '.config': config = '' } = runProgram(conf, {
    files: { Kconfig, '.config': some },
    mode: 'olddefconfig',
  }).files;
  return { config, files: runProgram(conf, { files: { Kconfig, '.config': config }, mode: 'syncconfig' }).files };
}

describe('auto files', () => {
  it('of 6.12 are those of conf', () => {
    const Kconfig = sampleTree('modules');
    const { config, files } = synced(conf612(), Kconfig);
    const state = stateOf(Kconfig, config);
    expect(autoConfText(state)).toBe(files['include/config/auto.conf']);
    expect(autoHeaderText(state)).toBe(files['include/generated/autoconf.h']);
    expect(rustcCfgText(state)).toBe(files['include/generated/rustc_cfg']);
  });

  it('of u-boot are those of conf, tristate.conf included', () => {
    const { conf, dialect } = oracle('u-boot');
    const Kconfig = sampleTree('option modules');
    const { config, files } = synced(conf, Kconfig);
    const state = stateOf(Kconfig, config, dialect);
    expect(autoConfText(state)).toBe(files['include/config/auto.conf']);
    expect(autoHeaderText(state)).toBe(files['include/generated/autoconf.h']);
    expect(tristateConfText(state)).toBe(files['include/config/tristate.conf']);
  });

  it('of coreboot name what is off on request', () => {
    // Source: docs/kconfig-semantics.md §5.5, KCONFIG_NEGATIVES.
    const state = stateOf('config A\n\tbool "a"\nconfig N\n\tint "n"\n\tdefault 3\n', '', 'coreboot');
    const lines = (text: string): string[] => text.split('\n').filter((line) => /CONFIG_/.test(line));
    expect(lines(autoConfText(state))).toEqual(['CONFIG_N=3']);
    expect(lines(autoConfText(state, { negatives: true })).toSorted()).toEqual(['CONFIG_A=n', 'CONFIG_N=3']);
    expect(lines(autoHeaderText(state, { negatives: true }))).toContain('#define CONFIG_A 0');
  });
});

describe('countWritten', () => {
  it('counts the lines of .config that name a symbol with a value', () => {
    const state = stateOf('config A\n\tbool "a"\nconfig B\n\tbool\nconfig C\n\tint "c"\n\tdefault 1\n', '');
    expect(countWritten(state)).toBe(2);
  });
});
