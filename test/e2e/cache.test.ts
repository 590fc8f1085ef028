import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CacheResult } from '../../src/results/cache.ts';
import { kgate, repository } from '../support/kgate.ts';

/** `kgate cache` and `--no-cache`, on a real compiler. */
let directory: string;
let env: Record<string, string>;
const tree = join(repository, 'kconfig-fixtures/arm64-ftrace/today');
const config = ['config', 'defconfig', '--output', '-', '-C', tree, 'ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-cache-'));
  env = { XDG_CACHE_HOME: directory };
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const kept = (): string[] => (existsSync(join(directory, 'kgate')) ? readdirSync(join(directory, 'kgate')).sort() : []);

async function info(): Promise<CacheResult> {
  const run = await kgate(['cache', 'info', '--format', 'json'], { env });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as CacheResult;
}

describe('kgate cache', () => {
  it('shows what a run left, with the versions of compilers, and removes that and nothing else', async () => {
    expect((await info()).files).toBe(0);
    const plain = await kgate([...config, '--no-cache'], { env });
    expect(plain).toMatchObject({ exitCode: 0, stderr: '' });
    expect(kept()).toEqual([]);
    expect((await kgate(config, { env })).stdout).toBe(plain.stdout);
    const filled = await info();
    expect(filled.files).toBe(kept().length);
    expect(filled.files).toBeGreaterThan(2);
    expect(filled.ofOtherBuilds.files).toBe(0);
    expect(filled.compilers).toMatchObject([
      { command: 'aarch64-linux-gnu-gcc', version: expect.stringMatching(/^gcc version \d+\.\d+/) as string },
    ]);
    const text = await kgate(['cache', 'info'], { env });
    expect(text.stdout).toMatch(/^directory .*\nholds +\d+ files, .* of at most 1\.0 GiB\n/);
    mkdirSync(join(directory, 'kgate/own'));
    writeFileSync(join(directory, 'kgate/notes'), '');
    const cleared = await kgate(['cache', 'clear'], { env });
    expect(cleared.stdout).toMatch(new RegExp(`^removed ${filled.files} files, `));
    expect(kept()).toEqual(['notes', 'own']);
  });

  it('is also there, and shown to be off, under KGATE_NO_CACHE', async () => {
    const run = await kgate(['cache', 'info'], { env: { ...env, KGATE_NO_CACHE: '1' } });
    expect(run.stdout).toContain(`${directory}/kgate (turned off by KGATE_NO_CACHE)`);
  });

  it.each([
    [['cache'], {}, 'info|clear is missing'],
    [['cache', 'flush'], {}, 'cache flush: no such action'],
    [['cache', 'info'], { XDG_CACHE_HOME: 'relative', HOME: 'too' }, 'is an absolute path'],
  ])('%j is refused', async (args, more, words) => {
    const run = await kgate(args, { env: { ...env, ...more } });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(words);
  });
});

describe('--cache-dir', () => {
  const own = (): string => join(directory, 'own/records');
  const words = ['config', 'alldefconfig', '--kconfig', 'Kconfig', '--output', '-'];

  it.each([
    ['the option', ['--cache-dir', 'own/records'], {}],
    ['KGATE_CACHE_DIR', [], { KGATE_CACHE_DIR: 'own/records' }],
    ['the option before the variable', ['--cache-dir', 'own/records'], { KGATE_CACHE_DIR: 'other' }],
    ['the option where the user stands', ['-C', 'sub', '--cache-dir', 'own/records'], {}],
  ])('%s names the directory, and nothing is written elsewhere', async (_, more, variables) => {
    const home = join(directory, 'home');
    for (const name of ['sub', 'home']) mkdirSync(join(directory, name), { recursive: true });
    for (const name of ['Kconfig', 'sub/Kconfig']) writeFileSync(join(directory, name), 'config A\n\tdef_bool y\n');
    rmSync(own(), { recursive: true, force: true });
    const options = { cwd: directory, env: { HOME: home, XDG_CACHE_HOME: join(home, 'cache'), ...variables } };
    const run = await kgate([...words, ...more], options);
    expect(run).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('kgate:') as string });
    const names = readdirSync(own());
    expect(names.length).toBeGreaterThan(0);
    expect([readdirSync(home), existsSync(join(directory, 'other'))]).toEqual([[], false]);
    const shown = await kgate(['cache', 'info', ...more.slice(-2)], options);
    expect(shown.stdout).toContain(`${names.length} files`);
    await kgate(['cache', 'clear', ...more.slice(-2)], options);
    expect(readdirSync(own())).toEqual([]);
  });

  it.each([
    [['--cache-dir', 'Kconfig'], {}, '--cache-dir Kconfig: not a directory'],
    [['--cache-dir', ''], {}, "--cache-dir '': not a directory"],
    [[], { KGATE_CACHE_DIR: 'Kconfig' }, 'KGATE_CACHE_DIR=Kconfig: not a directory'],
  ])('%j %j is refused', async (more, variables, message) => {
    writeFileSync(join(directory, 'Kconfig'), 'config A\n\tdef_bool y\n');
    const run = await kgate([...words, ...more], { cwd: directory, env: { ...env, ...variables } });
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(message);
  });
});

describe('--no-cache', () => {
  it.each(['check', 'why', 'objects', 'owner', 'config', 'make', 'probe'])('is an option of %s', async (name) => {
    const run = await kgate([name, '--help']);
    expect(run.stdout).toContain('--no-cache');
  });
});
