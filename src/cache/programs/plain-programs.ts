/** Programs whose answers depend on themselves, on their words and on their input alone. */
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest } from '../../host/host.ts';
import { programBasename } from '../../toolchain/tool-role.ts';

/** True for a linker, archiver or the like that is only asked about itself. */
export function readsNoFiles(request: CommandRequest): boolean {
  return request.argv
    .slice(1)
    .every((word, index, words) =>
      word.startsWith('-')
        ? !/[/@]|^-[TlLRcfAm]$/.test(word)
        : /^-[zO]$/.test(words[index - 1] ?? '') && !word.includes('/'),
    );
}

const isUname = /^-(?:[asnrvmpio]+|-[a-z]+(?:-[a-z]+)*)$/;
/** Numbers of the lines of {@link StampSource.system} by the options of uname(1) that print them. */
const unameLines: Readonly<Record<string, number>> = {
  s: 0,
  n: 1,
  r: 2,
  v: 3,
  m: 4,
  'kernel-name': 0,
  nodename: 1,
  'kernel-release': 2,
  'kernel-version': 3,
  machine: 4,
};
const allLines = [0, 1, 2, 3, 4];

/** Numbers of the lines of {@link StampSource.system} that `uname` with these words depends on. Source: uname(1), coreutils 9.1. */
export function linesOfUname(words: readonly ByteString[]): readonly number[] {
  if (words.length === 0) return [0];
  const options = words.flatMap((word) => (word.startsWith('--') ? [word.slice(2)] : word.slice(1).split('')));
  const lines = options.map((option) => unameLines[option]);
  // What the others print depends on how uname was built.
  const known = lines.filter((line) => line !== undefined);
  return known.length < lines.length ? allLines : [...new Set(known)].sort((a, b) => a - b);
}

/** One substitution without files, programs or flags that write. Source: POSIX.1-2017 sed. */
const isSubstitution =
  /^(?:\/[^/\\\n]*\/!?)?s([/,|#:])(?:(?!\1)[^\\\n]|\\[^\n])*\1(?:(?!\1)[^\\\n]|\\[^\n])*\1[gp0-9]*$/;

/** True for an option of `cut` that has its value in the next word, and for that word. */
function isValueOfCut(index: number, words: readonly ByteString[]): boolean {
  const isOption = (word: ByteString | undefined): boolean => /^-[bcdf]$/.test(word ?? '');
  const isValue = isOption(words[index - 1]) && !isOption(words[index - 2]);
  return isValue || (isOption(words[index]) && words[index + 1] !== undefined);
}

/** Programs that are no part of a toolchain and whose answer rests on themselves, words and input alone. */
const plainPrograms: Readonly<Record<string, (request: CommandRequest) => boolean>> = {
  make: ({ argv }) => argv.length === 2 && argv[1] === '--version',
  uname: ({ argv }) => argv.slice(1).every((word) => isUname.test(word)),
  getconf: ({ argv }) => argv.length === 2 && /^LFS_\w+$/.test(argv[1] ?? ''),
  /** Patterns over standard input. */
  grep({ argv }) {
    const words = argv.slice(1).filter((word) => !/^-[EFqoivcnwx]+$/.test(word));
    return words.length === 1 && words[0]?.startsWith('-') === false;
  },
  /** Filters of standard input. Source: POSIX.1-2017; `sort -R` is in no order. */
  wc: ({ argv }) => argv.slice(1).every((word) => /^-[clmwL]+$/.test(word)),
  sort: ({ argv }) => argv.slice(1).every((word) => /^-[bdfghinruV]+$/.test(word)),
  sha1sum: ({ argv }) => argv.slice(1).every((word) => word === '-'),
  sha256sum: ({ argv }) => argv.slice(1).every((word) => word === '-'),
  md5sum: ({ argv }) => argv.slice(1).every((word) => word === '-'),
  uniq: ({ argv }) => argv.slice(1).every((word) => /^-[cdiu]+$/.test(word)),
  tr: ({ argv }) => argv.slice(1).every((word) => !word.startsWith('--')),
  cut: ({ argv }) =>
    argv.slice(1).every((word, index, words) => /^-[bcdf]./.test(word) || word === '-s' || isValueOfCut(index, words)),
  sed({ argv }) {
    const scripts: ByteString[] = [];
    for (let index = 1; index < argv.length; index++) {
      const word = argv[index] ?? '';
      if (word === '-e') scripts.push(argv[++index] ?? '');
      else if (word === '-n' || word === '-E' || word === '-r') continue;
      else if (scripts.length === 0 && !word.startsWith('-')) scripts.push(word);
      else return false;
    }
    return scripts.length > 0 && scripts.every((script) => isSubstitution.test(script));
  },
};

/** True for a program that is no part of a toolchain and whose call reads nothing but standard input. */
export function isPlainCall(request: CommandRequest): boolean {
  return plainPrograms[programBasename(request.argv[0] ?? '')]?.(request) === true;
}
