/** Decides whether a program of a toolchain is only asked what a probe asks. */
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest } from '../../host/host.ts';
import { absolutePath, parentPath } from '../../host/paths.ts';
import { toolRole } from '../../toolchain/tool-role.ts';
import { compilerObjection, type ProbePlaces, toolWordsObjection } from './compiler-words.ts';

/** Words that only ask a program about itself. */
const question = /^(?:--version|--help|-[vVh]|--target-help|--verbose|--supported-\w+)$/;

/** Readers of object files; none of their options names a file to write. Source: binutils 2.40 manual. */
const readers = new Set(['nm', 'objdump', 'readelf']);

/** Files by which a tree chooses the compiler that rustup runs, or brings one. Source: The rustup book, "Overrides". */
const rustFiles = ['rust-toolchain', 'rust-toolchain.toml'];

/** Why a call is no probe, in a few words; null when it is one. A program without a role is no probe. */
export function toolObjection(request: CommandRequest, places: ProbePlaces): string | null {
  const [name = '', ...words] = request.argv;
  const role = toolRole(name);
  switch (role) {
    case null:
      return 'it is no compiler, linker or assembler';
    case 'compiler':
      return compilerObjection(request, places);
    case 'rust':
      return rustObjection(request, places);
    case 'linker':
    case 'assembler':
      return linkerObjection(words, places);
    default:
      break;
  }
  if (words.length > 0 && words.every((word) => question.test(word))) return null;
  if (role === 'objcopy') return copyObjection(words, places);
  if (!readers.has(role)) return `it is asked for more than its version: ${words.join(' ')}`;
  const wrong = words.find(
    (word) => word.startsWith('@') || /^--?(?:plugin|dwo|dsym|debuginfod|object-file)/.test(word),
  );
  return wrong === undefined ? null : `${wrong} is no word of a probe`;
}

/** `objcopy` from one file of the scratch directory to another one. Source: binutils 2.40 manual. */
function copyObjection(words: readonly ByteString[], places: ProbePlaces): string | null {
  const files: ByteString[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (/^-[OIBjR]$/.test(word)) {
      if (!/^[\w.-]+$/.test(words[(index += 1)] ?? '')) return `${word} ${words[index] ?? ''} is no word of a probe`;
    } else if (/^-[SgxX]$/.test(word)) continue;
    else if (word.startsWith('-') || word.startsWith('@')) return `${word} is no word of a probe`;
    else files.push(word);
  }
  return files.length === 2 && files.every((file) => places.isScratch(file)) ? null : 'it changes a file';
}

/** A linker or an assembler: its input and output are files of the scratch directory. */
function linkerObjection(words: readonly ByteString[], places: ProbePlaces): string | null {
  const options: ByteString[] = [];
  let hasInput = false;
  let output: ByteString | null = null;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-o') output = words[(index += 1)] ?? '';
    else if (places.isScratch(word) || word === '-' || word === '/dev/null') hasInput = true;
    else options.push(word);
  }
  if (output !== null && output !== '/dev/null' && !places.isScratch(output)) return `it writes ${output}`;
  if (hasInput && output === null) return 'it writes into its directory';
  const wrong = toolWordsObjection(options);
  return wrong === null ? null : `${wrong} is no word of a probe`;
}

/** `rustc --version`: rustup runs whatever a file of the tree names. */
function rustObjection(request: CommandRequest, places: ProbePlaces): string | null {
  if (!request.argv.slice(1).every((word) => /^(?:--version|--verbose|-V|-v|-vV)$/.test(word))) {
    return 'it is asked for more than its version';
  }
  const { host } = places;
  for (let at = host.realPath(request.cwd) ?? request.cwd; ; at = parentPath(at)) {
    const file = rustFiles.map((name) => absolutePath(at, name)).find((path) => host.stat(path) !== undefined);
    if (file !== undefined) return `${file} chooses the compiler`;
    if (at === '/') return null;
  }
}
