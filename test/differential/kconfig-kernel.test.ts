import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ConfMode } from '../../src/kconfig/index.ts';
import { linux612 } from '../support/kernel-source.ts';
import { compareIn, rememberingShell } from './kconfig-support.ts';

interface Target {
  readonly arch: string;
  readonly srcarch: string;
  readonly cross: string;
}

const arm64: Target = { arch: 'arm64', srcarch: 'arm64', cross: 'aarch64-linux-gnu-' };
const x86: Target = { arch: 'x86_64', srcarch: 'x86', cross: '' };
const native = (arch: string, srcarch = arch): Target => ({ arch, srcarch, cross: '' });

/** What the kernel's Makefile exports before it runs conf, as far as Kconfig files read it. */
function environmentOf(target: Target, source: string): Record<string, string> {
  const cc = `${target.cross}gcc`;
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    srctree: source,
    ARCH: target.arch,
    SRCARCH: target.srcarch,
    CC: cc,
    HOSTCC: 'gcc',
    HOSTCXX: 'g++',
    LD: `${target.cross}ld`,
    AR: `${target.cross}ar`,
    NM: `${target.cross}nm`,
    OBJCOPY: `${target.cross}objcopy`,
    AWK: 'awk',
    RUSTC: 'rustc',
    BINDGEN: 'bindgen',
    PAHOLE: 'pahole',
    CONFIG_SHELL: 'sh',
    KERNELVERSION: '6.12.117',
    CC_VERSION_TEXT: `${cc} (GCC)`,
    KBUILD_CFLAGS: '',
  };
}

const shells = new Map<string, ReturnType<typeof rememberingShell>>();
const directories: string[] = [];

function compare(target: Target, mode: ConfMode, file?: string, config?: string): ReturnType<typeof compareIn> {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-kernel-'));
  directories.push(directory);
  if (config !== undefined) writeFileSync(join(directory, '.config'), config, 'latin1');
  let shell = shells.get(target.arch);
  if (shell === undefined) {
    shell = rememberingShell();
    shells.set(target.arch, shell);
  }
  return compareIn(directory, mode, file, environmentOf(target, linux612()), shell);
}

afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** conf asks the compiler some hundred times per run, so these run on demand (KGATE_ALL_ARCHES). */
const moreRuns: readonly (readonly [Target, ConfMode, string?])[] = [
  [x86, 'allmodconfig'],
  [native('riscv'), 'defconfig', 'arch/riscv/configs/defconfig'],
  [native('powerpc'), 'allmodconfig'],
  [native('mips'), 'allyesconfig'],
  [native('arm'), 'allyesconfig'],
  [native('sparc64', 'sparc'), 'allmodconfig'],
];

describe('Linux 6.12 is configured byte for byte as conf does', () => {
  const runs: readonly (readonly [Target, ConfMode, string?])[] = [
    [arm64, 'defconfig', 'arch/arm64/configs/defconfig'],
    [arm64, 'allnoconfig'],
    [arm64, 'allyesconfig'],
    [arm64, 'allmodconfig'],
    [arm64, 'alldefconfig'],
    [x86, 'defconfig', 'arch/x86/configs/x86_64_defconfig'],
    [native('riscv'), 'allyesconfig'],
    [native('s390'), 'allmodconfig'],
    ...(process.env['KGATE_ALL_ARCHES'] === undefined ? [] : moreRuns),
  ];
  it.each(runs.map(([target, mode, file]) => [target.arch, mode, { target, file }] as const))(
    '%s %s',
    (_arch, mode, { target, file }) => {
      const { conf, kgate } = compare(target, mode, file);
      expect(kgate.stderr).toBe(conf.stderr);
      expect(kgate.stdout).toBe(conf.stdout);
      expect(kgate.files['.config']?.length).toBeGreaterThan(10_000);
      expect(Object.keys(kgate.files).length).toBe(4);
      expect(kgate.files).toEqual(conf.files);
    },
    120_000,
  );

  const options = ['FTRACE', 'FUNCTION_TRACER', 'FUNCTION_GRAPH_TRACER', 'DYNAMIC_FTRACE', 'KPROBES'];
  it.each(['olddefconfig', 'savedefconfig', 'listnewconfig', 'mod2yesconfig'] as const)(
    'arm64 %s of a defconfig with tracing',
    (mode) => {
      const defconfig = readFileSync(join(linux612(), 'arch/arm64/configs/defconfig'), 'latin1');
      const config = `${defconfig}${options.map((name) => `CONFIG_${name}=y\n`).join('')}CONFIG_NR_CPUS=99999\n`;
      const { conf, kgate } = compare(arm64, mode, mode === 'savedefconfig' ? 'defconfig' : undefined, config);
      expect(kgate).toEqual(conf);
    },
    120_000,
  );
});
