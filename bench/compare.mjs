/**
 * `npm run bench:compare -- --base DIR`: this kgate against another clone of it, command by command, paired in one
 * hyperfine run; see bench/compare.md. Plain JavaScript: it measures what `npm run build` makes in both clones.
 *
 *   node bench/compare.mjs --base DIR [--runs 10] [--tree DIR] [--only TEXT] [--out FILE]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, homedir, loadavg, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const testCache =
  process.env.KGATE_TEST_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kgate-test');
const { values: options } = parseArgs({
  options: {
    base: { type: 'string' },
    runs: { type: 'string', default: '10' },
    tree: { type: 'string', default: process.env.KGATE_LINUX_6_12 ?? join(testCache, 'linux-6.12') },
    only: { type: 'string', default: '' },
    out: { type: 'string', default: join(root, 'bench/results/compare.md') },
  },
});
if (options.base === undefined) throw new Error('--base DIR: a clone of kgate to compare with');
const { tree } = options;
const work = join(tmpdir(), 'kgate-bench-compare');
// Some machines have every Node read certificates first, which takes it longer than all of kgate's start.
delete process.env.NODE_EXTRA_CA_CERTS;
const words = `-C ${tree} ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-`;

/** The two clones, each with a cache and object directories of its own. */
const sides = ['base', 'this'].map((name) => {
  const directory = join(work, name);
  const clone = name === 'base' ? resolve(options.base) : root;
  return { name, clone, objects: join(directory, 'objects'), cache: join(directory, 'cache') };
});

function prepareTrees() {
  rmSync(work, { recursive: true, force: true });
  const [first, second] = sides;
  mkdirSync(first.objects, { recursive: true });
  const goals = ['defconfig', 'prepare'];
  execFileSync('make', ['-s', ...words.split(' '), `O=${first.objects}`, ...goals], { stdio: 'ignore' });
  cpSync(first.objects, second.objects, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  for (const { objects } of sides) execFileSync('make', ['-s', ...words.split(' '), `O=${objects}`, ...goals]);
}

/** Commands of one clone; `prepare` runs before each measurement and is not measured. */
function commandsOf({ clone, objects, cache }) {
  const kgate = `env XDG_CACHE_HOME=${cache} ${join(clone, 'bin/kgate')}`;
  const tree = `${words} O=${objects}`;
  const config = join(objects, '.config');
  const clear = `rm -rf ${cache}/kgate`;
  // Another configuration each time, so that no kept result fits: the process's own number is in it.
  const change = `sh -c 'sed -i "/^CONFIG_LOCALVERSION=/d" ${config}; echo "CONFIG_LOCALVERSION=\\"-$$\\"" >> ${config}'`;
  const fixture = join(root, 'kconfig-fixtures/arm64-ftrace/v3');
  return [
    { name: '--version', command: `${kgate} --version` },
    {
      name: 'check of the ftrace fixture, recorded gcc 7.5',
      command: `${kgate} check -C ${fixture} ARCH=arm64 --toolchain gcc-7.5.0`,
    },
    { name: 'config olddefconfig, warm', command: `${kgate} config olddefconfig ${tree}` },
    {
      name: 'config olddefconfig, .config rewritten',
      command: `${kgate} config olddefconfig ${tree}`,
      prepare: `touch ${config}`,
    },
    { name: 'config olddefconfig, cold', command: `${kgate} config olddefconfig ${tree}`, prepare: clear },
    {
      name: 'config olddefconfig, recorded gcc 12',
      command: `${kgate} config olddefconfig ${tree} --toolchain gcc-12`,
    },
    {
      name: 'config allmodconfig, recorded gcc 12',
      command: `${kgate} config allmodconfig ${tree} --toolchain gcc-12 --output /dev/null`,
    },
    { name: 'check, warm', command: `${kgate} check ${tree}` },
    { name: 'check, .config rewritten', command: `${kgate} check ${tree}`, prepare: `touch ${config}` },
    { name: 'check, another configuration', command: `${kgate} check ${tree}`, prepare: change },
    { name: 'check, recorded gcc 12', command: `${kgate} check ${tree} --toolchain gcc-12` },
    { name: 'why E1000E=y, warm', command: `${kgate} why E1000E=y ${tree}`, mayFail: true },
    {
      name: 'why E1000E=y, recorded gcc 12',
      command: `${kgate} why E1000E=y ${tree} --toolchain gcc-12`,
      mayFail: true,
    },
    { name: 'objects, warm', command: `${kgate} objects ${tree}` },
    { name: 'objects, another configuration', command: `${kgate} objects ${tree}`, prepare: change },
    { name: 'owner, warm', command: `${kgate} owner fs/ext4/inode.c ${tree}` },
    { name: 'make -n prepare, warm', command: `${kgate} make -n prepare ${tree}` },
    {
      name: 'diff-toolchain gcc-11 gcc-12',
      command: `${kgate} diff-toolchain gcc-11 profile:gcc-12 -C ${options.tree} ARCH=arm64`,
      mayFail: true,
    },
    { name: 'lint', command: `${kgate} lint -C ${options.tree}` },
  ].filter(({ name }) => name.includes(options.only));
}

/** All commands, each clone's right after the other's; medians in seconds by name. */
function measure(all) {
  const json = join(work, 'hyperfine.json');
  const argv = ['-N', '-i', '-w', '2', '-r', options.runs, '--export-json', json, '--output', 'null'];
  for (const { prepare } of all) argv.push('--prepare', prepare ?? 'true');
  for (const { side, name, command } of all) argv.push('-n', `${side} ${name}`, command);
  const run = spawnSync('hyperfine', argv, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (run.status !== 0) throw new Error('hyperfine failed (it must be installed)');
  const { results } = JSON.parse(readFileSync(json, 'utf8'));
  return new Map(results.map((one) => [one.command, one]));
}

for (const { clone } of sides) execFileSync(join(clone, 'bin/kgate'), ['--version'], { stdio: 'ignore' });
prepareTrees();
const both = sides.map((side) => commandsOf(side).map((one) => ({ ...one, side: side.name })));
for (const { command, mayFail } of both.flat()) {
  const { status, stderr } = spawnSync('sh', ['-c', `${command} >/dev/null`], { encoding: 'utf8' });
  if (status !== 0 && !(status === 1 && (mayFail || command.includes('ftrace'))))
    throw new Error(`${command}: exit status ${status}\n${stderr}`);
}
const results = measure(both[0].flatMap((one, index) => [one, both[1][index]]));
const ms = (seconds) => (seconds * 1000).toFixed(0);
const lines = both[0].map(({ name }) => {
  const [base, own] = [results.get(`base ${name}`), results.get(`this ${name}`)];
  const ratio = (own.median / base.median).toFixed(2);
  const cpu = ((own.user + own.system) / (base.user + base.system)).toFixed(2);
  return `| ${name} | ${ms(base.median)} | ${ms(own.median)} | ${ratio} | ${(own.min / base.min).toFixed(2)} | ${cpu} |`;
});
const commit = (clone) =>
  execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: clone, encoding: 'utf8' }).trim();
const load = loadavg()
  .map((one) => one.toFixed(1))
  .join(' ');
const report = `# Speed compared with an earlier commit

${new Date().toISOString().slice(0, 10)}, commit ${commit(root)} against ${commit(sides[0].clone)}, Node ${process.versions.node}, ${availableParallelism()} x ${cpus()[0]?.model ?? '?'}, load ${load}.
${tree.split('/').at(-1)}, ARCH=arm64. Made by \`npm run bench:compare\`; bench/compare.md says how.

One hyperfine run of ${options.runs} rounds each, times in ms:

| command | median before | median after | after / before | fastest | user + system |
| --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, report);
process.stdout.write(report);
