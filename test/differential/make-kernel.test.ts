import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluateMakefiles } from '../../src/make/index.ts';
import { linuxTree, memoShell, plainHost } from '../support/make-host.ts';

/** Stops make once reading is over, so that no recipe runs. Prints origin, flavor and raw value of every variable; the order of .VARIABLES itself is make's secret. */
const dumpMakefile = `define kgate_newline


endef
$(foreach kgate_v,$(filter-out .VARIABLES,$(sort $(.VARIABLES))),$(info $(origin $(kgate_v))|$(flavor $(kgate_v))|$(kgate_v)|$(subst $(kgate_newline),\\n,$(value $(kgate_v)))))
$(error dump complete)
`;

const root = mkdtempSync(join(tmpdir(), 'kgate-kernel-'));
afterAll(() => rmSync(root, { recursive: true }));

const targets = [
  { arch: 'arm64', cross: 'aarch64-linux-gnu-' },
  { arch: 'x86', cross: '' },
];

describe.each(targets)('Linux 6.12 top makefile, ARCH=$arch', ({ arch, cross }) => {
  const objects = join(root, arch);
  const dump = join(root, `dump-${arch}.mk`);
  const words = [`ARCH=${arch}`, `CROSS_COMPILE=${cross}`];

  beforeAll(() => {
    writeFileSync(dump, dumpMakefile);
    for (const goal of ['defconfig', 'syncconfig']) {
      const made = spawnSync('make', ['-s', '-C', linuxTree(), `O=${objects}`, ...words, goal], { encoding: 'latin1' });
      if (made.status !== 0) throw new Error(made.stderr);
    }
  }, 120_000);

  test.each([[''], ['defconfig'], ['prepare']])(
    'has the variables of make 4.3 for goal "%s"',
    (goal) => {
      const tree = linuxTree();
      const env = {
        PATH: process.env.PATH ?? '',
        HOME: '/root',
        LC_ALL: 'C',
        ARCH: arch,
        CROSS_COMPILE: cross,
        sub_make_done: '1',
        quiet: 'quiet_',
        Q: '@',
        KBUILD_VERBOSE: '',
      };
      const makefiles = [`${tree}/Makefile`, dump];
      const options = ['-rR', '--no-print-directory'];
      const goals = goal === '' ? [] : [goal];
      const evaluation = evaluateMakefiles({
        host: plainHost(objects, env),
        runShell: memoShell(new Map()),
        cwd: objects,
        env,
        makefiles,
        goals,
        options,
      });
      const real = spawnSync('make', [...options, ...makefiles.flatMap((name) => ['-f', name]), ...goals], {
        cwd: objects,
        env,
        encoding: 'latin1',
        maxBuffer: 1 << 28,
      });
      const isDump = (line: string): boolean => /^[a-z ]+\|(recursive|simple)\|/.test(line);
      const wanted = real.stdout.split('\n').filter(isDump);
      const lines = evaluation.events
        .filter((event) => event.kind === 'info')
        .flatMap((event) => event.line.split('\n'));
      const got = lines.filter(isDump);
      expect(evaluation.stop?.message).toBe('dump complete');
      expect(wanted.length).toBeGreaterThan(200);
      expect(got).toEqual(wanted);
    },
    120_000,
  );
});
