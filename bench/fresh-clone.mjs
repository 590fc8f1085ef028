/**
 * What the cache of one clone is worth in another one, as a service stores and restores it: a git repository with a kernel, two clones
 * of one commit, the cache copied from the first to the second. Plain JavaScript: it measures what `npm run build` makes.
 *
 *   node bench/fresh-clone.mjs [--tree DIR] [--arch arm64] [--cross aarch64-linux-gnu-] [--only NAME] [--work DIR] [--out FILE]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, cpus, homedir, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from '../scripts/build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const testCache =
  process.env.KGATE_TEST_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kgate-test');
const { values: options } = parseArgs({
  options: {
    tree: { type: 'string', default: process.env.KGATE_LINUX_6_12 ?? join(testCache, 'linux-6.12') },
    arch: { type: 'string', default: 'arm64' },
    cross: { type: 'string', default: 'aarch64-linux-gnu-' },
    only: { type: 'string', default: 'check config lint' },
    work: { type: 'string', default: join(tmpdir(), 'kgate-bench-clone') },
    out: { type: 'string', default: join(root, 'bench/results/fresh-clone.md') },
  },
});
const { work } = options;
const at = (name) => join(work, name);
delete process.env.NODE_EXTRA_CA_CERTS;
const make = [`ARCH=${options.arch}`, `CROSS_COMPILE=${options.cross}`];
const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];

function git(...words) {
  execFileSync('git', words, { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** `origin` with the tree as its only commit, and the clones `tree` and `other`. What is there is used. */
function prepare() {
  mkdirSync(work, { recursive: true });
  if (!existsSync(at('origin/.git'))) {
    execFileSync('cp', ['-r', options.tree, at('origin')]);
    git('init', '-q', 'origin');
    git('-C', 'origin', 'add', '-A', '-f', '.');
    git('-C', 'origin', ...identity, 'commit', '-q', '-m', 'tree');
  }
  for (const name of ['tree', 'other']) if (!existsSync(at(name))) git('clone', '-q', 'origin', name);
  for (const name of ['cache', 'stored', 'third']) rmSync(at(name), { recursive: true, force: true });
}

/** A checkout leaves the files of a clone in memory. */
function warmUp(name) {
  spawnSync('sh', ['-c', `find ${at(name)} -path '*/.git' -prune -o -type f -print0 | xargs -0 cat | wc -c`], {
    stdio: 'ignore',
  });
}

/** Puts another clone in the place of `tree`. */
function swap() {
  renameSync(at('tree'), at('aside'));
  renameSync(at('other'), at('tree'));
  renameSync(at('aside'), at('other'));
}

/** One run; the directory for objects is not there. */
function run(words, directory = 'tree') {
  const target = at('time');
  const node = [process.execPath, join(root, 'dist/cli.js')];
  const more = ['-C', at(directory), '--cache-dir', at('cache')];
  const command = ['-f', '%e %U %S', '-o', target, ...node, ...words, ...more];
  const { status, stdout } = spawnSync('/usr/bin/time', command, { cwd: work, encoding: 'utf8', maxBuffer: 1 << 28 });
  const [wall, user, system] = readFileSync(target, 'utf8').trim().split('\n').at(-1).split(' ').map(Number);
  const seconds = / \((\d+\.\d) s\)/g;
  return { status, wall, cpu: user + system, text: stdout.replaceAll(seconds, ''), directory };
}

const questions = [
  { name: 'check', words: ['check', '-O', at('objects'), '--defconfig', 'defconfig', ...make] },
  { name: 'config', words: ['config', 'defconfig', '-O', at('objects'), '--output', '-', ...make] },
  { name: 'lint', words: ['lint'] },
].filter(({ name }) => options.only.split(' ').includes(name));

await build();
prepare();
for (const name of ['tree', 'other']) warmUp(name);
const rows = [];
for (const { name, words } of questions) {
  rmSync(at('cache'), { recursive: true, force: true });
  const cold = run(words);
  // Some programs' answers are kept when they are asked for the second time.
  run(words);
  const warm = run(words);
  // As a service does: the files are new ones.
  rmSync(at('stored'), { recursive: true, force: true });
  cpSync(at('cache'), at('stored'), { recursive: true });
  const size = readdirSync(at('stored')).reduce((sum, file) => sum + statSync(at(`stored/${file}`)).size, 0);
  swap();
  warmUp('tree');
  const restore = () => {
    rmSync(at('cache'), { recursive: true, force: true });
    cpSync(at('stored'), at('cache'), { recursive: true });
  };
  restore();
  const second = run(words);
  const again = run(words);
  restore();
  git('-C', 'tree', ...identity, 'commit', '-q', '--allow-empty', '-m', 'next');
  const commit = run(words);
  git('-C', 'tree', 'reset', '-q', '--soft', 'HEAD^');
  restore();
  renameSync(at('tree'), at('third'));
  const elsewhere = run(words, 'third');
  renameSync(at('third'), at('tree'));
  if (new Set([cold, warm, second, again].map((one) => one.text)).size > 1) throw new Error(`${name}: results differ`);
  rows.push({ name, size, runs: [cold, warm, second, again, commit, elsewhere] });
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const cell = ({ cpu, wall }) => `${wall.toFixed(1)} (${cpu.toFixed(1)})`;
const table = rows.map(
  ({ name, runs, size }) => `| ${name} | ${runs.map(cell).join(' | ')} | ${(size / 1048576).toFixed(1)} MiB |`,
);
const report = `# The cache in a fresh clone

${new Date().toISOString().slice(0, 10)}, commit ${commit}, Node ${process.versions.node}, ${availableParallelism()} x ${cpus()[0]?.model ?? '?'},
load ${loadavg()
  .map((one) => one.toFixed(1))
  .join(
    ' ',
  )}. ${options.tree.split('/').at(-1)}, ARCH=${options.arch}, in git; the directory for objects is not there. Made by \`node bench/fresh-clone.mjs\`.

Seconds, and seconds of processor time. Each line begins with an empty cache in the first clone; from the third column on, the cache is a copy
of it (\`cp -r\`) and the clone is the second one of the same commit. Results are the same in the first four columns.

| command | first run | nothing changed | second clone | and again | with another commit | at another path | cache |
| --- | --- | --- | --- | --- | --- | --- | --- |
${table.join('\n')}

\`\`\`sh
${questions.map(({ words }) => `kgate ${words.join(' ')} -C ${at('tree')} --cache-dir ${at('cache')}`).join('\n')}
\`\`\`
`;
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, report);
process.stdout.write(report);
