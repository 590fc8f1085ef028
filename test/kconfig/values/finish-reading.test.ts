import { describe, expect, it } from 'vitest';
import { readUserValues } from '../../../src/kconfig/values/dotconfig.ts';
import { finishReading } from '../../../src/kconfig/values/finish-reading.ts';
import { hasUserValue } from '../../../src/kconfig/values/user-values.ts';
import { writeDotConfig } from '../../../src/kconfig/write/write-dotconfig.ts';
import { idOf, stateOf } from '../configure.ts';

const Kconfig = 'config A\n\tbool "a"\nconfig H\n\tbool "h" if A\nconfig N\n\tint "n"\n\trange 1 9\n\tdefault 5\n';

/** Source: docs/kconfig-semantics.md §4.5; scripts/kconfig/confdata.c conf_read. */
describe('finishReading', () => {
  it.each([
    ['complete', 'CONFIG_A=y\n# CONFIG_H is not set\nCONFIG_N=5\n', false],
    ['a symbol is missing', 'CONFIG_A=y\nCONFIG_N=5\n', true],
    ['a symbol is unknown', 'CONFIG_A=y\n# CONFIG_H is not set\nCONFIG_N=5\nCONFIG_X=y\n', true],
    ['a value was clamped', 'CONFIG_A=y\n# CONFIG_H is not set\nCONFIG_N=50\n', true],
    ['a warning', 'CONFIG_A=y\n# CONFIG_H is not set\nCONFIG_N=5\nCONFIG_N=5\n', true],
  ])('changed: %s', (_title, config, changed) => {
    expect(stateOf(Kconfig, config).changed).toBe(changed);
  });

  it('of the old engine drops values that are out of range', () => {
    const state = stateOf(Kconfig, 'CONFIG_A=y\nCONFIG_N=50\n', 'linux-6.1');
    expect(hasUserValue(state, idOf(state, 'N'))).toBe(false);
    expect(writeDotConfig(state)).toContain('CONFIG_N=5\n');
  });

  it('a file that was written is read without change', () => {
    const state = stateOf(Kconfig, 'CONFIG_A=y\n');
    readUserValues(state, writeDotConfig(state), '.config');
    finishReading(state);
    expect(state.changed).toBe(false);
  });
});
