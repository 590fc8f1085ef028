/**
 * `kgate objects` against one make a directory, in turns in one run.
 *
 *     node bench/objects.mjs [RUNS]
 *
 * Needs the kernel that `npm test` brings and aarch64-linux-gnu-gcc. Prints medians; "changed" is a run whose
 * configuration is another one than the last, so that nothing is taken over but answers of programs.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

const runs = Number(process.argv[2] ?? 7);
const tree = process.env.KGATE_LINUX_6_12 ?? join(homedir(), '.cache/kgate-test/linux-6.12');
if (!existsSync(tree)) throw new Error(`${tree} is missing: run npm test once`);
const kgate = join(import.meta.dirname, '../bin/kgate');
const root = mkdtempSync(join(tmpdir(), 'kgate-bench-objects-'));
const words = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];
const env = { PATH: process.env.PATH, HOME: homedir(), LC_ALL: 'C', XDG_CACHE_HOME: join(root, 'cache') };

function run(program, args, more = {}) {
  const done = spawnSync(program, args, { env, encoding: 'latin1', maxBuffer: 1 << 28, ...more });
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

const objects = join(root, 'objects');
mkdirSync(objects);
for (const goal of ['defconfig', 'syncconfig']) run('make', ['-s', '-C', tree, `O=${objects}`, ...words, goal]);
const hook = join(root, 'hook.mk');
writeFileSync(
  hook,
  'ifeq ($(sub_make_done)$(filter --no-print-directory,$(MAKEFLAGS)),1--no-print-directory)\n.DEFAULT_GOAL := e\ne: ; @env -0 > $(OUT)\nendif\n',
);
const out = join(root, 'env');
run('make', ['-s', '-C', tree, `O=${objects}`, ...words], { env: { ...env, MAKEFILES: hook, OUT: out } });
const handedDown = Object.fromEntries(
  readFileSync(out, 'latin1')
    .split('\0')
    .filter((entry) => entry.includes('=') && !/^(?:MAKEFILES|OUT)=/.test(entry))
    .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
);
const print = join(root, 'print.mk');
writeFileSync(
  print,
  '$(foreach n,subdir-ym subdir-builtin subdir-modorder real-obj-y real-obj-m obj-m lib-y,$(info @@$n=$(strip $($n))))\n.DEFAULT_GOAL := z\nz: ;\n',
);

/** One make a directory; returns how many. */
function makes() {
  let count = 0;
  const visit = (directory, builtin, modorder) => {
    count += 1;
    const own = [`obj=${directory}`, `need-builtin=${builtin}`, `need-modorder=${modorder}`];
    const text = run('make', ['-f', `${tree}/scripts/Makefile.build`, '-f', print, ...own], {
      env: handedDown,
      cwd: objects,
    });
    const list = (name) =>
      (new RegExp(`^@@${name}=(.*)$`, 'm').exec(text)?.[1] ?? '').split(' ').filter((word) => word !== '');
    const [builtins, modorders] = [new Set(list('subdir-builtin')), new Set(list('subdir-modorder'))];
    for (const below of list('subdir-ym')) {
      visit(below, builtins.has(`${below}/built-in.a`) ? '1' : '', modorders.has(`${below}/modules.order`) ? '1' : '');
    }
  };
  visit('.', '1', '1');
  return count;
}

const listObjects = () => run(kgate, ['objects', '-C', tree, '-O', objects, ...words]);
const config = join(objects, '.config');
const text = readFileSync(config, 'latin1');
let turn = 0;
/** A symbol that no makefile of a directory asks for gets another value. */
function changed() {
  turn += 1;
  writeFileSync(config, text.replace(/^CONFIG_LOG_BUF_SHIFT=.*$/m, `CONFIG_LOG_BUF_SHIFT=${17 - (turn % 4)}`));
}

const seconds = { make: [], same: [], changed: [] };
function time(name, work) {
  const start = performance.now();
  work();
  seconds[name].push((performance.now() - start) / 1000);
}
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

try {
  for (let index = 0; index < 3; index += 1) listObjects();
  const directories = makes();
  for (let index = 0; index < runs; index += 1) {
    time('make', makes);
    changed();
    time('changed', listObjects);
    // What was read a moment ago is looked at once more before it is taken for settled.
    listObjects();
    time('same', listObjects);
  }
  const make = median(seconds.make);
  console.log(`${directories} directories, ${runs} runs, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`);
  for (const [name, list] of Object.entries(seconds)) {
    const value = median(list);
    console.log(`${name.padEnd(8)} ${value.toFixed(2)} s  ${(value / make).toFixed(3)} of make`);
  }
} finally {
  rmSync(root, { recursive: true });
}
