/** Architectures with a compiler among Debian's packages, and an object directory configured by the real make. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** One way to build a kernel. */
export interface KernelTarget {
  readonly name: string;
  /** `VAR=VALUE` words of make. */
  readonly words: readonly string[];
  /** Program that has to be there, and the Debian package it comes from. */
  readonly compiler: string;
  readonly debian: string;
}

function cross(name: string, prefix: string): KernelTarget {
  const debian = `gcc-${prefix.replace(/-$/, '')}`;
  return { name, words: [`ARCH=${name}`, `CROSS_COMPILE=${prefix}`], compiler: `${prefix}gcc`, debian };
}

/** Every architecture whose compiler Debian 12 has as a cross package, the machine's own, and clang. */
export const kernelTargets: readonly KernelTarget[] = [
  cross('arm64', 'aarch64-linux-gnu-'),
  { name: 'x86', words: ['ARCH=x86', 'CROSS_COMPILE='], compiler: 'gcc', debian: 'gcc' },
  { name: 'i386', words: ['ARCH=i386'], compiler: 'gcc', debian: 'gcc' },
  { name: 'um', words: ['ARCH=um'], compiler: 'gcc', debian: 'gcc' },
  cross('arm', 'arm-linux-gnueabihf-'),
  cross('riscv', 'riscv64-linux-gnu-'),
  cross('powerpc', 'powerpc64le-linux-gnu-'),
  cross('s390', 's390x-linux-gnu-'),
  cross('mips', 'mips-linux-gnu-'),
  cross('sparc', 'sparc64-linux-gnu-'),
  cross('sparc64', 'sparc64-linux-gnu-'),
  cross('m68k', 'm68k-linux-gnu-'),
  cross('alpha', 'alpha-linux-gnu-'),
  cross('parisc', 'hppa-linux-gnu-'),
  cross('parisc64', 'hppa64-linux-gnu-'),
  cross('sh', 'sh4-linux-gnu-'),
  { name: 'arm64-clang', words: ['ARCH=arm64', 'LLVM=-14'], compiler: 'clang-14', debian: 'clang-14 lld-14 llvm-14' },
  { name: 'x86-clang', words: ['ARCH=x86', 'LLVM=-14'], compiler: 'clang-14', debian: 'clang-14 lld-14 llvm-14' },
];

/** The environment of every make of the comparison. */
export function targetEnvironment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: '/root', LC_ALL: 'C' };
}

/**
 * An object directory below `root` that GNU make 4.3 has configured with the architecture's defconfig; made once.
 * Throws when the compiler is missing or make fails.
 */
export function configuredObjects(make: string, tree: string, target: KernelTarget, root: string): string {
  const objects = join(root, target.name);
  if (existsSync(join(objects, 'include/config/auto.conf'))) return objects;
  const found = spawnSync('/bin/sh', ['-c', `command -v ${target.compiler}`]);
  if (found.status !== 0) throw new Error(`${target.compiler} is missing: apt-get install ${target.debian}`);
  mkdirSync(objects, { recursive: true });
  for (const goal of ['defconfig', 'syncconfig']) {
    const words = ['-s', '-C', tree, `O=${objects}`, ...target.words, goal];
    const done = spawnSync(make, words, {
      argv0: 'make',
      env: targetEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'latin1',
    });
    if (done.status !== 0) throw new Error(`make ${words.join(' ')}: ${done.stderr}`);
  }
  return objects;
}
