import type { ByteString } from '../core/text.ts';

/** What a toolchain program is for, as its name tells. */
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
