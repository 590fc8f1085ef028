import { describe, expect, it } from 'vitest';
import type { DialectName } from '../../../src/kconfig/index.ts';
import { Reporter } from '../../../src/kconfig/report.ts';
import { readOldAuto, touchDirectory, touchedNames } from '../../../src/kconfig/write/touch-files.ts';
import { runProgram } from '../../support/conf-oracle.ts';
import { oracle } from '../../support/kernel-source.ts';
import { stateOf } from '../configure.ts';

const Kconfig =
  'config A_ONE\n\tbool "a"\nconfig B\n\tbool "b"\n\tdefault y\nconfig N\n\tint "n"\n\tdefault 3\nconfig S\n\tstring "s"\n\tdefault "x"\n';
const autoConf = 'include/config/auto.conf';

/** Names that this code and conf touch, and the words of both about the old file. */
function compare(name: 'linux-6.12' | 'linux-6.1' | 'u-boot', old: string | undefined) {
  const { conf, dialect } = oracle(name);
  const files = {
    Kconfig,
    '.config': 'CONFIG_A_ONE=y\nCONFIG_B=y\nCONFIG_N=4\nCONFIG_S="x"\n',
    ...(old === undefined ? {} : { [autoConf]: old }),
  };
  const made = runProgram(conf, { files, mode: 'syncconfig' });
  const state = stateOf(Kconfig, files['.config'], dialect);
  const reporter = new Reporter();
  const read = old === undefined ? null : readOldAuto(state, old, autoConf, reporter);
  const touched = touchedNames(state, read, touchDirectory(state, autoConf, {}));
  const own = new Set([autoConf, `${autoConf}.cmd`, 'include/config/tristate.conf']);
  const expected = Object.keys(made.files).filter((path) => path.startsWith('include/config/') && !own.has(path));
  expect(touched.toSorted()).toEqual(expected.toSorted());
  expect(reporter.output.map(({ text }) => text).join('')).toBe(made.stderr);
}

describe('touch files', () => {
  const old = 'CONFIG_B=y\nCONFIG_N=4\nCONFIG_S="x"\nCONFIG_GONE=y\n# CONFIG_A_ONE is not set\n';
  it.each(['linux-6.12', 'linux-6.1', 'u-boot'] as const)('%s: are those that conf touches', (name) => {
    compare(name, undefined);
    compare(name, old);
    compare(name, 'nonsense\nCONFIG_B=y\nCONFIG_B=n\nCONFIG_N=x\nCONFIG_X\n');
  });
});

describe('the directory of touch files', () => {
  // Source: docs/kconfig-semantics.md §5.7.
  it.each([
    ['linux-6.12', 'o/auto.conf', {}, 'o/'],
    ['linux-6.12', 'auto.conf', {}, ''],
    ['u-boot', 'o/auto.conf', {}, 'include/config/'],
    ['coreboot', 'o/auto.conf', {}, 'include/config/'],
    ['coreboot', 'o/auto.conf', { KCONFIG_SPLITCONFIG: 's/' }, 's/'],
  ] as const)('%s %s', (dialect: DialectName, path, env, directory) => {
    expect(touchDirectory(stateOf(Kconfig, '', dialect), path, env)).toBe(directory);
  });
});
