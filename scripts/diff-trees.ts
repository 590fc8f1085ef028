/**
 * `npm run diff:trees`: the trees of `scripts/trees.ts` against their own conf and their own make.
 *
 *   npm run diff:trees -- [--trees DIR] [--only NAME[,NAME]] [--fetch] [--seeds N] [--defconfigs N]
 *                         [--skip matrix|goals] [--report FILE]
 *
 * For each tree: `diff:kconfig` over its architectures (every file, both streams and the exit status of its conf), and
 * goals of its make, one after another, where `.config`, `defconfig` and whether the goal succeeds are compared with
 * `kgate config`. `--fetch` unpacks Debian's sources into DIR; snapshots of git repositories are unpacked there by
 * hand, as DIR/NAME. A tree that is not there is listed as absent. Exit status: 0 nothing differs, 1 something does,
 * 2 nothing could be compared.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { kgate, kgateEnvironment } from '../test/support/kgate.ts';
import type { MatrixResult } from '../test/support/kconfig-matrix.ts';
import { download, testCache } from './oracles.mjs';
import { type ComparedTree, type GoalRun, trees } from './trees.ts';

const { values } = parseArgs({
  options: {
    trees: { type: 'string', default: join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'kgate-trees') },
    only: { type: 'string' },
    fetch: { type: 'boolean', default: false },
    seeds: { type: 'string', default: '3' },
    defconfigs: { type: 'string', default: '5' },
    skip: { type: 'string' },
    report: { type: 'string' },
  },
});

/** One line of the table: what was compared of a tree. */
interface Row {
  readonly tree: string;
  readonly version: string;
  readonly matrixRuns: number;
  readonly matrixDiffering: number;
  readonly goals: number;
  readonly goalsDiffering: number;
  /** Goals that end with an error on both sides, which proves little. */
  readonly goalsFailing: number;
  readonly seconds: number;
  readonly findings: readonly string[];
}

/** The directory of a tree; undefined where it is absent. */
function directoryOf(tree: ComparedTree): string | undefined {
  const { source } = tree;
  const path = 'oracle' in source ? join(testCache(), source.oracle) : join(resolve(values.trees), tree.name);
  if (existsSync(path)) return path;
  if (!values.fetch || !('pool' in source)) return undefined;
  mkdirSync(values.trees, { recursive: true });
  const work = mkdtempSync(join(values.trees, '.fetch-'));
  try {
    const file = download({ ...source, name: tree.name, variable: '--trees' }, work);
    const fresh = join(work, 'tree');
    mkdirSync(fresh);
    const { status } = spawnSync('tar', ['-xf', file, '-C', fresh, '--strip-components=1'], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`${file} cannot be unpacked`);
    renameSync(fresh, path);
    return path;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** `6.8.1` or `2026.10`, where the makefile has it. */
function versionOf(tree: string): string {
  const file = join(tree, 'Makefile');
  const text = existsSync(file) ? readFileSync(file, 'latin1') : '';
  const part = (name: string): string[] => new RegExp(`^${name} *= *(\\d+)$`, 'm').exec(text)?.slice(1) ?? [];
  return ['VERSION', 'PATCHLEVEL', 'SUBLEVEL'].flatMap(part).join('.') || '-';
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'latin1') : undefined;
}

/** What `diff:kconfig` says of one architecture; an error's text where it cannot be compared. */
function matrixOf(tree: string, arch: string): Promise<MatrixResult | string> {
  const script = fileURLToPath(new URL('diff-kconfig.ts', import.meta.url));
  const words = [...process.execArgv, script, '--json', '--tree', tree, '--arch', arch];
  words.push('--seeds', values.seeds, '--defconfigs', values.defconfigs, '--jobs', '1');
  return new Promise((resolvePromise) => {
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk;
    });
    child.on('close', () => {
      const [result] = text.startsWith('[') ? (JSON.parse(text) as MatrixResult[]) : [];
      resolvePromise(result ?? (errors.trim().split('\n')[0] || 'diff:kconfig printed nothing'));
    });
  });
}

/** conf of BusyBox writes the time, and the two do not run in the same second. */
const clock = { SOURCE_DATE_EPOCH: '1700000000' };

/** What a goal leaves, and whether it succeeds. */
type GoalOutcome = Readonly<Record<'.config' | 'defconfig', string | undefined>> & { readonly isGood: boolean };

function outcomeIn(directory: string, isGood: boolean): GoalOutcome {
  return { '.config': textOf(join(directory, '.config')), defconfig: textOf(join(directory, 'defconfig')), isGood };
}

/** True when make gets through a goal, or `kgate check` says that it does. */
async function verdictOf(tree: string, directory: string, run: GoalRun, side: 'make' | 'kgate'): Promise<boolean> {
  const goal = run.verdict as string;
  const variables = run.variables ?? [];
  if (side === 'make') {
    const words = ['-s', '-C', tree, `O=${directory}`, ...variables, goal];
    return spawnSync('make', words, { env: kgateEnvironment(), stdio: 'ignore', timeout: 900_000 }).status === 0;
  }
  const words = ['check', '-C', tree, '-O', directory, '--goal', goal, ...variables];
  return (await kgate(words, { timeoutMs: 900_000 })).exitCode === 0;
}

/** The goals of a run one after another in `directory`, by make or by kgate. */
async function runGoals(tree: string, directory: string, run: GoalRun, side: 'make' | 'kgate'): Promise<GoalOutcome[]> {
  rmSync(directory, { recursive: true, force: true });
  if (run.inTree === true) cpSync(realpathSync(tree), directory, { recursive: true, verbatimSymlinks: true });
  else mkdirSync(directory);
  const outcomes: GoalOutcome[] = [];
  const variables = run.variables ?? [];
  for (const goal of run.goals) {
    if (side === 'make') {
      const place = run.inTree === true ? ['-C', directory] : ['-C', tree, `O=${directory}`];
      const words = ['-s', ...place, ...variables, goal];
      const made = spawnSync('make', words, { env: kgateEnvironment(clock), stdio: 'ignore', timeout: 600_000 });
      outcomes.push(outcomeIn(directory, made.status === 0));
    } else {
      const place = run.inTree === true ? ['-C', directory] : ['-C', tree, '-O', directory];
      const { exitCode } = await kgate(['config', goal, ...place, ...variables], {
        env: clock,
        timeoutMs: 600_000,
      });
      outcomes.push(outcomeIn(directory, exitCode === 0));
    }
  }
  return outcomes;
}

/** What differs, a line for each goal, and how many goals fail on both sides. */
async function compareGoals(tree: string, run: GoalRun): Promise<{ found: readonly string[]; failing: number }> {
  const work = mkdtempSync(join(tmpdir(), 'kgate-trees-'));
  try {
    const directory = join(work, 'objects');
    const own = await runGoals(tree, directory, run, 'kgate');
    const ownVerdict = run.verdict === undefined || (await verdictOf(tree, directory, run, 'kgate'));
    const real = await runGoals(tree, directory, run, 'make');
    const realVerdict = run.verdict === undefined || (await verdictOf(tree, directory, run, 'make'));
    const failing = real.filter(({ isGood }, at) => !isGood && own[at]?.isGood === false).length;
    const found = run.goals.flatMap((goal, at) => {
      const parts = (['isGood', '.config', 'defconfig'] as const).filter(
        (part) => real[at]?.[part] !== own[at]?.[part],
      );
      if (parts.length === 0) return [];
      const words = parts.map((part) => (part === 'isGood' ? `make ${real[at]?.isGood ? 'succeeds' : 'fails'}` : part));
      return [`${[...(run.variables ?? []), goal].join(' ')}: ${words.join(', ')}`];
    });
    if (ownVerdict === realVerdict) return { found, failing };
    const words = [...(run.variables ?? []), run.verdict, realVerdict ? 'make passes' : 'make stops'].join(' ');
    return { found: [...found, `${words}, check says otherwise`], failing };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function compare(tree: ComparedTree, path: string): Promise<Row> {
  const started = Date.now();
  const findings: string[] = [];
  let [matrixRuns, matrixDiffering, goals, goalsDiffering, goalsFailing] = [0, 0, 0, 0, 0];
  for (const arch of values.skip === 'matrix' ? [] : (tree.matrix ?? [])) {
    const result = await matrixOf(path, arch);
    if (typeof result === 'string') {
      findings.push(`${arch}: ${result}`);
      continue;
    }
    matrixRuns += result.compared;
    matrixDiffering += result.differing;
    for (const { run, what, excerpt } of result.differences) findings.push(`${arch} ${run}: ${what}: ${excerpt}`);
  }
  for (const run of values.skip === 'goals' ? [] : (tree.goals ?? [])) {
    const { found, failing } = await compareGoals(path, run);
    goals += run.goals.length + (run.verdict === undefined ? 0 : 1);
    goalsFailing += failing;
    goalsDiffering += found.length;
    findings.push(...found);
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  const counts = { matrixRuns, matrixDiffering, goals, goalsDiffering, goalsFailing };
  return { tree: tree.name, version: versionOf(path), ...counts, seconds, findings };
}

function line(row: Row): string {
  const { tree, version, matrixRuns, matrixDiffering, goals, goalsDiffering, goalsFailing, seconds } = row;
  return `| ${[tree, version, matrixRuns, matrixDiffering, goals, goalsDiffering, goalsFailing, seconds].join(' | ')} |`;
}

async function main(): Promise<number> {
  const names = values.only?.split(',');
  const unknown = names?.find((name) => !trees.some((tree) => tree.name === name));
  if (unknown !== undefined) throw new Error(`--only: ${unknown} is none of ${trees.map((t) => t.name).join(', ')}`);
  const rows: Row[] = [];
  const absent: string[] = [];
  const head = [
    '| tree | version | runs of conf | different | goals of make | different | fail on both sides | seconds |',
  ];
  head.push('| --- | --- | --- | --- | --- | --- | --- | --- |');
  process.stdout.write(`${head.join('\n')}\n`);
  for (const tree of trees) {
    if (names !== undefined && !names.includes(tree.name)) continue;
    const path = directoryOf(tree);
    if (path === undefined) {
      absent.push(tree.name);
      continue;
    }
    const row = await compare(tree, path);
    rows.push(row);
    process.stdout.write(`${line(row)}\n`);
    for (const finding of row.findings.slice(0, 12)) process.stdout.write(`  ${finding}\n`);
    if (row.findings.length > 12) process.stdout.write(`  … ${row.findings.length - 12} more\n`);
  }
  const sum = (pick: (row: Row) => number): number => rows.reduce((total, row) => total + pick(row), 0);
  const differing = sum((row) => row.matrixDiffering + row.goalsDiffering);
  const compared = sum((row) => row.matrixRuns + row.goals);
  const isWhole = rows.every(({ findings }) => findings.length === 0);
  process.stdout.write(`${rows.length} trees, ${compared} comparisons, ${differing} different\n`);
  if (absent.length > 0) process.stdout.write(`absent: ${absent.join(', ')}\n`);
  if (values.report !== undefined) writeFileSync(values.report, `${[...head, ...rows.map(line)].join('\n')}\n`);
  if (compared === 0) return 2;
  return differing === 0 && isWhole ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`diff:trees: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
