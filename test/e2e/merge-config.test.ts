/** Fragments over a base: the tree's own merge_config.sh and make are the oracle. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isChange } from '../../src/api/change-codes.ts';
import { resolveMode } from '../../src/api/config/config.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import type { Diagnostic } from '../../src/results/diagnostic.ts';
import { linux612 } from '../support/kernel-source.ts';
import { kgate, kgateEnvironment, type KgateRun } from '../support/kgate.ts';

const tree = linux612();
const words = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];
const script = join(tree, 'scripts/kconfig/merge_config.sh');
const fragment =
  'CONFIG_EXT4_FS=m\n# CONFIG_PCI is not set\nCONFIG_LOCALVERSION="-mine"\nCONFIG_PRINTK=y\nCONFIG_NO_SUCH=y\n';

let scratch: string;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'kgate-merge-base-'));
  mkdirSync(join(scratch, 'base'));
  writeFileSync(join(scratch, 'f.config'), fragment);
  const made = await execa('make', ['-C', tree, `O=${join(scratch, 'base')}`, ...words, 'defconfig'], {
    env: kgateEnvironment(),
    extendEnv: false,
  });
  expect(made.exitCode).toBe(0);
}, 120_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What the script leaves, with the base of `make defconfig` in an object directory. */
async function merged(
  name: string,
  letters: readonly string[],
): Promise<{ stdout: string; status: number; text: string }> {
  const cwd = join(scratch, name);
  cpSync(join(scratch, 'base'), cwd, { recursive: true });
  const run = await execa('sh', [script, ...letters, '.config', '../f.config'], {
    cwd,
    env: kgateEnvironment(),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
  });
  return { stdout: run.stdout, status: run.exitCode ?? -1, text: config(cwd) };
}

function config(directory: string): string {
  return readFileSync(join(directory, '.config'), 'latin1');
}

/** `kgate config` in an object directory, which it makes. */
async function ours(directory: string, args: readonly string[]): Promise<KgateRun> {
  mkdirSync(directory, { recursive: true });
  return kgate(['config', ...args, '-C', tree, '-O', directory, ...words, '--fragment', '../f.config'], {
    cwd: directory,
  });
}

describe('--merge-only', () => {
  it.each([
    ['plain', [], []],
    ['redundant', ['-r'], ['--redundant']],
    ['builtin', ['-y'], ['--builtin']],
    ['quiet', ['-Q'], ['--quiet']],
    ['strict', ['-s'], ['--strict']],
  ] as const)(
    '%s: over what the goal writes, and over the .config',
    { timeout: 60_000 },
    async (name, letters, options) => {
      const theirs = await merged(`theirs-${name}`, ['-m', ...letters]);
      const goal = join(scratch, `goal-${name}`);
      const run = await ours(goal, ['defconfig', '--merge-only', ...options]);
      expect(run.exitCode, run.stderr).toBe(theirs.status);
      expect(run.stdout.endsWith(theirs.stdout), run.stdout).toBe(true);
      const own = join(scratch, `own-${name}`);
      cpSync(join(scratch, 'base'), own, { recursive: true });
      const over = await ours(own, ['olddefconfig', '--merge-only', ...options]);
      expect([over.exitCode, over.stdout]).toEqual([theirs.status, theirs.stdout]);
      expect(config(own)).toBe(theirs.text);
      if (theirs.status === 0) expect(config(goal)).toBe(theirs.text);
    },
  );
});

it('--alln fills up what the goal and the fragment leave open', { timeout: 60_000 }, async () => {
  const theirs = await merged('alln', ['-m']);
  const directory = join(scratch, 'alln');
  writeFileSync(join(directory, 'seed'), theirs.text, 'latin1');
  // What the script runs with -n, without its comparison of ten thousand lines.
  await execa('make', ['-C', tree, `O=${directory}`, ...words, 'KCONFIG_ALLCONFIG=seed', 'allnoconfig'], {
    env: kgateEnvironment(),
    extendEnv: false,
  });
  const goal = join(scratch, 'alln-goal');
  expect((await ours(goal, ['defconfig', '--alln'])).exitCode).toBe(0);
  expect(config(goal)).toBe(config(directory));
});

it('--strict: a setting that the result does not have is named, and the exit status is 1', {
  timeout: 60_000,
}, async () => {
  const file = join(scratch, 'lost.config');
  writeFileSync(file, 'CONFIG_PRINTK=y\nCONFIG_PREEMPT_RT=y\n');
  const args = ['config', 'defconfig', '-C', tree, ...words, '--fragment', file, '--output', '-'];
  const lenient = await kgate(args);
  expect(lenient.exitCode, lenient.stderr).toBe(0);
  expect(lenient.stderr).toMatch(
    /^warning\[kernel\/value-not-kept\]: CONFIG_PREEMPT_RT=y becomes unset: EXPERT is off/m,
  );
  const strict = await kgate([...args, '--strict']);
  expect([strict.exitCode, strict.stdout]).toEqual([1, '']);
  expect(strict.stderr).toMatch(/^error\[kernel\/value-not-kept\]: CONFIG_PREEMPT_RT=y becomes unset: EXPERT is off/m);
  expect(strict.stderr).toContain('lost.config:2');
  expect(strict.stderr).toMatch(/^fix 1 {2}CONFIG_EXPERT=y +tested/m);
  writeFileSync(file, 'CONFIG_PRINTK=y\n');
  expect((await kgate([...args, '--strict'])).exitCode).toBe(0);
});

/** Symbols of the tree and some that it does not have, with a value each: by a fixed seed. */
function randomFragment(seed: number, size: number): ReadonlyMap<string, string> {
  let state = seed;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const names: string[] = [];
  for (const file of [
    'init/Kconfig',
    'mm/Kconfig',
    'net/Kconfig',
    'drivers/mfd/Kconfig',
    'sound/soc/codecs/Kconfig',
    'kernel/Kconfig.preempt',
  ]) {
    for (const [, name = ''] of readFileSync(join(tree, file), 'latin1').matchAll(/^config (\w+)/gm)) names.push(name);
  }
  const settings = new Map<string, string>();
  while (settings.size < size) {
    const name = next(20) === 0 ? `NOT_${next(1000)}` : (names[next(names.length)] ?? '');
    settings.set(name, ['y', 'm', 'n', '7', '"text"'][next(20) < 17 ? next(3) : 3 + next(2)] ?? 'y');
  }
  return settings;
}

/** The value of a symbol as a `.config` has it; empty without a line. */
function valueIn(text: string, name: string): string {
  const line = new RegExp(`^(?:CONFIG_${name}=(.*)|# CONFIG_${name} is not set)$`, 'm').exec(text);
  return line === null ? '' : (line[1] ?? 'n');
}

it.each([2, 3])('each setting that make loses is found, and no other: %i', { timeout: 120_000 }, async (seed) => {
  const settings = randomFragment(seed, 300);
  const lines = [...settings].map(([name, value]) =>
    value === 'n' ? `# CONFIG_${name} is not set` : `CONFIG_${name}=${value}`,
  );
  const file = join(scratch, `random-${seed}`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  const theirs = join(scratch, `random-make-${seed}`);
  cpSync(join(scratch, 'base'), theirs, { recursive: true });
  await execa('sh', [script, '-m', '-Q', '.config', file], { cwd: theirs, env: kgateEnvironment(), extendEnv: false });
  const made = await execa('make', ['-C', tree, `O=${theirs}`, ...words, 'olddefconfig'], {
    env: kgateEnvironment(),
    extendEnv: false,
  });
  // A line that conf refuses is lost, too, where the symbol has no line in the end.
  const refused = new Set(Array.from(made.stderr.matchAll(/invalid for (\w+)/g), ([, name]) => name));
  const lost = [...settings].flatMap(([name, wanted]) => {
    const value = valueIn(config(theirs), name);
    if (refused.has(name)) return [name];
    return value === wanted || (wanted === 'n' && value === '') ? [] : [name];
  });
  const objects = join(scratch, `random-ours-${seed}`);
  cpSync(join(scratch, 'base'), objects, { recursive: true });
  const result = resolveMode({
    host: createNodeHost({ cwd: tree, env: kgateEnvironment() }),
    request: { treeName: tree, objectDirectory: objects, variables: words, configFile: null, defconfig: null },
    profile: null,
    mode: 'olddefconfig',
    fragments: [{ name: 'random', path: file }],
    merge: { quiet: true },
  });
  expect(result.file?.text).toBe(config(theirs));
  const found = result.diagnostics
    .filter(isChange)
    .flatMap(symbolsOf)
    .filter((name) => settings.has(name));
  expect(found.toSorted()).toEqual(lost.toSorted());
  for (const { items = [] } of result.diagnostics) {
    for (const { location, symbol } of items) {
      if (location?.file === 'random') expect(lines[location.line - 1]).toContain(`CONFIG_${symbol}`);
    }
  }
});

/** The symbols whose lines a finding says are lost. */
function symbolsOf(one: Diagnostic): readonly string[] {
  if (one.items !== undefined) return one.items.map(({ symbol = '' }) => symbol);
  if (one.code === 'kernel/choice-conflict') return one.args.symbols.filter((name) => name !== one.args.chosen);
  const { args } = one as Extract<Diagnostic, { args: { symbol: string | null } | { symbols: readonly string[] } }>;
  return 'symbols' in args ? args.symbols : [args.symbol ?? ''];
}
