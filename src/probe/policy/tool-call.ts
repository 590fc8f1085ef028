/** Decides whether a program of a toolchain is only asked what a probe asks. */
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest } from '../../host/host.ts';
import { absolutePath, parentPath } from '../../host/paths.ts';
import { type CallJudgement, allowed, refused } from './call-judgement.ts';
import { judgeCompiler } from './compiler-call.ts';
import { type Grammar, type OperandWord, type OptionWord, parseWords } from './grammar.ts';
import { objectObjection } from './object-file.ts';
import type { ProbePlaces } from './places.ts';
import { type ToolFamily, toolFamily } from './tool-family.ts';
import { assemblerGrammar, copyGrammar, isQuestionAbout, linkerGrammar, readerGrammars } from './tool-options.ts';

/** Files by which a tree chooses the compiler that rustup runs, or brings one. Source: The rustup book, "Overrides". */
const rustFiles = ['rust-toolchain', 'rust-toolchain.toml'];

/**
 * Judges a call. A program that is not of a known family is no part of a probe; the user names it (`isNamed`) by a word
 * or by the beginning of one.
 */
export function judgeCall(request: CommandRequest, places: ProbePlaces, isNamed = false): CallJudgement {
  const [name = '', ...words] = request.argv;
  const family = toolFamily(name, isNamed);
  if (family === null) return refused('it is no compiler, linker or assembler');
  if (family === 'gcc' || family === 'clang') return judgeCompiler(request, places, family === 'clang');
  if (family === 'linker') return judgeLinker(request, places);
  if (family === 'assembler') return judgeAssembler(request, places);
  if (family === 'rust' || family === 'bindgen') return judgeRust(request, family, places);
  // Whether a module of the machine is there. Source: Linux 6.12 drivers/gpu/drm/msm/Kconfig.
  if (family === 'python' && words.length === 2 && words[0] === '-c' && /^import [a-z]\w*$/.test(words[1] ?? '')) {
    return allowed(false);
  }
  if (family === 'objcopy') return judgeFiles(request, places, copyGrammar, 2);
  const reader = readerGrammars[family];
  if (reader !== undefined) return judgeFiles(request, places, reader, 1);
  return isQuestionAbout(family, words) ? allowed(false) : refused(beyond(words));
}

function beyond(words: readonly ByteString[]): string {
  return `it is asked for more than its version: ${words.join(' ')}`;
}

/** Files that are read, and those that are written. */
function filesOf(words: readonly (OptionWord | OperandWord)[]): {
  readonly inputs: readonly ByteString[];
  readonly outputs: readonly ByteString[];
} {
  return {
    inputs: words.flatMap((word) => (word.kind === 'operand' ? [word.value] : [])),
    outputs: words.flatMap((word) => (word.kind === 'option' && word.valueKind === 'output' ? [word.value] : [])),
  };
}

/** A linker that says its version, with options that it must know, or that links scratch objects into a scratch file. */
function judgeLinker({ argv, cwd }: CommandRequest, places: ProbePlaces): CallJudgement {
  const parsed = parseWords(argv.slice(1), linkerGrammar);
  if (parsed.kind === 'objection') return refused(parsed.reason);
  const { inputs, outputs } = filesOf(parsed.words);
  const wrong = outputObjection(outputs, cwd, places);
  if (wrong !== null) return refused(wrong);
  // It answers, or complains that it has no input.
  if (inputs.length === 0) return allowed(false);
  if (outputs.length === 0) return refused('it writes into its directory');
  for (const input of inputs) {
    const place = places.placeOf(input, cwd);
    if (place !== 'scratch') return refused(`it links ${input}`);
    const reason = objectObjection(places.host, absolutePath(cwd, input));
    if (reason !== null) return refused(reason);
  }
  return allowed(false);
}

/** Options of GNU as after which it ends at once; after all others it reads its input and writes a.out. */
const assemblerQuestion = /^--(?:version|help|target-help)$/;

function judgeAssembler({ argv, cwd }: CommandRequest, places: ProbePlaces): CallJudgement {
  const parsed = parseWords(argv.slice(1), assemblerGrammar);
  if (parsed.kind === 'objection') return refused(parsed.reason);
  const { inputs, outputs } = filesOf(parsed.words);
  const wrong = outputObjection(outputs, cwd, places);
  if (wrong !== null) return refused(wrong);
  const isAsked = parsed.words.some((word) => word.kind === 'option' && assemblerQuestion.test(word.name));
  if (!isAsked && outputs.length === 0) return refused('it writes into its directory');
  for (const input of inputs) {
    const place = input === '-' ? 'null' : places.placeOf(input, cwd);
    if (place !== 'null' && place !== 'scratch') return refused(`it assembles ${input}`);
  }
  return allowed(false);
}

function outputObjection(outputs: readonly ByteString[], cwd: ByteString, places: ProbePlaces): string | null {
  if (outputs.length > 1) return 'it has two outputs';
  const [output] = outputs;
  if (output === undefined) return null;
  const place = places.placeOf(output, cwd);
  return place === 'null' || place === 'scratch' ? null : `it writes ${output}`;
}

/** Options of readers after which they end at once. */
const readerQuestion = /^--(?:version|help|info)$|^-[VHi]$/;

/** A program that reads one object of the scratch directory, or makes another one of it. */
function judgeFiles({ argv, cwd }: CommandRequest, places: ProbePlaces, table: Grammar, count: number): CallJudgement {
  const parsed = parseWords(argv.slice(1), table);
  if (parsed.kind === 'objection') return refused(parsed.reason);
  const { inputs: files } = filesOf(parsed.words);
  if (files.length === 0) {
    const isAsked = parsed.words.some((word) => word.kind === 'option' && readerQuestion.test(word.name));
    return isAsked ? allowed(false) : refused('it reads a.out of its directory');
  }
  if (files.length !== count) return refused(count === 1 ? 'it reads more than one file' : 'it changes a file');
  for (const file of files)
    if (places.placeOf(file, cwd) !== 'scratch') return refused(count === 1 ? `it reads ${file}` : `it copies ${file}`);
  const reason = objectObjection(places.host, absolutePath(cwd, files[0] ?? ''));
  return reason === null ? allowed(false) : refused(reason);
}

/** `rustc --version`: rustup runs whatever a file of the tree names. */
function judgeRust({ argv, cwd }: CommandRequest, family: ToolFamily, { host }: ProbePlaces): CallJudgement {
  const words = argv.slice(1);
  // bindgen 0.69.0 takes `--version` for an error without a file behind it. Source: Linux 6.12 scripts/rust_is_available.sh.
  const asked = family === 'bindgen' && /^workaround-for-[\d.]+$/.test(words[1] ?? '') ? words.slice(0, 1) : words;
  if (!isQuestionAbout(family, asked)) return refused('it is asked for more than its version');
  for (let at = host.realPath(cwd) ?? cwd; ; at = parentPath(at)) {
    const file = rustFiles.map((name) => absolutePath(at, name)).find((path) => host.stat(path) !== undefined);
    if (file !== undefined) return refused(`${file} chooses the compiler`);
    if (at === '/') return allowed(false);
  }
}
