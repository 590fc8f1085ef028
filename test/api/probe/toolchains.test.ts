import { spawnSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listToolchains } from '../../../src/api/probe/toolchains.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { kernelArchitecture, registeredArchitectures } from '../../../src/probe/index.ts';
import type { ToolchainsResult } from '../../../src/results/toolchains.ts';
import { fakeToolchain } from '../../support/fake-toolchain.ts';
import { kgate } from '../../support/kgate.ts';

let directory: string;

beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-toolchains-')));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function words(program: string, ...args: string[]): string {
  return spawnSync(program, args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
  }).stdout.trim();
}

async function toolchains(path: string): Promise<ToolchainsResult> {
  const run = await kgate(['toolchains', '--format', 'json'], { env: { PATH: path } });
  expect([run.stderr, run.exitCode]).toEqual(['', 0]);
  return JSON.parse(run.stdout) as ToolchainsResult;
}

describe('the compilers of this machine', () => {
  it('are found with their own words, each once under all its names', async () => {
    const result = await toolchains('/usr/bin:/bin');
    const found = result.compilers.filter((one) => one.source === 'path');
    for (const name of [
      'aarch64-linux-gnu-gcc',
      'aarch64-linux-gnu-gcc-11',
      'aarch64-linux-gnu-gcc-12',
      'avr-gcc',
      'gcc',
      'clang',
    ]) {
      const having = found.filter((one) => one.name === name || one.otherNames.includes(name));
      expect([name, having.length]).toEqual([name, 1]);
      const [compiler] = having;
      expect(compiler?.target).toBe(words(name, '-dumpmachine'));
      expect(compiler?.path).toBe(realpathSync(`/usr/bin/${name}`));
      const version = words(name, '-dumpfullversion', '-dumpversion');
      expect(compiler?.version).toBe(name === 'clang' ? words('clang', '-dumpversion') : version);
    }
    expect(
      found.flatMap((one) => [one.name, ...one.otherNames]).filter((name) => /-(?:ar|nm|ranlib)|c[89]9/.test(name)),
    ).toEqual([]);
    expect(result.broken).toEqual([]);
  });

  it('stand in the table next to the recorded ones', async () => {
    const { table } = await toolchains('/usr/bin:/bin');
    const cell = (arch: string, toolchain: string): unknown =>
      table.find((one) => one.arch === arch && one.toolchain === toolchain);
    const gcc11 = words('aarch64-linux-gnu-gcc-11', '-dumpfullversion');
    expect(cell('arm64', 'gcc-11')).toMatchObject({ found: gcc11, recorded: '11.3.0' });
    expect(cell('arm64', 'gcc')).toMatchObject({ found: words('aarch64-linux-gnu-gcc', '-dumpfullversion') });
    expect(cell('arm64', 'gcc-7')).toMatchObject({ found: null, recorded: '7.5.0' });
    expect(cell('x86', 'gcc')).toMatchObject({ found: words('gcc', '-dumpfullversion') });
    expect(cell('riscv', 'clang')).toMatchObject({ found: words('clang', '-dumpversion') });
    expect(table.map((one) => one.arch)).not.toContain('avr');
  });

  it('prints a table that fits 80 columns', async () => {
    const run = await kgate(['toolchains'], { env: { PATH: '/usr/bin:/bin' } });
    expect(Math.max(...run.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(run.stdout).toMatch(/^arm64 .*\brecorded\b.*\+rec/m);
  });
});

describe('what goes under a compiler’s name', () => {
  function program(path: string, text: string): void {
    writeFileSync(path, text);
    chmodSync(path, 0o755);
  }

  it('is listed as broken with the reason, and the others are found all the same', { timeout: 60_000 }, async () => {
    const bin = join(directory, 'bin');
    mkdirSync(bin);
    program(join(bin, 'a-gcc'), '#!/bin/sh\nexec sleep 100\n');
    program(join(bin, 'b-gcc'), '#!/bin/sh\necho "no license" >&2\nexit 3\n');
    program(join(bin, 'c-gcc'), '#!/bin/sh\nkill -SEGV $$\n');
    program(join(bin, 'd-gcc'), '#!/nonexistent/shell\n');
    program(join(bin, 'e-gcc'), '#!/bin/sh\nexit 0\n');
    program(join(bin, 'f-gcc'), '#!/bin/sh\nexec yes\n');
    symlinkSync('nowhere', join(bin, 'g-gcc'));
    mkdirSync(join(bin, 'h-gcc'));
    writeFileSync(join(bin, 'i-gcc'), '');
    symlinkSync('/usr/bin/aarch64-linux-gnu-gcc', join(bin, 'good-gcc'));
    const before = performance.now();
    const result = await toolchains(`${bin}:/usr/bin`);
    expect(performance.now() - before).toBeLessThan(30_000);
    expect(Object.fromEntries(result.broken.map((one) => [one.name, one.problem]))).toEqual({
      'a-gcc': 'no answer within 3 s',
      'b-gcc': 'exit status 3: no license',
      'c-gcc': 'killed by SIGSEGV',
      'd-gcc': expect.stringMatching(/^cannot be started|^exit status/),
      'e-gcc': 'neither gcc nor clang by its predefined macros',
      'f-gcc': expect.stringMatching(/^prints without end|^no answer within 3 s/),
      'g-gcc': 'a link that leads nowhere',
      'h-gcc': 'a directory',
      'i-gcc': 'not executable',
    });
    expect(result.compilers).toContainEqual(
      expect.objectContaining({
        name: 'good-gcc',
        target: 'aarch64-linux-gnu',
        otherNames: expect.arrayContaining(['aarch64-linux-gnu-gcc']),
      }),
    );
  });

  it('is asked as a wrapper under the name it is called by', async () => {
    const bin = join(directory, 'wrappers');
    mkdirSync(bin);
    program(join(bin, 'wrapper'), '#!/bin/sh\nexec "/usr/bin/${0##*/}" "$@"\n');
    symlinkSync('wrapper', join(bin, 'gcc'));
    symlinkSync('wrapper', join(bin, 'aarch64-linux-gnu-gcc'));
    const result = await toolchains(`${bin}:/usr/bin`);
    const paths = result.compilers.flatMap((one) => (one.source === 'path' ? [[one.name, one.path, one.target]] : []));
    expect(paths).toContainEqual(['gcc', join(bin, 'gcc'), words('gcc', '-dumpmachine')]);
    expect(paths).toContainEqual(['aarch64-linux-gnu-gcc', join(bin, 'aarch64-linux-gnu-gcc'), 'aarch64-linux-gnu']);
  });

  it('with hard links is one compiler', () => {
    const fake = fakeToolchain(join(directory, 'fake'));
    linkSync(join(fake, 'gcc'), join(fake, 'gcc-13'));
    const host = createNodeHost({
      cwd: directory,
      env: { PATH: fake },
      scratchPath: join(directory, 'scratch'),
      run: ({ argv }) => {
        const run = spawnSync(argv[0] ?? '', argv.slice(1), { encoding: 'latin1', input: '' });
        const outcome = run.signal === null ? ('exited' as const) : ('signaled' as const);
        return {
          outcome,
          status: run.status,
          signal: run.signal,
          stdout: run.stdout,
          stderr: run.stderr,
          durationMs: 0,
        };
      },
    });
    const result = listToolchains({ host, profiles: [] });
    // It has no predefined macros, so it is reported as what it is not.
    expect([result.compilers, result.broken.map((one) => one.name)]).toEqual([[], ['gcc']]);
  });
});

it('starts nothing where nothing may be started', () => {
  const host = createNodeHost({
    cwd: directory,
    env: { PATH: '/usr/bin' },
    scratchPath: directory,
    run: () => {
      throw new Error('a program was started');
    },
  });
  const result = listToolchains({ host, profiles: [], runBatch: null });
  expect([result.compilers, result.broken, result.notes.length]).toEqual([[], [], 1]);
});

it.each([
  ['deny', []],
  ['probe', ['avr-gcc', 'clang']],
])('--shell=%s keeps to what it allows', async (policy, names) => {
  const run = await kgate(['toolchains', '--format', 'json', `--shell=${policy}`], { env: { PATH: '/usr/bin' } });
  const result = JSON.parse(run.stdout) as ToolchainsResult;
  const found = result.compilers.flatMap((one) => (one.source === 'path' ? [one.name] : []));
  expect(found).toEqual(names.length === 0 ? [] : expect.arrayContaining(names));
  expect(result.broken).toEqual([]);
  expect(result.compilers.filter((one) => one.source === 'profile').length).toBeGreaterThan(2);
});

/** Source: directories of arch/ in Linux 6.12, triplets of Debian's cross compilers. */
describe('kernelArchitecture', () => {
  it.each([
    ['aarch64-linux-gnu', 'arm64'],
    ['aarch64_be-none-linux-gnu', 'arm64'],
    ['arm-linux-gnueabihf', 'arm'],
    ['armeb-linux-gnueabi', 'arm'],
    ['x86_64-linux-gnu', 'x86'],
    ['x86_64-pc-linux-gnu', 'x86'],
    ['i686-linux-gnu', 'x86'],
    ['powerpc64le-linux-gnu', 'powerpc'],
    ['powerpc-linux-gnu', 'powerpc'],
    ['s390x-linux-gnu', 's390'],
    ['riscv64-linux-gnu', 'riscv'],
    ['mips64el-linux-gnuabi64', 'mips'],
    ['loongarch64-linux-gnu', 'loongarch'],
    ['sparc64-linux-gnu', 'sparc'],
    ['hppa-linux-gnu', 'parisc'],
    ['m68k-linux-gnu', 'm68k'],
    ['alpha-linux-gnu', 'alpha'],
    ['arc-linux-gnu', 'arc'],
    ['sh4-linux-gnu', 'sh'],
    ['xtensa-lx106-elf', 'xtensa'],
    ['or1k-elf', 'openrisc'],
    ['avr', null],
    ['wasm32', null],
    ['bpf', null],
    ['x86_64-w64-mingw32', 'x86'],
  ])('%s is %s', (target, architecture) => {
    expect(kernelArchitecture(target)).toBe(architecture);
  });

  it('reads what clang says it was built with', () => {
    const found = registeredArchitectures(words('clang', '--print-targets'));
    expect(found).toEqual(expect.arrayContaining(['arm', 'arm64', 'powerpc', 'riscv', 's390', 'x86']));
    expect(found).toEqual([...new Set(found)].sort());
    expect(registeredArchitectures('error: unknown argument')).toEqual([]);
  });
});
