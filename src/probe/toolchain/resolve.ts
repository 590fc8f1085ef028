import type { ByteString } from '../../core/text.ts';

/** What decides the tools: `VAR=VALUE` words of the command line win over the environment. */
export interface ResolveToolchainOptions {
  readonly variables: Readonly<Record<string, ByteString>>;
  readonly env: Readonly<Record<string, ByteString>>;
}

/** Tool words as the kernel's top Makefile chooses them. */
export interface ResolvedToolchain {
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
}

/**
 * Chooses compiler and binutils from `LLVM`, `CROSS_COMPILE`, `CC`, `LD` and the others.
 * Source: Linux 6.12 top Makefile, "Make variables (CC, etc...)"; Documentation/kbuild/llvm.rst.
 */
export function resolveToolchain(options: ResolveToolchainOptions): ResolvedToolchain {
  void options;
  throw new Error('not built yet');
}
