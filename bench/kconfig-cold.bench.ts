/**
 * Cold time of the Kconfig engine: arm64 defconfig of Linux 6.12, shell answers remembered, one run
 * per process. Sources are run in turn, so that other load hits all of them alike.
 *
 *   npx tsx bench/kconfig-cold.bench.ts [--runs 15] [--base DIR]... [--json FILE] [--flags V8FLAGS] [--limits JSON]
 *
 * `--base DIR` also measures the engine in DIR/src, such as `git archive COMMIT src | tar -x -C DIR`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { createNodeHost } from '../src/host/node/node-host.ts';
import { parseKconfig } from '../src/kconfig/index.ts';
import { linux612 } from '../test/support/kernel-source.ts';
import type { RunResult, Task } from './kconfig-cold/protocol.ts';

const root = resolve(import.meta.dirname, '..');
const work = join(tmpdir(), 'kgate-bench-kconfig');
/** Replaces src/cli/worker-tuning.ts in a base that has none. */
const untuned = 'export const workerLimits = { stackSizeMb: 64 }; export function tuneForWorker() {}';
const cross = 'aarch64-linux-gnu-';

/** Asks every shell question of the tree once and keeps the answers for later benches. */
function recordTask(path: string): void {
  const env = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    srctree: linux612(),
    ARCH: 'arm64',
    SRCARCH: 'arm64',
    CC: `${cross}gcc`,
    LD: `${cross}ld`,
    AR: `${cross}ar`,
    NM: `${cross}nm`,
    OBJCOPY: `${cross}objcopy`,
    HOSTCC: 'gcc',
    HOSTCXX: 'g++',
    AWK: 'awk',
    RUSTC: 'rustc',
    BINDGEN: 'bindgen',
    PAHOLE: 'pahole',
    CONFIG_SHELL: 'sh',
    KERNELVERSION: '6.12.0',
    CC_VERSION_TEXT: `${cross}gcc (GCC)`,
  };
  const cwd = join(work, 'objects');
  mkdirSync(cwd, { recursive: true });
  const answers = new Map<string, string>();
  const host = createNodeHost({ cwd, env });
  const result = parseKconfig({
    host,
    cwd,
    env,
    runShell: (request) => {
      const run = spawnSync('/bin/sh', ['-c', request.command], { ...request, encoding: 'latin1' });
      answers.set(request.command, run.stdout);
      return { stdout: run.stdout, stderr: '', status: 0, commands: [], unknown: null };
    },
  });
  if (result.model === null) throw new Error(result.diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  const task: Task = { cwd, env, defconfig: 'arch/arm64/configs/defconfig', answers: [...answers] };
  writeFileSync(path, JSON.stringify(task));
}

/** Bundles a run as scripts/build.mjs bundles the command line; the engine is taken from `base`. */
async function bundle(base: string, outdir: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ['bench/kconfig-cold/start.ts', 'bench/kconfig-cold/worker.ts'],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [
      {
        name: 'base',
        setup: (plugin) => {
          plugin.onResolve({ filter: /^(?:\.\.\/)+src\// }, ({ path }) => ({
            path: join(base, path.replace(/^(?:\.\.\/)+/, '')),
          }));
          plugin.onLoad({ filter: /worker-tuning\.ts$/ }, ({ path }) =>
            existsSync(path) ? undefined : { contents: untuned, loader: 'js' },
          );
        },
      },
    ],
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Medians over the runs of one source. */
function summarise(runs: readonly RunResult[]): object {
  const phases = ['parse', 'evaluate', 'write', 'total'] as const;
  const of = (run: RunResult, phase: (typeof phases)[number], key: 'wallMs' | 'userMs' | 'systemMs'): number =>
    run.timings.reduce((sum, timing) => (phase === 'total' || timing.phase === phase ? sum + timing[key] : sum), 0);
  const rows = phases.map((phase) => [
    phase,
    {
      wallMs: round(median(runs.map((run) => of(run, phase, 'wallMs')))),
      minimumWallMs: round(Math.min(...runs.map((run) => of(run, phase, 'wallMs')))),
      userMs: round(median(runs.map((run) => of(run, phase, 'userMs')))),
      systemMs: round(median(runs.map((run) => of(run, phase, 'systemMs')))),
    },
  ]);
  return Object.fromEntries(rows) as object;
}

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    base: { type: 'string', multiple: true, default: [] },
    json: { type: 'string' },
    flags: { type: 'string', default: '' },
    limits: { type: 'string', default: '{}' },
  },
});
mkdirSync(work, { recursive: true });
const taskFile = join(work, 'task.json');
if (!existsSync(taskFile)) recordTask(taskFile);
const sources = [...options.base.map((base) => resolve(base)), root];
const results = sources.map((): RunResult[] => []);
for (const [index, source] of sources.entries()) await bundle(source, join(work, `bundle-${index}`));
for (let run = 0; run < Number(options.runs); run++) {
  for (const [index, list] of results.entries()) {
    const directory = join(work, `bundle-${index}`);
    const { flags, limits } = options;
    const argv = [join(directory, 'start.mjs'), taskFile, join(directory, 'worker.mjs'), flags, limits];
    list.push(JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8' })) as RunResult);
  }
}
const summaries = sources.map((source, index) => {
  const runs = results[index] ?? [];
  return {
    source: source === root ? 'working tree' : source,
    ...summarise(runs),
    maxRssMb: round(median(runs.map((run) => run.maxRssKb / 1024))),
    config: [...new Set(runs.map((run) => run.sha256))],
  };
});
for (const { source, config, maxRssMb, ...phases } of summaries) {
  console.log(`${source}: max RSS ${maxRssMb} MB, .config ${config.map((hash) => hash.slice(0, 12)).join(' ')}`);
  console.table(phases);
}
if (options.json !== undefined) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const machine = { node: process.version, cpu: cpus()[0]?.model, cpus: cpus().length };
  const { runs, flags, limits } = options;
  const report = { commit, date: new Date().toISOString(), ...machine, runs: Number(runs), flags, limits, summaries };
  writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
}
if (new Set(summaries.flatMap(({ config }) => config)).size !== 1) {
  console.error('the sources do not give the same .config');
  process.exitCode = 1;
}
