import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dialects } from '../../src/kconfig/index.ts';
import { defconfigsOf, type Target, targetsOf } from '../support/conf-invocation.ts';
import { type MatrixRun, runMatrix } from '../support/kconfig-matrix.ts';
import { oracle, testCache } from '../support/kernel-source.ts';

const toolchain = join(testCache, 'stand-in-toolchain');

/** A cross-section: `npm run diff:kconfig` runs everything. Seeds differ from target to target. */
function crossSection(tree: string, target: Target, at: number): readonly MatrixRun[] {
  const defconfigs = defconfigsOf(tree, target);
  const seed = 100 + at;
  const runs: MatrixRun[] = [
    { name: `randconfig seed ${seed}`, mode: 'randconfig', env: { KCONFIG_SEED: String(seed) } },
  ];
  const modes = ['allnoconfig', 'allyesconfig', 'allmodconfig', 'alldefconfig'] as const;
  // One of the four everywhere: each for a quarter of the targets, and two targets further in the other kernel.
  const mode = modes[(at + (tree.includes('6.12') ? 0 : 2)) % modes.length] as (typeof modes)[number];
  runs.push({ name: mode, mode, withAutoFiles: at % 6 === 0 });
  const file = defconfigs[at % Math.max(1, defconfigs.length)];
  // Every second target of each kernel, so that every target has one.
  if (file !== undefined && (at + (tree.includes('6.12') ? 0 : 1)) % 2 === 0)
    runs.push({ name: file, mode: 'defconfig', file });
  return runs;
}

describe.each(['linux-6.12', 'linux-6.1'] as const)('every architecture of %s is configured as conf does', (name) => {
  const { tree, conf, dialect } = oracle(name);
  const targets = targetsOf(tree).map((target, at) => [target.name, target, at] as const);

  it('there are all architectures and their other names', () => {
    const names = targets.map(([target]) => target);
    expect(names).toEqual(expect.arrayContaining(['arm64', 'i386', 'x86_64', 'sparc64', 'um-x86_64', 'parisc64']));
    expect(names.length).toBeGreaterThanOrEqual(27);
  });

  it.each(targets)(
    '%s',
    async (_name, target, at) => {
      const runs = crossSection(tree, target, at);
      const request = { tree, conf, target, toolchain, runs, dialect: dialects[dialect], savesDefconfig: at % 3 === 0 };
      const result = await runMatrix(request);
      expect(result.differences).toEqual([]);
      expect(result.compared).toBeGreaterThanOrEqual(runs.length);
      expect(result.bytes).toBeGreaterThan(20_000);
    },
    120_000,
  );
});

const projects = [
  ['busybox', 9],
  ['u-boot', 12],
] as const;

describe.each(projects)('%s is configured as its conf does', (name, defconfigCount) => {
  it('in every mode and with defconfigs', async () => {
    const { tree, conf, dialect: row } = oracle(name);
    const dialect = dialects[row];
    const target = targetsOf(tree)[0] as Target;
    const runs: MatrixRun[] = (['allnoconfig', 'allyesconfig', 'allmodconfig', 'alldefconfig'] as const).map(
      (mode) => ({
        name: mode,
        mode,
        withAutoFiles: true,
      }),
    );
    const files = defconfigsOf(tree, target);
    for (let at = 0; at < defconfigCount; at++) {
      const file = files[Math.floor((at * files.length) / defconfigCount)] as string;
      runs.push({ name: file, mode: 'defconfig', file: dialect.modes.hasLetterModes ? join(tree, file) : file });
    }
    if (!dialect.modes.hasLetterModes) {
      for (const seed of ['1', '2', '3', '4']) {
        runs.push({ name: `randconfig seed ${seed}`, mode: 'randconfig', env: { KCONFIG_SEED: seed } });
      }
    }
    const savesDefconfig = !dialect.modes.hasLetterModes;
    const result = await runMatrix({ tree, conf, target, toolchain, runs, dialect, savesDefconfig });
    expect(result.differences).toEqual([]);
    expect(result.compared).toBe(savesDefconfig ? runs.length * 2 : runs.length);
    expect(result.bytes).toBeGreaterThan(100_000);
  }, 180_000);
});
