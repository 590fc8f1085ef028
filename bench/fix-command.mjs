/**
 * `npm run bench:fix-command`: the whole command `kgate fix SYMBOL=VALUE` with warm caches; each question is a new one, so no
 * answer is a remembered one. Plain JavaScript: it measures what `npm run build` makes.
 *
 *   node bench/fix-command.mjs [--tree DIR] [--arch arm64] [--cross aarch64-linux-gnu-] [--out FILE]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    out: { type: 'string', default: join(root, 'bench/results/fix-command.md') },
  },
});
const { arch, cross, tree } = options;
const work = join(tmpdir(), 'kgate-bench-fix-command');
const objects = join(work, 'objects');
delete process.env.NODE_EXTRA_CA_CERTS;
const env = { ...process.env, XDG_CACHE_HOME: join(work, 'cache') };

/** What is asked: drivers, core options, values that need others, and some that are impossible. */
const questions = [
  'E1000E=n',
  'R8169=y',
  'RTW88_8822BU=m',
  'DEBUG_INFO_BTF=y',
  'KASAN=y',
  'PREEMPT_RT=y',
  'MODULES=n',
  'BT=n',
  'USB=m',
  'BPF_LSM=y',
  'SND_SOC=n',
  'INFINIBAND=m',
  'XFS_FS=y',
  'CIFS=m',
  'NFSD=y',
  'KVM=n',
  'DRM_AMDGPU=m',
  'LOCKDEP=y',
  'FB_UDL=y',
  'X86_MSR=y',
];

rmSync(work, { recursive: true, force: true });
mkdirSync(objects, { recursive: true });
const make = ['-s', '-C', tree, `O=${objects}`, `ARCH=${arch}`, `CROSS_COMPILE=${cross}`];
execFileSync('make', [...make, 'defconfig'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
await build();
const cli = [
  join(root, 'dist/cli.js'),
  'fix',
  '-C',
  tree,
  '-O',
  objects,
  `ARCH=${arch}`,
  `CROSS_COMPILE=${cross}`,
  '--',
];
const target = join(work, 'time');
/** Wall and processor seconds, MB, exit status. */
function run(question) {
  const words = ['-f', '%e %U %S %M', '-o', target, process.execPath, ...cli, question];
  const { status, stderr } = spawnSync('/usr/bin/time', words, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [wall = 0, user = 0, system = 0, size = 0] = readFileSync(target, 'utf8')
    .trim()
    .split('\n')
    .at(-1)
    .split(' ')
    .map(Number);
  return { question, wall, cpu: user + system, memory: Math.round(size / 1024), status, stderr };
}
run('NET=n');
const results = questions.map(run);
const quantile = (key, part) => {
  const sorted = results.map((one) => one[key]).toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
};
const shown = (key, part) => Number(quantile(key, part).toFixed(2));
const row = (key) => `${shown(key, 0.5)} | ${shown(key, 0.95)} | ${shown(key, 1)}`;
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const report = `# The whole command \`kgate fix\`

${new Date().toISOString().slice(0, 10)}, commit ${commit}, Node ${process.versions.node}, ${availableParallelism()} x ${cpus()[0]?.model ?? '?'},
load ${loadavg()
  .map((one) => one.toFixed(1))
  .join(' ')}. ${tree.split('/').at(-1)}, ARCH=${arch} defconfig, warm caches, ${results.length} new questions. Made by
\`npm run bench:fix-command\`.

| | median | 95 % | max | asked |
| --- | --- | --- | --- | --- |
| wall time, s | ${row('wall')} | 0.8, 95 %: 2.5 |
| processor time, s | ${row('cpu')} | |
| memory, MB | ${row('memory')} | 450 |

| question | exit status | wall | processor | MB |
| --- | --- | --- | --- | --- |
${results.map((one) => `| ${one.question} | ${one.status} | ${one.wall} | ${one.cpu.toFixed(2)} | ${one.memory} |`).join('\n')}
`;
writeFileSync(options.out, report);
process.stdout.write(report);
for (const { question, status, stderr } of results) if (status > 1) process.stderr.write(`${question}: ${stderr}\n`);
