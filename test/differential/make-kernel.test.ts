/** A cross-section of `npm run diff:make`: every make of a build knows what GNU make 4.3 knows after reading. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compareLevels } from '../support/compare-levels.ts';
import { oracle } from '../support/kernel-source.ts';
import { configuredObjects, kernelTargets, targetEnvironment } from '../support/kernel-targets.ts';
import { memoShell } from '../support/make-host.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-kernel-'));
afterAll(() => rmSync(root, { recursive: true }));

const sections = [
  ['linux-6.12', 'arm64', 3],
  ['linux-6.12', 'x86', 3],
  ['linux-6.12', 'um', 3],
  ['linux-6.1', 'arm64', 2],
] as const;

describe.each(sections)('%s, %s', (name, arch, levels) => {
  const { tree } = oracle(name);
  const target = kernelTargets.find((one) => one.name === arch)!;
  const runShell = memoShell(new Map());

  test.each([['none'], ['defconfig'], ['prepare']])(
    'has the variables, environments and words of make 4.3 for goal %s',
    (goal) => {
      const objects = configuredObjects('/usr/bin/make', tree, target, join(root, name));
      const args = [`O=${objects}`, ...target.words, ...(goal === 'none' ? [] : [goal])];
      const start = { args, cwd: tree, env: targetEnvironment() };
      const report = compareLevels('/usr/bin/make', start, { scratch: join(root, 'scratch'), runShell });
      expect(report.differences).toEqual([]);
      expect(report).toMatchObject({ levels, isStopped: false });
      expect(report.variables).toBeGreaterThan(300);
      expect(report.environment).toBeGreaterThan(100);
    },
    120_000,
  );
});
