import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fix } from '../../src/core/diagnostic.ts';
import type { CheckResult } from '../../src/results/check.ts';
import { conf612, oracle } from '../support/kernel-source.ts';
import { kgate, kgateEnvironment } from '../support/kgate.ts';

/**
 * An object directory with the `auto.conf` of an earlier make. What real make prints is the expected value, before and
 * after the printed commands, which a real shell runs.
 */
const fixtures = join(import.meta.dirname, '../../kconfig-fixtures/arm64-ftrace');
const autoConf = 'include/config/auto.conf';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'kgate-left-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Build {
  readonly tree: string;
  /** Where make puts `.config`. */
  readonly objects: string;
  /** Words of kgate and of make. */
  readonly words: readonly string[];
  /** Goals of both; plain make when absent. */
  readonly goals?: readonly string[];
}

interface MakeRun {
  readonly status: number | undefined;
  /** Lines of stderr without those of outer makes. */
  readonly lines: readonly string[];
}

async function make({ goals: own = [], tree, words }: Build, goals = own): Promise<MakeRun> {
  const options = { env: kgateEnvironment(), extendEnv: false, reject: false, stdin: 'ignore' } as const;
  const run = await execa('make', ['-C', tree, '-s', ...words, ...goals], options);
  const lines = run.stderr.split('\n').filter((line) => line !== '' && !/^make(\[\d+\])?: /.test(line));
  return { status: run.exitCode, lines };
}

async function check({ goals = [], tree, words }: Build, ...more: string[]): Promise<CheckResult> {
  const run = await kgate(['check', '-C', tree, ...words, ...goals, ...more, '--format', 'json', '--verbose']);
  expect(run.stderr).toBe('');
  const result = JSON.parse(run.stdout) as CheckResult;
  expect(run.exitCode).toBe(result.verdict === 'fail' ? 1 : 0);
  return result;
}

function errorsOf(result: CheckResult): string[] {
  return result.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

function firstFix(result: CheckResult): Fix {
  const fix = result.diagnostics.find(({ severity }) => severity === 'error')?.fixes[0];
  if (fix === undefined) throw new Error('no fix');
  return fix;
}

/** Puts the changes of a fix at the end of `.config`, where they count, and nothing else. */
function applyChanges({ objects }: Build, { changes }: Fix): void {
  const lines = changes.map(({ symbol, to }) =>
    to === 'n' ? `# CONFIG_${symbol} is not set` : `CONFIG_${symbol}=${to}`,
  );
  appendFileSync(join(objects, '.config'), `${lines.join('\n')}\n`);
}

async function runCommands(commands: readonly string[] = []): Promise<void> {
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) {
    await execa('/bin/sh', ['-c', command], { env: kgateEnvironment(), extendEnv: false, stdin: 'ignore' });
  }
}

/** A stopped make whose stop the `.config` of now would not cause: make and kgate say the same, and the commands help. */
async function followLeft(build: Build, stopped: MakeRun, symbols: readonly string[]): Promise<void> {
  expect(await make(build)).toEqual(stopped);
  const left = await check(build);
  // Others come after it.
  expect(errorsOf(left).slice(0, 1)).toEqual(stopped.lines);
  const [finding] = left.diagnostics.filter(({ severity }) => severity === 'error');
  expect(finding?.notes.join(' ')).toContain('not enough');
  expect(finding?.causes[0]?.message).toContain(autoConf);
  expect(finding?.causes[0]?.causes.map(({ symbol }) => symbol)).toContainEqual(expect.toBeOneOf([...symbols]));
  const command = firstFix(left);
  expect(command).toMatchObject({ kind: 'command', verified: true });
  await runCommands(command.commands);
  expect(errorsOf(await check(build))).not.toContain(stopped.lines[0]);
}

/** The whole way: a stopped make, its first fix in .config alone, then the commands. */
async function followFix(build: Build): Promise<void> {
  const stopped = await make(build);
  expect(stopped.status).not.toBe(0);
  const before = await check(build);
  expect(errorsOf(before)).toEqual(stopped.lines);
  const fix = firstFix(before);
  expect(fix).toMatchObject({ kind: 'config', verified: true });
  expect(fix.commands).toHaveLength(2);
  applyChanges(build, fix);
  const touched = [...fix.changes, ...fix.effects].map(({ symbol }) => symbol);
  await followLeft(build, stopped, touched);
  expect((await check(build)).verdict).toBe('pass');
  expect((await make(build)).status).toBe(0);
}

/** A fixture with a conf where its makefile looks for one. */
function fixture(name: string): Build {
  const tree = mkdtempSync(join(root, `${name}-`));
  cpSync(join(fixtures, name), tree, { recursive: true });
  mkdirSync(join(tree, 'scripts/kconfig'), { recursive: true });
  symlinkSync(conf612(), join(tree, 'scripts/kconfig/conf'));
  return { tree, objects: tree, words: ['ARCH=arm64', 'CC=avr-gcc'] };
}

describe('the arm64 ftrace case after a stopped make', () => {
  it.each(['v2', 'v3'])('%s: a changed .config is not enough, the printed commands are', async (name) => {
    const build = fixture(name);
    await make(build, ['defconfig']);
    await followFix(build);
  });

  it('v3: the commands of the first fix are enough', async () => {
    const build = fixture('v3');
    await make(build, ['defconfig']);
    await make(build);
    const fix = firstFix(await check(build));
    applyChanges(build, fix);
    await runCommands(fix.commands);
    expect((await check(build)).verdict).toBe('pass');
    expect((await make(build)).status).toBe(0);
  });

  it('v3: --config and --defconfig do not bring auto.conf up to date either', async () => {
    const build = fixture('v3');
    await make(build, ['defconfig']);
    await make(build);
    const config = join(build.tree, 'fixed.config');
    applyChanges(build, firstFix(await check(build)));
    cpSync(join(build.tree, '.config'), config);
    const result = await check(build, '--config', config);
    expect(errorsOf(result)).toEqual((await make(build)).lines);
    await runCommands(firstFix(result).commands);
    expect((await make(build)).status).toBe(0);
  });

  it('v1: a warning of the first reading is no stop', async () => {
    const build = fixture('v1');
    await make(build, ['defconfig']);
    await make(build);
    const path = join(build.tree, '.config');
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(/^CONFIG_DYNAMIC_FTRACE=y$/m, '# CONFIG_DYNAMIC_FTRACE is not set'),
    );
    expect((await check(build)).verdict).toBe('pass');
    expect((await make(build)).status).toBe(0);
  });

  it('v3: a .config that is older than auto.conf is not read', async () => {
    const build = fixture('v3');
    const words = { ...build, words: ['ARCH=arm64', 'CC=aarch64-linux-gnu-gcc'] };
    await make(words, ['defconfig']);
    await make(words);
    const path = join(build.tree, '.config');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/^CONFIG_DYNAMIC_FTRACE=y$/m, '# CONFIG_DYNAMIC_FTRACE is not set'));
    utimesSync(path, 1e9, 1e9);
    const left = readFileSync(join(build.tree, autoConf), 'utf8');
    await make(words);
    expect(readFileSync(join(build.tree, autoConf), 'utf8')).toBe(left);
    const [finding] = (await check(words)).diagnostics.filter(({ code }) => code === 'kernel/left-config');
    expect(finding).toMatchObject({ severity: 'warning', args: { file: '.config' } });
    expect(JSON.stringify(finding?.causes)).toContain('CONFIG_DYNAMIC_FTRACE is y');
    await runCommands(finding?.fixes[0]?.commands);
    expect(readFileSync(join(build.tree, autoConf), 'utf8')).not.toContain('CONFIG_DYNAMIC_FTRACE=y');
    expect((await check(words)).diagnostics).toEqual([]);
  });
});

describe('a kernel whose compiler lacks -msym32', () => {
  it.each(['linux-6.12', 'linux-6.1'] as const)(
    '%s: make stops as before until syncconfig has run',
    async (name) => {
      const { conf, tree } = oracle(name);
      const objects = mkdtempSync(join(root, `${name}-`));
      const build = { tree, objects, words: ['ARCH=mips', 'LLVM=1', `O=${objects}`], goals: ['prepare'] };
      // The tree's own conf, so that make has none to build.
      mkdirSync(join(objects, 'scripts/kconfig'), { recursive: true });
      cpSync(conf, join(objects, 'scripts/kconfig/conf'));
      chmodSync(join(objects, 'scripts/kconfig/conf'), 0o755);
      await make(build, ['decstation_64_defconfig']);
      const stopped = await make(build);
      expect(stopped.status).not.toBe(0);
      appendFileSync(join(objects, '.config'), 'CONFIG_32BIT=y\n');
      await followLeft(build, stopped, ['64BIT']);
    },
    300_000,
  );
});
