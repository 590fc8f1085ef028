/**
 * The formula with free requests has every configuration that the engine computes: what it excludes no configuration has. The
 * engine itself is compared with conf in test/differential.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { openTree } from '../../../src/index.ts';
import {
  type Configuration,
  createConfiguration,
  type Dialect,
  dialects,
  parseKconfig,
} from '../../../src/kconfig/index.ts';
import { loadSatSolver } from '../../../src/solve/sat/solver.ts';
import { randomSource, randomTree } from '../../differential/kconfig-generator.ts';
import { linux612, oracle } from '../../support/kernel-source.ts';
import { excludedValues, freeFormula, randomize } from '../../support/random-values.ts';
import { configurationOf } from '../../support/small-tree.ts';

beforeAll(async () => await loadSatSolver());

function check(configuration: Configuration, rounds: number, seed: number): void {
  const encoded = freeFormula(configuration);
  const random = randomSource(seed);
  for (let round = 0; round < rounds; round++) {
    const trial = configuration.clone();
    randomize(trial, random);
    expect(excludedValues(trial, encoded), `seed ${seed}`).toEqual([]);
  }
  encoded.solver.dispose();
}

/** A random tree in the words of a dialect. */
function adapted(kconfig: string, { name, reading }: Dialect): string {
  if (name === 'busybox') {
    // It has neither imply nor visible if, and compares for equality only.
    return kconfig.replace(/^\t(?:modules|imply .*|visible if .*)\n/gm, '').replace(/(?<=[^<>!])[<>]=?/g, '=');
  }
  const text = reading.imply ? kconfig : kconfig.replace(/^\timply .*\n/gm, '');
  return reading.moduleSwitch === 'option modules' ? text.replace('\tmodules', '\toption modules') : text;
}

function readAs(kconfig: string, dialect: Dialect): ReturnType<typeof parseKconfig> {
  const host = createMemoryHost({ files: { Kconfig: kconfig } });
  const release = { stdout: '6.1.0', stderr: '', status: 0, commands: [], unknown: null };
  return parseKconfig({ host, cwd: host.cwd, env: {}, runShell: () => release, dialect });
}

describe('the formula with free requests', () => {
  it.each(Object.entries(dialects))('has every configuration of random trees, as %s reads them', (_, dialect) => {
    let read = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { model, failed } = readAs(adapted(randomTree(seed, 30).kconfig, dialect), dialect);
      // A tree that conf refuses.
      if (model === null || failed) continue;
      read += 1;
      check(createConfiguration(model), 15, seed);
    }
    expect(read).toBeGreaterThan(15);
  });

  const cases: readonly (readonly [string, string])[] = [
    ['a text that nothing in the tree names', 'config S\n\tstring "s"\nconfig A\n\tdef_bool S != "" && S != "a"\n'],
    ['the order of two numbers', 'config I\n\tint "i"\nconfig J\n\tint "j"\nconfig A\n\tdef_bool I < J\n'],
    ['the order of texts', 'config S\n\tstring "s"\nconfig A\n\tdef_bool S < "m" && S > "b"\n'],
    [
      'a default from a typed number',
      'config I\n\tint "i"\nconfig J\n\tint\n\tdefault I\nconfig A\n\tdef_bool J = 7\n',
    ],
    [
      'a bound from a typed number',
      'config I\n\tint "i"\nconfig J\n\tint "j"\n\trange I 100\nconfig A\n\tdef_bool J = 50\n',
    ],
    ['a number between two bounds', 'config I\n\tint "i"\n\trange 1 9\nconfig A\n\tdef_bool I > 3 && I < 5\n'],
    [
      'a negative number, which is above every hex',
      'config H\n\thex\n\tdefault 0x10\nconfig I\n\tint "i"\nconfig A\n\tdef_bool I < 5 && I > H\n',
    ],
  ];
  it.each(cases)('does not exclude %s', (_, kconfig) => {
    const configuration = configurationOf(kconfig);
    const { formula, solver } = freeFormula(configuration);
    const id = configuration.model.symbols.get('A')?.id ?? -1;
    expect(solver.solve([formula.value(id).on])).toBe('satisfiable');
    check(configuration, 40, 1);
  });

  const real: readonly (readonly [string, () => string, readonly string[]])[] = [
    ['Linux 6.12 arm64', linux612, ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-']],
    ['Linux 6.12 x86_64', linux612, ['ARCH=x86_64']],
    ['Linux 6.1 arm64', () => oracle('linux-6.1').tree, ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-']],
    ['BusyBox', () => oracle('busybox').tree, []],
    ['U-Boot', () => oracle('u-boot').tree, ['ARCH=arm', 'CROSS_COMPILE=aarch64-linux-gnu-']],
  ];
  it.each(real)('has every configuration of %s', (_, tree, variables) => {
    const host = createNodeHost({ cwd: tree(), env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } });
    const { configuration } = openTree({ host, variables, objectDirectory: '/nonexistent' });
    check(configuration, 8, 3);
  });
});
