/**
 * Reads the top Makefile of a kernel for `prepare`, down to the make that does the work, with the answers of programs
 * from the cache. Run by bench/make.mjs.
 *
 *   node make-read.mjs TREE OBJECTS ARCH CROSS [--runs N]
 */
import { spawnSync } from 'node:child_process';
import { openCache } from '../src/cache/cache.ts';
import { ProgramCache } from '../src/cache/programs/program-cache.ts';
import type { CommandResult } from '../src/host/host.ts';
import { createNodeHost } from '../src/host/node/node-host.ts';
import { evaluateTop } from '../src/kernel/levels/top-makefile.ts';
import { createRealShell } from '../src/probe/index.ts';

const [tree = '', objects = '', arch = '', cross = '', ...more] = process.argv.slice(2);
const count = more[0] === '--runs' ? Number(more[1]) : 1;
const env: Record<string, string> = {};
for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
let programs = 0;

const machine = createNodeHost({
  cwd: tree,
  env,
  scratchPath: `/tmp/kgate-bench-read-${process.pid}`,
  run({ argv, cwd, env: own, input }): CommandResult {
    programs += 1;
    const [program = '', ...args] = argv;
    const done = spawnSync(program, args, { cwd, env: own, input: input ?? '', encoding: 'latin1' });
    const { stderr, stdout } = done;
    const outcome = done.error === undefined ? 'exited' : 'not-found';
    return { outcome, status: done.status, signal: null, stdout: stdout ?? '', stderr: stderr ?? '', durationMs: 0 };
  },
});
const cache = openCache({ directory: `${env['XDG_CACHE_HOME'] ?? '/tmp'}/kgate-bench-read`, version: 'bench' });
const words = [`O=${objects}`, `ARCH=${arch}`, `CROSS_COMPILE=${cross}`];

function read(): { variables: number; lines: number; ms: number } {
  const started = performance.now();
  const known = new ProgramCache(machine, cache);
  const runShell = createRealShell({ host: known.host, timeoutMs: 10_000, scripts: 'interpret' });
  const request = {
    treeName: tree,
    treeDirectory: tree,
    objectDirectory: objects,
    objectTree: objects,
    isOutOfTree: true,
    variables: words,
    words,
    configFile: null,
    defconfig: null,
    plainTopFile: null,
    moduleDirectory: null,
  };
  const makeVersion = () => ({ makeVersion: '4.3', makeVersionText: '4.3' }) as const;
  const { levels, working } = evaluateTop({ host: known.host, runShell, request, makeVersion }, ['prepare']);
  known.save();
  const lines = levels.reduce((sum, { evaluation }) => sum + evaluation.lineCount, 0);
  return { variables: working.evaluation.variableNames().length, lines, ms: performance.now() - started };
}

const first = read();
const rest: number[] = [];
for (let run = 1; run < count; run += 1) rest.push(read().ms);
rest.sort((left, right) => left - right);
const again =
  rest.length === 0
    ? ''
    : ` In the same process again: ${(rest[rest.length >> 1] ?? 0).toFixed(0)} ms (median of ${rest.length}).`;
console.log(
  `Reading alone, in a fresh process: ${first.ms.toFixed(0)} ms for ${first.lines} lines and ${first.variables} variables, ` +
    `${programs} programs started.${again}`,
);
