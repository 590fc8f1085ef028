/** Kind 5: an object directory that cannot be written. */
import { afterAll } from 'vitest';
import type { ProvokedCase, ProvokedStop } from '../support/provoked.ts';
import { arm64, freshBase, keysBase } from '../support/provoked-bases.ts';
import { passAll, provokeAll } from '../support/provoked-expect.ts';

const prepared = [keysBase('linux-6.12'), keysBase('linux-6.1')];
const fresh = [freshBase('linux-6.12', 'arm64', arm64), freshBase('linux-6.1', 'arm64', arm64)];

const stopped = [...prepared, ...fresh].flatMap((base) =>
  ['prepare', 'init/version.o', 'defconfig'].map(
    (goal): ProvokedStop => ({
      id: `${goal} of ${base.name}`,
      kind: 5,
      base,
      goals: [goal],
      isReadOnly: true,
      expect: 'Read-only file system',
    }),
  ),
);

const passing = prepared.map(
  (base): ProvokedCase => ({
    id: `kernelrelease of ${base.name}`,
    kind: 5,
    base,
    goals: ['kernelrelease'],
    isReadOnly: true,
  }),
);

const stops = provokeAll(stopped);
const passes = passAll(passing);
afterAll(() => {
  stops.remove();
  passes.remove();
});
