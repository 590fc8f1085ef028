import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/results/check.ts';
import { kgate } from '../support/kgate.ts';
import { snapshotTree } from '../support/tree-snapshot.ts';

/**
 * Bad input gets one clear diagnostic and the right exit status: 2 when the question cannot be put,
 * 1 when the answer is that the build stops. Never a stack trace, never a file left behind.
 */
const v3 = join(import.meta.dirname, '../../kconfig-fixtures/arm64-ftrace/v3');
const words = ['ARCH=arm64', '--toolchain', 'gcc-12'];

let directory: string;
let tree: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-bad-'));
  tree = join(directory, 'tree');
  cpSync(v3, tree, { recursive: true });
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function checked(...args: string[]): ReturnType<typeof kgate> {
  const before = snapshotTree(directory);
  const run = await kgate(args);
  expect(snapshotTree(directory)).toEqual(before);
  expect(run.stderr).not.toMatch(/^\s+at |node:internal|\.[jt]s:\d+/m);
  return run;
}

/** Could not run: nothing on stdout, one line (and a hint) on stderr. */
async function refused(pattern: RegExp, ...args: string[]): Promise<void> {
  const run = await checked(...args);
  expect(run.stderr).toMatch(pattern);
  expect(run.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  expect(run.stdout).toBe('');
  expect(run.exitCode).toBe(2);
}

/** Ran, and the build would stop here. */
async function stops(location: { file: string; line: number }, pattern: RegExp, ...args: string[]): Promise<void> {
  const run = await checked('check', '-C', tree, ...words, ...args, '--format', 'json');
  expect(run.stderr).toBe('');
  expect(run.exitCode).toBe(1);
  const result = JSON.parse(run.stdout) as CheckResult;
  const errors = result.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  expect(errors[0]?.message).toMatch(pattern);
  expect(errors.map((error) => error.location)).toContainEqual(expect.objectContaining(location));
}

describe('exit status 2', () => {
  it('no such tree', () => refused(/nowhere.*No such file or directory/, 'check', '-C', join(directory, 'nowhere')));
  it('a file as tree', () => refused(/Kconfig.*Not a directory/, 'check', '-C', join(tree, 'Kconfig')));
  it('not a Kconfig tree', () => refused(/no Makefile in it/, 'check', '-C', directory, ...words));
  it('unknown option', () => refused(/unknown option '--frobnicate'/, 'check', '-C', tree, '--frobnicate'));
  it('unknown command', () => refused(/unknown command 'chekc'/, 'chekc', '-C', tree));
  it('unknown profile', () =>
    refused(/gcc-1.*gcc-7\.5\.0/s, 'check', '-C', tree, 'ARCH=arm64', '--toolchain', 'gcc-1'));
  it('missing config', () =>
    refused(/none\.config: no such file/, 'check', '-C', tree, ...words, '--config', join(directory, 'none.config')));
  it('a directory as config', () => refused(/directory/i, 'check', '-C', tree, ...words, '--config', directory));
  it('a directory as .config', async () => {
    mkdirSync(join(tree, '.config'));
    await refused(/\.config.*directory/i, 'check', '-C', tree, ...words);
  });
  it('two configurations', () =>
    refused(/exclude each other/, 'check', '-C', tree, ...words, '--config', 'a', '--defconfig', 'defconfig'));
  it('a FIFO as .config', async () => {
    await execa('mkfifo', [join(tree, '.config')]);
    await refused(/\.config/, 'check', '-C', tree, ...words);
  });
  it('unknown defconfig', () =>
    refused(/nosuch_defconfig/, 'check', '-C', tree, ...words, '--defconfig', 'nosuch_defconfig'));
  it('a seed for a mode that draws nothing', () =>
    refused(/--seed 7: olddefconfig draws nothing/, 'config', 'olddefconfig', '-C', tree, '--seed', '7'));
  it('an option of merging without a fragment', () =>
    refused(/--merge-only: there is no --fragment/, 'config', 'olddefconfig', '-C', tree, '--merge-only'));
  it('options of other commands', async () => {
    await refused(/unknown option '--format'/, 'config', 'olddefconfig', '-C', tree, '--format', 'json');
    await refused(/unknown option '--defconfig'/, 'config', 'olddefconfig', '-C', tree, '--defconfig', 'x');
  });
  it('an empty mode', () => refused(/config: MODE is missing/, 'config', '', '-C', tree));
  it('missing compiler', () =>
    refused(/nope-gcc: compiler not found/, 'why', 'X', '-C', tree, 'ARCH=arm64', 'CROSS_COMPILE=nope-'));
  it('a profile that is not JSON', async () => {
    const file = join(directory, 'broken.json');
    writeFileSync(file, '{ "schemaVersion": 1, ');
    await refused(/broken\.json/, 'check', '-C', tree, 'ARCH=arm64', '--toolchain', file);
  });
  it('a profile that is something else', async () => {
    const file = join(directory, 'other.json');
    writeFileSync(file, '{"hello": 1}');
    await refused(/other\.json/, 'check', '-C', tree, 'ARCH=arm64', '--toolchain', file);
  });
  it('a compiler that hangs', { timeout: 60_000 }, async () => {
    const file = join(directory, 'slow-gcc');
    writeFileSync(file, '#!/bin/sh\nsleep 600\n');
    chmodSync(file, 0o755);
    await refused(/slow-gcc.*(10 s|10000 ms|time)/, 'check', '-C', tree, 'ARCH=arm64', `CC=${file}`);
  });
});

describe('exit status 1', () => {
  it('Kconfig syntax error', async () => {
    writeFileSync(join(tree, 'kernel/trace/Kconfig'), 'config A\n\tbool "a"\n\tdefault y if\n');
    await stops({ file: 'kernel/trace/Kconfig', line: 3 }, /^kernel\/trace\/Kconfig:3: syntax error$/);
  });
  it('recursive source', async () => {
    writeFileSync(join(tree, 'kernel/trace/Kconfig'), 'source "Kconfig"\n');
    await stops({ file: 'kernel/trace/Kconfig', line: 1 }, /[Rr]ecursive inclusion detected/);
  });
  it('unterminated ifeq', async () => {
    writeFileSync(join(tree, 'arch/arm64/Makefile'), 'KBUILD_DEFCONFIG := defconfig\nifeq ($(CONFIG_A),y)\n');
    await stops({ file: 'arch/arm64/Makefile', line: 3 }, /missing 'endif'/);
  });
  it('recursive variable', async () => {
    writeFileSync(join(tree, 'arch/arm64/Makefile'), 'KBUILD_DEFCONFIG := defconfig\nA = $(B)\nB = $(A)\nC := $(A)\n');
    await stops({ file: 'arch/arm64/Makefile', line: 2 }, /Recursive variable 'A' references itself \(eventually\)/);
  });
});

describe('several stops', () => {
  it('are all reported in one run, make’s own first', async () => {
    writeFileSync(
      join(tree, 'arch/arm64/Makefile'),
      'KBUILD_DEFCONFIG := defconfig\nifeq ($(CONFIG_FTRACE),y)\n$(error first)\nendif\n$(warning between)\n$(error second)\n',
    );
    const run = await checked('check', '-C', tree, ...words, '--format', 'json');
    expect(run.exitCode).toBe(1);
    const diagnostics = (JSON.parse(run.stdout) as CheckResult).diagnostics;
    const messages = diagnostics.map((one) => one.message);
    expect(messages).toContain('arch/arm64/Makefile:3: *** first.  Stop.');
    expect(messages).toContain('arch/arm64/Makefile:5: between');
    expect(messages).toContain('arch/arm64/Makefile:6: *** second.  Stop.');
    // The first one is make's own first: without a configuration yet, `defconfig` reaches line 6.
    const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };
    const make = await execa('make', ['-C', tree, 'ARCH=arm64', 'defconfig'], { reject: false, env, extendEnv: false });
    const first = diagnostics.find((one) => one.severity === 'error');
    expect(make.stderr.split('\n')).toContain(first?.message);
  });
});

describe('a stop while make reads for a configuration goal', () => {
  it('offers no change of the configuration: make would not reach conf', async () => {
    const text = 'KBUILD_DEFCONFIG := defconfig\nifndef CONFIG_FUNCTION_TRACER\n$(error tracer wanted)\nendif\n';
    writeFileSync(join(tree, 'arch/arm64/Makefile'), text);
    const run = await checked('check', '-C', tree, ...words, '--format', 'json');
    expect(run.exitCode).toBe(1);
    const stop = (JSON.parse(run.stdout) as CheckResult).diagnostics[0];
    expect(stop?.message).toBe('arch/arm64/Makefile:3: *** tracer wanted.  Stop.');
    expect(stop?.fixes).toEqual([]);
    // make stops the same way with the symbol on: the configuration cannot be the way out.
    const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };
    writeFileSync(join(tree, '.config'), 'CONFIG_FTRACE=y\nCONFIG_FUNCTION_TRACER=y\n');
    const make = await execa('make', ['-C', tree, 'ARCH=arm64', 'olddefconfig'], {
      reject: false,
      env,
      extendEnv: false,
    });
    expect(make.stderr).toContain(stop?.message);
  });

  it('offers none for a symbol that is off either', async () => {
    const text = 'KBUILD_DEFCONFIG := defconfig\nifndef CONFIG_FUNCTION_TRACER\n$(error tracer wanted)\nendif\n';
    writeFileSync(join(tree, 'arch/arm64/Makefile'), text);
    writeFileSync(join(tree, '.config'), '# CONFIG_FTRACE is not set\n');
    const run = await checked('check', '-C', tree, ...words, '--format', 'json');
    const stops = (JSON.parse(run.stdout) as CheckResult).diagnostics.filter((one) => one.severity === 'error');
    expect(stops.flatMap((stop) => stop.fixes)).toEqual([]);
  });
});

describe('a .config of binary noise', () => {
  it('is read as conf reads it: warnings with their lines, and it ends', async () => {
    const noise = Buffer.alloc(65_536);
    let state = 12_345;
    for (let index = 0; index < noise.length; index += 1) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      noise[index] = (state >> 16) & 255;
    }
    writeFileSync(join(tree, '.config'), noise);
    const run = await checked('check', '-C', tree, ...words, '--format', 'json');
    expect(run.exitCode).toBe(0);
    const result = JSON.parse(run.stdout) as CheckResult;
    expect(result.diagnostics[0]).toMatchObject({ severity: 'warning', location: { file: '.config' } });
    expect(result.diagnostics[0]?.message).toMatch(/^\.config:\d+:warning: unexpected data/);
  });
});
