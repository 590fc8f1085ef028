/** Compilers and configurations of another architecture, on a small tree with the real compilers; make is the oracle. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkTree } from '../../../src/api/check/check.ts';
import type { Cause } from '../../../src/core/diagnostic.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import type { BuildRequest } from '../../../src/kernel/index.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-mismatch-'));
afterAll(() => rmSync(root, { recursive: true }));

const files: Readonly<Record<string, string>> = {
  Makefile: `export srctree := $(CURDIR)
export KERNELVERSION = 6.1.0
ARCH ?= x86
SRCARCH := $(ARCH)
ifeq ($(ARCH),i386)
SRCARCH := x86
endif
export ARCH SRCARCH
CC = $(CROSS_COMPILE)gcc
LD = $(CROSS_COMPILE)ld
export CC LD
KBUILD_CFLAGS := -O2 -Wall
-include include/config/auto.conf
include arch/$(SRCARCH)/Makefile
all: prepare app.o
.PHONY: all prepare
prepare: empty.o
%.o: %.c
\t$(CC) $(KBUILD_CFLAGS) -DNAME="$*" -c -o $@ $<
%config:
\tscripts/conf --$@ Kconfig
%_defconfig:
\tscripts/conf --defconfig=arch/$(SRCARCH)/configs/$@ Kconfig
`,
  Kconfig: `mainmenu "Linux/$(ARCH) $(KERNELVERSION) Kernel Configuration"
source "arch/$(SRCARCH)/Kconfig"
config SHARED
\tbool "shared"
`,
  'arch/arm64/Kconfig': 'config ARM64\n\tdef_bool y\nconfig ARM64_BOARD\n\tbool "board"\n',
  'arch/arm64/Makefile': 'KBUILD_CFLAGS += -mlittle-endian\nKBUILD_CFLAGS += -mgeneral-regs-only\n',
  'arch/arm64/configs/board_defconfig': 'CONFIG_ARM64_BOARD=y\n',
  'arch/x86/Kconfig': 'config X86\n\tdef_bool y\n',
  'arch/x86/Makefile': `KBUILD_CFLAGS += $(if $(filter i386,$(ARCH)),-m32,-m64)
KBUILD_CFLAGS += -mno-red-zone
KBUILD_CFLAGS += $(EXTRA)
`,
  'arch/x86/configs/other_defconfig': 'CONFIG_SHARED=y\n',
  'empty.c': '',
  'app.c': 'int app;\n',
};

function write(directory: string, texts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
}

let count = 0;

/** A copy of the tree with more files. */
function newTree(more: Readonly<Record<string, string>> = {}): string {
  const tree = join(root, `tree${(count += 1)}`);
  write(tree, files);
  write(tree, more);
  return tree;
}

const environment = { PATH: process.env['PATH'] ?? '', HOME: root, LC_ALL: 'C' };

function make(tree: string, ...words: readonly string[]): { status: number | null; stderr: string } {
  const copy = `${tree}-made${(count += 1)}`;
  cpSync(tree, copy, { recursive: true });
  return spawnSync('make', ['-C', copy, '--no-print-directory', ...words], { env: environment, encoding: 'latin1' });
}

function check(tree: string, variables: readonly string[] = [], change: Partial<BuildRequest> = {}) {
  const request = { treeName: tree, objectDirectory: null, configFile: null, defconfig: null, variables };
  return checkTree({
    host: createNodeHost({ cwd: tree, env: environment }),
    request: { ...request, ...change },
    profile: null,
    otherProfiles: () => [],
    failOn: 'error',
  });
}

type Result = ReturnType<typeof check>;

function all(causes: readonly Cause[]): Cause[] {
  return causes.flatMap((cause) => [cause, ...all(cause.causes)]);
}

const codes = ({ diagnostics }: Result): string[] => diagnostics.map(({ code }) => code);
const fixes = ({ diagnostics }: Result): unknown[] =>
  diagnostics.flatMap((one) => one.fixes.map(({ title, verified }) => [title, verified]));

describe('the target of the compiler', () => {
  it('gcc of x86 and ARCH=arm64: the words for the cross compiler on PATH, and what follows is put aside', () => {
    const tree = newTree({ '.config': '' });
    const result = check(tree, ['ARCH=arm64']);
    expect(result.verdict).toBe('fail');
    expect(codes(result)).toEqual(['kernel/compiler-target']);
    const args = { tool: 'compiler', program: 'gcc', target: 'x86_64-linux-gnu', arch: 'arm64' };
    expect(result.diagnostics[0]?.args).toEqual(args);
    expect(fixes(result)).toEqual([['CROSS_COMPILE=aarch64-linux-gnu-', true]]);
    const flag = all(result.diagnostics[0]?.causes ?? []).find(({ kind }) => kind === 'flag');
    expect(flag?.location).toEqual({ file: 'arch/arm64/Makefile', line: 1 });
    const real = make(tree, 'ARCH=arm64');
    expect(real.status).toBe(2);
    const [stop] = result.follows.filter(({ code }) => code === 'make/recipe-failed');
    for (const line of stop?.message.split('\n').slice(1) ?? ['']) expect(real.stderr.split('\n')).toContain(line);
    const words = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];
    expect([check(tree, words).verdict, make(tree, ...words).status]).toEqual(['pass', 0]);
  });

  it.each([[['ARCH=x86']], [['ARCH=i386']], [['ARCH=arm64', 'CC=clang --target=aarch64-linux-gnu']]])(
    '%j passes, and make gets through',
    (words) => {
      const tree = newTree({ '.config': '' });
      expect(make(tree, ...words).status).toBe(0);
      expect(check(tree, words)).toMatchObject({ verdict: 'pass', diagnostics: [], follows: [] });
    },
  );

  it('a compiler of another name that takes all flags is none', () => {
    const tree = newTree({ '.config': '', 'arch/arm64/Makefile': 'KBUILD_CFLAGS += -fno-common\n' });
    expect(make(tree, 'ARCH=arm64').status).toBe(0);
    expect(codes(check(tree, ['ARCH=arm64']))).toEqual([]);
  });

  it('a cross compiler where the own one is wanted', () => {
    const result = check(newTree({ '.config': '' }), ['ARCH=x86', 'CROSS_COMPILE=aarch64-linux-gnu-']);
    expect(result.diagnostics[0]?.args).toMatchObject({ target: 'aarch64-linux-gnu', arch: 'x86' });
    expect(fixes(result)).toEqual([['CROSS_COMPILE= in place of CROSS_COMPILE=aarch64-linux-gnu-', true]]);
  });

  it('a linker for another architecture', () => {
    const more = { '.config': '', 'arch/arm64/Makefile': 'KBUILD_LDFLAGS := -maarch64elf\n' };
    const result = check(newTree(more), ['ARCH=arm64', 'CC=aarch64-linux-gnu-gcc']);
    expect(result.diagnostics.map(({ code, args }) => [code, args])).toEqual([
      ['kernel/compiler-target', { tool: 'linker', program: 'ld', target: null, arch: 'arm64' }],
    ]);
    expect(fixes(result)).toEqual([['CROSS_COMPILE=aarch64-linux-gnu- in place of CC=aarch64-linux-gnu-gcc', true]]);
  });
});

describe('flags of recipes', () => {
  it('a flag that the compiler refuses stops where it is first used, in the words of both', () => {
    const tree = newTree({ '.config': '' });
    const words = ['EXTRA=-mlittle-endian -fno-such-flag'];
    const real = make(tree, ...words);
    const result = check(tree, words);
    expect(codes(result)).toEqual(['make/recipe-failed']);
    for (const line of result.diagnostics[0]?.message.split('\n').slice(1) ?? ['']) {
      expect(real.stderr.split('\n')).toContain(line);
    }
    expect(real.stderr).toContain('[Makefile:19: empty.o] Error 1');
    expect(result.diagnostics[0]?.location).toEqual({ file: 'Makefile', line: 19 });
  });

  it('names the variable and the line of the flag', () => {
    const Makefile = `${files['Makefile']}`.replace('-O2 -Wall', '-O2 -mlittle-endian');
    const result = check(newTree({ '.config': '', Makefile }));
    const flag = all(result.diagnostics[0]?.causes ?? []).find(({ kind }) => kind === 'flag');
    expect(flag).toMatchObject({ location: { file: 'Makefile', line: 12 } });
    expect(flag?.message).toContain('-mlittle-endian (from KBUILD_CFLAGS, Makefile:12)');
  });

  it.each([
    ['a conditional', 'ifdef CONFIG_SHARED\nKBUILD_CFLAGS += -fno-such-flag\nendif\n'],
    ['a name in the left side', 'flags-$(CONFIG_SHARED) += -fno-such-flag\nKBUILD_CFLAGS += $(flags-y)\n'],
  ])('a flag that a symbol brings, by %s: the symbol, and the change that was tried', (_name, text) => {
    const Makefile = `${files['Makefile']}${text}`;
    const tree = newTree({ '.config': 'CONFIG_SHARED=y\n', Makefile });
    const [first, ...more] = check(tree).diagnostics;
    expect([first?.code, more]).toEqual(['make/recipe-failed', []]);
    expect(all(first?.causes ?? []).some(({ symbol }) => symbol === 'SHARED')).toBe(true);
    expect(first?.fixes[0]).toMatchObject({ verified: true, changes: [{ symbol: 'SHARED', from: 'y', to: 'n' }] });
    expect(make(tree, 'CONFIG_SHARED=y').stderr).toContain('-fno-such-flag');
  });

  it('flags of a later line are tried as well', () => {
    const Makefile = `${files['Makefile']}app.o: KBUILD_CFLAGS += -fno-such-flag\n`;
    const tree = newTree({ '.config': '', Makefile });
    const result = check(tree);
    expect(result.diagnostics.map(({ args }) => args)).toEqual([{ target: 'app.o', status: 1 }]);
    expect(make(tree).stderr).toContain('app.o] Error 1');
  });
});

describe('the configuration of another architecture', () => {
  const head = '#\n# Automatically generated file; DO NOT EDIT.\n# Linux/arm64 6.1.0 Kernel Configuration\n#\n';

  it('a .config whose head names it, with the lines that only it has', () => {
    const tree = newTree({ '.config': `${head}CONFIG_ARM64=y\nCONFIG_SHARED=y\nCONFIG_ARM64_BOARD=y\n` });
    const result = check(tree);
    expect(result.verdict).toBe('fail');
    expect(codes(result)).toEqual(['kernel/config-of-other-arch']);
    const [first] = result.diagnostics;
    expect(first?.args).toEqual({ found: 'arm64', arch: 'x86', symbols: 2 });
    expect(first?.location).toEqual({ file: '.config', line: 3 });
    expect(first?.causes.map(({ symbol, location }) => [symbol, location?.line])).toEqual([
      ['ARM64', 5],
      ['ARM64_BOARD', 7],
    ]);
    expect(fixes(result)).toEqual([['ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-', true]]);
    const right = check(tree, ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-']);
    expect([right.verdict, codes(right)]).toEqual(['pass', []]);
  });

  it('a file without a head by its lines, unless it has lines of its own architecture as well', () => {
    const Kconfig = `${files['arch/arm64/Kconfig']}config ARM64_A\n\tbool "a"\nconfig ARM64_B\n\tbool "b"\n`;
    const lines = 'CONFIG_ARM64_A=y\nCONFIG_ARM64_B=y\nCONFIG_ARM64_BOARD=y\n';
    const more = { 'arch/arm64/Kconfig': Kconfig, 'arch/x86/Kconfig': 'config X86\n\tbool "x86"\n\tdefault y\n' };
    expect(codes(check(newTree({ ...more, '.config': lines })))).toEqual(['kernel/config-of-other-arch']);
    expect(codes(check(newTree({ ...more, '.config': `${lines}CONFIG_X86=y\n` })))).toEqual(['kernel/unknown-symbol']);
    expect(
      codes(check(newTree({ ...more, '.config': 'CONFIG_GONE_1=y\nCONFIG_GONE_2=y\nCONFIG_GONE_3=y\n' }))),
    ).toEqual(['kernel/unknown-symbol']);
  });

  it('names of ARCH for one directory are the same architecture', () => {
    const tree = newTree({ '.config': `${head.replace('arm64', 'i386')}CONFIG_SHARED=y\n` });
    expect(codes(check(tree, ['ARCH=x86']))).toEqual([]);
  });

  it('an ARCH that the tree does not have, with the nearest that it has', () => {
    const tree = newTree({ '.config': '', 'arch/Kconfig': '' });
    const result = check(tree, ['ARCH=amr64']);
    expect([result.verdict, codes(result)]).toEqual(['fail', ['kernel/unknown-arch']]);
    expect(result.diagnostics[0]?.args).toEqual({ arch: 'amr64', known: ['arm64', 'x86'] });
    expect(fixes(result)).toEqual([['ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- in place of ARCH=amr64', true]]);
    expect(codes(check(tree, ['ARCH=foo']))).toEqual(['kernel/unknown-arch']);
  });

  it('a defconfig that another one has', () => {
    const tree = newTree();
    for (const change of [{ defconfig: 'board_defconfig' }, { goals: ['board_defconfig'] }]) {
      const result = check(tree, [], change);
      expect(result.verdict).toBe('fail');
      expect(codes(result)).toEqual(['kernel/defconfig-of-other-arch']);
      expect(result.diagnostics[0]?.args).toEqual({ goal: 'board_defconfig', arch: 'x86', others: ['arm64'] });
      expect(fixes(result)).toEqual([['ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-', true]]);
    }
    expect(() => check(tree, [], { defconfig: 'nosuch_defconfig' })).toThrow('there is no arch/x86/configs/nosuch');
  });
});

describe('a compiler that is not there', () => {
  it('lists those that are, with the words to type', () => {
    const result = check(newTree({ '.config': '' }), ['ARCH=arm64', 'CROSS_COMPILE=nosuch-']);
    expect(result.verdict).toBe('fail');
    expect(codes(result)).toEqual(['kernel/no-cross-compiler']);
    expect(result.diagnostics[0]?.args).toMatchObject({ program: 'nosuch-gcc', arch: 'arm64' });
    expect(result.diagnostics[0]?.args).toHaveProperty('atHand', expect.arrayContaining(['aarch64-linux-gnu-']));
    expect(fixes(result)).toEqual([['CROSS_COMPILE=aarch64-linux-gnu- in place of CROSS_COMPILE=nosuch-', true]]);
  });
});
