/**
 * `npm run bench:make`: kgate against GNU make on a prepared tree, paired in one hyperfine run; see bench/make.md.
 * Plain JavaScript: it measures what `npm run build` makes.
 *
 *   node bench/make.mjs [--runs 10] [--tree DIR] [--arch arm64] [--cross aarch64-linux-gnu-] [--objects DIR] [--out FILE]
 *
 * DIR of `--objects` is used as it is when it holds a prepared tree (`make defconfig prepare`).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, homedir, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from '../scripts/build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const testCache =
  process.env.KGATE_TEST_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kgate-test');
const work = join(tmpdir(), 'kgate-bench-make');
const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    tree: { type: 'string', default: process.env.KGATE_LINUX_6_12 ?? join(testCache, 'linux-6.12') },
    arch: { type: 'string', default: 'arm64' },
    cross: { type: 'string', default: 'aarch64-linux-gnu-' },
    objects: { type: 'string', default: join(work, 'objects') },
    out: { type: 'string', default: join(root, 'bench/results/make.md') },
  },
});
const { arch, cross, objects, tree } = options;
const cache = join(work, 'cache');
// Some machines have every Node read certificates first, which takes it longer than all of kgate's start.
delete process.env.NODE_EXTRA_CA_CERTS;
const words = `-C ${tree} O=${objects} ARCH=${arch} CROSS_COMPILE=${cross}`;

await build();
rmSync(cache, { recursive: true, force: true });
mkdirSync(objects, { recursive: true });
if (!existsSync(join(objects, 'include/generated/asm-offsets.h'))) {
  execFileSync('make', ['-s', ...words.split(' '), 'defconfig', 'prepare'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
const kgate = join(root, 'bin/kgate');
const config = join(objects, '.config');
const reader = join(work, 'read.mjs');
execFileSync(
  'npx',
  [
    'esbuild',
    join(root, 'bench/make-read.bench.ts'),
    '--bundle',
    '--platform=node',
    '--format=esm',
    `--outfile=${reader}`,
    '--log-level=error',
  ],
  { cwd: root, stdio: 'inherit' },
);
const read = `node ${reader} ${tree} ${objects} ${arch} ${cross}`;
const commands = [
  { name: 'make -n prepare', command: `make ${words} -n prepare` },
  { name: 'kgate make -n prepare, warm', command: `${kgate} make ${words} -n prepare` },
  { name: 'kgate, makefiles read for prepare, warm', command: read },
  { name: 'node -e 0', command: 'node -e 0' },
  {
    name: 'make olddefconfig && make -n prepare',
    command: `sh -c 'make ${words} olddefconfig && make ${words} -n prepare'`,
  },
  { name: 'kgate check, warm', command: `${kgate} check ${words}` },
  { name: 'kgate check, warm, .config rewritten', command: `${kgate} check ${words}`, prepare: `touch ${config}` },
];
const env = { ...process.env, XDG_CACHE_HOME: cache };
// Two runs each: some answers are kept from the second time on.
for (const { command } of commands.slice(1)) {
  for (let run = 0; run < 2; run += 1) execFileSync('sh', ['-c', `${command} >/dev/null`], { env });
}
// What is measured is right.
const text = (command) => execFileSync('sh', ['-c', command], { env, encoding: 'latin1', maxBuffer: 1 << 28 });
if (text(commands[0].command) !== text(commands[1].command)) throw new Error('make -n and kgate make -n differ');

const json = join(work, 'hyperfine.json');
const argv = ['-N', '-w', '1', '-r', options.runs, '--export-json', json, '--output', 'null'];
for (const { prepare } of commands) argv.push('--prepare', prepare ?? 'true');
for (const { name, command } of commands) argv.push('-n', name, command);
const run = spawnSync('hyperfine', argv, { stdio: ['ignore', 'ignore', 'inherit'], env });
if (run.status !== 0) throw new Error('hyperfine failed (it must be installed)');
const { results } = JSON.parse(readFileSync(json, 'utf8'));
const ms = (seconds) => (seconds * 1000).toFixed(0);
const ratio = (one, other) => (one.median / other.median).toFixed(2);
const lines = results.map(
  (one) =>
    `| ${one.command} | ${ms(one.median)} | ${ms(one.min)} | ${ms(one.user + one.system)} | ${ratio(one, results[0])} | ${ratio(one, results[4])} |`,
);
const inProcess = text(`${read} --runs 10`).trim();
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const load = loadavg()
  .map((one) => one.toFixed(1))
  .join(' ');
const report = `# Speed compared with GNU make

${new Date().toISOString().slice(0, 10)}, commit ${commit}, Node ${process.versions.node}, ${availableParallelism()} x ${cpus()[0]?.model ?? '?'}, load ${load}.
${tree.split('/').at(-1)}, ARCH=${arch}, a prepared tree. Made by \`npm run bench:make\`; bench/make.md says how.

One hyperfine run of ${options.runs} rounds each, times in ms:

| command | median | fastest | user + system | to \`make -n prepare\` | to \`make olddefconfig && make -n prepare\` |
| --- | --- | --- | --- | --- | --- |
${lines.join('\n')}

${inProcess}
`;
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, report);
process.stdout.write(report);
