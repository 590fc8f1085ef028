/**
 * A sample of `npm run diff:policy`: `--shell=probe` gives the configuration of `--shell=run` where the tree asks by
 * scripts for bash (powerpc), merges fragments by a script (mips), edits flags with sed (riscv), and has bash for its shell
 * (um). bench/results/policy.md has all architectures.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configureUnder, isSameConfigured } from '../support/policy-case.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-policy-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('Linux 6.12 under probe', () => {
  it.each([
    [['ARCH=powerpc', 'LLVM=1'], 'CONFIG_PPC64=y'],
    [['ARCH=mips', 'LLVM=1'], 'CONFIG_MIPS_GENERIC=y'],
    [['ARCH=riscv', 'CROSS_COMPILE=riscv64-linux-gnu-'], 'CONFIG_RISCV=y'],
    [['ARCH=um'], 'CONFIG_UML=y'],
  ])(
    '%j has the same configuration',
    (words, line) => {
      const row = { tree: 'linux-6.12', defconfig: 'defconfig', words } as const;
      const probe = configureUnder('probe', row, directory);
      expect(probe.refused).toEqual([]);
      expect(probe.text.split('\n')).toContain(line);
      const run = configureUnder('run', row, directory);
      expect([run.status, isSameConfigured(run, probe)]).toEqual([0, true]);
    },
    120_000,
  );
});
