import type { ByteString } from '../core/bytes.ts';

/**
 * First part of a triplet, or name of an LLVM target, to the kernel's `ARCH`. Source: the directories of
 * Linux 6.12 arch/, and the triplets of its scripts/Makefile.clang and of gcc's config.sub.
 */
const architectures: readonly (readonly [RegExp, string])[] = [
  [/^(?:aarch64|arm64)(?:_be|_32)?$/, 'arm64'],
  [/^(?:arm|thumb)(?!64)/, 'arm'],
  [/^(?:x86[-_]64|x86|i[3-7]86)$/, 'x86'],
  [/^(?:powerpc|ppc)/, 'powerpc'],
  [/^(?:s390x|s390|systemz)$/, 's390'],
  [/^riscv(?:32|64)/, 'riscv'],
  [/^mips/, 'mips'],
  [/^loongarch/, 'loongarch'],
  [/^sparc/, 'sparc'],
  [/^(?:hppa|parisc)/, 'parisc'],
  [/^m68k$/, 'm68k'],
  [/^alpha/, 'alpha'],
  [/^(?:arc|arceb|archs)$/, 'arc'],
  [/^csky/, 'csky'],
  [/^hexagon$/, 'hexagon'],
  [/^microblaze/, 'microblaze'],
  [/^nios2/, 'nios2'],
  [/^or1k/, 'openrisc'],
  [/^sh(?:\d|$|eb$|le$)/, 'sh'],
  [/^xtensa/, 'xtensa'],
];

/** The kernel's name for what a triplet compiles for, null where the kernel does not run on it (avr, bpf, wasm32). */
export function kernelArchitecture(target: ByteString): string | null {
  const machine = target.startsWith('x86-64') ? 'x86-64' : (target.split('-')[0] ?? '');
  return architectures.find(([pattern]) => pattern.test(machine))?.[1] ?? null;
}

/** True for a directory of arch/ that a compiler can be for. */
export function isArchitecture(directory: ByteString): boolean {
  return architectures.some(([, name]) => name === directory);
}

/** The kernel's names for what a clang was built with, by the words of `clang --print-targets`; sorted, each once. */
export function registeredArchitectures(words: ByteString): string[] {
  const found = new Set<string>();
  for (const [, name = ''] of words.matchAll(/^[ \t]+([\w-]+)[ \t]+- /gm)) {
    const architecture = kernelArchitecture(name);
    if (architecture !== null) found.add(architecture);
  }
  return [...found].sort();
}

/**
 * Values of `ARCH` that are no directory of arch/, with the directory they mean. Source: top Makefile of Linux 4.20
 * (sparc32, sh64, tilepro), 6.1 and 6.12, "Additional ARCH settings".
 */
const aliases: ReadonlyMap<ByteString, string> = new Map([
  ['i386', 'x86'],
  ['x86_64', 'x86'],
  ['sparc32', 'sparc'],
  ['sparc64', 'sparc'],
  ['parisc64', 'parisc'],
  ['sh64', 'sh'],
  ['tilepro', 'tile'],
  ['tilegx', 'tile'],
]);

/** The directory of arch/ for a value of `ARCH`. */
export function architectureDirectory(arch: ByteString): ByteString {
  return aliases.get(arch) ?? arch;
}

/**
 * Triplets that distributions build cross compilers for, by directory of arch/, the usual one first. Source: the packages
 * gcc-TRIPLET of Debian 12.
 */
const triplets: Readonly<Record<string, readonly string[]>> = {
  alpha: ['alpha-linux-gnu'],
  arc: ['arc-linux-gnu'],
  arm: ['arm-linux-gnueabihf', 'arm-linux-gnueabi'],
  arm64: ['aarch64-linux-gnu'],
  loongarch: ['loongarch64-linux-gnu'],
  m68k: ['m68k-linux-gnu'],
  mips: ['mips-linux-gnu', 'mipsel-linux-gnu', 'mips64-linux-gnuabi64', 'mips64el-linux-gnuabi64'],
  parisc: ['hppa-linux-gnu', 'hppa64-linux-gnu'],
  powerpc: ['powerpc64le-linux-gnu', 'powerpc64-linux-gnu', 'powerpc-linux-gnu'],
  riscv: ['riscv64-linux-gnu'],
  s390: ['s390x-linux-gnu'],
  sh: ['sh4-linux-gnu'],
  sparc: ['sparc64-linux-gnu'],
  x86: ['x86_64-linux-gnu', 'i686-linux-gnu'],
};

/** Triplets of cross compilers for a directory of arch/; empty where no distribution has one. */
export function usualTriplets(architecture: ByteString): readonly string[] {
  return triplets[architecture] ?? [];
}
