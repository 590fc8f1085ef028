import { describe, expect, it } from 'vitest';
import { newSymbols } from '../../../src/kconfig/conf/new-symbols.ts';
import { sampleTree } from '../../support/conf-cases.ts';
import { runProgram } from '../../support/conf-oracle.ts';
import { oracle } from '../../support/kernel-source.ts';
import { stateOf } from '../configure.ts';

describe.each(['linux-6.12', 'linux-6.1'] as const)('new symbols of %s', (name) => {
  const { conf, dialect } = oracle(name);
  it.each(['', 'CONFIG_MODULES=y\nCONFIG_FIRST=y\n', 'CONFIG_KIND=n\nCONFIG_COUNT=3\n'])('after %j', (config) => {
    const Kconfig = sampleTree('modules');
    const { stdout } = runProgram(conf, { files: { Kconfig, '.config': config }, mode: 'listnewconfig' });
    const found = [...newSymbols(stateOf(Kconfig, config, dialect))];
    expect(found.flatMap(({ line }) => (line === null ? [] : [`${line}\n`])).join('')).toBe(stdout);
  });
});
