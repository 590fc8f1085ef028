/** How a word that names a toolchain is read: as make words, or as a record that answers. */

import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { type CompilerProfile, locateProgram, toolRole } from '../../probe/index.ts';
import { choosingWords, compilerWords, hasVariable } from '../../toolchain/compiler-words.ts';

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
  const chosen = choosingWords(word);
  if (chosen.length > 0) return { word, variables: chosen, profile: null, note: null };
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
  const variables = compilerWords(word, common);
  if (variables === null) throw unknownWord(word);
  return { word, variables, profile: null, note: null };
}
