/** How a word that names a toolchain is read: as make words, or as a record that answers. */

import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { type CompilerProfile, locateProgram, programBasename, toolRole } from '../../probe/index.ts';

/** The toolchain that a word names. */
export interface NamedToolchain {
  /** As typed. */
  readonly word: ByteString;
  /** Words for make's command line. */
  readonly variables: readonly ByteString[];
  readonly profile: CompilerProfile | null;
  /** What the word could have meant as well, null when it could not. */
  readonly note: string | null;
}

/** Where a word is looked up. */
export interface ToolchainWordOptions {
  readonly host: Host;
  /** The record of this name, alias or file; null when there is none. Throws UsageError for a file that is none. */
  readonly findProfile: (name: ByteString) => CompilerProfile | null;
  /** Words that are given for both toolchains: what they settle is left alone. */
  readonly common: readonly ByteString[];
}

/** The variables that choose a toolchain. */
const choosing = /^(?:CC|LD|CROSS_COMPILE|LLVM|LLVM_IAS|HOSTCC)=/;

function hasVariable(words: readonly ByteString[], name: ByteString): boolean {
  return words.some((word) => new RegExp(`^${name}[:+?]{0,3}=`).test(word));
}

function unknownWord(word: ByteString): UsageError {
  return new UsageError('usage/no-such-toolchain', `${word}: no profile of this name, and no name of a compiler`, {
    hint: "name a prefix (aarch64-linux-gnu-), a compiler (gcc-12, CC=…), LLVM=1 or a recorded compiler ('kgate toolchains')",
  });
}

/** A clang that is recorded answers under clang's names. */
function ofProfile(word: ByteString, profile: CompilerProfile, common: readonly ByteString[]): NamedToolchain {
  const isNamed = hasVariable(common, 'LLVM') || hasVariable(common, 'CC');
  const variables = profile.vendor === 'clang' && !isNamed ? ['LLVM=1'] : [];
  return { word, variables, profile, note: null };
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

/**
 * Reads a word, the first of these that fits: `profile:NAME`; `CC=`, `CROSS_COMPILE=`, `LLVM=` (several with
 * blanks between); a profile's file, name or alias; a prefix that ends in `-`; a compiler's name. Throws UsageError.
 */
export function readToolchainWord(word: ByteString, options: ToolchainWordOptions): NamedToolchain {
  const { common, findProfile, host } = options;
  if (word.startsWith('profile:')) {
    const profile = findProfile(word.slice('profile:'.length));
    if (profile === null) throw unknownWord(word);
    return ofProfile(word, profile, common);
  }
  const parts = word.split(/\s+/).filter((part) => part !== '');
  if (parts.length > 0 && choosing.test(parts[0] ?? '')) {
    // A value may hold blanks itself (`CC=ccache gcc`): only what is a variable begins a new word.
    const variables: ByteString[] = [];
    for (const part of parts) {
      if (/^[A-Za-z_]\w*=/.test(part)) variables.push(part);
      else variables.push(`${variables.pop() ?? ''} ${part}`);
    }
    return { word, variables, profile: null, note: null };
  }
  const profile = findProfile(word);
  if (profile !== null) {
    const found = locateProgram(host, word, host.env['PATH'] ?? '', host.cwd);
    const isFile = word.includes('/') || word.endsWith('.json');
    const isProgram = !isFile && found.kind === 'found' && toolRole(word) === 'compiler';
    const note = isProgram
      ? `${word} is read as the recorded compiler (${profile.target}); CC=${word} names the compiler on PATH`
      : null;
    return { ...ofProfile(word, profile, common), note };
  }
  if (word.endsWith('-')) return { word, variables: [`CROSS_COMPILE=${word}`], profile: null, note: null };
  if (toolRole(word) === 'compiler') return { word, variables: ofCompiler(word, common), profile: null, note: null };
  throw unknownWord(word);
}
