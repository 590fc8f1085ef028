import { describe, expect, it } from 'vitest';
import { dialects } from '../../../src/kconfig/index.ts';
import { dependencyFile } from '../../../src/kconfig/write/dependency-file.ts';
import { runProgram } from '../../support/conf-oracle.ts';
import { oracle } from '../../support/kernel-source.ts';

const files = {
  Kconfig: 'config A\n\tstring "a"\n\tdefault "$(ONE)"\nsource "second"\n',
  second: 'config B\n\tbool "b"\n',
  '.config': '',
};
const source = {
  files: ['Kconfig', 'second'],
  environment: [{ name: 'ONE', value: 'a b' }],
  autoConf: 'include/config/auto.conf',
  config: '.config',
};

describe('the dependency file', () => {
  it.each(['linux-6.12', 'linux-6.1', 'u-boot'] as const)('of %s is that of conf', (name) => {
    const { conf, dialect } = oracle(name);
    const made = runProgram(conf, { files, mode: 'syncconfig', env: { ONE: 'a b' } });
    const { name: path, text } = dependencyFile(dialects[dialect], source);
    expect(text).toBe(made.files[path]);
  });

  it('of buildroot is next to the configuration, unless that has an absolute name', () => {
    // Source: docs/kconfig-semantics.md §5.6.
    const nameFor = (config: string): string => dependencyFile(dialects.buildroot, { ...source, config }).name;
    expect(nameFor('.config')).toBe('.config.cmd');
    expect(nameFor('o/.config')).toBe('o/.config.cmd');
    expect(nameFor('/o/.config')).toBe('..config.tmp');
  });
});
