import type { ByteString } from '../../core/bytes.ts';
import { unorderedMark, unrecordedMark } from '../../shell/language/marker.ts';
import type { ProgramAnswer } from '../../shell/run/world.ts';
import { programBasename } from '../../toolchain/tool-role.ts';
import { type CompilerWords, splitCompilerWords } from './compiler-words.ts';
import { findEmptyLink } from './empty-link.ts';
import { createFlagBook, type FlagAnswer, type FlagBook } from './flag-answers.ts';
import { isDynamicMacro, preprocessSimple } from './preprocess.ts';
import type { CompilerProfile } from './profile.ts';

/** A replayed answer, or why there is none. */
export type ReplayAnswer = ProgramAnswer | { readonly unknown: string };

/** Answers compiler calls of one profile. */
export interface CompilerReplay {
  readonly profile: CompilerProfile;
  readonly book: FlagBook;
  /** The answer to a compiler's argv with this standard input. */
  answer(argv: readonly ByteString[], input: ByteString): ReplayAnswer;
}

/** A {@link CompilerReplay} for a profile. */
export function createCompilerReplay(profile: CompilerProfile): CompilerReplay {
  const book = createFlagBook(profile);
  return { profile, book, answer: (argv, input) => answerCompiler(argv, input, profile, book) };
}

function answerCompiler(
  argv: readonly ByteString[],
  input: ByteString,
  profile: CompilerProfile,
  book: FlagBook,
): ReplayAnswer {
  const [program = '', ...args] = argv;
  const name = programBasename(program);
  const informed = answerInformation(args, name, profile);
  if (informed !== null) return informed;
  const call = splitCompilerWords(args);
  const target = profile.baseFlags.find((flag) => flag.startsWith('--target='));
  const isOther = (flag: ByteString): boolean => flag.startsWith('--target=') && flag !== target;
  if (target !== undefined && (!call.flags.includes(target) || call.flags.some(isOther))) {
    return { unknown: `${profile.name} was asked with ${target} only` };
  }
  const answers: FlagAnswer[] = [];
  // clang was asked with these words every time, so that they are accepted and say nothing of their own.
  const flags = call.flags.filter((flag) => !profile.baseFlags.includes(flag));
  for (let i = 0; i < flags.length; ) {
    const answer = book.lookUp(flags, i);
    answers.push(answer);
    i += answer.length;
  }
  const driverPrefix = `${profile.driver}: error: `;
  const fail = (words: ByteString): ProgramAnswer => ({
    status: 1,
    stdout: '',
    stderr: `${words.replaceAll(`${profile.driver}:`, `${name}:`)}\n${unrecordedMark}\n`,
  });
  // The driver refuses an option before it looks at language, input or any other option.
  const refused = answers.find(
    (answer) =>
      answer.words.startsWith(driverPrefix) &&
      !dependsOnOthers.test(answer.words) &&
      !/\[-W/.test(answer.words) &&
      (profile.vendor === 'gcc' || isCertainRejection(answer, answers, call)),
  );
  if (refused !== undefined) return fail(refused.words);
  const unknownFlag = answers.find((answer) => answer.verdict === 'unknown');
  if (unknownFlag !== undefined) return { unknown: `${profile.name} has no record of ${unknownFlag.flag}` };
  if (call.obstacle !== null) return { unknown: `${profile.name}: what ${call.obstacle} does is not recorded` };
  if (call.inputs.length !== 1) return { unknown: `${profile.name}: not one input file` };
  const source = call.inputs[0] === '/dev/null' ? '' : call.inputs[0] === '-' ? input : null;
  if (source === null) return { unknown: `${profile.name}: compiling ${call.inputs[0]} is not recorded` };
  if (call.asksAssemblerVersion) return answerAssemblerVersion(call, source, answers, profile);
  if (call.language === 'assembler-with-cpp') return answerAssembler(call, source, answers, profile, fail);
  // Standard input without -x is taken for C when only preprocessing. Source: GCC manual, "Overall Options".
  const isC = call.language === 'c' || (call.language === null && call.mode === 'preprocess' && call.inputs[0] === '-');
  if (!isC) {
    return { unknown: `${profile.name}: only language c is recorded, not ${call.language ?? 'none'}` };
  }
  const rejected = answers.find(
    (answer) => answer.verdict === 'rejected' && !isAcceptedWith(answer, call.flags, profile),
  );
  if (rejected !== undefined) {
    return isCertainRejection(rejected, answers, call)
      ? fail(rejected.words)
      : { unknown: `${profile.name}: ${rejected.flag} was refused alone, but not with these other flags` };
  }
  const conflict = findConflict(answers, call, profile);
  if (conflict !== null) return { unknown: `${profile.name}: ${conflict} together are not recorded` };
  const redefinition = answerMacros(call, profile);
  if (redefinition !== null) return 'unknown' in redefinition ? redefinition : fail(redefinition.words);
  if (call.mode === 'link') {
    const linked = findEmptyLink(call, profile);
    return linked === null
      ? { unknown: `${profile.name}: linking is not recorded` }
      : { status: linked.status, stdout: linked.stdout, stderr: `${unrecordedMark}\n` };
  }
  if (call.mode === 'preprocess') return answerPreprocessor(call, source, answers, profile);
  if (source !== '') return { unknown: `${profile.name}: compiling source text is not recorded` };
  const isSilent = call.output !== null && call.output !== '-';
  return { status: 0, stdout: isSilent || call.mode === 'object' ? '' : `${unrecordedMark}\n`, stderr: '' };
}

/** Calls that only ask who the compiler is. */
function answerInformation(
  args: readonly ByteString[],
  name: ByteString,
  profile: CompilerProfile,
): ReplayAnswer | null {
  const say = (stdout: ByteString): ProgramAnswer => ({ status: 0, stdout, stderr: '' });
  if (args.length === 1 || (args.length === 2 && args[0] === '-Werror')) {
    switch (args.at(-1) ?? '') {
      case '--version':
        // GCC prints the name it was called by. Source: observed with gcc 11 and 12.
        return say(
          profile.versionOutput.startsWith(profile.driver)
            ? name + profile.versionOutput.slice(profile.driver.length)
            : profile.versionOutput,
        );
      case '-dumpversion':
        return say(`${profile.dumpVersion}\n`);
      case '-dumpfullversion':
        return say(`${profile.version}\n`);
      case '-dumpmachine':
        return say(`${profile.target}\n`);
    }
  }
  const question = args.find((arg) => /^(?:--version|-v|--help|-dump\w+|--?print-.*)/.test(arg));
  return question === undefined ? null : { unknown: `${profile.name} has no record of ${question}` };
}

function answerAssemblerVersion(
  call: CompilerWords,
  source: ByteString,
  answers: readonly FlagAnswer[],
  profile: CompilerProfile,
): ReplayAnswer {
  if (
    answers.length > 0 ||
    call.mode !== 'object' ||
    source !== '' ||
    !/^(?:c|assembler(?:-with-cpp)?)$/.test(call.language ?? '')
  ) {
    return { unknown: `${profile.name}: this question to the assembler is not recorded` };
  }
  return { status: 0, stdout: `${profile.assembler}\n${unrecordedMark}\n`, stderr: '' };
}

/** An assembler text that was recorded, with the options it was recorded with. */
function answerAssembler(
  call: CompilerWords,
  source: ByteString,
  answers: readonly FlagAnswer[],
  profile: CompilerProfile,
  fail: (words: ByteString) => ProgramAnswer,
): ReplayAnswer {
  const unknown = { unknown: `${profile.name}: this text for the assembler is not recorded` };
  const isPlain = answers.every(({ flag }) => flag === '-Wa,--fatal-warnings');
  const record = profile.binutils?.assemblerTexts.get(source);
  if (record === undefined || !isPlain || answers.length === 0 || call.mode !== 'object') return unknown;
  // The text is preprocessed first: no word of it may be a macro.
  const own = new Set(call.macros.map(([, text]) => text.split('=', 1)[0] ?? ''));
  const words = source.match(/[A-Za-z_]\w*/g) ?? [];
  if (source.includes('#') || words.some((word) => own.has(word) || profile.predefined.has(word))) return unknown;
  return record.accepted ? { status: 0, stdout: '', stderr: '' } : fail(record.stderr);
}

/** True when a flag that is refused alone was accepted together with others, all of which are there. */
function isAcceptedWith(
  { flag, words: refusal }: FlagAnswer,
  flags: readonly ByteString[],
  profile: CompilerProfile,
): boolean {
  // Source: clang 14 manual, -Qunused-arguments.
  if (/unused-command-line-argument/.test(refusal) && flags.includes('-Qunused-arguments')) return true;
  for (const [text, { accepted }] of profile.flags) {
    if (!accepted || !text.includes(' ') || !text.includes(flag)) continue;
    const words = text.split(' ');
    if (words.includes(flag) && words.every((word) => flags.includes(word))) return true;
  }
  return false;
}

/** True for a word that sets what an option sets: on x86, `-mcpu=` is an older name of `-mtune=`. */
function setsSame(word: ByteString, name: string): boolean {
  return word.startsWith(name) || (/^-m(?:cpu|tune)=$/.test(name) && /^-m(?:cpu|tune)=/.test(word));
}

/** Words about an option or its value and nothing else; of any others the reason may lie in another option. */
const speaksOfItself =
  /unrecogni[sz]ed|unknown (?:argument|value|warning|option|register)|(?:bad|invalid) value|missing argument|unsupported (?:argument|option)|not support '/;

/** Words that speak of another option depend on which others there are. */
const dependsOnOthers = /requires|without|ignored|incompatible|only|must|conflict|unused/;

/** True when a flag refused by the compiler proper is refused in this call as well. */
function isCertainRejection(rejected: FlagAnswer, answers: readonly FlagAnswer[], call: CompilerWords): boolean {
  const { flag, words } = rejected;
  // Of an option with a value the last one counts, mostly.
  const name = flag.startsWith('-W') ? '' : flag.slice(0, flag.indexOf('=') + 1);
  if (
    name !== '' &&
    answers.flatMap((answer) => answer.flag.split(' ')).filter((word) => setsSame(word, name)).length > 1
  )
    return false;
  // Only an object file is made by the assembler.
  if (rejected.flag.startsWith('-Wa,')) return call.mode === 'object';
  if (/\[-Werror/.test(words) && !call.isWerror) return false;
  if (answers.length === 1) return true;
  // clang looks whether anything takes the option, which no other option of a compilation changes.
  if (/argument unused during compilation: '[^']*' \[-Werror/.test(words)) return call.mode === 'object';
  return speaksOfItself.test(words) && !dependsOnOthers.test(words);
}

/** The flags that choose a processor, each once, where several of them may not fit each other; else null. */
export function architectureFlags(flags: readonly ByteString[]): ByteString[] | null {
  const own = [...new Set(flags.filter((flag) => /^-m(?:(?:arch|cpu|tune|abi)=\S+|16|32|64)$/.test(flag)))];
  const kinds = new Set(own.map((flag) => flag.slice(0, flag.indexOf('='))));
  return kinds.size > 1 ? own.sort() : null;
}

/** An option of LLVM, or of the stack protector's guard, that stands there twice; null when none does. */
function givenTwice(flags: readonly ByteString[]): string | null {
  const seen = new Map<string, ByteString>();
  for (const flag of flags.flatMap((text) => text.split(/ (?=-mllvm |-mstack-)/))) {
    const name = /^(?:-mllvm -[^=]*|-mstack-protector-guard[\w-]*=)/.exec(flag)?.[0];
    if (name === undefined) continue;
    const before = seen.get(name);
    // Source: clang 14, "may only occur zero or one times"; gcc takes the last guard, whose parts may not fit.
    if (before !== undefined && (before !== flag || name.startsWith('-mllvm'))) return `${before} and ${flag}`;
    seen.set(name, flag);
  }
  return null;
}

/** Sanitizers with a part in the target; those of undefined behaviour have none. */
const targetSanitizer =
  /^-fsanitize=(?!bounds|array-bounds|local-bounds|shift|undefined|integer|signed|unsigned|implicit|alignment|bool|enum|object-size|unreachable|vla|null|return|float)/;

/**
 * Pairs that compilers refuse together, or that were seen to break them, and the flag that reconciles them. Source: gcc 12
 * and clang 14 manuals, and their words.
 */
const exclusive: readonly (readonly [one: RegExp, other: RegExp, unless?: RegExp])[] = [
  [/^-flive-patching/, /^-flto|^-fwhole-program/],
  // The link register.
  [/^-fsanitize=/, /^-ffixed-[rx]30$/],
  [/^-fwrapv$/, /^-f(?:no-)?strict-overflow$/],
  // Another word size is another target.
  [/^-m(?:16|32)$/, targetSanitizer],
  [/^-m(?:16|32)$/, /^-mcmodel=|^-m64$/],
  [/^-m(?:16|32)$/, /^-mfentry$/, /^-fno-(?:pic|PIC|pie|PIE)$/],
  [/^-mcmodel=kernel$/, /^-f(?:pic|PIC|pie|PIE)$/],
  [/^-pg$/, /^-fomit-frame-pointer$/],
  // clang 19, whose `undefined` has `function` in it.
  [/^-fsanitize=kcfi$/, /^-fsanitize=(?:undefined|function|cfi)/],
  [/^-mindirect-branch=|^-mfunction-return=/, /^-fcf-protection=(?:return|full)$/],
  [/^-E[BL]$|^-m(?:big|little)-endian$/, /^-m(?:16|32|64)$/],
];

/** Accepted flags that may refuse each other. */
function findConflict(answers: readonly FlagAnswer[], call: CompilerWords, profile: CompilerProfile): string | null {
  if (call.hasIncludes && answers.some(({ flag }) => flag === '-Wmissing-include-dirs')) {
    return '-Wmissing-include-dirs and -I';
  }
  if (answers.length < 2) return null;
  const runtimes = new Set<string>();
  for (const { flag } of answers) {
    const match = /-fsanitize=(?:kernel-)?(address|hwaddress|thread|memory|leak)/.exec(flag);
    if (match !== null) runtimes.add(match[0]);
  }
  if (runtimes.size > 1) return [...runtimes].join(' and ');
  const words = answers.flatMap(({ flag }) => flag.split(' '));
  const has = (pattern: RegExp): string | undefined => words.find((word) => pattern.test(word));
  for (const [one, other, unless] of exclusive) {
    if (unless !== undefined && has(unless) !== undefined) continue;
    const first = has(one);
    const second = first === undefined ? undefined : has(other);
    if (first !== undefined && second !== undefined) return `${first} and ${second}`;
  }
  const twice = givenTwice(answers.map(({ flag }) => flag));
  if (twice !== null) return twice;
  const architectures = architectureFlags(answers.map(({ flag }) => flag));
  if (architectures === null) return null;
  for (const [text, { accepted }] of profile.flags) {
    if (accepted && architectures.every((flag) => text.split(' ').includes(flag))) return null;
  }
  return architectures.join(' and ');
}

/**
 * The effect of `-D`: defining a predefined macro again with another value is an error under
 * -Werror. Source: C11 6.10.3p2; GCC warns without an option ("redefined").
 */
function answerMacros(call: CompilerWords, profile: CompilerProfile): { unknown: string } | { words: string } | null {
  const own = new Map<string, string | null>();
  for (const [kind, text] of call.macros) {
    const form = /^([A-Za-z_]\w*)(?:=([^\n]*))?$/.exec(text);
    const name = form?.[1];
    if (name === undefined || isDynamicMacro(name)) {
      return { unknown: `${profile.name}: what -${kind}${text} does is not recorded` };
    }
    if (kind === 'U') {
      own.set(name, null);
      continue;
    }
    const value = form?.[2] ?? '1';
    const before = own.has(name) ? own.get(name) : profile.predefined.get(name);
    if (before !== undefined && before !== null && before !== value) {
      return call.isWerror
        ? { words: `<command-line>: error: "${name}" redefined [-Werror]` }
        : { unknown: `${profile.name}: the warning about ${name} is not recorded` };
    }
    own.set(name, value);
  }
  return null;
}

function answerPreprocessor(
  call: CompilerWords,
  source: ByteString,
  answers: readonly FlagAnswer[],
  profile: CompilerProfile,
): ReplayAnswer {
  if (call.output !== null && call.output !== '-' && source === '') return { status: 0, stdout: '', stderr: '' };
  // Other flags and macros may change what is predefined.
  if (answers.length > 0 || call.macros.length > 0) {
    return { unknown: `${profile.name}: what these flags predefine is not recorded` };
  }
  let text: ByteString | null;
  if (call.isDumpingMacros) {
    if (source !== '') return { unknown: `${profile.name}: preprocessing source text is not recorded` };
    text = `${[...profile.predefined].map(([name, value]) => `#define ${name} ${value}\n`).join('')}${unorderedMark}\n`;
  } else {
    text = preprocessSimple(source, profile.predefined);
    if (text === null) return { unknown: `${profile.name}: preprocessing this source text is not recorded` };
    if (!call.hidesLineMarkers) text = `${unrecordedMark}\n${text}`;
  }
  return { status: 0, stdout: call.output === null || call.output === '-' ? text : '', stderr: '' };
}
