/**
 * Builds that pass `kgate check` and that the real make really gets through: each is configured in a fresh object
 * directory, checked at its goal, then built to the end. It takes minutes a build; the tests build small goals only.
 *
 *   npx tsx scripts/build-passes.ts [--only TEXT] [--jobs N] [--out FILE.md]
 *
 * `LIBELF=DIR` names a directory with `include` and `lib` of libelf, for machines without it.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CheckResult } from '../src/results/check.ts';
import { oracle } from '../test/support/kernel-source.ts';
import { kgateEnvironment, launcher } from '../test/support/kgate.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    jobs: { type: 'string', default: '2' },
    out: { type: 'string' },
  },
});

/** One build. */
interface Build {
  readonly name: string;
  readonly tree: Parameters<typeof oracle>[0];
  readonly words: readonly string[];
  /** Configuration goal. */
  readonly config: string;
  /** Lines of `.config` that olddefconfig finishes. */
  readonly lines?: readonly string[];
  /** Goals of both; the default goal when absent. */
  readonly goals?: readonly string[];
  /** True for a module of our own below `M=`, after `modules_prepare`. */
  readonly isModule?: boolean;
}

const arm64 = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];
const riscv = ['ARCH=riscv', 'CROSS_COMPILE=riscv64-linux-gnu-'];
const arm = ['ARCH=arm', 'CROSS_COMPILE=arm-linux-gnueabihf-'];
const kernels = ['linux-6.12', 'linux-6.1'] as const;

const builds: readonly Build[] = [
  { name: 'BusyBox, allnoconfig', tree: 'busybox', words: [], config: 'allnoconfig' },
  { name: 'BusyBox, defconfig', tree: 'busybox', words: [], config: 'defconfig' },
  { name: 'U-Boot, qemu_arm64', tree: 'u-boot', words: [arm64[1] ?? ''], config: 'qemu_arm64_defconfig' },
  { name: 'U-Boot, sandbox without SDL', tree: 'u-boot', words: ['NO_SDL=1'], config: 'sandbox_defconfig' },
  ...kernels.flatMap((tree): Build[] => [
    { name: 'arm64, tinyconfig', tree, words: arm64, config: 'tinyconfig' },
    { name: 'arm64, allnoconfig', tree, words: arm64, config: 'allnoconfig', goals: ['vmlinux'] },
    { name: 'x86_64, allnoconfig', tree, words: ['ARCH=x86_64'], config: 'allnoconfig', goals: ['vmlinux'] },
    { name: 'i386, tinyconfig', tree, words: ['ARCH=i386'], config: 'tinyconfig' },
    { name: 'riscv, tinyconfig', tree, words: riscv, config: 'tinyconfig' },
    { name: 'arm, tinyconfig', tree, words: arm, config: 'tinyconfig' },
    { name: 'um, tinyconfig', tree, words: ['ARCH=um'], config: 'tinyconfig' },
    {
      name: 'module with M=',
      tree,
      words: arm64,
      config: 'tinyconfig',
      lines: ['CONFIG_MODULES=y'],
      isModule: true,
    },
  ]),
];

const libelf = process.env['LIBELF'];
const env = kgateEnvironment(
  libelf === undefined
    ? {}
    : {
        C_INCLUDE_PATH: join(libelf, 'include'),
        LIBRARY_PATH: join(libelf, 'lib'),
        LD_LIBRARY_PATH: join(libelf, 'lib'),
      },
);

function start(program: string, args: readonly string[], cwd: string): { status: number | null; text: string } {
  const done = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { status: done.status, text: `${done.stdout}${done.stderr}` };
}

/** A row of the table; null when all went well up to the check. */
function build(one: Build, root: string): string {
  const { tree } = oracle(one.tree);
  const objects = join(root, 'objects');
  mkdirSync(objects, { recursive: true });
  const words = ['-C', tree, `O=${objects}`, ...one.words];
  const make = (...more: string[]): ReturnType<typeof start> =>
    start('make', [...words, `-j${values.jobs}`, ...more], root);
  const must = (goal: string): void => {
    const { status, text } = make(goal);
    if (status !== 0) throw new Error(`${one.name}: make ${goal}: ${text.slice(-2000)}`);
  };
  must(one.config);
  if (one.lines !== undefined) {
    appendFileSync(join(objects, '.config'), `${one.lines.join('\n')}\n`);
    must('olddefconfig');
  }
  const extra: string[] = [];
  if (one.isModule === true) {
    must('modules_prepare');
    writeFileSync(join(objects, 'Module.symvers'), '');
    const module = join(root, 'module');
    mkdirSync(module);
    writeFileSync(join(module, 'Makefile'), 'obj-m := kgate.o\n');
    writeFileSync(
      join(module, 'kgate.c'),
      '#include <linux/module.h>\nMODULE_LICENSE("GPL");\nMODULE_DESCRIPTION("x");\n',
    );
    extra.push(`M=${module}`);
  }
  const goals = one.goals ?? [];
  const options = goals.flatMap((goal) => ['--goal', goal]);
  const checked = spawnSync(
    process.execPath,
    [launcher, 'check', '-C', tree, '-O', objects, ...one.words, ...extra, ...options, '--format', 'json', '--verbose'],
    { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (checked.stdout === '') throw new Error(`${one.name}: ${checked.stderr}`);
  const { coverage, diagnostics, verdict } = JSON.parse(checked.stdout) as CheckResult;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  const before = performance.now();
  const { status, text } = make(...extra, ...goals);
  const seconds = Math.round((performance.now() - before) / 1000);
  if (status !== 0) process.stdout.write(`${text.slice(-3000)}\n`);
  for (const error of errors) process.stdout.write(`kgate: ${error}\n`);
  const command = ['make', ...one.words, ...(extra.length > 0 ? ['M=module'] : []), ...goals].join(' ');
  const lines = `${coverage?.decided ?? 0} / ${coverage?.undecided.length ?? 0}`;
  return `| ${one.tree} | ${one.name} | \`${command}\` | ${verdict} | ${lines} | ${status} | ${seconds} |\n`;
}

const head =
  '| tree | build | command | check | lines decided / undecided | make ends with | seconds |\n| --- | --- | --- | --- | --- | --- | --- |\n';
if (values.out !== undefined && !existsSync(values.out)) writeFileSync(values.out, head);
let failures = 0;
for (const one of builds.filter(({ name, tree }) => `${tree} ${name}`.includes(values.only))) {
  const root = mkdtempSync(join(tmpdir(), 'kgate-build-'));
  try {
    const row = build(one, root);
    if (!/\| pass \|.*\| 0 \| \d+ \|\n$/.test(row)) failures += 1;
    process.stdout.write(row);
    if (values.out !== undefined) appendFileSync(values.out, row);
  } catch (error) {
    failures += 1;
    process.stdout.write(`${(error as Error).message}\n`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
process.exitCode = failures === 0 ? 0 : 1;
