/**
 * `npm run bench`: kgate check and kgate objects against make, paired in one hyperfine run; see bench/speed.md. Plain
 * JavaScript: it measures what `npm run build` makes.
 *
 *   node bench/check.mjs [--runs 5] [--tree DIR] [--arch arm64] [--cross aarch64-linux-gnu-] [--out FILE]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    runs: { type: 'string', default: '5' },
    tree: { type: 'string', default: process.env.KGATE_LINUX_6_12 ?? join(testCache, 'linux-6.12') },
    arch: { type: 'string', default: 'arm64' },
    cross: { type: 'string', default: 'aarch64-linux-gnu-' },
    out: { type: 'string', default: join(root, 'bench/results/check.md') },
  },
});
const { arch, cross, tree } = options;
const work = join(tmpdir(), 'kgate-bench-check');
const objects = join(work, 'objects');
const cache = join(work, 'cache');
// Some machines have every Node read certificates first, which takes it longer than all of kgate's start.
delete process.env.NODE_EXTRA_CA_CERTS;
const words = `ARCH=${arch} CROSS_COMPILE=${cross}`;
const make = `make -s -C ${tree} O=${objects} ${words}`;
const env = { ...process.env, XDG_CACHE_HOME: cache };

/** Drivers that nothing else selects: the ten symbols that change. */
const drivers =
  'MACVLAN MACVTAP VETH SENSORS_INA2XX CAN_FLEXCAN MWIFIEX BT_HCIUART USB_CONFIGFS RTC_DRV_DS1307 SENSORS_LM90'.split(
    ' ',
  );

function sh(text) {
  execFileSync('sh', ['-c', text], { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Prepares an object directory, and a second configuration that differs in ten symbols. */
function prepare() {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(objects, { recursive: true });
  sh(`${make} defconfig && ${make} -j${availableParallelism()} prepare`);
  const config = join(objects, '.config');
  copyFileSync(config, join(work, 'one'));
  const text = readFileSync(config, 'latin1');
  const changed = drivers.reduce(
    (before, name) => before.replace(new RegExp(`^CONFIG_${name}=m$`, 'm'), `# CONFIG_${name} is not set`),
    text,
  );
  writeFileSync(config, changed, 'latin1');
  sh(`${make} olddefconfig`);
  copyFileSync(config, join(work, 'two'));
  copyFileSync(join(work, 'one'), config);
  sh(`${make} olddefconfig`);
  writeFileSync(
    join(work, 'swap'),
    `#!/bin/sh\nif cmp -s ${config} ${work}/one; then cp ${work}/two ${config}; else cp ${work}/one ${config}; fi\n`,
    { mode: 0o755 },
  );
}

function hyperfine(commands) {
  const json = join(work, 'hyperfine.json');
  const argv = ['-N', '-i', '-w', '1', '-r', options.runs, '--export-json', json, '--output', 'null'];
  for (const one of commands) argv.push('--prepare', one.prepare ?? 'true');
  for (const { name, command } of commands) argv.push('-n', name, command);
  const run = spawnSync('hyperfine', argv, { stdio: ['ignore', 'ignore', 'inherit'], env });
  if (run.status !== 0) throw new Error('hyperfine failed (it must be installed)');
  return JSON.parse(readFileSync(json, 'utf8')).results;
}

/** Largest resident size of a command, in MB. */
function memoryOf(command) {
  const target = join(work, 'memory');
  spawnSync('/usr/bin/time', ['-f', '%M', '-o', target, 'sh', '-c', command], { env, stdio: 'ignore' });
  return Math.round(Number(readFileSync(target, 'utf8').trim().split('\n').at(-1)) / 1024);
}

await build();
prepare();
const cli = `node ${join(root, 'dist/cli.js')}`;
const check = `${cli} check -C ${tree} -O ${objects} ${words}`;
const whole = `sh -c "${make} olddefconfig && ${make} -n"`;
const quick = `sh -c "${make} olddefconfig && ${make} -n prepare"`;
const swap = join(work, 'swap');
const forget = `sh -c "cd ${cache}/kgate && rm -f results-* walks-* makefiles-* kconfig-*"`;
const commands = [
  { name: 'make olddefconfig && make -n', command: whole },
  { name: 'check, nothing changed', command: `${check} all`, against: 0, asked: 0.04 },
  { name: 'check, ten symbols changed', command: `${check} all`, prepare: swap, against: 0, asked: 0.12 },
  { name: 'check, first run, probes known', command: `${check} all`, prepare: forget, against: 0, asked: 0.45 },
  {
    name: 'check --config FILE, nothing changed',
    command: `${check} --config ${work}/two all`,
    against: 0,
    asked: 0.04,
  },
  { name: 'make olddefconfig && make -n prepare', command: quick },
  { name: 'check prepare, nothing changed', command: `${check} prepare`, against: 5 },
  { name: 'check prepare, .config changed', command: `${check} prepare`, prepare: swap, against: 5, asked: 0.15 },
];
sh(`${check} all >/dev/null || :`);
const results = hyperfine(commands);
const memory = [memoryOf(`${forget}; ${check} all`), memoryOf(`${check} all`)];
const s = (seconds) => seconds.toFixed(2);
const lines = results.map((one, index) => {
  const { against, asked } = commands[index];
  const ratio = against === undefined ? '' : (one.median / results[against].median).toFixed(3);
  return `| ${one.command} | ${s(one.median)} | ${s(one.min)} | ${s(one.user + one.system)} | ${ratio} | ${asked ?? ''} |`;
});
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const load = loadavg().map((one) => one.toFixed(1));
const report = `# Speed of \`kgate check\`

${new Date().toISOString().slice(0, 10)}, commit ${commit}, Node ${process.versions.node}, ${availableParallelism()} x ${cpus()[0]?.model ?? '?'},
load ${load.join(' ')}. ${tree.split('/').at(-1)}, ARCH=${arch}, an object directory after \`make prepare\`. Made by \`npm run bench\`.

One hyperfine run of ${options.runs} rounds each, times in seconds; \`to make\`: median to that of the make above it; \`asked\`: the target.

| command | median | fastest | user + system | to make | asked |
| --- | --- | --- | --- | --- | --- |
${lines.join('\n')}

Largest resident size: ${memory[0]} MB for the first run, ${memory[1]} MB when nothing changed (asked: 400).

\`\`\`sh
${commands.map(({ name, command, prepare: before }) => `# ${name}${before === undefined ? '' : `; before each: ${before}`}\n${command}`).join('\n')}
\`\`\`
`;
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, report);
process.stdout.write(report);
