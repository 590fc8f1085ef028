/** Names of compilers and what belongs to them, as far as starting programs needs to know; roles are in `toolchain`. */
import type { ByteString } from '../../core/bytes.ts';

const compilers = 'gcc|g\\+\\+|cc|c\\+\\+|cpp|clang|clang\\+\\+|rustc|ccache';
const binutils = 'ld|ld\\.\\w+|lld|as|llvm-as|ar|nm|objcopy|objdump|readelf|strip';
const tools = new RegExp(`(?:^|-)(?:${compilers}|${binutils})(?:-\\d[\\d.]*)?$`);

/** The last part of a program's name. */
export function baseNameOf(name: ByteString): ByteString {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** True for compilers, their parts, binutils, and ccache in front of one. */
export function isToolName(name: ByteString): boolean {
  return tools.test(baseNameOf(name));
}
