import type { ByteString } from '../core/bytes.ts';

/** The role of a toolchain program, by its name. */
export type ToolRole =
  | 'compiler'
  | 'linker'
  | 'assembler'
  | 'archiver'
  | 'nm'
  | 'objcopy'
  | 'objdump'
  | 'readelf'
  | 'strip'
  | 'rust';

const rolePatterns: readonly (readonly [ToolRole, RegExp])[] = [
  ['compiler', /(?:^|-)(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d[\d.]*)?$/],
  ['linker', /(?:^|-)(?:ld|ld\.bfd|ld\.gold|ld\.lld|lld)(?:-\d[\d.]*)?$/],
  ['assembler', /(?:^|-)(?:as|llvm-as)(?:-\d[\d.]*)?$/],
  ['archiver', /(?:^|-)(?:ar|gcc-ar|llvm-ar)(?:-\d[\d.]*)?$/],
  ['nm', /(?:^|-)(?:nm|gcc-nm|llvm-nm)(?:-\d[\d.]*)?$/],
  ['objcopy', /(?:^|-)(?:objcopy|llvm-objcopy)(?:-\d[\d.]*)?$/],
  ['objdump', /(?:^|-)(?:objdump|llvm-objdump)(?:-\d[\d.]*)?$/],
  ['readelf', /(?:^|-)(?:readelf|llvm-readelf)(?:-\d[\d.]*)?$/],
  ['strip', /(?:^|-)(?:strip|llvm-strip)(?:-\d[\d.]*)?$/],
  ['rust', /^rustc(?:-\d[\d.]*)?$/],
];

/** The last component of a program name. */
export function programBasename(name: ByteString): ByteString {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** The role of a program, or null for one that is no part of a toolchain. */
export function toolRole(name: ByteString): ToolRole | null {
  const base = programBasename(name);
  for (const [role, pattern] of rolePatterns) if (pattern.test(base)) return role;
  return null;
}

/** True for the name of a role. */
export function isToolRole(text: string): text is ToolRole {
  return rolePatterns.some(([role]) => role === text);
}

/** Programs that start the compiler named after them. */
const wrappers: ReadonlySet<ByteString> = new Set(['ccache', 'distcc', 'sccache', 'icecc']);

/** True for a program that is put in front of a compiler's name. */
export function isWrapper(name: ByteString): boolean {
  return wrappers.has(programBasename(name));
}

/** The words of a call without the wrapper in front of them: `ccache gcc -c` is a call of gcc. */
export function unwrapped(argv: readonly ByteString[]): readonly ByteString[] {
  const [name = '', next = '-'] = argv;
  return isWrapper(name) && toolRole(next) !== null ? argv.slice(1) : argv;
}

/** The role of the program that a call starts in the end; see {@link unwrapped}. */
export function roleOfCall(argv: readonly ByteString[]): ToolRole | null {
  return toolRole(unwrapped(argv)[0] ?? '');
}
