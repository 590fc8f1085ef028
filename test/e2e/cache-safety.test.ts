import { spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CacheResult } from '../../src/results/cache.ts';
import { type KgateRun, kgate, kgateEnvironment, launcher, node, repository } from '../support/kgate.ts';
import { hasOracle } from '../support/oracle.ts';

/** The cache of real processes: many at once, killed, without room, without permission. Never a wrong answer. */
let directory: string;
const at = (name: string): string => join(directory, name);
const tree = join(repository, 'kconfig-fixtures/arm64-ftrace/today');
const words = ['config', 'defconfig', '-C', tree, 'ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-', '--output', '-'];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-safety-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const run = (cache = at('cache')): Promise<KgateRun> => kgate(words, { env: { XDG_CACHE_HOME: cache } });

async function info(): Promise<CacheResult> {
  return JSON.parse(
    (await kgate(['cache', 'info', '--format', 'json'], { env: { XDG_CACHE_HOME: at('cache') } })).stdout,
  ) as CacheResult;
}

async function expected(): Promise<string> {
  const plain = await kgate([...words, '--no-cache']);
  expect(plain).toMatchObject({ exitCode: 0, stderr: '' });
  return plain.stdout;
}

describe('kgates at the same time', () => {
  it.each([2, 10])('%i of them on an empty cache answer alike and leave whole files', async (count) => {
    const stdout = await expected();
    const runs = await Promise.all(Array.from({ length: count }, () => run()));
    for (const one of runs) expect(one).toMatchObject({ exitCode: 0, stderr: '', stdout });
    expect(readdirSync(at('cache/kgate')).filter((name) => !/^[a-z]+-[0-9a-f]{40}$/.test(name))).toEqual([]);
    const { files, ofOtherBuilds } = await info();
    expect(files).toBe(readdirSync(at('cache/kgate')).length);
    expect(ofOtherBuilds.files).toBe(0);
    expect(await run()).toMatchObject({ exitCode: 0, stdout });
  });

  it('one that clears does not disturb one that runs', async () => {
    const stdout = await expected();
    const clear = (): Promise<KgateRun> => kgate(['cache', 'clear'], { env: { XDG_CACHE_HOME: at('cache') } });
    const results = await Promise.all([run(), clear(), run(), clear(), clear(), run()]);
    for (const one of results.filter((_, index) => [0, 2, 5].includes(index))) {
      expect(one).toMatchObject({ exitCode: 0, stderr: '', stdout });
    }
  });
});

describe('a kgate that is killed', () => {
  it('at any moment leaves nothing that is taken for an answer', async () => {
    const stdout = await expected();
    for (let round = 0; round < 12; round++) {
      const child = spawn(node, [launcher, ...words], {
        env: kgateEnvironment({ XDG_CACHE_HOME: at('cache'), TMPDIR: directory }),
        stdio: 'ignore',
      });
      const end = new Promise((resolve) => child.once('exit', resolve));
      await sleep(80 + round * 40);
      child.kill('SIGKILL');
      await end;
    }
    expect(await run()).toMatchObject({ exitCode: 0, stderr: '', stdout });
    expect(await run()).toMatchObject({ exitCode: 0, stderr: '', stdout });
  });
});

describe('a cache directory', () => {
  /** The same in a namespace of bubblewrap with other mounts. */
  function runMounted(mounts: readonly string[]): { status: number | null; stdout: string; stderr: string } {
    const env = kgateEnvironment({ XDG_CACHE_HOME: at('cache') });
    return spawnSync('bwrap', ['--dev-bind', '/', '/', ...mounts, node, launcher, ...words], { env, encoding: 'utf8' });
  }
  const hasMounts = hasOracle('bubblewrap', spawnSync('bwrap', ['--dev-bind', '/', '/', 'true']).status === 0);

  it.skipIf(!hasMounts)('on a full disk', async () => {
    const stdout = await expected();
    mkdirSync(at('cache'));
    // Room for some of the files and not for others.
    expect(runMounted(['--size', '8192', '--tmpfs', at('cache')])).toMatchObject({ status: 0, stderr: '', stdout });
  });

  it.skipIf(!hasMounts)('that is read-only is used and not written', async () => {
    const stdout = await expected();
    await run();
    const before = readdirSync(at('cache/kgate'));
    expect(runMounted(['--ro-bind', at('cache'), at('cache')])).toMatchObject({ status: 0, stderr: '', stdout });
    expect(readdirSync(at('cache/kgate'))).toEqual(before);
  });

  it.skipIf(!hasMounts)('of another user is not written', async () => {
    const stdout = await expected();
    mkdirSync(at('cache/kgate'), { recursive: true });
    if (process.getuid?.() !== 0) {
      // Only root can give a directory away; one of root's can be used by any user.
      expect(runMounted(['--bind', '/etc', at('cache/kgate')])).toMatchObject({ status: 0, stderr: '', stdout });
      return;
    }
    chownSync(at('cache/kgate'), 12_345, 12_345);
    const result = await run();
    expect(result).toMatchObject({ exitCode: 0, stdout });
    expect(result.stderr).toContain('belongs to user 12345 [host/foreign-cache]');
    expect(readdirSync(at('cache/kgate'))).toEqual([]);
  });

  it.each<[string, RegExp, () => void]>([
    ['that is a file', /^$/, () => writeFileSync(at('cache'), '')],
    ['that leads nowhere', /^$/, () => symlinkSync('/proc/nowhere', at('cache'))],
    // Every user may write to the device.
    ['below a device', /host\/foreign-cache/, () => symlinkSync('/dev/full', at('cache'))],
  ])('%s is done without', async (_, words, make) => {
    const stdout = await expected();
    make();
    const result = await run();
    expect(result).toMatchObject({ exitCode: 0, stdout });
    expect(result.stderr).toMatch(words);
  });

  it('with files cut short, empty, swapped or of something else is filled again', async () => {
    const stdout = await expected();
    await run();
    const names = readdirSync(at('cache/kgate'));
    const damages: ((path: string, index: number) => void)[] = [
      (path) => truncateSync(path, 100),
      (path) => truncateSync(path, 0),
      (path) => writeFileSync(path, '\0'.repeat(5000)),
      (path, index) => {
        const other = join(at('cache/kgate'), names[(index + 1) % names.length] ?? '');
        if (existsSync(other)) spawnSync('cp', [other, path]);
      },
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ];
    for (const damage of damages) {
      for (const name of names) {
        rmSync(join(at('cache/kgate'), name), { recursive: true, force: true });
      }
      await run();
      for (const [index, name] of names.entries()) {
        const path = join(at('cache/kgate'), name);
        if (existsSync(path)) damage(path, index);
      }
      expect(await run()).toMatchObject({ exitCode: 0, stderr: '', stdout });
    }
  });
});
