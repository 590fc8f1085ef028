import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/results/check.ts';
import type { LintResult } from '../../src/results/lint.ts';
import type { WhyResult } from '../../src/results/why.ts';
import { linux612 } from '../support/kernel-source.ts';
import { kgate, type KgateRun } from '../support/kgate.ts';
import { snapshotTree } from '../support/tree-snapshot.ts';

/** Linux 6.12 with real compilers; make itself is the oracle, run on the same tree. */
const arm64 = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];
const tree = linux612();
const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LC_ALL: 'C' };

let directory: string;
let before: Map<string, string>;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-linux-'));
  before = snapshotTree(tree);
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function make(objects: string, words: readonly string[]): Promise<{ stderr: string; exitCode: number }> {
  const run = await execa('make', ['-C', tree, `O=${objects}`, ...words], { env, extendEnv: false, reject: false });
  return { stderr: run.stderr, exitCode: run.exitCode ?? -1 };
}

describe.each(['defconfig', 'allnoconfig', 'allyesconfig', 'allmodconfig'])('%s', (mode) => {
  it('writes the .config that make writes', { timeout: 120_000 }, async () => {
    const theirs = join(directory, `make-${mode}`);
    const ours = join(directory, `kgate-${mode}`);
    expect((await make(theirs, [...arm64, mode])).exitCode).toBe(0);
    const run = await kgate(['config', mode, '-C', tree, '-O', ours, ...arm64]);
    expect(run.exitCode).toBe(0);
    expect(readFileSync(join(ours, '.config'), 'latin1')).toBe(readFileSync(join(theirs, '.config'), 'latin1'));
  });
});

it('olddefconfig with FTRACE options equals make’s', { timeout: 120_000 }, async () => {
  const theirs = join(directory, 'make-ftrace');
  expect((await make(theirs, [...arm64, 'defconfig'])).exitCode).toBe(0);
  const added =
    'CONFIG_FTRACE=y\nCONFIG_FUNCTION_TRACER=y\nCONFIG_FTRACE_SYSCALLS=y\nCONFIG_IRQSOFF_TRACER=y\nCONFIG_LIVEPATCH=y\n';
  appendFileSync(join(theirs, '.config'), added);
  const ours = join(directory, 'kgate-ftrace');
  await execa('mkdir', ['-p', ours]);
  await execa('cp', [join(theirs, '.config'), ours]);
  expect((await make(theirs, [...arm64, 'olddefconfig'])).exitCode).toBe(0);
  expect((await kgate(['config', 'olddefconfig', '-C', tree, '-O', ours, ...arm64])).exitCode).toBe(0);
  const text = readFileSync(join(ours, '.config'), 'latin1');
  expect(text).toBe(readFileSync(join(theirs, '.config'), 'latin1'));
  expect(text).toContain('CONFIG_DYNAMIC_FTRACE_WITH_ARGS=y');
});

it('check --defconfig defconfig passes, and its result is kept', { timeout: 180_000 }, async () => {
  const cache = join(directory, 'cache');
  const args = ['check', '-C', tree, ...arm64, '--defconfig', 'defconfig', '--format', 'json'];
  const check = (): Promise<KgateRun> => kgate(args, { env: { XDG_CACHE_HOME: cache } });
  const first = await check();
  expect(first.stderr).toBe('');
  expect((JSON.parse(first.stdout) as CheckResult).verdict).toBe('pass');
  expect(first.exitCode).toBe(0);
  // One program of unknown dependencies among thousands of lines is enough for nothing to be kept.
  expect(readdirSync(join(cache, 'kgate')).filter((name) => name.startsWith('results-'))).toHaveLength(1);
  expect((await check()).stdout).toBe(first.stdout);
});

/** Lines of make's stderr that come from `$(error)` and `$(warning)`, not from outer makes. */
function ownLines(stderr: string): string[] {
  return stderr.split('\n').filter((line) => line !== '' && !/^make(\[\d+\])?: /.test(line));
}

describe('what the real makefiles stop on and warn about', () => {
  it('mips: a config that needs -msym32 and a compiler without it', { timeout: 120_000 }, async () => {
    const objects = join(directory, 'mips');
    const words = ['ARCH=mips', 'CROSS_COMPILE=aarch64-linux-gnu-'];
    expect((await make(objects, [...words, 'decstation_64_defconfig'])).exitCode).toBe(0);
    const stop = await make(objects, [...words, 'prepare']);
    expect(stop.exitCode).toBe(2);
    const run = await kgate(['check', '-C', tree, '-O', objects, ...words, 'prepare', '--format', 'json', '--verbose']);
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(1);
    const { diagnostics, follows } = JSON.parse(run.stdout) as CheckResult;
    const [first] = diagnostics.filter((one) => one.severity === 'error');
    // What make prints follows from the compiler of another architecture, and no configuration makes it build.
    expect(first?.code).toBe('kernel/compiler-target');
    const errors = follows.filter((one) => one.severity === 'error');
    for (const line of ownLines(stop.stderr)) expect(errors.map((error) => error.message)).toContain(line);
    expect(JSON.stringify(errors.map(({ causes }) => causes))).toContain('-msym32');
    expect(errors.flatMap(({ fixes }) => fixes)).toEqual([]);
  });

  it('arm64: an assembler with a broken .inst', { timeout: 120_000 }, async () => {
    const objects = join(directory, 'avr');
    const words = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-', 'CC=avr-gcc'];
    expect((await make(objects, [...words, 'defconfig'])).exitCode).toBe(0);
    const warned = await make(objects, [...words, '-n', 'prepare']);
    const run = await kgate(['check', '-C', tree, '-O', objects, ...words, 'prepare', '--format', 'json']);
    const { diagnostics, follows } = JSON.parse(run.stdout) as CheckResult;
    const messages = [...diagnostics, ...follows].map((one) => one.message);
    const theirs = ownLines(warned.stderr).filter((line) => line.includes('arch/arm64/Makefile'));
    expect(theirs.length).toBeGreaterThan(0);
    for (const line of theirs) expect(messages).toContain(line);
  });
});

it('why E1000E=y on an allnoconfig names every missing symbol down to the roots', { timeout: 60_000 }, async () => {
  const objects = join(directory, 'kgate-allnoconfig-why');
  expect((await kgate(['config', 'allnoconfig', '-C', tree, '-O', objects, ...arm64])).exitCode).toBe(0);
  const run = await kgate(['why', 'E1000E=y', '-C', tree, '-O', objects, ...arm64, '--format', 'json']);
  expect(run.exitCode).toBe(1);
  const result = JSON.parse(run.stdout) as WhyResult;
  const missing = result.missing.map((one) => one.symbol);
  for (const symbol of ['PCI', 'NET', 'NETDEVICES', 'ETHERNET', 'NET_VENDOR_INTEL']) expect(missing).toContain(symbol);
  expect(missing.indexOf('NET')).toBeLessThan(missing.indexOf('NETDEVICES'));
  // conf itself agrees that this is enough.
  const config = join(objects, '.config');
  const lines = (result.fix?.changes ?? []).map((change) => `CONFIG_${change.symbol}=${change.to}\n`);
  appendFileSync(config, lines.join(''));
  expect((await make(objects, [...arm64, 'olddefconfig'])).exitCode).toBe(0);
  expect(readFileSync(config, 'latin1')).toContain('CONFIG_E1000E=y\n');
});

it('a compiler whose recipes refuse: x86 without retpolines stops in checkbin, as make does', {
  timeout: 120_000,
}, async () => {
  const objects = join(directory, 'x86');
  const words = ['ARCH=x86_64', 'CC=aarch64-linux-gnu-gcc'];
  expect((await make(objects, [...words, 'defconfig'])).exitCode).toBe(0);
  const stop = await make(objects, [...words, 'prepare']);
  const run = await kgate(['check', '-C', tree, '-O', objects, ...words, 'prepare', '--format', 'json']);
  expect(run.exitCode).toBe(1);
  const { diagnostics, follows } = JSON.parse(run.stdout) as CheckResult;
  expect(diagnostics.find((one) => one.severity === 'error')?.code).toBe('kernel/compiler-target');
  const messages = follows.filter((one) => one.severity === 'error').map(({ message }) => message);
  expect(messages.filter((message) => stop.stderr.includes(`${message}\n`))).not.toEqual([]);
  // MITIGATION_RETPOLINE=n passes checkbin, and the first file is still not compiled.
  expect(follows.flatMap(({ fixes }) => fixes)).toEqual([]);
});

it('lint reads every Makefile and Kconfig file', { timeout: 60_000 }, async () => {
  const run = await kgate(['lint', '-C', tree, '--format', 'json']);
  expect(run.stderr).toBe('');
  expect([0, 1]).toContain(run.exitCode);
  const result = JSON.parse(run.stdout) as LintResult;
  expect(result.counts.makefiles).toBeGreaterThan(2_500);
  expect(result.counts.kconfigs).toBeGreaterThan(1_500);
  expect(result.diagnostics.filter((one) => one.code === 'lint/skipped')).toEqual([]);
});

it('a recorded compiler of 2019 explains why an option is gone, without any compiler', {
  timeout: 60_000,
}, async () => {
  const file = join(directory, 'tracer.config');
  appendFileSync(file, 'CONFIG_FTRACE=y\nCONFIG_FUNCTION_TRACER=y\n');
  const words = ['ARCH=arm64', '--toolchain', 'gcc-7.5.0', '--config', file, '--format', 'json'];
  const run = await kgate(['why', 'DYNAMIC_FTRACE_WITH_ARGS=y', '-C', tree, ...words]);
  expect(run.exitCode).toBe(1);
  const text = JSON.stringify((JSON.parse(run.stdout) as WhyResult).causes);
  expect(text).toContain('$(cc-option,-fpatchable-function-entry=2)');
  expect(text).toContain("unrecognized command line option '-fpatchable-function-entry=2'");
});

it('leaves the source tree as it was', () => {
  expect(snapshotTree(tree)).toEqual(before);
});
