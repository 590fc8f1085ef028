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

/** The kernel's names for what a clang was built with, by the words of `clang --print-targets`; sorted, each once. */
export function registeredArchitectures(words: ByteString): string[] {
  const found = new Set<string>();
  for (const [, name = ''] of words.matchAll(/^[ \t]+([\w-]+)[ \t]+- /gm)) {
    const architecture = kernelArchitecture(name);
    if (architecture !== null) found.add(architecture);
  }
  return [...found].sort();
}
