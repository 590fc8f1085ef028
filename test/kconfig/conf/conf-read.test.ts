import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { configNameOf, defconfigNameOf } from '../../../src/kconfig/conf/conf-read.ts';
import { dialects } from '../../../src/kconfig/index.ts';
import { type ConfCase, runKgate, runProgram } from '../../support/conf-oracle.ts';
import { oracle } from '../../support/kernel-source.ts';

const Kconfig = 'config A\n\tbool "a"\nconfig B\n\tbool "b"\nconfig N\n\tint "n"\n\tdefault 3\n';

/** Files that modes start from; outcomes come from conf, asked at test time. */
const cases: Readonly<Record<string, ConfCase>> = {
  'a seed file of the mode': {
    files: { Kconfig, 'allno.config': 'CONFIG_A=y\n', 'all.config': 'CONFIG_B=y\n' },
    mode: 'allnoconfig',
    env: { KCONFIG_ALLCONFIG: '1' },
  },
  'a seed file of all modes': {
    files: { Kconfig, 'all.config': '# CONFIG_B is not set\nnonsense\n' },
    mode: 'allyesconfig',
    env: { KCONFIG_ALLCONFIG: '' },
  },
  'a seed file by name': {
    files: { Kconfig, seed: 'CONFIG_N=7\n' },
    mode: 'alldefconfig',
    env: { KCONFIG_ALLCONFIG: 'seed' },
  },
  'a seed file that is missing': { files: { Kconfig }, mode: 'allnoconfig', env: { KCONFIG_ALLCONFIG: 'seed' } },
  'no seed file of all': { files: { Kconfig }, mode: 'allnoconfig', env: { KCONFIG_ALLCONFIG: '1' } },
  'a defconfig': { files: { Kconfig, def: 'CONFIG_A=y\n' }, mode: 'defconfig', file: 'def' },
  'a defconfig that is missing': { files: { Kconfig }, mode: 'defconfig', file: 'def' },
  'a directory in place of .config': { files: { Kconfig, '.config/': '' }, mode: 'olddefconfig' },
  'another name': { files: { Kconfig, other: 'CONFIG_A=y\n' }, mode: 'olddefconfig', env: { KCONFIG_CONFIG: 'other' } },
};

describe.each(['linux-6.12', 'linux-6.1'] as const)('conf of %s', (name) => {
  const { conf, dialect } = oracle(name);
  it.each(Object.keys(cases))('%s', (title) => {
    const input = cases[title]!;
    expect(runKgate(dialect, input).outcome).toEqual(runProgram(conf, input));
  });
});

describe('names of files', () => {
  // Source: docs/kconfig-semantics.md §3.7 and §4.1.
  it('configuration file', () => {
    const env = { KCONFIG_CONFIG: 'k', BR2_CONFIG: 'b' };
    expect(configNameOf(dialects['linux-6.12'], env)).toBe('k');
    expect(configNameOf(dialects.buildroot, env)).toBe('b');
    expect(configNameOf(dialects.busybox, env)).toBe('.config');
    expect(configNameOf(dialects['linux-6.12'], {})).toBe('.config');
  });

  it('defconfig without name: the default of the old confs, below srctree when it is there', () => {
    const host = createMemoryHost({ cwd: '/w', files: { '/t/arch/arm/defconfig': '' } });
    const place = (env: Record<string, string>) => ({ host, cwd: '/w', env });
    expect(defconfigNameOf(dialects['u-boot'], place({ ARCH: 'arm', srctree: '/t' }), undefined)).toBe(
      '/t/arch/arm/defconfig',
    );
    expect(defconfigNameOf(dialects['u-boot'], place({ ARCH: 'x86', srctree: '/t' }), undefined)).toBe(
      'arch/x86/defconfig',
    );
    expect(defconfigNameOf(dialects['u-boot'], place({}), 'own')).toBe('own');
  });
});
