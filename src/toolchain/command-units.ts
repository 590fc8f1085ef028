import type { ByteString } from '../core/bytes.ts';
import { toolRole } from './tool-role.ts';

/** Words of a command line that belong together: a flag, with its operand where that is a word of its own. */
export interface CommandUnit {
  readonly words: readonly ByteString[];
  /** It makes the command what it is (program, input, output, language, strictness) and is never left out. */
  readonly isFixed: boolean;
}

/** Options of gcc and clang whose operand is the next word. Source: gcc 12 manual, "Option Summary"; clang 14 --help. */
const compilerOperands: ReadonlySet<string> = new Set(
  '-o -x -target -D -U -I -L -l -A -B -G -T -u -z -e -arch -aux-info -include -imacros -isystem -isysroot -idirafter -iprefix -iquote -iwithprefix -iwithprefixbefore -mllvm -MF -MT -MQ -wrapper -Xassembler -Xclang -Xlinker -Xpreprocessor --param --sysroot --target'.split(
    ' ',
  ),
);

/** The same for linkers. Source: ld 2.40 manual, "Command-line Options". */
const linkerOperands: ReadonlySet<string> = new Set(
  '-o -m -z -T -L -l -e -u -y -R -b -A -plugin -plugin-opt --defsym --wrap'.split(' '),
);

/**
 * Words that say what the command does or how strict it is; the target, because what every other flag means depends
 * on it.
 */
const fixedWords =
  /^(?:-|-c|-S|-E|-P|-v|-V|-x.*|-o.*|--version|-fsyntax-only|-pipe|-Werror|-Wfatal-errors|-Wa,--fatal-warnings|-target|--target|--target=.*|--prefix=.*|--gcc-toolchain=.*|-Werror=(?:unknown-warning-option|ignored-optimization-argument|unused-command-line-argument))$/;

/** A command line taken apart, in order. */
export function splitCommand(argv: readonly ByteString[]): CommandUnit[] {
  // ccache gcc -c: the wrapper belongs to the program.
  const start = argv.findIndex((word) => toolRole(word) !== null) + 1;
  const operands = toolRole(argv[start - 1] ?? '') === 'linker' ? linkerOperands : compilerOperands;
  const units: CommandUnit[] = [];
  if (start > 0) units.push({ words: argv.slice(0, start), isFixed: true });
  for (let at = start; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    const isFlag = word.startsWith('-');
    const hasOperand = isFlag && operands.has(word) && at + 1 < argv.length;
    const words = hasOperand ? argv.slice(at, at + 2) : [word];
    units.push({ words, isFixed: !isFlag || fixedWords.test(word) });
    if (hasOperand) at += 1;
  }
  return units;
}

/** The words of a line that can be left out, one text for each flag. */
export function flagsOf(argv: readonly ByteString[]): ByteString[] {
  return splitCommand(argv)
    .filter((unit) => !unit.isFixed)
    .map((unit) => unit.words.join(' '));
}
