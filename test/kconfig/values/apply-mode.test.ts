import { describe, expect, it } from 'vitest';
import { applyMode, randomize, rewriteTristates } from '../../../src/kconfig/values/apply-mode.ts';
import { createConfigState } from '../../../src/kconfig/values/compute-symbol.ts';
import { createRandom, defaultOdds } from '../../../src/kconfig/values/random.ts';
import { writeDotConfig } from '../../../src/kconfig/write/write-dotconfig.ts';
import { sampleTree } from '../../support/conf-cases.ts';
import { runProgram } from '../../support/conf-oracle.ts';
import { oracle } from '../../support/kernel-source.ts';
import { flatOf, stateOf } from '../configure.ts';

/** Expected files come from conf, asked at test time. */
describe.each(['linux-6.12', 'linux-6.1'] as const)('conf of %s', (name) => {
  const { conf, dialect } = oracle(name);
  const Kconfig = sampleTree('modules');

  it.each([
    ['allnoconfig', 'no'],
    ['allyesconfig', 'yes'],
    ['allmodconfig', 'mod'],
    ['alldefconfig', 'def'],
  ] as const)('%s', (mode, answer) => {
    const state = createConfigState(flatOf(Kconfig, dialect));
    applyMode(state, answer);
    expect(writeDotConfig(state)).toBe(runProgram(conf, { files: { Kconfig }, mode }).files['.config']);
  });

  it.each([1, 2, 3, 4, 5])('randconfig with seed %i', (seed) => {
    const state = createConfigState(flatOf(Kconfig, dialect));
    randomize(state, createRandom(seed), defaultOdds);
    const env = { KCONFIG_SEED: String(seed) };
    expect(writeDotConfig(state)).toBe(
      runProgram(conf, { files: { Kconfig }, mode: 'randconfig', env }).files['.config'],
    );
  });

  it.each([
    ['yes2modconfig', 2, 1],
    ['mod2yesconfig', 1, 2],
    ['mod2noconfig', 1, 0],
  ] as const)('%s', (mode, from, to) => {
    const config = 'CONFIG_MODULES=y\nCONFIG_KIND=y\nCONFIG_FORCED=m\n';
    const state = stateOf(Kconfig, config, dialect);
    rewriteTristates(state, from, to);
    expect(writeDotConfig(state)).toBe(
      runProgram(conf, { files: { Kconfig, '.config': config }, mode }).files['.config'],
    );
  });
});
