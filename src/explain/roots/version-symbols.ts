/** Symbols that hold the version or the kind of a tool, in words of people. */

/** How a number holds a version. */
interface VersionSymbol {
  readonly tool: string;
  readonly format: (value: number) => string;
}

/** `120200` for 12.2.0; binutils before Linux 5.12 had `235020000` for 2.35.2. */
function fiveDigits(value: number): string {
  const [unit, part] = value >= 100_000_000 ? [100_000_000, 1_000_000] : [10_000, 100];
  const rest = unit === 10_000 ? value % 100 : Math.floor((value % 1_000_000) / 10_000);
  return `${Math.floor(value / unit)}.${Math.floor((value % unit) / part)}.${rest}`;
}

/** Source: Linux scripts/cc-version.sh, ld-version.sh, as-version.sh, pahole-version.sh, rustc-version.sh. */
const versionSymbols: ReadonlyMap<string, VersionSymbol> = new Map([
  ['GCC_VERSION', { tool: 'gcc', format: fiveDigits }],
  ['CLANG_VERSION', { tool: 'clang', format: fiveDigits }],
  ['LD_VERSION', { tool: 'ld', format: fiveDigits }],
  ['LLD_VERSION', { tool: 'ld.lld', format: fiveDigits }],
  ['AS_VERSION', { tool: 'as', format: fiveDigits }],
  ['PAHOLE_VERSION', { tool: 'pahole', format: (value) => `${Math.floor(value / 100)}.${value % 100}` }],
  [
    'RUSTC_VERSION',
    {
      tool: 'rustc',
      format: (value) => `${Math.floor(value / 100_000)}.${Math.floor((value % 100_000) / 100)}.${value % 100}`,
    },
  ],
  ['RUSTC_LLVM_VERSION', { tool: "rustc's LLVM", format: fiveDigits }],
]);

/** The tool of a symbol that holds a version; null for any other. */
export function versionTool(symbol: string): string | null {
  return versionSymbols.get(symbol)?.tool ?? null;
}

/** `1.21` for `PAHOLE_VERSION` and `121`; null for any other symbol, for 0 and for what is no number. */
export function versionText(symbol: string, value: string): string | null {
  const number = Number(value);
  if (!Number.isInteger(number) || number <= 0) return null;
  return versionSymbols.get(symbol)?.format(number) ?? null;
}

/** What a symbol about the kind of a tool says when it is n, and the words for make that make it y. Source: init/Kconfig of Linux. */
const kinds: ReadonlyMap<string, readonly [message: string, words: string]> = new Map([
  ['CC_IS_CLANG', ['the compiler is not clang', 'LLVM=1']],
  ['CC_IS_GCC', ['the compiler is not gcc', '']],
  ['LD_IS_LLD', ['the linker is not ld.lld', 'LLVM=1']],
  ['LD_IS_BFD', ['the linker is not GNU ld', '']],
  ['AS_IS_LLVM', ["the assembler is not clang's", 'LLVM_IAS=1']],
  ['AS_IS_GNU', ['the assembler is not GNU as', 'LLVM_IAS=0']],
]);

/** {@link kinds} of a symbol; null for any other. */
export function toolKind(symbol: string): { readonly message: string; readonly words: string } | null {
  const found = kinds.get(symbol);
  return found === undefined ? null : { message: found[0], words: found[1] };
}
