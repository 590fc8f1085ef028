/**
 * `npm run diff:kconfig`: conf built from a tree against kgate, byte for byte.
 *
 *   npm run diff:kconfig -- --tree DIR [--arch A[,B]|all] [--mode M[,N]|all] [--seeds N]
 *                           [--defconfigs all|none|N] [--dialect NAME] [--conf PROGRAM] [--jobs N]
 *                           [--no-savedefconfig] [--keep DIR] [--json]
 *
 * Exit status: 0 nothing differs, 1 something does, 2 it could not be run.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createNodeHost } from '../src/host/node/node-host.ts';
import * as kconfig from '../src/kconfig/index.ts';
import { defconfigsOf, type Target, targetsOf } from '../test/support/conf-invocation.ts';
import { type MatrixResult, type MatrixRun, runMatrix } from '../test/support/kconfig-matrix.ts';
import { buildConf } from './build-conf.mjs';

const { values } = parseArgs({
  options: {
    tree: { type: 'string' },
    arch: { type: 'string', default: 'all' },
    mode: { type: 'string', default: 'all' },
    seeds: { type: 'string', default: '20' },
    defconfigs: { type: 'string', default: 'all' },
    dialect: { type: 'string' },
    conf: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    keep: { type: 'string' },
    'no-savedefconfig': { type: 'boolean', default: false },
    /** Print the results of all targets as one line of JSON, for `diff:trees`. */
    json: { type: 'boolean', default: false },
    /** For the processes this one starts: print the result as JSON. */
    worker: { type: 'boolean', default: false },
  },
});

const cache =
  process.env['KGATE_TEST_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'kgate-test');
const allModes = ['allnoconfig', 'allyesconfig', 'allmodconfig', 'alldefconfig', 'randconfig', 'defconfig'];

/** A failure with a message for the user. */
class UsageError extends Error {}

function count(text: string, option: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`--${option}: ${text} is not a number`);
  return Number(text);
}

/** The rules of a tree: asked for, or found in the tree. */
function dialectFor(tree: string): kconfig.Dialect {
  const name = values.dialect;
  if (name !== undefined) {
    if (!(name in kconfig.dialects)) {
      throw new UsageError(`--dialect: ${name} is none of ${Object.keys(kconfig.dialects).join(', ')}`);
    }
    return kconfig.dialects[name as kconfig.DialectName];
  }
  return detected(tree);
}

function detected(tree: string): kconfig.Dialect {
  return kconfig.detectDialect(createNodeHost({ cwd: tree, env: {} }), tree).dialect;
}

function runsFor(tree: string, target: Target, dialect: kconfig.Dialect): readonly MatrixRun[] {
  const modes = (values.mode === 'all' ? allModes : values.mode.split(',')) as readonly kconfig.ConfMode[];
  const runs: MatrixRun[] = [];
  for (const mode of modes) {
    if (mode === 'defconfig') {
      if (values.defconfigs === 'none') continue;
      const names = defconfigsOf(tree, target);
      const taken = values.defconfigs === 'all' ? names : spread(names, count(values.defconfigs, 'defconfigs'));
      for (const name of taken) runs.push({ name, mode, file: dialect.modes.hasLetterModes ? join(tree, name) : name });
    } else if (mode === 'randconfig') {
      // conf of BusyBox takes no seed, so its random configurations cannot be repeated.
      if (dialect.modes.hasLetterModes) continue;
      for (let seed = 1; seed <= count(values.seeds, 'seeds'); seed++) {
        runs.push({
          name: `randconfig seed ${seed}`,
          mode,
          env: { KCONFIG_SEED: String(seed) },
        });
      }
    } else runs.push({ name: mode, mode, withAutoFiles: mode === 'allmodconfig' });
  }
  return runs;
}

/** `limit` of the names, evenly spread. */
function spread(names: readonly string[], limit: number): readonly string[] {
  if (names.length <= limit) return names;
  return Array.from({ length: limit }, (_, at) => names[Math.floor((at * names.length) / limit)] as string);
}

async function work(tree: string, conf: string, target: Target): Promise<MatrixResult> {
  const dialect = dialectFor(tree);
  const keep = values.keep === undefined ? {} : { keep: resolve(values.keep) };
  const toolchain = join(cache, 'stand-in-toolchain');
  const savesDefconfig = !values['no-savedefconfig'] && !dialect.modes.hasLetterModes;
  const runs = runsFor(tree, target, dialect);
  return runMatrix({ tree, conf, target, dialect, toolchain, runs, savesDefconfig, ...keep });
}

/** One target in a process of its own: its memory goes when it ends. */
function workElsewhere(tree: string, conf: string, target: Target): Promise<MatrixResult> {
  const own = process.argv.slice(2).filter((word) => word !== '--worker');
  const words = [...process.execArgv, fileURLToPath(import.meta.url), ...own];
  words.push('--worker', '--tree', tree, '--conf', conf, '--arch', target.name);
  return new Promise((resolvePromise, reject) => {
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolvePromise(JSON.parse(text) as MatrixResult);
      else reject(new Error(`${target.name}: the comparing process ended with ${status}`));
    });
  });
}

function show(result: MatrixResult): void {
  const same = result.compared - result.differing;
  const size = `${(result.bytes / 1e6).toFixed(1)} MB`;
  const counts = `${String(result.compared).padStart(4)} runs, ${same} same, ${result.differing} different`;
  const crashes = result.undefinedRuns === 0 ? '' : `, conf crashed in ${result.undefinedRuns}`;
  process.stdout.write(`${result.target.padEnd(12)}${counts}${crashes} (${size}, ${result.seconds.toFixed(1)} s)\n`);
  for (const { run, what, excerpt } of result.differences.slice(0, 8)) {
    process.stdout.write(`  ${run}: ${what}: ${excerpt}\n`);
  }
  if (result.differences.length > 8) process.stdout.write(`  … ${result.differences.length - 8} more\n`);
}

async function main(): Promise<number> {
  if (values.tree === undefined) throw new UsageError('--tree DIR is missing');
  const tree = resolve(values.tree);
  if (!existsSync(join(tree, 'Makefile'))) throw new UsageError(`${tree} is not a source tree`);
  const all = targetsOf(tree);
  const names = values.arch.split(',');
  const targets = values.arch === 'all' ? all : all.filter((target) => names.includes(target.name));
  const unknown = names.find((name) => name !== 'all' && !all.some((target) => target.name === name));
  if (unknown !== undefined) throw new UsageError(`--arch: ${unknown} is none of ${all.map((t) => t.name).join(', ')}`);
  if (values.worker) {
    process.stdout.write(JSON.stringify(await work(tree, values.conf as string, targets[0] as Target)));
    return 0;
  }
  const directory = mkdtempSync(join(tmpdir(), 'kgate-diff-'));
  try {
    const conf = values.conf === undefined ? join(directory, 'conf') : resolve(values.conf);
    if (values.conf === undefined) buildConf(tree, conf);
    const release = /^VERSION *= *(\S+)\nPATCHLEVEL *= *(\S+)/m.exec(readFileSync(join(tree, 'Makefile'), 'latin1'));
    const started = Date.now();
    const title = `${tree} (${release?.slice(1).join('.') ?? 'no version'}), dialect ${dialectFor(tree).name}\n`;
    if (!values.json) process.stdout.write(title);
    const results: MatrixResult[] = [];
    const waiting = targets.slice();
    const worker = async (): Promise<void> => {
      for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
        const result = await workElsewhere(tree, conf, target);
        results.push(result);
        if (!values.json) show(result);
      }
    };
    await Promise.all(Array.from({ length: count(values.jobs, 'jobs') }, worker));
    const sum = (pick: (result: MatrixResult) => number): number => results.reduce((total, r) => total + pick(r), 0);
    const compared = sum((result) => result.compared);
    const differing = sum((result) => result.differing);
    const crashed = sum((result) => result.undefinedRuns);
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    const crashes = crashed === 0 ? '' : `, conf crashed in ${crashed}`;
    const totals = `${results.length} targets, ${compared} runs, ${differing} different${crashes} (${seconds} s)`;
    process.stdout.write(`${values.json ? JSON.stringify(results) : totals}
`);
    return differing === 0 && compared > 0 ? 0 : 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`diff:kconfig: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
