import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cause } from '../../src/core/diagnostic.ts';
import type { DiffToolchainResult } from '../../src/results/diff-toolchain.ts';
import { linux612 } from '../support/kernel-source.ts';
import { type KgateRun, kgate, repository } from '../support/kgate.ts';

/** Linux 6.12 arm64 with two real compilers each; make itself, run with both, is the oracle. */
const tree = linux612();
const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LC_ALL: 'C' };

/** Symbols that Linux 6.12 init/Kconfig makes of the version scripts and of `CC_VERSION_TEXT`. */
const versions = new Set([
  'CC_VERSION_TEXT',
  'GCC_VERSION',
  'CLANG_VERSION',
  'AS_VERSION',
  'LD_VERSION',
  'LLD_VERSION',
]);

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-diff-toolchain-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** A real `make defconfig` with these words: the object directory, made once. */
const made = new Map<string, Promise<string>>();

function defconfig(words: readonly string[]): Promise<string> {
  const key = words.join(' ');
  const known = made.get(key);
  if (known !== undefined) return known;
  const objects = join(directory, `build-${made.size}`);
  const args = ['-C', tree, `O=${objects}`, 'ARCH=arm64', ...words, 'defconfig'];
  const making = execa('make', args, { env, extendEnv: false }).then(() => objects);
  made.set(key, making);
  return making;
}

/** What `.config` says of each symbol. */
async function configured(words: readonly string[]): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (const line of readFileSync(join(await defconfig(words), '.config'), 'utf8').split('\n')) {
    const [, unset, set, value = ''] = /^(?:# CONFIG_(\w+) is not set|CONFIG_(\w+)=(.*))$/.exec(line) ?? [];
    if (unset !== undefined) values.set(unset, 'n');
    if (set !== undefined) values.set(set, value.replace(/^"(.*)"$/, '$1'));
  }
  return values;
}

/** What the working make exports as KBUILD_CFLAGS, asked of make through a rule of our own. */
async function cflags(words: readonly string[]): Promise<string> {
  const args = ['-s', '-C', tree, `O=${await defconfig(words)}`, 'ARCH=arm64', ...words];
  const rule = 'kgate-print: ; @printf "%s\\n" "$$KBUILD_CFLAGS"';
  const run = await execa('make', [...args, `--eval=${rule}`, 'kgate-print'], { env, extendEnv: false });
  // The recipe of stack_protector_prepare in arch/arm64/Makefile adds these when it is carried out.
  return (run.stdout.split('\n').at(-1) ?? '').replace(/ -mstack-protector-guard=\S* .*$/, '');
}

type Pairs = Record<string, [string, string]>;

function differences(a: Map<string, string>, b: Map<string, string>, isVersion: boolean): Pairs {
  const names = [...new Set([...a.keys(), ...b.keys()])].filter((name) => versions.has(name) === isVersion).sort();
  const pairs = names.map((name): [string, [string, string]] => [name, [a.get(name) ?? '', b.get(name) ?? '']]);
  return Object.fromEntries(pairs.filter(([, [left, right]]) => left !== right));
}

function listed(symbols: readonly { readonly a: string; readonly b: string }[], names: readonly string[]): Pairs {
  return Object.fromEntries(
    symbols
      .map((one, index): [string, [string, string]] => [names[index] ?? '', [one.a, one.b]])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

async function compare(
  a: string,
  b: string,
  ...more: string[]
): Promise<{ run: KgateRun; result: DiffToolchainResult }> {
  const run = await kgate(['diff-toolchain', a, b, '-C', tree, 'ARCH=arm64', '--format', 'json', ...more]);
  return { run, result: JSON.parse(run.stdout) as DiffToolchainResult };
}

/** Every step of a chain. */
function steps(causes: readonly Cause[]): Cause[] {
  return causes.flatMap((cause) => [cause, ...steps(cause.causes)]);
}

describe.each([
  {
    title: 'gcc 11 and gcc 12',
    a: 'aarch64-linux-gnu-gcc-11',
    b: 'aarch64-linux-gnu-',
    words: {
      a: ['CROSS_COMPILE=aarch64-linux-gnu-', 'CC=aarch64-linux-gnu-gcc-11'],
      b: ['CROSS_COMPILE=aarch64-linux-gnu-'],
    },
  },
  {
    title: 'gcc 12 and clang with lld',
    a: 'aarch64-linux-gnu-',
    b: 'LLVM=1',
    words: { a: ['CROSS_COMPILE=aarch64-linux-gnu-'], b: ['LLVM=1'] },
  },
  {
    title: 'gcc 12 and avr-gcc',
    a: 'aarch64-linux-gnu-',
    b: 'avr-gcc',
    words: { a: ['CROSS_COMPILE=aarch64-linux-gnu-'], b: ['CROSS_COMPILE=avr-'] },
  },
])('$title', ({ a, b, words }) => {
  let result: DiffToolchainResult;
  let theirs: { a: Map<string, string>; b: Map<string, string> };

  beforeAll(async () => {
    const compared = await compare(a, b, '--defconfig', 'defconfig');
    expect([compared.run.stderr, compared.run.exitCode]).toEqual(['', 1]);
    result = compared.result;
    theirs = { a: await configured(words.a), b: await configured(words.b) };
  }, 240_000);

  it('lists exactly the symbols in which two runs of make defconfig differ', () => {
    const names = result.symbols.map((one) => one.symbol);
    expect(listed(result.symbols, names)).toEqual(differences(theirs.a, theirs.b, false));
    expect(names.length).toBeGreaterThan(0);
  });

  it('lists apart exactly the versions in which they differ', () => {
    const { symbols } = result.identity;
    const names = symbols.map((one) => one.name);
    expect(listed(symbols, names)).toEqual(differences(theirs.a, theirs.b, true));
  });

  it('leads every symbol to a macro that was answered differently, with commands of both', () => {
    for (const { symbol, causes } of result.symbols) {
      const all = steps(causes);
      const macro = all.find((step) => step.kind === 'macro');
      expect([symbol, macro?.location?.file]).toEqual([symbol, expect.stringMatching(/Kconfig/)]);
      const sides = (macro?.causes ?? []).map((step) => step.message.slice(0, 6));
      expect([symbol, sides]).toEqual([symbol, ['with A', 'with B']]);
      expect(macro?.causes.every((side) => side.causes.length > 0)).toBe(true);
    }
  });

  it('knows every probe, and lists none with equal answers', () => {
    expect(result.unknown).toEqual({ probes: [], symbols: [], variables: [] });
    expect(result.probes.filter((probe) => probe.a.result === probe.b.result)).toEqual([]);
  });

  it('has the KBUILD_CFLAGS that make exports', { timeout: 120_000 }, async () => {
    const { a: left, b: right } = result.variables.find((one) => one.name === 'KBUILD_CFLAGS') ?? { a: '', b: '' };
    expect([await cflags(words.a), await cflags(words.b)]).toEqual([left, right]);
  });

  it('lists the words in which they differ, each with its line', () => {
    const {
      a: left,
      b: right,
      words: listedWords,
    } = result.variables.find((one) => one.name === 'KBUILD_CFLAGS') ?? {
      a: '',
      b: '',
      words: [],
    };
    const only = (text: string, other: string): string[] => {
      const others = other.split(/\s+/);
      return text.split(/\s+/).filter((word) => !others.includes(word));
    };
    expect(listedWords.map((word) => `${word.side} ${word.word}`)).toEqual([
      ...only(left, right).map((word) => `A ${word}`),
      ...only(right, left).map((word) => `B ${word}`),
    ]);
    for (const { word, causes } of listedWords) {
      const [line] = causes;
      const source = readFileSync(join(tree, line?.location?.file.replace(`${tree}/`, '') ?? ''), 'utf8').split('\n');
      // The line that is named makes the variable, or one that goes into it.
      expect([word, source[(line?.location?.line ?? 0) - 1]]).toEqual([word, expect.stringMatching(/FLAGS/)]);
      expect([word, line?.causes.length]).not.toEqual([word, 0]);
    }
  });
});

describe('gcc 12', () => {
  it('under two names is no difference', { timeout: 120_000 }, async () => {
    const { run, result } = await compare('aarch64-linux-gnu-', 'aarch64-linux-gnu-gcc-12', '--defconfig', 'defconfig');
    expect([run.exitCode, result.verdict]).toEqual([0, 'same']);
    expect([result.probes, result.symbols, result.variables, result.stops]).toEqual([[], [], [], []]);
    expect(result.identity.variables.map((one) => one.name)).toEqual(['CC', 'CPP']);
    expect(result.identity.symbols.map((one) => one.name)).toEqual(['CC_VERSION_TEXT']);
  });

  it('and its record are the same, every probe known', { timeout: 120_000 }, async () => {
    const { run, result } = await compare('aarch64-linux-gnu-', 'profile:gcc-12', '--defconfig', 'defconfig');
    expect([run.exitCode, result.verdict, result.unknown.probes]).toEqual([0, 'same', []]);
    expect(result.identity.symbols.map((one) => one.name)).toEqual(['CC_VERSION_TEXT']);
  });

  it('and gcc 11 from their records: the symbols in which two real runs differ', { timeout: 120_000 }, async () => {
    const { result } = await compare('gcc-11', 'gcc-12', '--defconfig', 'defconfig', '--shell=deny');
    const cross = 'CROSS_COMPILE=aarch64-linux-gnu-';
    const [a, b] = [await configured([cross, 'CC=aarch64-linux-gnu-gcc-11']), await configured([cross])];
    const names = result.symbols.map((one) => one.symbol);
    expect(listed(result.symbols, names)).toEqual(differences(a, b, false));
    expect([result.a.profile, result.b.profile]).toEqual(['gcc-11', 'gcc-12']);
  });

  it('against the record of gcc 7.5: what the record does not have is not known, never a difference', {
    timeout: 120_000,
  }, async () => {
    // The record without its whole calls: what they alone answer is not known.
    const whole = JSON.parse(readFileSync(join(repository, 'profiles/gcc-7.5.0.json'), 'utf8')) as object;
    const record = join(directory, 'flags-alone.json');
    writeFileSync(record, JSON.stringify({ ...whole, answers: [] }));
    const { run, result } = await compare('aarch64-linux-gnu-', record, '--defconfig', 'defconfig');
    expect(run.exitCode).toBe(1);
    const silent = new Set(result.unknown.probes.flatMap((probe) => probe.feeds));
    expect(result.unknown.probes.every((probe) => probe.sides.join() === 'B' && probe.reason !== '')).toBe(true);
    expect(silent.size).toBeGreaterThan(0);
    for (const { symbol, causes } of result.symbols) {
      expect(silent.has(symbol)).toBe(false);
      // Which flag is to blame may stay unknown; what was answered may not.
      const unanswered = steps(causes).filter((step) => / is not known with A|, not known with B/.test(step.message));
      expect(unanswered).toEqual([]);
    }
    const symbol = result.symbols.find((one) => one.symbol === 'HAVE_DYNAMIC_FTRACE_WITH_ARGS');
    expect(symbol).toMatchObject({ a: 'y', b: '' });
    expect(steps(symbol?.causes ?? []).map((step) => step.detail?.join(' ') ?? '')).toContainEqual(
      expect.stringContaining("unrecognized command line option '-fpatchable-function-entry=2'"),
    );
  });
});

describe('words of the command line', () => {
  const fixture = join(repository, 'kconfig-fixtures/arm64-ftrace/v3');

  it('a stop that only one meets is reported with its side and its causes', async () => {
    const run = await kgate(['diff-toolchain', 'gcc-7.5.0', 'gcc-12', '-C', fixture, 'ARCH=arm64', '--format', 'json']);
    const result = JSON.parse(run.stdout) as DiffToolchainResult;
    expect(result.stops.map((stop) => [stop.side, stop.diagnostic.code])).toEqual([['A', 'make/error']]);
    expect(steps(result.stops[0]?.diagnostic.causes ?? []).some((step) => step.kind === 'command')).toBe(true);
    expect(result.notes).toEqual([expect.stringContaining('CC=gcc-12')]);
  });

  it('a tree on which conf stops with one of them: the stop, and that no more is compared', async () => {
    const copy = join(directory, 'stops');
    cpSync(fixture, copy, { recursive: true });
    const probe =
      '$(shell,$(CC) -Werror -fpatchable-function-entry=2 -c -x c /dev/null -o /dev/null 2>/dev/null && echo n || echo y)';
    appendFileSync(join(copy, 'Kconfig'), `\n$(error-if,${probe},this compiler is too old)\n`);
    const run = await kgate(['diff-toolchain', 'gcc-12', 'gcc-7.5.0', '-C', copy, 'ARCH=arm64', '--format', 'json']);
    const result = JSON.parse(run.stdout) as DiffToolchainResult;
    expect(result.stops.map((stop) => [stop.side, stop.diagnostic.code])).toEqual([['B', 'kconfig/macro-error']]);
    expect(result.stops[0]?.diagnostic.message).toMatch(/^Kconfig:\d+: this compiler is too old$/);
    expect([result.symbols, result.variables, result.b.symbols]).toEqual([[], [], null]);
    expect(result.notes).toContainEqual(expect.stringMatching(/^conf stops with B/));
    expect([run.exitCode, result.verdict]).toEqual([1, 'different']);
    const text = await kgate(['diff-toolchain', 'gcc-12', 'gcc-7.5.0', '-C', copy, 'ARCH=arm64']);
    expect(text.stdout).toContain('conf stops');
  });

  it('a profile against itself is no difference, and unknown is not the same', async () => {
    const same = await kgate(['diff-toolchain', 'gcc-12', 'profile:gcc-12', '-C', fixture, 'ARCH=arm64']);
    expect([same.exitCode, same.stdout.split('\n').at(-2)]).toEqual([
      0,
      'same: 0 probes, 0 symbols, 0 variables, 0 stops or warnings',
    ]);
    const copy = join(directory, 'unknown');
    cpSync(fixture, copy, { recursive: true });
    appendFileSync(
      join(copy, 'Kconfig'),
      '\nconfig ODD\n\tdef_bool $(shell,$(CC) -fno-such-thing-at-all -c -x c /dev/null -o /dev/null 2>/dev/null && echo y || echo n)\n',
    );
    const odd = await kgate([
      'diff-toolchain',
      'gcc-12',
      'profile:gcc-12',
      '-C',
      copy,
      'ARCH=arm64',
      '--format',
      'json',
    ]);
    const result = JSON.parse(odd.stdout) as DiffToolchainResult;
    expect([odd.exitCode, result.verdict]).toEqual([1, 'unknown']);
    expect(result.unknown.probes.map((one) => [one.sides, one.feeds])).toEqual([[['A', 'B'], ['ODD']]]);
  });

  it.each([
    [['CROSS_COMPILE=aarch64-linux-gnu-', 'LLVM=1', 'ARCH=arm64'], 'CROSS_COMPILE=aarch64-linux-gnu-', 'LLVM=1'],
    [['ARCH=arm64', 'gcc-7.5.0', 'CC=gcc'], 'gcc-7.5.0', 'CC=gcc'],
    [['LLVM=1', 'gcc-7.5.0', 'ARCH=arm64'], 'LLVM=1', 'gcc-7.5.0'],
    [['gcc-7.5.0', 'gcc-11', 'ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'], 'gcc-7.5.0', 'gcc-11'],
  ])('%j', async (words, a, b) => {
    const run = await kgate(['diff-toolchain', ...words, '-C', fixture, '--format', 'json']);
    const result = JSON.parse(run.stdout) as DiffToolchainResult;
    expect([result.a.word, result.b.word]).toEqual([a, b]);
  });

  it.each([
    [['gcc-7.5.0'], 'B is missing'],
    [['gcc-7.5.0', 'nosuch'], 'nosuch: no profile of this name'],
    [['gcc-7.5.0', 'nosuch-gcc'], 'nosuch-gcc: compiler not found'],
    [['gcc-7.5.0', 'gcc-11', 'gcc-12'], "unexpected argument 'gcc-12'"],
    [['gcc-7.5.0', './nosuch.json'], 'nosuch.json: no such toolchain profile file'],
    [['gcc-7.5.0', 'gcc-11', '--toolchain', 'gcc-12'], "unknown option '--toolchain'"],
  ])('%j could not run', async (words, message) => {
    const run = await kgate(['diff-toolchain', ...words, '-C', fixture, 'ARCH=arm64']);
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(message);
  });
});
