import type { ByteString } from '../core/bytes.ts';
import { roleOfCall, unwrapped } from './tool-role.ts';

/** A file that a call writes although no word of it has its name. */
export interface UnnamedOutput {
  /** In the working directory of the call. */
  readonly name: ByteString;
  /** Option that gives it another name. */
  readonly option: '-o' | '-MF';
}

/** Options of compilers whose value is the next word. Source: gcc 12 manual, option summary; clang 14 --help. */
const withValue: ReadonlySet<string> = new Set(
  (
    '-x --param -mllvm -target -arch -Xclang -z -G -A -D -U -u -e -l -L -I -T -B -F -include -imacros -isystem -iquote ' +
    '-idirafter -iprefix -iwithprefix -iwithprefixbefore -isysroot -MF -MT -MQ -Xlinker -Xassembler -Xpreprocessor -b -V'
  ).split(' '),
);

/** Words with which a program only prints something. */
const printsOnly = /^(?:-{1,2}version|-{1,2}help(?:=.*)?|-[vV]|-###|--verbose|--?print-.*)$/;

/** True for a word that names the output. */
function namesOutput(word: ByteString): boolean {
  return /^-o|^--output(?:=|$)/.test(word);
}

function stemOf(source: ByteString): ByteString {
  const name = source.slice(source.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

function ofCompiler(argv: readonly ByteString[]): UnnamedOutput | null {
  const sources: ByteString[] = [];
  let end: 'link' | '.o' | '.s' | 'print' = 'link';
  for (let index = 1; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (withValue.has(word)) index += 1;
    else if (word.startsWith('@') || word === '-###') return null;
    else if (word === '-' || !word.startsWith('-')) sources.push(word);
    else if (/^(?:-E|-M|-MM|-fsyntax-only)$/.test(word)) end = 'print';
    else if (word === '-S' && end !== 'print') end = '.s';
    else if (word === '-c' && end === 'link') end = '.o';
  }
  const [source] = sources;
  if (source === undefined) return null;
  if (end === 'print') {
    const writesRules =
      argv.some((word) => word === '-MD' || word === '-MMD') && !argv.some((word) => word.startsWith('-MF'));
    return writesRules ? { name: `${stemOf(source)}.d`, option: '-MF' } : null;
  }
  if (end === 'link') return { name: 'a.out', option: '-o' };
  // Each of several has an output of its own, which no option names.
  return sources.length === 1 ? { name: `${stemOf(source)}${end}`, option: '-o' } : null;
}

/**
 * The output of a compiler, an assembler or a linker that is given no name: `a.out`, or what gcc derives from the
 * source. Null for any other call. Source: gcc 12 manual §3.2, `-c`, `-S`, `-o`; binutils 2.40, as and ld `-o`.
 */
export function unnamedOutput(argv: readonly ByteString[]): UnnamedOutput | null {
  const role = roleOfCall(argv);
  const call = unwrapped(argv);
  if (call.some(namesOutput)) return null;
  // A compiler whose name ends like an assembler's: as itself knows none of these words.
  const isCompiler = role === 'assembler' && call.some((word) => /^-(?:E|S|c|x\w*)$/.test(word));
  if (role === 'compiler' || isCompiler) return ofCompiler(call);
  if (role !== 'assembler' && role !== 'linker') return null;
  return call.some((word) => printsOnly.test(word)) ? null : { name: 'a.out', option: '-o' };
}
