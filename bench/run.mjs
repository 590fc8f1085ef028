/**
 * `npm run bench`: kgate against the tree's own conf, paired in one hyperfine run, and the engine in one
 * process; see bench/speed.md. Plain JavaScript: it measures what `npm run build` makes.
 *
 *   node bench/run.mjs [--runs 10] [--tree DIR] [--arch arm64] [--cross aarch64-linux-gnu-] [--out FILE]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    runs: { type: 'string', default: '10' },
    tree: { type: 'string', default: process.env.KGATE_LINUX_6_12 ?? join(testCache, 'linux-6.12') },
    arch: { type: 'string', default: 'arm64' },
    cross: { type: 'string', default: 'aarch64-linux-gnu-' },
    out: { type: 'string', default: join(root, 'bench/results/speed.md') },
  },
});
const { arch, cross, tree } = options;
const work = join(tmpdir(), 'kgate-bench-speed');
const objects = join(work, 'objects');
const cache = join(work, 'cache');
// Some machines have every Node read certificates first, which takes it longer than all of kgate's start.
delete process.env.NODE_EXTRA_CA_CERTS;
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const words = [`ARCH=${arch}`, `CROSS_COMPILE=${cross}`];

/** Has make build conf, make a first .config, and print the environment that it gives to conf. */
function prepareConf() {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(objects, { recursive: true });
  const make = (goal) =>
    execFileSync('make', ['-s', '-C', tree, `O=${objects}`, ...words, goal], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  make('defconfig');
  const conf = join(objects, 'scripts/kconfig/conf');
  copyFileSync(conf, join(work, 'conf'));
  const environment = join(work, 'environment');
  writeFileSync(conf, `#!/bin/sh\ncat /proc/$$/environ > ${quote(environment)}\n`);
  chmodSync(conf, 0o755);
  make('olddefconfig');
  copyFileSync(join(work, 'conf'), conf);
  const variables = readFileSync(environment, 'latin1')
    .split('\0')
    .filter((line) => line.includes('=') && !/^(?:_|PWD|SHLVL)=/.test(line));
  const script = (program, more) =>
    [
      '#!/bin/sh',
      `cd ${quote(objects)}`,
      `exec env -i ${[...variables, ...more].map(quote).join(' ')} ${program} "$@"`,
      '',
    ].join('\n');
  // The objects of the tree's own conf, with one function put in the place of popen.
  const recorded = join(work, 'conf-recorded');
  const parts = 'conf confdata expr lexer.lex menu parser.tab preprocess symbol util'
    .split(' ')
    .map((name) => join(objects, 'scripts/kconfig', `${name}.o`))
    .filter(existsSync);
  execFileSync('cc', [
    '-O2',
    '-o',
    recorded,
    ...parts,
    join(root, 'bench/record-popen.c'),
    '-Wl,--wrap=popen,--wrap=pclose',
  ]);
  writeFileSync(join(work, 'run-conf'), script(join(work, 'conf'), []), { mode: 0o755 });
  writeFileSync(join(work, 'run-conf-recorded'), script(recorded, [`KGATE_RECORD=${join(work, 'record')}`]), {
    mode: 0o755,
  });
  execFileSync(join(work, 'run-conf-recorded'), ['-s', '--olddefconfig', 'Kconfig']);
}

function hyperfine(commands) {
  const json = join(work, 'hyperfine.json');
  const argv = ['-N', '-w', '1', '-r', options.runs, '--export-json', json, '--output', 'null'];
  for (const { prepare } of commands) argv.push('--prepare', prepare ?? 'true');
  for (const { name, command } of commands) argv.push('-n', name, command);
  const run = spawnSync('hyperfine', argv, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, XDG_CACHE_HOME: cache },
  });
  if (run.status !== 0) throw new Error('hyperfine failed (it must be installed)');
  return JSON.parse(readFileSync(json, 'utf8')).results;
}

/** Largest resident size of a kgate, in MB. */
function memoryOf(command, env) {
  const preload = join(work, 'memory.mjs');
  const target = join(work, 'memory');
  writeFileSync(
    preload,
    `import { isMainThread } from 'node:worker_threads';
import { writeFileSync } from 'node:fs';
if (isMainThread) process.on('exit', () => writeFileSync(${JSON.stringify(target)}, String(process.resourceUsage().maxRSS)));\n`,
  );
  execFileSync(process.execPath, ['--import', preload, ...command], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  return Math.round(Number(readFileSync(target, 'utf8')) / 1024);
}

await build();
prepareConf();
const kgateWords = ['config', 'olddefconfig', '-C', tree, '-O', objects, ...words];
const kgate = `${join(root, 'bin/kgate')} ${kgateWords.join(' ')}`;
const config = join(objects, '.config');
const commands = [
  { name: 'conf, as users run it', command: `${join(work, 'run-conf')} -s --olddefconfig Kconfig` },
  {
    name: 'conf, commands answered from a record',
    command: `${join(work, 'run-conf-recorded')} -s --olddefconfig Kconfig`,
  },
  { name: 'kgate, warm, same .config', command: kgate },
  { name: 'kgate, warm, .config rewritten', command: kgate, prepare: `touch ${config}` },
  { name: 'kgate, cold', command: kgate, prepare: `rm -rf ${cache}` },
  { name: 'make olddefconfig', command: `make -s -C ${tree} O=${objects} ${words.join(' ')} olddefconfig` },
  { name: 'node -e 0', command: 'node -e 0' },
];
execFileSync('sh', ['-c', kgate], { env: { ...process.env, XDG_CACHE_HOME: cache } });
const before = readFileSync(config);
const results = hyperfine(commands);
execFileSync(join(work, 'run-conf'), ['-s', '--olddefconfig', 'Kconfig']);
if (!before.equals(readFileSync(config))) throw new Error('conf and kgate differ');

const conf = results[0];
const recorded = results[1];
const ratio = (value, base) => (value / base).toFixed(2);
const ms = (seconds) => (seconds * 1000).toFixed(0);
const lines = results.map(
  (one) =>
    `| ${one.command} | ${ms(one.median)} | ${ms(one.min)} | ${ms(one.user + one.system)} | ${ratio(one.median, conf.median)} | ${ratio(one.median, recorded.median)} |`,
);
const entry = join(root, 'dist/cli.js');
const cold = memoryOf([entry, ...kgateWords], { XDG_CACHE_HOME: cache, KGATE_NO_CACHE: '1' });
const warm = memoryOf([entry, ...kgateWords], { XDG_CACHE_HOME: cache });
const engine = execFileSync(
  process.execPath,
  [
    join(root, 'node_modules/tsx/dist/cli.mjs'),
    join(root, 'bench/one-process.bench.ts'),
    tree,
    arch,
    objects,
    join(work, 'environment'),
  ],
  { encoding: 'utf8' },
);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const report = `# Speed

${new Date().toISOString().slice(0, 10)}, commit ${commit}, Node ${process.versions.node}, ${availableParallelism()} x ${cpus()[0]?.model ?? '?'},
load ${loadavg()
  .map((load) => load.toFixed(1))
  .join(' ')}. ${tree.split('/').at(-1)}, ARCH=${arch}. Made by \`npm run bench\`; bench/speed.md says how.

One hyperfine run of ${options.runs} rounds each, times in ms:

| command | median | fastest | user + system | to conf | to conf with record |
| --- | --- | --- | --- | --- | --- |
${lines.join('\n')}

Largest resident size: ${cold} MB without a cache, ${warm} MB with it warm.

${engine.trim()}

\`\`\`sh
${commands.map(({ name, command, prepare }) => `# ${name}${prepare === undefined ? '' : `; before each: ${prepare}`}\n${command}`).join('\n')}
\`\`\`
`;
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, report);
process.stdout.write(report);
