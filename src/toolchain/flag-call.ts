/** The part of a compiler call that decides whether the compiler takes its flags: no files, no macros, no headers. */
import type { ByteString } from '../core/bytes.ts';
import { roleOfCall, unwrapped } from './tool-role.ts';

/** A call of a compiler that makes one source into one object or assembler file. */
export interface FlagCall {
  /** The compiler, with a wrapper in front of it. */
  readonly program: readonly ByteString[];
  /** In the order of the call. */
  readonly flags: readonly ByteString[];
  readonly output: '-c' | '-S';
  /** As `-x` names it. */
  readonly language: 'c' | 'c++' | 'assembler' | 'assembler-with-cpp';
}

/** How a word is treated: kept, left out, left out or kept with the next word. */
type Treatment = 'keep' | 'drop' | 'drop-two' | 'keep-two';

/** Options with an operand that names a file or a macro. Source: gcc 12 manual, "Option Summary". */
const namesFiles: ReadonlySet<ByteString> = new Set(
  '-o -D -U -I -L -l -A -include -imacros -isystem -iquote -idirafter -iprefix -iwithprefix -iwithprefixbefore -aux-info -MF -MT -MQ -T'.split(
    ' ',
  ),
);

/** Options with an operand that names neither. Source: gcc 12 manual, "Option Summary"; clang 14 --help. */
const withOperand: ReadonlySet<ByteString> = new Set(
  '--param -target -arch -mllvm -z -G -Xclang -Xassembler -Xpreprocessor -isysroot --sysroot -B'.split(' '),
);

/** Words that bring macros, headers or plugins, write further files, or only matter to the linker. */
const left =
  /^(?:-[DUILlM].*|-i(?:nclude|macros|system|quote|dirafter|prefix|withprefix).*|-Wp,-[DUIM].*|-Wl,.*|-Wa,-(?:a|I).*|-fplugin.*|-fpass-plugin.*|-fprofile-(?:use|sample-use|instr-use)=.*|-fauto-profile.*|-fdump.*|-fstack-usage|-fcallgraph-info.*|-ftest-coverage|-gsplit-dwarf.*|-save-temps.*|--save-temps.*|-ftime-trace.*|-frandom-seed=.*|-pipe)$/;

/** Words that name a file that the build may make: seeds, lists, profiles. */
const namesFile = /^-f(?!(?:macro|file|debug|profile|coverage)-prefix-map=)[\w-]+=.*\//;

/**
 * A word whose value is not known before the build: an offset that is read from a header that is generated
 * (`-mstack-protector-guard-offset=` of arm and arm64). Words of the same stem have no meaning without it.
 */
const openValue = /^(-.+)-\w+=$/;

const treatments = new Map<ByteString, Treatment>();

function treatmentOf(word: ByteString): Treatment {
  let known = treatments.get(word);
  if (known === undefined) {
    if (namesFiles.has(word)) known = 'drop-two';
    else if (withOperand.has(word)) known = 'keep-two';
    else {
      const isLeft = !word.startsWith('-') || word === '-' || left.test(word) || namesFile.test(word);
      known = isLeft ? 'drop' : 'keep';
    }
    treatments.set(word, known);
  }
  return known;
}

const languages: readonly (readonly [RegExp, FlagCall['language']])[] = [
  [/\.c$/, 'c'],
  [/\.S$/, 'assembler-with-cpp'],
  [/\.s$/, 'assembler'],
  [/\.(?:cc|cpp|cxx|C)$/, 'c++'],
];

/**
 * Reads a call; null for one that compiles nothing to an object or assembler file, and for words that come from a
 * file.
 */
export function readFlagCall(argv: readonly ByteString[]): FlagCall | null {
  if (roleOfCall(argv) !== 'compiler') return null;
  const words = unwrapped(argv);
  let output: FlagCall['output'] | null = null;
  let language: FlagCall['language'] | null = null;
  const flags: ByteString[] = [];
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '-E' || word.startsWith('@')) return null;
    if (word === '-c' || word === '-S') output = word;
    else if (word.startsWith('-x')) {
      const name = word === '-x' ? (words[(at += 1)] ?? '') : word.slice(2);
      language = languages.find(([, one]) => one === name)?.[1] ?? null;
      if (language === null) return null;
    } else {
      if (!word.startsWith('-')) language ??= languages.find(([pattern]) => pattern.test(word))?.[1] ?? null;
      const treatment = treatmentOf(word);
      if (treatment === 'keep') flags.push(word);
      else if (treatment === 'keep-two') flags.push(word, words[at + 1] ?? '');
      if (treatment.endsWith('-two')) at += 1;
    }
  }
  if (output === null || language === null) return null;
  const stems = flags.flatMap((word) => openValue.exec(word)?.[1] ?? []);
  const known = flags.filter((word) => !word.endsWith('=') && !stems.some((stem) => word.startsWith(stem)));
  return { program: argv.slice(0, argv.length - words.length + 1), flags: known, output, language };
}

/** The same call for an empty source; its object goes nowhere. */
export function emptyCall({ program, flags, output, language }: FlagCall): ByteString[] {
  return [...program, ...flags, output, '-o', '/dev/null', '-x', language, '/dev/null'];
}

/** Words of a linker that name files, or write them. Source: ld 2.40 manual, "Command-line Options". */
const linkerDrops = /^(?:-[TLl].+|-Map=.*|--dependency-file=.*|--version-script=.*|--script=.*|-o.+|@.*)$/;
const linkerDropsTwo: ReadonlySet<ByteString> = new Set(
  '-o -T -L -l -Map -e -u -y -R -b --script --version-script --dependency-file'.split(' '),
);
const linkerKeepsTwo: ReadonlySet<ByteString> = new Set('-m -z -G -plugin-opt --defsym -mllvm'.split(' '));

/** A call of a linker without its files; it prints its version. Null for a call of anything else. */
export function emptyLink(argv: readonly ByteString[]): ByteString[] | null {
  if (roleOfCall(argv) !== 'linker') return null;
  const words: ByteString[] = [argv[0] ?? ''];
  for (let at = 1; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (linkerDropsTwo.has(word)) at += 1;
    else if (linkerKeepsTwo.has(word)) {
      const operand = argv[(at += 1)] ?? '';
      if (!operand.endsWith('=')) words.push(word, operand);
    } else if (word.startsWith('-') && !linkerDrops.test(word) && !hasPathOrNone(word)) words.push(word);
  }
  return [...words, '-v'];
}

/** True for `-x=` and for `-x=…/…`. */
function hasPathOrNone(word: ByteString): boolean {
  const equals = word.indexOf('=');
  return equals >= 0 && (word.endsWith('=') || word.includes('/', equals));
}
