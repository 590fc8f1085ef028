import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest begins first, so that no worker waits for it at the end. */
const long = [
  'provoked/ways-to-conf',
  'kernel/host-programs/host-programs-trees',
  'e2e/toolchain-record',
  'provoked/prerequisites',
  'make/suite',
  'api/dead/dead',
  'provoked/stale-trees',
  'e2e/other-compiler',
  'provoked/programs',
  'differential/kconfig-matrix',
  'provoked/compilers',
  'e2e/linux',
  'provoked/host-programs',
  'api/check/check-stops',
  'provoked/passes',
  'kernel/stops/find-stops',
  'provoked/read-only',
  'api/check/kept-makes',
  'provoked/release-strings',
  'differential/make-stops',
  'provoked/other-trees',
  'differential/objects',
  'provoked/modules',
  'e2e/shell-policy',
  'e2e/diff-toolchain',
  'e2e/left-config',
  'e2e/merge-config',
  'e2e/fix-linux',
].map((name) => join(import.meta.dirname, 'test', `${name}.test.ts`));

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => (long.indexOf(moduleId) + 1 || long.length + 1) - 1;
    return (await super.sort(files)).sort((left, right) => place(left) - place(right));
  }
}

const common = {
  setupFiles: ['test/load-solver.ts'],
  pool: 'forks' as const,
  testTimeout: 30_000,
  hookTimeout: 120_000,
  // Spawned programs must see the same words everywhere.
  env: { LC_ALL: 'C' },
};

/** Tests that put something in the place of a module: they need a worker without modules. */
const mocking = ['test/cli/fix-command.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['scripts/vitest-setup.mjs'],
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    teardownTimeout: 20_000,
    projects: [
      // Every file loads much of src: a worker that keeps it takes a third less processor time. No test leaves anything changed.
      { test: { ...common, name: 'shared', include: ['test/**/*.test.ts'], exclude: mocking, isolate: false } },
      { test: { ...common, name: 'isolated', include: mocking } },
    ],
  },
});
