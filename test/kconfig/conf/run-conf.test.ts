import { describe, expect, it } from 'vitest';
import { laterCases, sampleCases, sampleTree } from '../../support/conf-cases.ts';
import type { ConfCase } from '../../support/conf-oracle.ts';
import { runKgate, runProgram } from '../../support/conf-oracle.ts';
import { conf612 } from '../../support/kernel-source.ts';
import { randomConfCase } from '../../support/random-conf-case.ts';

/** Runs against conf of Linux 6.12, which is asked at test time: streams, exit status and every file. */
const bare = { Kconfig: sampleTree('modules') };
const some = { ...bare, '.config': 'CONFIG_FIRST=y\nCONFIG_RED=y\n' };

const more: Record<string, ConfCase> = {
  mod2noconfig: { files: { ...bare, '.config': 'CONFIG_MODULES=y\nCONFIG_PART=m\n' }, mode: 'mod2noconfig' },
  'the list of defaults': {
    files: { ...bare, second: some['.config'] },
    mode: 'olddefconfig',
    env: { KCONFIG_DEFCONFIG_LIST: ' first second  third' },
  },
  'an empty name': { files: bare, mode: 'olddefconfig', env: { KCONFIG_CONFIG: '' } },
  'the name of a directory': { files: { ...bare, 'd/': '' }, mode: 'olddefconfig', env: { KCONFIG_CONFIG: 'd' } },
  'warnings are errors': {
    files: { ...bare, '.config': 'CONFIG_FIRST=x\n' },
    mode: 'olddefconfig',
    env: { KCONFIG_WERROR: '' },
  },
  'unmet dependencies are errors': {
    files: { Kconfig: 'config N\n\tbool\nconfig A\n\tdef_bool y\n\tselect B\nconfig B\n\tbool "b"\n\tdepends on N\n' },
    mode: 'alldefconfig',
    env: { KCONFIG_WERROR: '1' },
  },
  'another prefix': {
    files: { ...bare, '.config': 'X_FIRST=y\nCONFIG_B=y\n' },
    mode: 'syncconfig',
    env: { CONFIG_: 'X_' },
  },
  'what macros read is a dependency': {
    files: {
      Kconfig: 'config A\n\tstring "a"\n\tdefault "$(ONE) $(NONE)"\nsource "K2"\nsource "K2"\n',
      K2: 'config B\n\tstring "$(TWO)"\n',
    },
    mode: 'alldefconfig',
    env: { ONE: 'a "b"', TWO: 'prompt' },
  },
  'a number without default': {
    files: { Kconfig: 'config N\n\tint "n"\nconfig T\n\tstring\nconfig I\n\tint "i"\n\tdefault T\n' },
    mode: 'oldconfig',
  },
  'a bad auto.conf': {
    files: {
      ...some,
      'include/config/auto.conf': 'nonsense\nCONFIG_FIRST=y\nCONFIG_FIRST=y\n# CONFIG_RED is not set\nCONFIG_X\n',
    },
    mode: 'syncconfig',
  },
};

/** A member with two entries: draws of randconfig are counted by entries. Found with powerpc of Linux 6.12. */
const twice =
  'config P\n\tbool "p"\nchoice\n\tprompt "c"\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\n\tdepends on P\n' +
  'config B\n\tbool "b again"\nconfig C\n\tbool "c"\nendchoice\n';
for (let seed = 1; seed <= 20; seed++) {
  more[`a member of a choice with two entries, seed ${seed}`] = {
    files: { Kconfig: twice },
    mode: 'randconfig',
    env: { KCONFIG_SEED: String(seed) },
  };
}

const all = { ...sampleCases('modules'), ...laterCases('modules'), ...more };

describe('conf of Linux 6.12', () => {
  it.each(Object.keys(all))('%s', (name) => {
    const input = all[name] as ConfCase;
    expect(runKgate('linux-6.12', input).outcome).toEqual(runProgram(conf612(), input));
  });

  it('random trees, configurations and answers', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const input = randomConfCase(seed);
      const expected = runProgram(conf612(), input);
      const { outcome, run } = runKgate('linux-6.12', input);
      // conf prints help for ever where no answer is left that it takes.
      if (expected.status === null) expect(run.diagnostics.at(-1)?.code).toBe('kconfig/endless-question');
      else expect({ seed, ...outcome }).toEqual({ seed, ...expected });
    }
  });
});
