/**
 * `npm run bench:trees`: `kgate config olddefconfig` and `kgate check` against make, on any list of kernel trees, paired
 * tree by tree in one hyperfine run; see bench/speed.md. Plain JavaScript: it measures what `npm run build` makes. Nothing is
 * written into the trees: objects go to a directory for each.
 *
 *   node bench/trees.mjs [--runs 5] [--arch arm64] [--cross aarch64-linux-gnu-] [--only NAME] [--out FILE] TREE...
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from '../scripts/build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    arch: { type: 'string', default: 'arm64' },
    cross: { type: 'string', default: 'aarch64-linux-gnu-' },
    only: { type: 'string', default: '' },
    out: { type: 'string', default: '' },
  },
});
const { arch, cross, only, runs } = options;
const work = join(tmpdir(), 'kgate-bench-trees');
const cache = join(work, 'cache');
// Some machines have every Node read certificates first, which takes it longer than all of kgate's start.
delete process.env.NODE_EXTRA_CA_CERTS;
const env = { ...process.env, XDG_CACHE_HOME: cache };
const words = `ARCH=${arch} CROSS_COMPILE=${cross}`;
const changedSymbols = 10;

function sh(text, isNeeded = true) {
  const { status } = spawnSync('sh', ['-c', text], { env, stdio: 'ignore' });
  if (isNeeded && status !== 0) throw new Error(`exit status ${status}: ${text}`);
  return status;
}

/** Ten symbols that are on in a text, evenly spread: modules where there are so many. */
function symbolsToTurnOff(text) {
  const lines = text.match(/^CONFIG_\w+=m$/gm) ?? [];
  const all = lines.length >= changedSymbols ? lines : (text.match(/^CONFIG_\w+=[ym]$/gm) ?? []).slice(-200);
  const step = Math.floor(all.length / changedSymbols);
  return Array.from({ length: changedSymbols }, (_, index) => all[index * step]);
}

/** An object directory after as much of `make prepare` as this machine's compiler can build; two configurations. */
function prepare({ isBuilt, make, objects }) {
  rmSync(objects, { recursive: true, force: true });
  mkdirSync(objects, { recursive: true });
  sh(`${make} defconfig`);
  const isPrepared = !isBuilt || sh(`${make} -k prepare`, false) === 0;
  sh(`${make} olddefconfig`);
  const config = join(objects, '.config');
  copyFileSync(config, join(objects, 'one'));
  const text = readFileSync(config, 'latin1');
  const off = new Set(symbolsToTurnOff(text));
  const isOff = (line) => `# ${line.slice(0, line.indexOf('='))} is not set`;
  const changed = text.split('\n').map((line) => (off.has(line) ? isOff(line) : line));
  writeFileSync(config, changed.join('\n'), 'latin1');
  sh(`${make} olddefconfig`);
  copyFileSync(config, join(objects, 'two'));
  copyFileSync(join(objects, 'one'), config);
  const swap = join(objects, 'swap');
  const one = join(objects, 'one');
  writeFileSync(
    swap,
    `#!/bin/sh\nif cmp -s ${config} ${one}; then cp ${objects}/two ${config}; else cp ${one} ${config}; fi\n`,
    {
      mode: 0o755,
    },
  );
  return isPrepared;
}

/** The file that a command leaves, from the changed configuration. */
function left(objects, command) {
  copyFileSync(join(objects, 'two'), join(objects, '.config'));
  writeFileSync(
    join(objects, '.config'),
    `${readFileSync(join(objects, '.config'), 'latin1')}CONFIG_KGATE_NONE=y\n`,
    'latin1',
  );
  sh(command);
  return readFileSync(join(objects, '.config'), 'latin1');
}

function hyperfine(commands, objects) {
  const json = join(work, 'hyperfine.json');
  const argv = ['-N', '-i', '-w', '2', '-r', runs, '--export-json', json, '--output', 'null'];
  for (const { prepare: before } of commands) argv.push('--prepare', before ?? 'true');
  for (const { name, command } of commands) argv.push('-n', name, command);
  const run = spawnSync('hyperfine', argv, { stdio: ['ignore', 'ignore', 'ignore'], env, cwd: objects });
  if (run.status !== 0) throw new Error('hyperfine failed (it must be installed)');
  return JSON.parse(readFileSync(json, 'utf8')).results;
}

/** Commands of a tree in pairs: a make, and what is compared with it. */
function commandsOf({ make, objects, tree }) {
  const kgate = (command) => `node ${join(root, 'dist/cli.js')} ${command} -C ${tree} -O ${objects} ${words}`;
  const swap = join(objects, 'swap');
  const forget = `rm -rf ${cache}`;
  const group = (name, command, own, label) => {
    const rows = [
      { name: `${label}, nothing changed`, command: own },
      { name: `${label}, .config changed`, command: own, prepare: swap },
      { name: `${label}, no cache`, command: own, prepare: forget },
    ].filter((row) => row.name.includes(only));
    return rows.length === 0 ? [] : [{ name, command }, ...rows.map((row) => ({ ...row, against: name }))];
  };
  const both = `sh -c "${make} olddefconfig && ${make} -n prepare"`;
  return [
    ...group('make olddefconfig', `${make} olddefconfig`, kgate('config olddefconfig'), 'config'),
    ...group('make olddefconfig && make -n prepare', both, kgate('check prepare'), 'check'),
  ];
}

function measure(name) {
  const tree = resolve(name);
  const objects = join(work, basename(tree));
  const make = `make -s -C ${tree} O=${objects} ${words}`;
  const commands = commandsOf({ make, objects, tree });
  const isPrepared = prepare({ isBuilt: commands.some((one) => one.name.startsWith('check')), make, objects });
  const own = left(objects, `node ${join(root, 'dist/cli.js')} config olddefconfig -C ${tree} -O ${objects} ${words}`);
  if (own !== left(objects, `${make} olddefconfig`)) throw new Error(`${tree}: make and kgate differ`);
  copyFileSync(join(objects, 'one'), join(objects, '.config'));
  const results = hyperfine(commands, objects);
  const time = ({ system, user }) => user + system;
  const rows = results.map((one, index) => {
    const base = results[commands.findIndex(({ name: own }) => own === commands[index].against)];
    const ratios = base === undefined ? ['', ''] : [time(one) / time(base), one.median / base.median];
    const cells = [one.median, one.min, time(one), ...ratios].map((value) => (value === '' ? '' : value.toFixed(2)));
    return `| ${basename(tree)} | ${one.command} | ${cells.join(' | ')} |`;
  });
  rmSync(objects, { recursive: true, force: true });
  return { rows, note: isPrepared ? '' : basename(tree) };
}

const trees = positionals.filter((name) => {
  if (existsSync(join(name, 'Makefile'))) return true;
  process.stderr.write(`${name}: absent\n`);
  return false;
});
await build();
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
const measured = [];
for (const tree of trees) {
  try {
    measured.push(measure(tree));
    process.stderr.write(`${measured.at(-1).rows.join('\n')}\n`);
  } catch (error) {
    measured.push({
      rows: [`| ${basename(tree)} | not measured: ${error.message.slice(0, 200)} | | | | | |`],
      note: '',
    });
    process.stderr.write(`${tree}: ${error.message}\n`);
  }
}
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const partly = measured.map(({ note }) => note).filter((note) => note !== '');
const report = `# Speed on other trees

${new Date().toISOString().slice(0, 10)}, commit ${commit}, Node ${process.versions.node}, ${availableParallelism()} x ${cpus()[0]?.model ?? '?'},
load ${loadavg()
  .map((load) => load.toFixed(1))
  .join(
    ' ',
  )}. ARCH=${arch}. Each tree in one hyperfine run of ${runs} rounds, times in seconds. Both ratios are to the make above:
of processor time (user + system), which other work on the machine hardly changes, and of the median on the clock.
\`.config changed\`: ten symbols are off, or on again.${partly.length === 0 ? '' : ` \`make prepare\` does not get through with this machine's compilers: ${partly.join(', ')}.`}

| tree | command | median | fastest | user + system | ratio | ratio, clock |
| --- | --- | --- | --- | --- | --- | --- |
${measured.flatMap(({ rows }) => rows).join('\n')}

\`\`\`sh
node bench/trees.mjs --runs ${runs} --arch ${arch} --cross '${cross}'${only === '' ? '' : ` --only '${only}'`} ${trees.map((tree) => basename(tree)).join(' ')}
\`\`\`
`;
if (options.out !== '') writeFileSync(options.out, report);
process.stdout.write(report);
