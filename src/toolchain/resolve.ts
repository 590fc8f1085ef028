import type { ByteString } from '../core/bytes.ts';

/** What decides the tools: `VAR=VALUE` words of the command line win over the environment. */
export interface ResolveToolchainOptions {
  readonly variables: Readonly<Record<string, ByteString>>;
  readonly env: Readonly<Record<string, ByteString>>;
}

/** Tool words as the kernel's top Makefile chooses them; each list has at least one word. */
export interface ResolvedToolchain {
  /** True when `LLVM` is not empty. */
  readonly llvm: boolean;
  readonly crossCompile: ByteString;
  readonly cc: readonly ByteString[];
  readonly ld: readonly ByteString[];
  readonly ar: readonly ByteString[];
  readonly nm: readonly ByteString[];
  readonly objcopy: readonly ByteString[];
  readonly objdump: readonly ByteString[];
  readonly readelf: readonly ByteString[];
  readonly strip: readonly ByteString[];
  /**
   * Words the kernel adds to every question to clang: the target and the assembler. Empty for gcc,
   * and without a target when neither `CROSS_COMPILE` nor `ARCH` gives it.
   */
  readonly clangFlags: readonly ByteString[];
}

/**
 * Targets clang is given by architecture. Source: Linux 6.12 scripts/Makefile.clang; the same
 * triplets are listed in Documentation/kbuild/llvm.rst, "Supported Architectures".
 */
const clangTargets: Readonly<Record<string, string>> = {
  arm: 'arm-linux-gnueabi',
  arm64: 'aarch64-linux-gnu',
  hexagon: 'hexagon-linux-musl',
  loongarch: 'loongarch64-linux-gnusf',
  m68k: 'm68k-linux-gnu',
  mips: 'mipsel-linux-gnu',
  powerpc: 'powerpc64le-linux-gnu',
  riscv: 'riscv64-linux-gnu',
  s390: 's390x-linux-gnu',
  x86: 'x86_64-linux-gnu',
  x86_64: 'x86_64-linux-gnu',
  i386: 'x86_64-linux-gnu',
};

/**
 * Chooses compiler and binutils from `LLVM`, `CROSS_COMPILE`, `CC`, `LD` and the others. The tool
 * variables count on the command line only, because the Makefile assigns them; `LLVM`,
 * `CROSS_COMPILE` and `ARCH` count in the environment as well.
 * Source: Linux 6.12 top Makefile, "Make variables (CC, etc...)"; Documentation/kbuild/llvm.rst.
 */
export function resolveToolchain({ variables, env }: ResolveToolchainOptions): ResolvedToolchain {
  const setting = (name: string): ByteString => (variables[name] ?? env[name] ?? '').trim();
  const llvm = setting('LLVM');
  const crossCompile = setting('CROSS_COMPILE');
  // LLVM=/path/ is a prefix, LLVM=-14 a suffix, any other value (1, and 0 too) just turns it on.
  const prefix = llvm.endsWith('/') ? llvm : '';
  const suffix = prefix === '' && llvm.startsWith('-') ? llvm : '';
  const tool = (variable: string, gnu: string, llvmName: string): ByteString[] => {
    const chosen = variables[variable];
    const words = (chosen ?? '').split(/[ \t\n]+/).filter((word) => word !== '');
    if (words.length > 0) return words;
    return [llvm === '' ? `${crossCompile}${gnu}` : `${prefix}${llvmName}${suffix}`];
  };
  const cc = tool('CC', 'gcc', 'clang');
  const isClang = cc.some((word) => /(?:^|\/|-)clang(?:-\d[\d.]*)?$/.test(word));
  return {
    llvm: llvm !== '',
    crossCompile,
    cc,
    ld: tool('LD', 'ld', 'ld.lld'),
    ar: tool('AR', 'ar', 'llvm-ar'),
    nm: tool('NM', 'nm', 'llvm-nm'),
    objcopy: tool('OBJCOPY', 'objcopy', 'llvm-objcopy'),
    objdump: tool('OBJDUMP', 'objdump', 'llvm-objdump'),
    readelf: tool('READELF', 'readelf', 'llvm-readelf'),
    strip: tool('STRIP', 'strip', 'llvm-strip'),
    clangFlags: isClang ? clangFlags(crossCompile, setting('ARCH'), setting('LLVM_IAS')) : [],
  };
}

function clangFlags(crossCompile: ByteString, arch: ByteString, integratedAssembler: ByteString): ByteString[] {
  // The architecture decides; an unknown one falls back to the prefix.
  const fromPrefix = crossCompile.slice(crossCompile.lastIndexOf('/') + 1).replace(/-$/, '');
  const target = clangTargets[arch] ?? fromPrefix;
  const flags = target === '' ? [] : [`--target=${target}`];
  flags.push(integratedAssembler === '0' ? '-fno-integrated-as' : '-fintegrated-as');
  return flags;
}
