import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oracle } from '../support/kernel-source.ts';
import { kgate, kgateEnvironment } from '../support/kgate.ts';

/** `kgate make -n` of real kernels, line for line what make prints; recipes of all makes that are started. */
const directories: string[] = [];
const env = kgateEnvironment();

function objectTree(): string {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-dry-'));
  directories.push(directory);
  return directory;
}

afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

const arm64 = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];

describe.each<[string, 'linux-6.12' | 'linux-6.1', readonly string[], readonly string[]]>([
  ['6.12, arm64', 'linux-6.12', arm64, ['prepare', 'modules_prepare', 'kernelrelease', 'help']],
  ['6.1, arm64', 'linux-6.1', arm64, ['prepare']],
  ['6.12, x86_64', 'linux-6.12', ['ARCH=x86_64'], ['prepare', 'archhelp']],
])('%s', (_name, source, words, goals) => {
  const { tree } = oracle(source);
  let objects: string;
  const make = async (
    place: string,
    ...goals: string[]
  ): Promise<{ stdout: string; stderr: string; status: unknown }> => {
    const options = { cwd: tree, env, extendEnv: false, reject: false, stripFinalNewline: false } as const;
    const run = await execa('make', [...words, `O=${place}`, ...goals], options);
    return { stdout: run.stdout, stderr: run.stderr, status: run.exitCode };
  };
  const ours = async (
    place: string,
    ...goals: string[]
  ): Promise<{ stdout: string; stderr: string; status: unknown }> => {
    const run = await kgate(['make', ...words, `O=${place}`, ...goals], { cwd: tree });
    return { stdout: run.stdout, stderr: run.stderr, status: run.exitCode };
  };

  beforeAll(async () => {
    objects = objectTree();
    expect((await make(objects, 'defconfig')).status).toBe(0);
  }, 120_000);

  it('remakes auto.conf in memory first', { timeout: 120_000 }, async () => {
    const other = objectTree();
    cpSync(objects, other, { recursive: true, preserveTimestamps: true });
    const got = await ours(objects, '-n', 'prepare');
    // Building conf and fixdep shows on make's side.
    const want = await make(other, '-n', 'prepare');
    const recipes = (text: string): string[] =>
      text
        .replaceAll(other, objects)
        .split('\n')
        .filter((line) => !/^ {2}(?:HOSTCC|HOSTLD|LEX|YACC|UPD|SYNC|GEN) /.test(line));
    expect(got.status).toBe(want.status);
    expect(recipes(got.stdout)).toEqual(recipes(want.stdout));
  });

  it.each(goals)('-n %s', { timeout: 120_000 }, async (goal) => {
    // auto.conf is there from the first dry run on.
    await make(objects, '-n', 'prepare');
    const want = await make(objects, '-n', goal);
    expect(await ours(objects, '-n', goal)).toEqual(want);
  });
});
