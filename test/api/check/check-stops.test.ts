/** A stop of each kind on Linux 6.12: `kgate check` has the text of make and conf, causes, and what stops behind it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkTree } from '../../../src/api/check/check.ts';
import { openCache } from '../../../src/cache/cache.ts';
import type { Cause } from '../../../src/core/diagnostic.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import type { Diagnostic } from '../../../src/results/diagnostic.ts';
import { linux612 } from '../../support/kernel-source.ts';
import { changedTree } from '../../support/stops.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-check-stops-'));
afterAll(() => rmSync(root, { recursive: true }));
const objects = join(root, 'objects');
const bin = join(root, 'bin');
mkdirSync(bin);

/** A program in front of a real one. */
function program(name: string, script: string): string {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}`, { mode: 0o755 });
  return join(bin, name);
}

const environment = { PATH: process.env['PATH'] ?? '', HOME: '/root', LC_ALL: 'C' };

function make(
  words: readonly string[],
  goals: readonly string[],
): { status: number | null; stderr: string; stdout: string } {
  return spawnSync('make', ['-C', linux612(), `O=${objects}`, ...words, ...goals], {
    env: environment,
    encoding: 'latin1',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

interface More {
  readonly defconfig?: string;
  readonly goals?: readonly string[];
  readonly tree?: string;
}

function check(words: readonly string[], more: More = {}) {
  const { tree = linux612() } = more;
  return checkTree({
    host: createNodeHost({ cwd: tree, env: environment }),
    request: {
      treeName: tree,
      objectDirectory: objects,
      variables: words,
      configFile: null,
      defconfig: more.defconfig ?? null,
      goals: more.goals ?? [],
    },
    profile: null,
    otherProfiles: () => [],
    failOn: 'error',
    cache: openCache({ directory: join(root, 'cache'), version: 'test' }),
  });
}

function errors(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter((one) => one.severity === 'error');
}

function flatten(causes: readonly Cause[]): readonly Cause[] {
  return causes.flatMap((cause) => [cause, ...flatten(cause.causes)]);
}

const old = 'case "$*" in *-E*) echo "GCC 4 9 4" ;; *) exec gcc "$@" ;; esac\n';

const oldLinker = 'echo "GNU ld (GNU Binutils) 2.20"\n';
/** Prints the version of another assembler. */
const noAssembler = 'case "$*" in *-Wa,--version*) echo "other assembler 1" ;; *) exec gcc "$@" ;; esac\n';

function notSupported(what: string): string {
  return `Sorry, this ${what} is not supported.`;
}

describe('Kconfig stops', () => {
  test.each([
    ['a compiler that is not there', () => ['CC=nope-gcc'], "C compiler 'nope-gcc' not found", ''],
    ['a linker that is not there', () => ['LD=nope-ld'], "linker 'nope-ld' not found", ''],
    ['a compiler that is too old', () => [`CC=${program('old-cc', old)}`], notSupported('C compiler'), 'too old'],
    ['a compiler that is none', () => [`CC=${program('no-cc', 'exit 0\n')}`], notSupported('C compiler'), 'unknown C'],
    [
      'an assembler that is none',
      () => [`CC=${program('no-as', noAssembler)}`],
      notSupported('assembler'),
      'unknown as',
    ],
    ['a linker that is too old', () => [`LD=${program('old-ld', oldLinker)}`], notSupported('linker'), 'too old'],
    [
      'a linker that is none',
      () => [`LD=${program('no-ld', 'echo something\n')}`],
      notSupported('linker'),
      'unknown li',
    ],
  ])(
    '%s',
    (_name, words, expected, script) => {
      const given = ['ARCH=x86', ...words()];
      const real = make(given, ['defconfig']);
      const { verdict, diagnostics } = check(given, { goals: ['defconfig'] });
      expect(real.status).toBe(2);
      expect(real.stderr).toContain(expected);
      expect(verdict).toBe('fail');
      const text = errors(diagnostics).map((one) => one.message);
      expect(text.join('\n')).toContain(expected);
      expect(real.stderr).toContain(script);
      expect(JSON.stringify(diagnostics)).toContain(script);
      for (const line of text.join('\n').split('\n')) expect(real.stderr).toContain(line);
      const named = errors(diagnostics).flatMap((one) => [one.location, ...flatten(one.causes).map((c) => c.location)]);
      expect(named.some((location) => location !== null)).toBe(true);
    },
    120_000,
  );
});

/** A compiler and a linker that mips takes, but for one flag. */
function mipsWords(): string[] {
  // A compiler or linker of another architecture would be the finding that the rest follows from.
  const mips = 'case "$*" in -dumpmachine) echo mips64-linux-gnu; exit ;; *-msym32*) exit 1 ;; esac\nexec gcc "$@"\n';
  const emulations = 'set -- $(printf "%s\\n" "$@" | grep -v "^-m\\|^elf")\nexec ld "$@"\n';
  return ['ARCH=mips', 'CROSS_COMPILE=', `CC=${program('mips-cc', mips)}`, `LD=${program('mips-ld', emulations)}`];
}

test('a defconfig whose recipe stops before it starts conf', { timeout: 60_000 }, () => {
  const words = mipsWords();
  const real = make(words, ['generic_defconfig']);
  expect(real.status).toBe(2);
  const { verdict, diagnostics } = check(words, { defconfig: 'generic_defconfig' });
  expect(verdict).toBe('fail');
  const [first, ...others] = errors(diagnostics);
  expect(others).toEqual([]);
  const printed = `${real.stdout}${real.stderr}`;
  expect(first?.message).toContain('generic_defconfig is not intended for direct use');
  for (const line of first?.message.split('\n') ?? []) expect(printed).toContain(line);
});

test('an $(error) of an architecture, and a recipe behind it that would stop as well', { timeout: 240_000 }, () => {
  const words = [...mipsWords(), `KERNELRELEASE=${'x'.repeat(70)}`];
  make(words, ['decstation_64_defconfig']);
  const real = make(words, ['prepare']);
  const { verdict, diagnostics } = check(words, { defconfig: 'decstation_64_defconfig', goals: ['prepare'] });
  expect(verdict).toBe('fail');
  const [first, ...behind] = errors(diagnostics);
  expect(first?.message).toContain('CONFIG_CPU_DADDI_WORKAROUNDS unsupported without -msym32');
  expect(real.stderr.split('\n')).toContain(first?.message);
  expect(flatten(first?.causes ?? []).some((cause) => cause.message.includes('CPU_DADDI_WORKAROUNDS'))).toBe(true);
  expect(behind.map((one) => one.message).join('\n')).toContain('exceeds 64 characters');
  for (const one of behind) expect(one.notes.join()).toContain('make stops earlier');
});

let defconfigs = 0;

test.each([
  ['nosuch_defconfig', 'Can\'t find default configuration "arch/x86/configs/nosuch_defconfig"!'],
  ['nosuch.config', 'nosuch.config fragment does not exists on this architecture'],
  ['modules_sign', '*** CONFIG_MODULE_SIG is disabled. You cannot sign modules.'],
])(
  'goal %s',
  (goal, expected) => {
    defconfigs += 1;
    if (defconfigs === 1) make(['ARCH=x86'], ['defconfig']);
    const real = make(['ARCH=x86'], [goal]);
    const { verdict, diagnostics } = check(['ARCH=x86'], { goals: [goal] });
    expect(real.stderr).toContain(expected);
    expect(verdict).toBe('fail');
    const [first] = errors(diagnostics);
    expect(first?.message).toContain(expected);
    for (const line of first?.message.split('\n') ?? []) expect(real.stderr).toContain(line);
  },
  60_000,
);

test('a source file that is not there stops the directory that lists it', { timeout: 120_000 }, () => {
  const tree = join(root, 'tree');
  const makefile = readFileSync(join(linux612(), 'lib/math/Makefile'), 'latin1');
  const lines = makefile.split('\n').length;
  changedTree(linux612(), tree, { 'lib/math/Makefile': `${makefile}obj-y += nowhere.o\n` });
  const { verdict, diagnostics } = check(['ARCH=x86'], { goals: ['lib/math/'], tree });
  // Alone, the directory's make needs nothing of what is built before it.
  const mini = join(root, 'mini');
  writeFileSync(join(root, 'nowhere.mk'), 'obj/built-in.a: obj/nowhere.o\n');
  mkdirSync(mini);
  const real = spawnSync('make', ['-rR', '-f', '../nowhere.mk'], { cwd: mini, env: environment, encoding: 'latin1' });
  const expected = real.stderr.trim().replaceAll('obj/', 'lib/math/');
  expect(verdict).toBe('fail');
  // objtool, which is built before it, needs headers that this machine may not have.
  const found = errors(diagnostics).filter(({ code }) => code !== 'make/missing-header');
  expect(found.map((one) => one.message.replace(/^make\[\d+\]/, 'make'))).toEqual([expected]);
  expect(found[0]?.location).toEqual({ file: `${tree}/lib/math/Makefile`, line: lines });
});
