import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/results/check.ts';
import { conf612 } from '../support/kernel-source.ts';
import { kgate, repository } from '../support/kgate.ts';
import { type RecordedCompiler, recordedCompiler } from '../support/recorded-compiler.ts';

/**
 * The case kgate was made for, row by row. The verdicts follow from what the four versions of the
 * series do (kconfig-fixtures/arm64-ftrace/README.md); the texts come from GNU make, run here.
 */
const fixtures = join(import.meta.dirname, '../../kconfig-fixtures/arm64-ftrace');
const trees = ['mainline', 'v1', 'v2', 'v3', 'today'] as const;
type Tree = (typeof trees)[number];
type Outcome = 'pass' | 'warn' | 'stop';

const whenLacking: Readonly<Record<Tree, Outcome>> = {
  mainline: 'pass',
  v1: 'warn',
  v2: 'stop',
  v3: 'stop',
  today: 'pass',
};

function expected(tree: Tree, arch: string, hasFlag: boolean): Outcome {
  return arch === 'arm64' && !hasFlag ? whenLacking[tree] : 'pass';
}

async function check(tree: Tree, ...words: string[]): Promise<{ exitCode: number | undefined; result: CheckResult }> {
  const run = await kgate(['check', '-C', join(fixtures, tree), ...words, '--format', 'json', '--verbose']);
  expect(run.stderr).toBe('');
  return { exitCode: run.exitCode, result: JSON.parse(run.stdout) as CheckResult };
}

function outcomeOf(result: CheckResult): Outcome {
  if (result.verdict === 'fail') return 'stop';
  return result.diagnostics.some((diagnostic) => diagnostic.severity === 'warning') ? 'warn' : 'pass';
}

const profiles = [
  { name: 'gcc-7.5.0', hasFlag: false },
  { name: 'gcc-11', hasFlag: true },
  { name: 'gcc-12', hasFlag: true },
];

describe.each(profiles)('recorded $name', ({ name, hasFlag }) => {
  describe.each(['arm64', 'x86'])('ARCH=%s', (arch) => {
    it.each(trees)('%s', async (tree) => {
      const { exitCode, result } = await check(tree, `ARCH=${arch}`, '--toolchain', name);
      const outcome = expected(tree, arch, hasFlag);
      expect(outcomeOf(result)).toBe(outcome);
      expect(exitCode).toBe(outcome === 'stop' ? 1 : 0);
    });
  });
});

const compilers = [
  { words: ['CC=avr-gcc'], hasFlag: false },
  { words: ['CROSS_COMPILE=aarch64-linux-gnu-'], hasFlag: true },
  { words: ['CC=aarch64-linux-gnu-gcc-11'], hasFlag: true },
];

describe.each(compilers)('real $words', ({ words, hasFlag }) => {
  let copies: string;
  beforeAll(() => {
    copies = mkdtempSync(join(tmpdir(), 'kgate-ftrace-'));
    cpSync(fixtures, copies, { recursive: true });
  });
  afterAll(() => rmSync(copies, { recursive: true, force: true }));

  describe.each(['arm64', 'x86'])('ARCH=%s', (arch) => {
    it.each(trees)('%s says what make says', async (tree) => {
      const cwd = join(copies, tree);
      const all = [`ARCH=${arch}`, ...words];
      const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };
      for (const name of ['.config', 'include']) rmSync(join(cwd, name), { recursive: true, force: true });
      await execa('make', ['-s', ...all, `CONF=${conf612()}`, 'defconfig'], { cwd, env, extendEnv: false });
      const make = await execa('make', [...all, `CONF=${conf612()}`], { cwd, env, extendEnv: false, reject: false });
      const { exitCode, result } = await check(tree, ...all);
      const messages = result.diagnostics.filter((one) => one.severity !== 'info').map((one) => one.message);
      expect(messages).toEqual(make.stderr.split('\n').filter((line) => line !== ''));
      expect(exitCode === 0).toBe(make.exitCode === 0);
      expect(outcomeOf(result)).toBe(expected(tree, arch, hasFlag));
    });
  });
});

describe('gcc 7.5, the real make with a stand-in that answers from the record', () => {
  let copies: string;
  let standIn: RecordedCompiler;
  beforeAll(() => {
    copies = mkdtempSync(join(tmpdir(), 'kgate-ftrace-'));
    cpSync(fixtures, copies, { recursive: true });
    standIn = recordedCompiler(join(repository, 'profiles/gcc-7.5.0.json'), join(copies, 'compiler'));
  });
  afterAll(() => rmSync(copies, { recursive: true, force: true }));

  it.each(trees)('%s says what make says', async (tree) => {
    const cwd = join(copies, tree);
    const words = ['ARCH=arm64', 'CC=aarch64-linux-gnu-gcc'];
    const env = { PATH: `${standIn.directory}:${process.env['PATH'] ?? ''}`, LC_ALL: 'C' };
    const all = [...words, `CONF=${conf612()}`];
    await execa('make', ['-s', ...all, 'defconfig'], { cwd, env, extendEnv: false });
    const config = readFileSync(join(cwd, '.config'), 'utf8');
    const make = await execa('make', all, { cwd, env, extendEnv: false, reject: false });
    expect(standIn.unanswered()).toEqual([]);
    expect(standIn.refused()).toEqual(tree === 'mainline' ? [] : ['-fpatchable-function-entry=2']);
    const { exitCode, result } = await check(tree, ...words, '--toolchain', 'gcc-7.5.0');
    const messages = result.diagnostics.filter((one) => one.severity !== 'info').map((one) => one.message);
    expect(messages).toEqual(make.stderr.split('\n').filter((line) => line !== ''));
    expect(result.diagnostics.map((one) => one.code)).not.toContain('kernel/unknown-probe');
    expect(exitCode === 0).toBe(make.exitCode === 0);
    const own = join(copies, `own-${tree}`);
    expect(
      (
        await kgate([
          'config',
          'defconfig',
          '-C',
          join(fixtures, tree),
          '-O',
          own,
          ...words,
          '--toolchain',
          'gcc-7.5.0',
        ])
      ).exitCode,
    ).toBe(0);
    expect(readFileSync(join(own, '.config'), 'utf8')).toBe(config);
  });
});

describe('v3, arm64, gcc 7.5', () => {
  it('stops at the $(error) line, and the first fix is the symbol itself', async () => {
    const { result } = await check('v3', 'ARCH=arm64', '--toolchain', 'gcc-7.5.0');
    const [stop] = result.diagnostics;
    expect(stop?.code).toBe('make/error');
    expect(stop?.location).toMatchObject({ file: 'arch/arm64/Makefile', line: 7 });
    expect(stop?.message).toMatch(/^arch\/arm64\/Makefile:7: \*\*\* DYNAMIC_FTRACE_WITH_REGS .* {2}Stop\.$/);
    expect(stop?.fixes[0]).toMatchObject({
      kind: 'config',
      changes: [{ symbol: 'DYNAMIC_FTRACE_WITH_REGS', from: 'y', to: 'n' }],
      verified: true,
      effects: [],
    });
    const toolchain = stop?.fixes.find((fix) => fix.kind === 'toolchain');
    expect(toolchain).toMatchObject({ verified: true });
    expect(toolchain?.title).toContain('-fpatchable-function-entry=2');
    expect(toolchain?.title).toContain('gcc-12');
  });

  it('names the probe command, the compiler’s words and where the symbol gets its y', async () => {
    const { result } = await check('v3', 'ARCH=arm64', '--toolchain', 'gcc-7.5.0');
    const text = JSON.stringify(result.diagnostics[0]?.causes);
    expect(text).toContain('-fpatchable-function-entry=2 -c -x c /dev/null');
    expect(text).toContain("unrecognized command line option '-fpatchable-function-entry=2'");
    expect(text).toContain('ifeq ($(CONFIG_DYNAMIC_FTRACE_WITH_REGS),y)');
    expect(text).toContain('default y');
    expect(text).toContain('kernel/trace/Kconfig');
  });

  it('passes once the fix is in the .config and auto.conf is renewed, and DYNAMIC_FTRACE is still y', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'kgate-fix-'));
    try {
      const tree = join(directory, 'v3');
      cpSync(join(fixtures, 'v3'), tree, { recursive: true });
      const words = ['ARCH=arm64', '--toolchain', 'gcc-7.5.0'];
      const config = await kgate(['config', 'defconfig', '-C', tree, ...words]);
      expect(config.exitCode).toBe(0);
      const file = join(tree, '.config');
      const text = (await execa('cat', [file])).stdout;
      const fixed = text.replace('CONFIG_DYNAMIC_FTRACE_WITH_REGS=y', '# CONFIG_DYNAMIC_FTRACE_WITH_REGS is not set');
      expect(fixed).not.toBe(text);
      await execa('tee', [file], { input: `${fixed}\n` });
      // Make reads auto.conf as `defconfig` has left it before it looks at .config.
      const early = await kgate(['check', '-C', tree, ...words, '--format', 'json']);
      expect(early.exitCode).toBe(1);
      const [stop] = (JSON.parse(early.stdout) as CheckResult).diagnostics;
      expect(stop?.fixes[0]).toMatchObject({ kind: 'command', verified: true });
      expect((await kgate(['config', 'syncconfig', '-C', tree, ...words])).exitCode).toBe(0);
      const run = await kgate(['check', '-C', tree, ...words, '--format', 'json']);
      expect(run.exitCode).toBe(0);
      expect((JSON.parse(run.stdout) as CheckResult).diagnostics).toEqual([]);
      expect((await kgate(['why', 'DYNAMIC_FTRACE=y', '-C', tree, ...words])).exitCode).toBe(0);
      expect((await kgate(['why', 'DYNAMIC_FTRACE_WITH_REGS=y', '-C', tree, ...words])).exitCode).toBe(1);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('-O with makefiles that know no O=', () => {
  it('reads and writes the .config there, and sees the same stop', async () => {
    const objects = mkdtempSync(join(tmpdir(), 'kgate-objects-'));
    try {
      const words = ['-C', join(fixtures, 'v3'), '-O', objects, 'ARCH=arm64', '--toolchain', 'gcc-7.5.0'];
      expect((await kgate(['check', ...words])).exitCode).toBe(1);
      expect((await kgate(['config', 'defconfig', ...words])).exitCode).toBe(0);
      const file = join(objects, '.config');
      const text = readFileSync(file, 'utf8');
      expect(text).toContain('CONFIG_DYNAMIC_FTRACE_WITH_REGS=y\n');
      expect((await kgate(['check', ...words])).exitCode).toBe(1);
      writeFileSync(
        file,
        text.replace('CONFIG_DYNAMIC_FTRACE_WITH_REGS=y', '# CONFIG_DYNAMIC_FTRACE_WITH_REGS is not set'),
      );
      expect((await kgate(['check', ...words])).exitCode).toBe(0);
    } finally {
      rmSync(objects, { recursive: true, force: true });
    }
  });
});

describe('v2, arm64, gcc 7.5', () => {
  it('offers no fix through the symbol without a prompt, but one above it and a compiler', async () => {
    const { result } = await check('v2', 'ARCH=arm64', '--toolchain', 'gcc-7.5.0');
    const fixes = result.diagnostics[0]?.fixes ?? [];
    const changed = fixes.flatMap((fix) => fix.changes.map((change) => change.symbol));
    expect(changed).not.toContain('DYNAMIC_FTRACE_WITH_REGS');
    expect(changed[0]).toBe('DYNAMIC_FTRACE');
    expect(fixes.map((fix) => fix.kind)).toContain('toolchain');
    expect(fixes.every((fix) => fix.verified)).toBe(true);
  });
});

describe('kgate why', () => {
  it('distinguishes a prompt from none, with the default’s line', async () => {
    const words = ['ARCH=arm64', '--toolchain', 'gcc-7.5.0'];
    const v3 = await kgate(['why', 'DYNAMIC_FTRACE_WITH_REGS', '-C', join(fixtures, 'v3'), ...words]);
    expect(v3.exitCode).toBe(0);
    expect(v3.stdout).toMatch(/"Give tracers the registers.*", kernel\/trace\/Kconfig:\d+/);
    expect(v3.stdout).toMatch(/default y \(kernel\/trace\/Kconfig:\d+\)/);
    const v2 = await kgate(['why', 'DYNAMIC_FTRACE_WITH_REGS', '-C', join(fixtures, 'v2'), ...words]);
    expect(v2.exitCode).toBe(0);
    expect(v2.stdout).toMatch(/no prompt/);
    expect(v2.stdout).toMatch(/default y \(kernel\/trace\/Kconfig:\d+\)/);
  });

  it('ends at the compiler’s words when Kconfig asked it', async () => {
    const run = await kgate([
      'why',
      'DYNAMIC_FTRACE_WITH_REGS=y',
      '-C',
      join(fixtures, 'today'),
      'ARCH=arm64',
      '--toolchain',
      'gcc-7.5.0',
      '--format',
      'json',
    ]);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('$(cc-option,-fpatchable-function-entry=2)');
    expect(run.stdout).toContain('unrecognized command line option');
  });

  it('names the nearest symbols for one that does not exist', async () => {
    const run = await kgate([
      'why',
      'DYNAMIC_FTRACE_WITH_REG',
      '-C',
      join(fixtures, 'v3'),
      'ARCH=arm64',
      '--toolchain',
      'gcc-12',
    ]);
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('DYNAMIC_FTRACE_WITH_REGS');
  });
});
