import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cause } from '../../../src/core/diagnostic.ts';
import type { CheckResult } from '../../../src/results/check.ts';
import type { Diagnostic } from '../../../src/results/diagnostic.ts';
import type { WhyResult } from '../../../src/results/why.ts';
import { fakeToolchain } from '../../support/fake-toolchain.ts';
import { oracle, testCache } from '../../support/kernel-source.ts';
import { kgate } from '../../support/kgate.ts';

const fixture = join(import.meta.dirname, '../../../kconfig-fixtures/probes/old-tools');

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'kgate-old-tools-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Versions that a made-up set of tools gives itself. */
interface Versions {
  /** As the scripts' preprocessor text comes out: `GCC 4 9 0`, `Clang 10 0 0`. */
  readonly compiler: string;
  readonly assembler?: string;
  readonly linker?: string;
}

let count = 0;

const compiler = 'gcc';

/** A directory of programs that accept everything, with these versions; `gcc` and `ld` are in it. */
function tools({ compiler, assembler = '2.41', linker = '2.41' }: Versions): string {
  const directory = join(scratch, `tools-${++count}`);
  const all = fakeToolchain(join(testCache, 'fake-toolchain'));
  spawnSync('mkdir', ['-p', directory]);
  for (const name of ['as', 'ar', 'nm', 'objcopy', 'objdump', 'readelf', 'strip']) {
    symlinkSync(join(all, name), join(directory, name));
  }
  const program = (name: string, text: string): void => {
    writeFileSync(join(directory, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(directory, name), 0o755);
  };
  const number = compiler.replace(/^\w+ /, '').replaceAll(' ', '.');
  program(
    'gcc',
    `case "$*" in
*-Wa,--version*) echo "GNU assembler (GNU Binutils) ${assembler}";;
*--version*) echo "gcc (Made up) ${number}";;
*"-E -P -x c -"*) cat >/dev/null; echo "${compiler}";;
*) exec ${join(all, 'gcc')} "$@";;
esac`,
  );
  program('ld', `echo "GNU ld (GNU Binutils) ${linker}"`);
  return directory;
}

function all(causes: readonly Cause[]): Cause[] {
  return causes.flatMap((cause) => [cause, ...all(cause.causes)]);
}

async function check(...args: string[]): Promise<{ exitCode: number | undefined; stop: Diagnostic | undefined }> {
  const env = { XDG_CACHE_HOME: join(scratch, 'cache') };
  const run = await kgate(['check', ...args, '--format', 'json', '--verbose'], { env });
  expect(run.stderr).toBe('');
  const { diagnostics } = JSON.parse(run.stdout) as CheckResult;
  return { exitCode: run.exitCode, stop: diagnostics.find((one) => one.severity === 'error') };
}

/** What the tree's own list says, with the line that says it. */
function minimumOf(tree: string, key: string, env: Record<string, string> = {}): { version: string; line: number } {
  const list = join(tree, 'scripts/min-tool-version.sh');
  const version = spawnSync('/bin/sh', [list, key], { encoding: 'utf8', env }).stdout.trim();
  const lines = readFileSync(list, 'utf8').split('\n');
  const arm = lines.indexOf(`${key})`);
  return { version, line: lines.findIndex((line, at) => at > arm && line.trim() === `echo ${version}`) + 1 };
}

describe.each(['linux-6.12', 'linux-6.1'] as const)('%s', (name) => {
  const { tree } = oracle(name);
  const words = (directory: string): string[] => [
    '-C',
    tree,
    `O=${join(scratch, 'objects')}`,
    'ARCH=x86_64',
    `CC=${join(directory, 'gcc')}`,
    `LD=${join(directory, 'ld')}`,
  ];

  it.each([
    { versions: { compiler: 'GCC 4 9 0' }, key: 'gcc', tool: 'GCC', found: '4.9.0', says: 'gcc (Made up) 4.9.0' },
    { versions: { compiler: 'GCC 5 0 99' }, key: 'gcc', tool: 'GCC', found: '5.0.99', says: 'gcc (Made up) 5.0.99' },
    {
      versions: { compiler: 'Clang 10 0 1' },
      key: 'llvm',
      tool: 'Clang',
      found: '10.0.1',
      says: 'gcc (Made up) 10.0.1',
    },
    {
      versions: { compiler: 'GCC 12 2 0', assembler: '2.22.90.20120924' },
      key: 'binutils',
      tool: 'GNU assembler',
      found: '2.22.90',
      says: 'GNU assembler (GNU Binutils) 2.22.90.20120924',
    },
    {
      versions: { compiler: 'GCC 12 2 0', linker: '2.20.51-4.fc12' },
      key: 'binutils',
      tool: 'GNU ld',
      found: '2.20.51',
      says: 'GNU ld (GNU Binutils) 2.20.51-4.fc12',
    },
  ])('$tool $found is a stop with its own cause', async ({ versions, key, tool, found, says }) => {
    // The lists of the two trees differ; the case for Clang is below both.
    const directory = tools(versions);
    const { exitCode, stop } = await check(...words(directory));
    const minimum = minimumOf(tree, key, { ARCH: 'x86_64', SRCARCH: 'x86' });
    expect(exitCode).toBe(1);
    expect(stop?.code).toBe('kconfig/macro-error');
    expect(stop?.message).toMatch(/^scripts\/Kconfig\.include:\d+: Sorry, this .* is not supported\.$/);
    const program = join(directory, tool === 'GNU ld' ? 'ld' : 'gcc');
    expect(stop?.causes[0]).toEqual({
      kind: 'version',
      message: `${tool} ${found} is too old: this tree asks for ${minimum.version} or newer`,
      location: { file: 'scripts/min-tool-version.sh', line: minimum.line },
      detail: [`${program}: ${says}`],
      causes: [],
    });
    expect(stop?.fixes.at(-1)?.title).toMatch(new RegExp(`^use ${tool} >= ${minimum.version.replaceAll('.', '\\.')}`));
  });

  it('the way out is a compiler on PATH that is new enough, and with which conf gets through', async () => {
    const directory = tools({ compiler: 'GCC 4 9 0' });
    const { stop } = await check(
      '-C',
      tree,
      `O=${join(scratch, 'objects')}`,
      'ARCH=x86_64',
      `CC=${join(directory, 'gcc')}`,
    );
    const version = spawnSync(compiler, ['-dumpfullversion'], { encoding: 'utf8' }).stdout.trim();
    const fix = stop?.fixes.at(-1);
    expect(fix).toMatchObject({ kind: 'toolchain', verified: true });
    expect(fix?.title).toContain(`CC=gcc (${version})`);
  });
});

describe('a tree that asks for more than gcc 7.5', () => {
  it('stops with the record of gcc 7.5 and offers the records that are new enough', async () => {
    const { exitCode, stop } = await check('-C', fixture, '--toolchain', 'gcc-7.5.0');
    expect(exitCode).toBe(1);
    const minimum = minimumOf(fixture, 'gcc', { SRCARCH: 'arm64' });
    expect(minimum.version).toBe('9.1.0');
    expect(stop?.causes[0]).toMatchObject({
      kind: 'version',
      message: 'GCC 7.5.0 is too old: this tree asks for 9.1.0 or newer',
      location: { file: 'scripts/min-tool-version.sh', line: minimum.line },
    });
    const fix = stop?.fixes.at(-1);
    expect(fix?.verified).toBe(true);
    expect(fix?.title).toMatch(/^use GCC >= 9\.1\.0: .*gcc-11 \(--toolchain\) or gcc-12 \(--toolchain\)/);
    expect(fix?.title).not.toContain('gcc-7.5.0');
  });

  it.each([
    ['GCC 9 0 9', 1],
    ['GCC 9 1 0', 0],
    ['GCC 10 0 0', 0],
  ])('%s: exit status %i', async (compiler, status) => {
    const { exitCode, stop } = await check('-C', fixture, `CC=${join(tools({ compiler }), 'gcc')}`);
    expect(exitCode).toBe(status);
    if (status === 0) expect(stop).toBeUndefined();
  });

  it('has another minimum for another architecture, as its list says', async () => {
    const { exitCode } = await check('-C', fixture, 'ARCH=x86', `CC=${join(tools({ compiler: 'GCC 4 9 0' }), 'gcc')}`);
    expect(exitCode).toBe(0);
    const { stop } = await check('-C', fixture, 'ARCH=x86', `CC=${join(tools({ compiler: 'GCC 4 8 5' }), 'gcc')}`);
    const { line, version } = minimumOf(fixture, 'gcc', { SRCARCH: 'x86' });
    expect(stop?.causes[0]?.message).toContain(`asks for ${version} or newer`);
    expect(stop?.causes[0]?.location?.line).toBe(line);
  });

  it('stops with a make that is too old, and a newer one is tried', async () => {
    const good = ['-C', fixture, '--toolchain', 'gcc-12'];
    expect((await check(...good, '--make-version', '4.3')).exitCode).toBe(0);
    const { exitCode, stop } = await check(...good, '--make-version', '4.2.1');
    expect(exitCode).toBe(1);
    expect(stop?.message).toMatch(/^Makefile:\d+: \*\*\* GNU Make >= 4\.3 is required, this is 4\.2\.1\. {2}Stop\.$/);
    expect(stop?.causes[0]).toMatchObject({
      kind: 'version',
      message: 'GNU Make 4.2.1 is too old: this tree asks for 4.3 or newer',
      location: stop?.location,
    });
    expect(stop?.fixes[0]).toMatchObject({ title: 'use GNU Make >= 4.3', kind: 'toolchain', verified: true });
  });
});

describe('a Rust compiler that is too old', () => {
  it.each([
    ['the fixture', fixture],
    ['Linux 6.12', oracle('linux-6.12').tree],
  ])('%s: kgate why RUST=y ends at its version', async (_, tree) => {
    const directory = tools({ compiler: 'GCC 12 2 0' });
    for (const [name, text] of [
      ['rustc', 'echo "rustc 1.60.0 (7737e0b5c 2022-04-04)"'],
      ['bindgen', 'echo "bindgen 0.99.0"'],
    ] as const) {
      writeFileSync(join(directory, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(directory, name), 0o755);
    }
    const words = [`CC=${join(directory, 'gcc')}`, `LD=${join(directory, 'ld')}`, `RUSTC=${join(directory, 'rustc')}`];
    words.push(`BINDGEN=${join(directory, 'bindgen')}`, 'ARCH=arm64', `O=${join(scratch, 'objects')}`);
    const run = await kgate(['why', 'RUST=y', '-C', tree, ...words, '--format', 'json']);
    expect(run.exitCode).toBe(1);
    const version = all((JSON.parse(run.stdout) as WhyResult).causes).find((cause) => cause.kind === 'version');
    const minimum = minimumOf(tree, 'rustc');
    expect(version).toMatchObject({
      message: `rustc 1.60.0 is too old: this tree asks for ${minimum.version} or newer`,
      location: { file: 'scripts/min-tool-version.sh', line: minimum.line },
      detail: [`${join(directory, 'rustc')}: rustc 1.60.0 (7737e0b5c 2022-04-04)`],
    });
  });
});

it('a flag that keeps the compiler from printing its version is blamed, with its place', async () => {
  const { exitCode, stop } = await check('-C', fixture, 'ARCH=x86', 'CC=gcc -Wall -fno-such-flag -O2');
  expect(exitCode).toBe(1);
  expect(stop?.code).toBe('kconfig/macro-error');
  const flag = all(stop?.causes ?? []).find((cause) => cause.kind === 'flag');
  expect(flag?.message).toBe('fails because of -fno-such-flag (from CC)');
});
