/**
 * The shapes in which probes call a compiler: a question about itself; a text or a file of the tree that is
 * preprocessed; a text, nothing, or a scratch file that is compiled to `/dev/null`, a scratch file or standard output;
 * a small program that is linked. Everything else is refused with the word or the reason.
 */
import type { ByteString } from '../../core/bytes.ts';
import { HostError, passTroubleOn } from '../../core/errors.ts';
import type { CommandRequest } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';
import type { CallJudgement } from './call-judgement.ts';
import { allowed, refused } from './call-judgement.ts';
import {
  clangGrammar,
  compilerGrammar,
  compilerQuestion,
  languages,
  linkTime,
  secondOutputs,
} from './compiler-options.ts';
import { type OptionWord, parseWords } from './grammar.ts';
import { objectObjection } from './object-file.ts';
import type { ProbePlaces } from './places.ts';
import { compiledTextObjection, linkedTextObjection, takesFiles } from './source-text.ts';
import { assemblerGrammar, linkerGrammar } from './tool-options.ts';

/** What a compiler is made to do by its words; the first of the list that is asked for. */
type Mode = 'preprocess' | 'check' | 'assembly' | 'object' | 'link';

/** A call with its words sorted by what they are. */
interface CompilerCall {
  readonly request: CommandRequest;
  readonly places: ProbePlaces;
  readonly options: OptionWord[];
  readonly inputs: { readonly path: ByteString; readonly language: string }[];
  readonly searched: ByteString[];
  readonly forced: ByteString[];
  output: ByteString | null;
  mode: Mode;
  isReadingTree: boolean;
}

/** Judges a call of gcc or clang. */
export function judgeCompiler(request: CommandRequest, places: ProbePlaces, isClang: boolean): CallJudgement {
  const parsed = parseWords(request.argv.slice(1), isClang ? clangGrammar : compilerGrammar);
  if (parsed.kind === 'objection') return refused(parsed.reason);
  const call: CompilerCall = {
    request,
    places,
    options: [],
    inputs: [],
    searched: [],
    forced: [],
    output: null,
    mode: 'link',
    isReadingTree: false,
  };
  let language = '';
  for (const word of parsed.words) {
    if (word.kind === 'operand') call.inputs.push({ path: word.value, language: languageOf(word.value, language) });
    else {
      call.options.push(word);
      if (word.valueKind === 'language') language = word.value;
      const reason = valueObjection(word, call);
      if (reason !== null) return refused(reason);
    }
  }
  // gcc takes the word behind `-mllvm` for an option of its own.
  const modes = call.options.map(({ name, value }) => (name === '-mllvm' && !isClang ? value : name));
  call.mode = modeOf(modes);
  const links = call.options.some(({ name }) => name.startsWith('-l'));
  const reason =
    call.inputs.length === 0
      ? links && !isQuestion(call)
        ? 'it links libraries alone'
        : null
      : (outputObjection(call) ?? (call.mode === 'preprocess' ? preprocessObjection(call) : compileObjection(call)));
  return reason === null ? allowed(call.isReadingTree) : refused(reason);
}

function isQuestion({ options }: CompilerCall): boolean {
  return options.some(({ name }) => compilerQuestion.test(name));
}

function modeOf(options: readonly string[]): Mode {
  const has = (name: string): boolean => options.includes(name);
  if (has('-E')) return 'preprocess';
  if (has('-fsyntax-only')) return 'check';
  if (has('-S')) return 'assembly';
  return has('-c') ? 'object' : 'link';
}

/** Languages by the ends of names. Source: gcc 12 manual, 3.2. */
const languageBySuffix: readonly (readonly [RegExp, string])[] = [
  [/\.c$/, 'c'],
  [/\.(?:cc|cpp|cxx|C)$/, 'c++'],
  [/\.(?:S|sx)$/, 'assembler-with-cpp'],
  [/\.s$/, 'assembler'],
  // Taken in by another file, and preprocessed only.
  [/\.(?:lds|dts|dtsi|tbl|h|in)(?:\.\w+)*$/, 'text'],
  [/\.(?:o|kgate\w*|tmp)$/, 'object'],
];

function languageOf(path: ByteString, language: string): string {
  if (language !== '' && language !== 'none') return language;
  return languageBySuffix.find(([suffix]) => suffix.test(path))?.[1] ?? 'object';
}

/** Judges the value of one option by itself. */
function valueObjection(word: OptionWord, call: CompilerCall): string | null {
  const { name, value, valueKind } = word;
  const { places, request } = call;
  const shown = name.endsWith('=') || name.endsWith(',') ? `${name}${value}` : `${name} ${value}`;
  switch (valueKind) {
    case 'language':
      return languages.has(value) ? null : `-x ${value} is another compiler`;
    case 'headers': {
      // The sysroot is put in place of the sign.
      if (/^[=$-]/.test(value)) return `${shown} is no word of a probe`;
      call.searched.push(value);
      const place = places.placeOf(value, request.cwd);
      if (place === 'tree' || !value.startsWith('/')) call.isReadingTree = true;
      return place === 'special' || place === 'null'
        ? `${shown} leads to ${place === 'null' ? 'a device' : 'no certain place'}`
        : null;
    }
    case 'header': {
      call.forced.push(value);
      if (value === '/dev/null') return null;
      call.isReadingTree = true;
      return places.placeOf(value, request.cwd) === 'special' ? `${shown} leads to no certain place` : null;
    }
    case 'file': {
      call.isReadingTree = true;
      const isThere = places.host.stat(absolutePath(request.cwd, value))?.kind === 'file';
      return isThere && places.placeOf(value, request.cwd) !== 'special' ? null : `${shown} is no file`;
    }
    case 'tools':
      if (!value.startsWith('/')) return `${shown} chooses what the compiler runs or links`;
      return places.isOfTools(value, request.cwd) ? null : `${shown} chooses what the compiler runs or links`;
    case 'libraries':
      return value.startsWith('/') && places.placeOf(value, request.cwd) === 'machine'
        ? null
        : `${shown} chooses what is linked`;
    case 'output':
      if (call.output !== null) return 'it has two outputs';
      call.output = value;
      return null;
    case 'assembler-words':
    case 'linker-words':
      return piecesObjection(name, value, valueKind === 'assembler-words' ? assemblerGrammar : linkerGrammar);
    default:
      // `-o` and `/dev/null` in one word.
      if (name === '-o') {
        if (call.output !== null) return 'it has two outputs';
        call.output = value;
      }
      return null;
  }
}

/** Words that a compiler hands on: options alone, each with its value in the same word. */
function piecesObjection(name: string, value: ByteString, table: typeof assemblerGrammar): string | null {
  const parsed = parseWords(value.split(','), table);
  if (parsed.kind === 'objection') return `${name}${value}: ${parsed.reason}`;
  const file = parsed.words.find((word) => word.kind === 'operand' || word.valueKind === 'output');
  return file === undefined ? null : `${name}${value} names a file`;
}

function outputObjection(call: CompilerCall): string | null {
  const { mode, options, output, places, request } = call;
  if (output === null) return mode === 'preprocess' || mode === 'check' ? null : 'it writes into its directory';
  // An assembler makes a file of that name.
  const isText = mode === 'preprocess' || mode === 'assembly';
  const place = output === '-' ? (isText ? 'null' : 'special') : places.placeOf(output, request.cwd);
  if (place !== 'null' && place !== 'scratch') return `it writes ${output}`;
  const second = options.find(({ name }) => secondOutputs.has(name));
  if (second !== undefined && (mode === 'link' || place !== 'scratch'))
    return `${second.name} writes into its directory`;
  return null;
}

/** Only read: any file that is no device, without a precompiled header that a driver would prefer. */
function preprocessObjection(call: CompilerCall): string | null {
  const { inputs, places, request } = call;
  for (const { path } of inputs) {
    const place = path === '-' ? 'null' : places.placeOf(path, request.cwd);
    if (place === 'special') return `it reads ${path}`;
    if (place === 'tree' || place === 'machine' || place === 'missing') call.isReadingTree = true;
  }
  // A text may name headers of the tree from where it stands.
  if (takesFiles(textOf(call))) call.isReadingTree = true;
  return forcedObjection(call, true);
}

function compileObjection(call: CompilerCall): string | null {
  const { inputs, mode, options, places, request } = call;
  const objects = inputs.filter(({ language }) => language === 'object');
  if (objects.length < inputs.length && inputs.length > 1) return 'it has more than one input';
  for (const { path, language } of inputs) {
    const place = path === '-' ? 'null' : places.placeOf(path, request.cwd);
    if (place !== 'null' && place !== 'scratch') return `it compiles ${path}`;
    if (language === 'text') return `it compiles ${path}`;
    if (language !== 'object') continue;
    const reason =
      place === 'scratch' ? objectObjection(places.host, path) : path === '-' ? 'it links its input' : null;
    if (reason !== null) return reason;
  }
  if (mode === 'link' && options.some(({ name }) => linkTime.test(name))) return 'it starts other programs to link';
  const text = textOf(call);
  // Without a text there is nothing that a macro could be put into.
  const isEmpty = text.trim() === '' && call.forced.length === 0;
  const macros = isEmpty ? [] : options.filter(({ valueKind }) => valueKind === 'macro');
  const defined = macros.map(({ value }) => value).join('\n');
  const isAssembly = inputs.every(({ language }) => language.startsWith('assembler'));
  if (mode === 'link') {
    const reason = isAssembly
      ? 'it links an assembler text'
      : (linkedTextObjection(text) ?? linkedTextObjection(defined));
    if (reason !== null) return reason;
  }
  // An assembler text is preprocessed apart, where no precompiled header is taken in.
  const reason = forcedObjection(call, isAssembly);
  if (reason !== null || isAssembly) return reason;
  return compiledTextObjection(`${text}\n${defined}`) ?? searchObjection(call, text);
}

/** Names that are taken in ahead of any text. Source: glibc; gcc/c-family/c-opts.cc, push_command_line_include. */
const impliedHeader = 'stdc-predef.h';

/** A directory of the tree, where a precompiled header may lie that has the name of one that is taken in. */
function searchObjection(call: CompilerCall, text: ByteString): string | null {
  const { places, request, searched } = call;
  const takes = takesFiles(text);
  for (const directory of searched) {
    const place = places.placeOf(directory, request.cwd);
    if (place === 'machine') continue;
    if (takes && place !== 'missing') return `-I ${directory} chooses the headers of its text`;
    const full = absolutePath(request.cwd, `${directory}/${impliedHeader}`);
    if (places.host.hasEntry(full) || isPrecompiled(places, full)) return `${directory} has a ${impliedHeader}`;
  }
  return null;
}

function isPrecompiled({ host }: ProbePlaces, path: ByteString): boolean {
  return ['.gch', '.pch'].some((suffix) => host.hasEntry(path + suffix));
}

/** Headers of `-include`: drivers and compilers look for precompiled ones of the name in every directory. */
function forcedObjection(call: CompilerCall, isPreprocessed: boolean): string | null {
  const { forced, places, request, searched } = call;
  for (const name of forced) {
    if (name === '/dev/null') continue;
    const paths = [name, ...(name.startsWith('/') ? [] : searched.map((directory) => `${directory}/${name}`))];
    const full = paths.map((path) => absolutePath(request.cwd, path));
    const precompiled = full.find((path) => isPrecompiled(places, path));
    if (precompiled !== undefined) return `${precompiled} has a precompiled header`;
    if (places.host.stat(full[0] ?? '')?.kind === 'directory') return `${name} is a directory`;
    if (isPreprocessed) continue;
    const text = readText(places, full[0] ?? '');
    if (text === null) return `${name} is not in the directory`;
    const reason = /include/.test(text) ? 'takes in other headers' : compiledTextObjection(text);
    const linked = call.mode === 'link' ? linkedTextObjection(text) : null;
    if ((reason ?? linked) !== null) return `${name}: ${reason ?? linked}`;
  }
  return null;
}

/** What the compiler reads as its input: standard input, scratch files. */
function textOf({ inputs, places, request }: CompilerCall): ByteString {
  return inputs
    .map(({ path, language }) => {
      if (language === 'object') return '';
      if (path === '-') return request.input ?? '';
      return places.placeOf(path, request.cwd) === 'scratch' ? (readText(places, path) ?? '') : '';
    })
    .join('\n');
}

function readText({ host }: ProbePlaces, path: ByteString): ByteString | null {
  try {
    return host.readFile(path) ?? null;
  } catch (error) {
    passTroubleOn(error);
    if (error instanceof HostError) return null;
    throw error;
  }
}
