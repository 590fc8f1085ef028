/**
 * Checks every defconfig of the architectures whose compiler Debian has, in a fresh object directory, with the goal
 * that plain make has. A clean tree has no error; each one that is left is put to the real make at the same target.
 *
 *   npx tsx scripts/sweep-defconfigs.ts [--tree linux-6.12] [--arch arm64,arm] [--sample N] [--match TEXT]
 *                                       [--goal GOAL] [--confirm] [--out FILE] [--jobs N]
 *                                       [--report FILE] [--from FILE,FILE]
 *
 * `--sample N` takes N defconfigs of each architecture, spread over the list. `--confirm` runs make for each error.
 * `--report` writes a table in markdown. `--from` takes what earlier runs wrote with `--out` and checks nothing.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CheckResult } from '../src/results/check.ts';
import type { Diagnostic } from '../src/results/diagnostic.ts';
import { oracle } from '../test/support/kernel-source.ts';
import { kgateEnvironment, launcher } from '../test/support/kgate.ts';
import { type SweepOutcome, sweepReport, type SweepRow } from './sweep-report.ts';

const { values } = parseArgs({
  options: {
    tree: { type: 'string', default: 'linux-6.12,linux-6.1' },
    arch: { type: 'string', default: 'arm64,arm,riscv,x86,um,mips,powerpc,s390' },
    sample: { type: 'string' },
    match: { type: 'string' },
    goal: { type: 'string', multiple: true, default: [] },
    confirm: { type: 'boolean', default: false },
    out: { type: 'string' },
    report: { type: 'string' },
    from: { type: 'string' },
    jobs: { type: 'string', default: '1' },
  },
});

/** Prefix of Debian's compiler for an architecture; empty for the machine's own. */
const prefixes: Readonly<Record<string, string>> = {
  arm64: 'aarch64-linux-gnu-',
  arm: 'arm-linux-gnueabihf-',
  riscv: 'riscv64-linux-gnu-',
  x86: '',
  um: '',
  mips: 'mips-linux-gnu-',
  powerpc: 'powerpc64le-linux-gnu-',
  s390: 's390x-linux-gnu-',
};

function wordsOf(arch: string, defconfig: string): string[] {
  const prefix = prefixes[arch] ?? '';
  const name = arch === 'x86' && defconfig.startsWith('i386') ? 'i386' : arch;
  if (prefix === '') return [`ARCH=${name}`];
  const hasCompiler = spawnSync(`${prefix}gcc`, ['--version']).status === 0;
  return [`ARCH=${name}`, ...(hasCompiler ? [`CROSS_COMPILE=${prefix}`] : ['LLVM=1'])];
}

/** Every defconfig of an architecture, and the two that have no file. */
function defconfigsOf(tree: string, arch: string): string[] {
  const own = arch === 'um' ? 'um' : arch;
  const directory = join(tree, 'arch', own, 'configs');
  const files = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('_defconfig')) : [];
  return ['tinyconfig', ...(arch === 'arm64' || arch === 'riscv' ? ['defconfig'] : []), ...files.sort()];
}

function sampled(names: readonly string[]): readonly string[] {
  const count = Number(values.sample ?? names.length);
  if (names.length <= count) return names;
  return Array.from({ length: count }, (_, index) => names[Math.floor((index * names.length) / count)] ?? '');
}

function rows(): SweepRow[] {
  return (values.tree.split(',') as SweepRow['tree'][]).flatMap((tree) =>
    values.arch.split(',').flatMap((arch) =>
      sampled(defconfigsOf(oracle(tree).tree, arch))
        .filter((name) => name.includes(values.match ?? ''))
        .map((defconfig) => ({ tree, arch, defconfig, words: wordsOf(arch, defconfig) })),
    ),
  );
}

function start(program: string, args: readonly string[], cwd: string): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: kgateEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    const text = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
    child.on('close', () => resolve(text));
  });
}

/** The goal at which make meets an error: the directory of its target, else what comes before everything. */
function goalOf({ args }: Diagnostic): string {
  const { target, neededBy } = args as { target?: string | null; neededBy?: string | null };
  const file = neededBy ?? target ?? '';
  const slash = file.lastIndexOf('/');
  return slash < 0 || file.startsWith('/') || file.startsWith('include/') ? 'prepare' : file.slice(0, slash + 1);
}

/** A line without the depth of its make, and without the end that `-k` leaves out where no rule is found. */
function plainLine(text: string): string {
  return text.replace(/^make(?:\[\d+\])?: /, '').replace(/^(\*\*\* No rule .*\.) {2}Stop\.$/, '$1');
}

/** The line that shows an error of kgate to be one of make; null when make says nothing of the kind. */
async function confirm(row: SweepRow, error: Diagnostic, objects: string): Promise<string | null> {
  const { tree } = oracle(row.tree);
  const words = ['-s', '-k', '-C', tree, `O=${objects}`, ...row.words];
  const isConfigured = existsSync(join(objects, '.config'));
  const before = isConfigured ? { stdout: '', stderr: '' } : await start('make', [...words, row.defconfig], tree);
  const { stdout, stderr } = await start('make', [...words, goalOf(error)], tree);
  const wanted = plainLine(error.message.split('\n').at(-1) ?? '');
  const find = (text: string): string | undefined => text.split('\n').find((line) => plainLine(line) === wanted);
  const found = find(`${before.stdout}${before.stderr}${stdout}${stderr}`);
  return found ?? find(await makeAlone(error, objects, words, tree)) ?? null;
}

/** What make says to a target of a boot directory where the image of the kernel is there, so that none is linked. */
async function makeAlone(
  { args }: Diagnostic,
  objects: string,
  words: readonly string[],
  tree: string,
): Promise<string> {
  const { target } = args as { target?: string | null };
  const [directory, boot] = /^(arch\/\w+\/boot)\/\w+(?=\/)/.exec(target ?? '') ?? [];
  if (directory === undefined || boot === undefined) return '';
  mkdirSync(join(objects, directory), { recursive: true });
  writeFileSync(join(objects, boot, 'Image'), '');
  const rule = `kgate-sweep: ; $(MAKE) -f $(srctree)/scripts/Makefile.build obj=${directory} ${target}`;
  const { stdout, stderr } = await start('make', [...words, `--eval=${rule}`, 'kgate-sweep'], tree);
  return `${stdout}${stderr}`;
}

async function check(row: SweepRow): Promise<SweepOutcome> {
  const { tree } = oracle(row.tree);
  const objects = mkdtempSync(join(tmpdir(), 'kgate-sweep-'));
  const before = performance.now();
  try {
    const args = ['check', '-C', tree, '-O', objects, ...row.words, '--defconfig', row.defconfig];
    const goals = values.goal.flatMap((goal) => ['--goal', goal]);
    const done = await start(process.execPath, [launcher, ...args, ...goals, '--format', 'json', '--verbose'], tree);
    const seconds = Math.round((performance.now() - before) / 100) / 10;
    if (done.stdout === '') return { ...row, verdict: 'none', seconds, errors: [], failure: done.stderr.trim() };
    const result = JSON.parse(done.stdout) as CheckResult;
    const errors: SweepOutcome['errors'][number][] = [];
    for (const one of result.diagnostics.filter(({ severity }) => severity === 'error')) {
      const confirmed = values.confirm ? await confirm(row, one, objects) : null;
      errors.push({ line: one.message.split('\n').at(-1) ?? '', target: goalOf(one), confirmed });
    }
    return { ...row, verdict: result.verdict, seconds, errors, failure: null };
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
}

const outcomes: SweepOutcome[] = [];
const waiting = values.from === undefined ? rows() : [];
const total = waiting.length;

async function work(): Promise<void> {
  for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
    const outcome = await check(row);
    outcomes.push(outcome);
    const { tree, arch, defconfig, verdict, seconds, errors, failure } = outcome;
    const state = failure ?? `${verdict}, ${errors.length} errors`;
    process.stdout.write(`${outcomes.length}/${total} ${tree} ${arch} ${defconfig}: ${state} (${seconds} s)\n`);
    for (const { line, confirmed } of errors.slice(0, 10)) {
      const mark = confirmed === null ? (values.confirm ? 'NOT CONFIRMED ' : '') : 'confirmed ';
      process.stdout.write(`    ${mark}${line}\n`);
    }
    if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(outcomes, null, 1)}\n`);
  }
}

const earlier = values.from?.split(',').filter((name) => existsSync(name)) ?? [];
for (const name of earlier) outcomes.push(...(JSON.parse(readFileSync(name, 'utf8')) as SweepOutcome[]));
if (values.from === undefined) await Promise.all(Array.from({ length: Number(values.jobs) }, work));
if (values.report !== undefined) writeFileSync(values.report, sweepReport(outcomes));
const failed = outcomes.filter((one) => one.verdict !== 'pass');
process.stdout.write(`${outcomes.length - failed.length} of ${outcomes.length} pass\n`);
process.exitCode = failed.every((one) => one.errors.length > 0 && one.errors.every((error) => error.confirmed !== null))
  ? 0
  : 1;
