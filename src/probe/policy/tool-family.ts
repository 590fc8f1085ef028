/** Which program a name is, so that its words are read by its own grammar. */
import type { ByteString } from '../../core/bytes.ts';
import { programBasename } from '../../toolchain/tool-role.ts';

/** Programs whose words are read alike. */
export type ToolFamily =
  | 'gcc'
  | 'clang'
  | 'linker'
  | 'assembler'
  | 'archiver'
  | 'wrapper'
  | 'nm'
  | 'objcopy'
  | 'objdump'
  | 'readelf'
  | 'size'
  | 'strings'
  | 'strip'
  | 'rust'
  | 'bindgen'
  | 'pahole'
  | 'tool';

/** Names without the target in front and the version behind. */
const families: readonly (readonly [ToolFamily, RegExp])[] = [
  ['gcc', /^(?:gcc|g\+\+|cc|c\+\+)$/],
  ['clang', /^clang(?:\+\+)?$/],
  ['linker', /^(?:ld|ld\.bfd|ld\.gold|ld\.lld|ld\.mold)$/],
  ['assembler', /^as$/],
  ['archiver', /^(?:ar|ranlib|llvm-ar|llvm-ranlib)$/],
  ['wrapper', /^gcc-(?:ar|nm|ranlib)$/],
  ['nm', /^(?:nm|llvm-nm)$/],
  ['objcopy', /^(?:objcopy|llvm-objcopy)$/],
  ['objdump', /^(?:objdump|llvm-objdump)$/],
  ['readelf', /^(?:readelf|llvm-readelf)$/],
  ['size', /^(?:size|llvm-size)$/],
  ['strings', /^(?:strings|llvm-strings)$/],
  ['strip', /^(?:strip|llvm-strip)$/],
  ['rust', /^rustc$/],
  ['bindgen', /^bindgen$/],
  ['pahole', /^pahole$/],
  [
    'tool',
    /^(?:addr2line|c\+\+filt|elfedit|gprof|lld|llvm-(?:addr2line|as|dis|link|mc|readobj|objdump|profdata|symbolizer))$/,
  ],
];

/**
 * A target as compilers are named after it: `aarch64-linux-gnu-`, `avr-`. What begins with another word is another program.
 * Source: GNU config.sub 2023-01-21, cpu types.
 */
const target =
  /^(?:aarch64|alpha|amd64|arc(?=-|eb|32|64)|arm|avr|bfin|c6x|cris|csky|frv|h8300|hexagon|hppa|i[3-7]86|ia64|loongarch|m32r|m68k|metag|microblaze|mips|mn10300|nds32|nios2|openrisc|or1k|parisc|powerpc|ppc|riscv|rv32|rv64|s390|score|sh(?=-|[1-5]|eb|el|le)|sparc|tile|unicore|x86|xtensa)[\w.]*-(?:[\w.]+-)*?(?=[a-z])/;

/** The family of a program by its name; null for a program that probes have no business with. */
export function toolFamily(name: ByteString, isNamed = false): ToolFamily | null {
  const base = programBasename(name).replace(/-\d[\d.]*$/, '');
  for (const prefix of prefixesOf(base, isNamed)) {
    const rest = base.slice(prefix.length);
    const found = families.find(([, form]) => form.test(rest));
    if (found !== undefined) return found[0];
  }
  return null;
}

/** Beginnings of a name that may be a target, the shortest first, so that `gcc-nm` is not taken for `nm`. */
function prefixesOf(base: ByteString, isNamed: boolean): ByteString[] {
  const prefixes = [''];
  if (!isNamed && !target.test(base)) return prefixes;
  for (let at = base.indexOf('-'); at >= 0; at = base.indexOf('-', at + 1)) prefixes.push(base.slice(0, at + 1));
  return prefixes;
}
