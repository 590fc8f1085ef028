import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type KgateRun, kgate, repository } from '../support/kgate.ts';

/** A `kgate config` whose records all hold runs in the main thread; it ends there as it ends in full. */
let directory: string;
let round = 0;
const at = (name: string): string => join(directory, String(round), name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-quick-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  round += 1;
  cpSync(join(repository, 'kconfig-fixtures/arm64-ftrace/today'), at('tree'), { recursive: true });
  writeFileSync(at('tree/.config'), 'CONFIG_FTRACE=y\nCONFIG_FUNCTION_TRACER=y\n');
  for (let runs = 0; runs < 2; runs += 1) expect(await olddefconfig()).toMatchObject({ exitCode: 0, stderr: '' });
});

function olddefconfig(...more: string[]): Promise<KgateRun> {
  const words = ['-C', at('tree'), 'ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-', ...more];
  return kgate(['config', 'olddefconfig', ...words], { env: { XDG_CACHE_HOME: at('cache') } });
}

it.each<[string, readonly string[], number, () => void]>([
  ['an option that the goal does not have', ['--seed', '7'], 2, () => {}],
  ['a dialect that does not exist', ['--dialect', 'none'], 2, () => {}],
  ['an output in a directory that does not exist', ['--output', '/nonexistent/file'], 2, () => {}],
  [
    // Source: scripts/kconfig/confdata.c conf_write, v6.12: a directory is not written.
    'a directory in place of the configuration file',
    ['--output', '-'],
    1,
    () => {
      unlinkSync(at('tree/.config'));
      mkdirSync(at('tree/.config'));
    },
  ],
  [
    'a configuration file that leads nowhere',
    ['--output', '-'],
    0,
    () => {
      unlinkSync(at('tree/.config'));
      symlinkSync('nowhere', at('tree/.config'));
    },
  ],
  [
    'an error in a Kconfig file',
    ['--output', '-'],
    1,
    () => writeFileSync(at('tree/kernel/trace/Kconfig'), 'config\n'),
  ],
])('%s: the same words and status as without the cache', async (_, options, exitCode, change) => {
  change();
  const plain = await olddefconfig(...options, '--no-cache');
  const quick = await olddefconfig(...options);
  expect(quick).toEqual(plain);
  expect(quick.exitCode).toBe(exitCode);
});

it('removes what a killed run has left, as any other run does', async () => {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
  const origin = `${boot}${/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? ''}`;
  const temporary = at('tmp');
  const left = join(temporary, `kgate-${process.getuid?.()}`, `${spawnSync('true').pid}-1-${origin}-0123456789ab`);
  mkdirSync(temporary);
  const words = ['-C', at('tree'), 'ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];
  const env = { XDG_CACHE_HOME: at('cache'), TMPDIR: temporary };
  const run = (): Promise<KgateRun> => kgate(['config', 'olddefconfig', ...words], { env });
  for (let runs = 0; runs < 2; runs += 1) expect(await run()).toMatchObject({ exitCode: 0, stderr: '' });
  mkdirSync(join(left, 'tmp'), { recursive: true, mode: 0o700 });
  expect(await run()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(existsSync(left)).toBe(false);
});
