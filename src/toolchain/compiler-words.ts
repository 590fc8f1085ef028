/** The words of make that name a compiler of the machine. */

import type { ByteString } from '../core/bytes.ts';
import { programBasename, toolRole } from './tool-role.ts';

/** The variables that choose a toolchain. */
const choosing = /^(?:CC|LD|CROSS_COMPILE|LLVM|LLVM_IAS|HOSTCC)=/;

/** True where words set a variable. */
export function hasVariable(words: readonly ByteString[], name: ByteString): boolean {
  return words.some((word) => new RegExp(`^${name}[:+?]{0,3}=`).test(word));
}

/**
 * Make words for a compiler's name. A triplet in front of it names the binutils, too, as in
 * `make CROSS_COMPILE=aarch64-linux-gnu- CC=aarch64-linux-gnu-gcc-11`.
 */
function ofCompiler(word: ByteString, common: readonly ByteString[]): ByteString[] {
  const base = programBasename(word);
  const [, prefix = ''] = /^(.*-)(?:gcc|cc|clang)(?:-\d[\d.]*)?$/.exec(base) ?? [];
  const directory = word.slice(0, word.length - base.length);
  if (prefix === '' || hasVariable(common, 'CROSS_COMPILE')) return [`CC=${word}`];
  const cross = `CROSS_COMPILE=${directory}${prefix}`;
  return base === `${prefix}gcc` ? [cross] : [cross, `CC=${word}`];
}

/** The words of a text that begins with a variable that chooses a toolchain; else none. */
export function choosingWords(word: ByteString): ByteString[] {
  const parts = word.split(/\s+/).filter((part) => part !== '');
  const variables: ByteString[] = [];
  if (!choosing.test(parts[0] ?? '')) return variables;
  // A value may hold blanks itself (`CC=ccache gcc`): only what is a variable begins a new word.
  for (const part of parts) {
    if (/^[A-Za-z_]\w*=/.test(part)) variables.push(part);
    else variables.push(`${variables.pop() ?? ''} ${part}`);
  }
  return variables;
}

/**
 * Make words for a compiler of the machine: `CC=`, `CROSS_COMPILE=`, `LLVM=` as they are, a prefix that ends in `-`, a
 * compiler's name; null for any other word. `common`: what these settle is left alone.
 */
export function compilerWords(word: ByteString, common: readonly ByteString[]): readonly ByteString[] | null {
  const chosen = choosingWords(word);
  if (chosen.length > 0) return chosen;
  if (word.endsWith('-')) return [`CROSS_COMPILE=${word}`];
  return toolRole(word) === 'compiler' ? ofCompiler(word, common) : null;
}
