import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/results/diagnostic.ts';
import type { CheckResult } from '../../src/results/check.ts';
import type { WhyResult } from '../../src/results/why.ts';
import { linux612 } from '../support/kernel-source.ts';
import { kgate } from '../support/kgate.ts';

/** A `.config` of Linux 6.12 arm64 that make wrote with gcc 11; what make's olddefconfig makes of it is the oracle. */
const tree = linux612();
const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LC_ALL: 'C' };
const gcc12 = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];
const gcc11 = [...gcc12, 'CC=aarch64-linux-gnu-gcc-11'];
const versions = /^(?:CC_VERSION_TEXT|(?:GCC|CLANG|AS|LD|LLD)_VERSION)$/;

let directory: string;
/** Written with gcc 11, and with gcc 12. */
let written: { readonly gcc11: string; readonly gcc12: string };

async function make(objects: string, words: readonly string[]): Promise<void> {
  await execa('make', ['-s', '-C', tree, `O=${objects}`, ...words], { env, extendEnv: false });
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-other-compiler-'));
  written = { gcc11: join(directory, 'gcc11'), gcc12: join(directory, 'gcc12') };
  await make(written.gcc11, [...gcc11, 'defconfig']);
  await make(written.gcc12, [...gcc12, 'defconfig']);
}, 120_000);

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Values by symbol; a bool that is not set has none. */
function values(objects: string): Map<string, string> {
  const lines = readFileSync(join(objects, '.config'), 'utf8').matchAll(/^CONFIG_(\w+)=(.*)$/gm);
  return new Map([...lines].map(([, name = '', value = '']) => [name, value]));
}

async function check(words: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<CheckResult> {
  const run = await kgate(['check', '-C', tree, ...words, 'prepare', '--format', 'json', '--verbose'], { env: more });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as CheckResult;
}

function found(result: { readonly diagnostics: readonly Diagnostic[] }): Diagnostic[] {
  return result.diagnostics.filter((one) => one.code === 'kernel/other-compiler');
}

/** Symbols that a diagnostic says change. */
function changes(diagnostic: Diagnostic | undefined): string[] {
  return (diagnostic?.causes ?? []).flatMap((cause) => (cause.kind === 'symbol' ? [cause.symbol ?? ''] : [])).sort();
}

/** Symbols whose value a real olddefconfig with these words changes. */
async function really(
  from: string,
  words: readonly string[],
): Promise<{ changed: string[]; after: Map<string, string> }> {
  const objects = mkdtempSync(join(directory, 'after-'));
  copyFileSync(join(from, '.config'), join(objects, '.config'));
  await make(objects, [...words, 'olddefconfig']);
  const before = values(from);
  const after = values(objects);
  const names = new Set([...before.keys(), ...after.keys()]);
  const changed = [...names].filter((name) => before.get(name) !== after.get(name) && !versions.test(name));
  return { changed: changed.sort(), after };
}

describe('a .config of gcc 11 with gcc 12 at hand', () => {
  let result: CheckResult;

  beforeAll(async () => {
    result = await check([...gcc12, '-O', written.gcc11]);
  }, 120_000);

  it('is reported once, at its line, with the words of both', () => {
    const [diagnostic, ...more] = found(result);
    expect(more).toEqual([]);
    expect(diagnostic?.severity).toBe('warning');
    const line = readFileSync(join(written.gcc11, '.config'), 'utf8').split('\n')[
      (diagnostic?.location?.line ?? 0) - 1
    ];
    expect(line).toMatch(/^CONFIG_CC_VERSION_TEXT="aarch64-linux-gnu-gcc-11 /);
    expect(diagnostic?.args).toMatchObject({
      tool: 'compiler',
      symbol: 'CC_VERSION_TEXT',
      file: /"(.*)"/.exec(line ?? '')?.[1],
      now: result.toolchain.version,
    });
  });

  it('changes what make olddefconfig changes, and every one ends at a command', async () => {
    const [diagnostic] = found(result);
    const { changed } = await really(written.gcc11, gcc12);
    expect(changes(diagnostic)).toEqual(changed);
    expect(changed.length).toBeGreaterThan(0);
    for (const cause of diagnostic?.causes ?? []) {
      if (cause.kind !== 'symbol') continue;
      const text = JSON.stringify(cause);
      expect([cause.symbol, /"kind":"command"|explained above/.test(text)]).toEqual([cause.symbol, true]);
    }
  });

  it('offers the compiler it was written with, tried', async () => {
    const [diagnostic] = found(result);
    const fix = diagnostic?.fixes.find((one) => one.title.includes('CC='));
    expect(fix).toMatchObject({ verified: true, title: expect.stringMatching(/CC=aarch64-linux-gnu-gcc-11$/) });
    expect(found(await check([...gcc11, '-O', written.gcc11]))).toEqual([]);
  });

  it('is reported by a run that the cache answers, too', { timeout: 120_000 }, async () => {
    const cache = { XDG_CACHE_HOME: mkdtempSync(join(directory, 'cache-')) };
    const first = await check([...gcc12, '-O', written.gcc11], cache);
    const second = await check([...gcc12, '-O', written.gcc11], cache);
    expect(found(first)).toEqual(found(result));
    expect(found(second)).toEqual(found(result));
    // The other way round: a quiet run with its own compiler does not answer for another one.
    expect(found(await check([...gcc12, '-O', written.gcc12], cache))).toEqual([]);
    expect(found(await check([...gcc11, '-O', written.gcc12], cache)).length).toBe(1);
    expect(found(await check([...gcc12, '-O', written.gcc12], cache))).toEqual([]);
  });

  it('is reported by why, in one line', async () => {
    const run = await kgate(['why', 'KCOV', '-C', tree, ...gcc12, '-O', written.gcc11, '--format', 'json']);
    const [diagnostic] = found(JSON.parse(run.stdout) as WhyResult);
    expect(diagnostic?.args).toEqual(found(result)[0]?.args);
    expect([diagnostic?.causes, diagnostic?.fixes]).toEqual([[], []]);
  });
});

it('a .config of gcc 12 with clang at hand: what changes without being asked for, and no more', {
  timeout: 120_000,
}, async () => {
  const words = ['ARCH=arm64', 'LLVM=1'];
  const result = await check([...words, '-O', written.gcc12]);
  const { changed } = await really(written.gcc12, words);
  const reported = changes(found(result)[0]);
  const lost = result.diagnostics.flatMap((one) =>
    one.code === 'kernel/value-not-kept' ? [one.args.symbol ?? ''] : [],
  );
  expect(reported.filter((name) => lost.includes(name))).toEqual([]);
  // More than 20 are counted.
  const more = JSON.stringify(found(result)[0]?.causes).match(/"(\d+) more symbols change"/)?.[1] ?? '0';
  expect(reported.length + Number(more) + lost.filter((name) => changed.includes(name)).length).toBe(changed.length);
  expect(reported.filter((name) => !changed.includes(name))).toEqual([]);
});

describe('no word is lost', () => {
  it('on the same compiler', async () => {
    expect(found(await check([...gcc12, '-O', written.gcc12]))).toEqual([]);
  });

  it('on the same compiler under another name', async () => {
    expect(found(await check([...gcc12, 'CC=aarch64-linux-gnu-gcc-12', '-O', written.gcc12]))).toEqual([]);
  });

  it('on a defconfig, which no compiler has written', async () => {
    expect(found(await check([...gcc12, '--defconfig', 'defconfig']))).toEqual([]);
  });
});

it('only versions: a note, and what the file is of', async () => {
  const objects = join(directory, 'other-versions');
  mkdirSync(objects);
  const text = readFileSync(join(written.gcc12, '.config'), 'utf8')
    .replace(
      /^CONFIG_CC_VERSION_TEXT=.*$/m,
      'CONFIG_CC_VERSION_TEXT="aarch64-linux-gnu-gcc (Elsewhere 12.2.0-1) 12.2.0"',
    )
    .replace(/^CONFIG_LD_VERSION=.*$/m, 'CONFIG_LD_VERSION=24100')
    .replace(/^(# \S+) \S+ (Kernel Configuration)$/m, '$1 6.12.1 $2');
  writeFileSync(join(objects, '.config'), text);
  const [diagnostic, ...more] = found(await check([...gcc12, '-O', objects]));
  expect(more).toEqual([]);
  expect(diagnostic).toMatchObject({ severity: 'info', fixes: [] });
  expect(diagnostic?.args).toMatchObject({ file: expect.stringMatching(/Elsewhere 12\.2\.0-1/), changes: 0 });
  expect(diagnostic?.causes.map((cause) => cause.message)).toEqual([
    expect.stringMatching(/^CONFIG_LD_VERSION: 24100 in the file, \d+ now$/),
  ]);
  expect(diagnostic?.notes[0]).toMatch(/of 6\.12\.1, the tree is/);
});
