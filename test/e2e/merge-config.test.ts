/** Fragments over a base: the tree's own merge_config.sh and make are the oracle. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
