/** The words of a compiler's command line by meaning. */
import type { ByteString } from '../../core/bytes.ts';

/** A compiler command line split by meaning. */
export interface CompilerWords {
  readonly mode: 'preprocess' | 'assembly' | 'object' | 'link';
  readonly language: string | null;
  readonly output: ByteString | null;
  readonly inputs: readonly ByteString[];
  /** `-D` and `-U` operands in order, as `D:NAME=VALUE` and `U:NAME`. */
  readonly macros: readonly (readonly ['D' | 'U', ByteString])[];
  readonly isWerror: boolean;
  readonly hasIncludes: boolean;
  readonly isDumpingMacros: boolean;
  readonly hidesLineMarkers: boolean;
  readonly asksAssemblerVersion: boolean;
  /** Everything else. */
  readonly flags: readonly ByteString[];
  /** A word whose effect on the answer is not known, or null. */
  readonly obstacle: string | null;
}

/** Options whose next word is their operand and whose effect is not recorded. */
const wordsWithOperand: ReadonlySet<string> = new Set(
  '-MF -MT -MQ -iquote -idirafter -iprefix -isysroot -T -u -z -e -L -l -Xlinker -Xassembler -Xpreprocessor -aux-info -specs'.split(
    ' ',
  ),
);

/** Splits the words after the program. */
export function splitCompilerWords(args: readonly ByteString[]): CompilerWords {
  let mode: CompilerWords['mode'] = 'link';
  let language: string | null = null;
  let output: ByteString | null = null;
  const inputs: ByteString[] = [];
  const macros: ['D' | 'U', ByteString][] = [];
  const flags: ByteString[] = [];
  let isWerror = false;
  let hasIncludes = false;
  let isDumpingMacros = false;
  let hidesLineMarkers = false;
  let asksAssemblerVersion = false;
  let obstacle: string | null = null;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    const letter = word.slice(0, 2);
    if (word === '-E' || word === '-S' || word === '-c') {
      // -E wins over -S over -c. Source: GCC manual, "Overall Options".
      const wanted = word === '-E' ? 'preprocess' : word === '-S' ? 'assembly' : 'object';
      const rank = { link: 0, object: 1, assembly: 2, preprocess: 3 };
      if (rank[wanted] > rank[mode]) mode = wanted;
    } else if (word === '-o') {
      output = args[++i] ?? null;
    } else if (letter === '-x' && word !== '-x') {
      language = word.slice(2);
    } else if (word === '-x') {
      language = args[++i] ?? null;
    } else if ((letter === '-D' || letter === '-U') && word.length > 2) {
      macros.push([letter === '-D' ? 'D' : 'U', word.slice(2)]);
    } else if (word === '-D' || word === '-U') {
      macros.push([word === '-D' ? 'D' : 'U', args[++i] ?? '']);
    } else if (word === '-I' || word === '-isystem') {
      hasIncludes = true;
      i++;
    } else if (letter === '-I') {
      hasIncludes = true;
    } else if (word === '-include' || word === '-imacros') {
      if (args[++i] !== '/dev/null') obstacle ??= `${word} ${args[i] ?? ''}`;
    } else if (word === '-Werror') {
      isWerror = true;
    } else if (word === '-Wno-error' || word === '-w') {
      obstacle ??= word;
    } else if (word === '-P') {
      hidesLineMarkers = true;
    } else if (word === '-dM') {
      isDumpingMacros = true;
    } else if (word === '-Wa,--version') {
      asksAssemblerVersion = true;
    } else if (word === '--param' || word === '-mllvm') {
      flags.push(word);
      if (i + 1 < args.length) flags.push(args[++i] ?? '');
    } else if (wordsWithOperand.has(word)) {
      obstacle ??= `${word} ${args[++i] ?? ''}`;
    } else if (word === '-' || !word.startsWith('-')) {
      inputs.push(word);
    } else if (word !== '-nostdinc' && word !== '-pipe') {
      // Those two change where headers and temporary data come from, not the result for an empty text.
      flags.push(word);
    }
  }
  return {
    mode,
    language,
    output,
    inputs,
    macros,
    isWerror,
    hasIncludes,
    isDumpingMacros,
    hidesLineMarkers,
    asksAssemblerVersion,
    flags,
    obstacle,
  };
}
