/** Makes a profile of a toolchain: who it is, what it predefines, which flags it takes, what it answered. */

import type { ByteString } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import type { CommandRequest, CommandResult, Host } from '../../host/host.ts';
import { isCrash } from '../../host/process/answer-check.ts';
import { isPartlyKnown, knownPart } from '../../shell/language/marker.ts';
import type { ResolvedToolchain } from '../../toolchain/resolve.ts';
import { programBasename } from '../../toolchain/tool-role.ts';
import { clangStrictness } from '../asking/flag.ts';
import { effectText, effectWords } from '../asking/flag-effects.ts';
import { probeIdentity } from '../asking/identity.ts';
import { formOfWords, hideName, hideTemporary } from '../profile/call-form.ts';
import { architectureFlags, createCompilerReplay } from '../profile/compiler-answer.ts';
import { splitCompilerWords } from '../profile/compiler-words.ts';
import { parseProfile } from '../profile/parse.ts';
import type { CompilerProfile, RecordedAnswer } from '../profile/profile.ts';
import { commonFlags } from './flag-list.ts';
import type { CallRecorder } from './recorder.ts';

/** What {@link assembleProfile} needs. */
export interface AssembleOptions {
  /** Its environment is that of every question; the C locale is added. */
  readonly host: Host;
  /** Runs programs side by side, results in order. */
  readonly runBatch: (requests: readonly CommandRequest[]) => readonly CommandResult[];
  readonly toolchain: ResolvedToolchain;
  readonly name: string;
  /** What the trees asked; null when there was none. */
  readonly recorder: CallRecorder | null;
  /** Flag texts that the trees' files spell. */
  readonly flags: readonly ByteString[];
  /** The trees and architectures in words, for people. */
  readonly asked: string;
  /** Texts that must not be in the record: names and directories of this machine. */
  readonly secrets: readonly ByteString[];
}

/** A profile as a file's text, and what was left out of it. */
export interface AssembledProfile {
  readonly text: ByteString;
  readonly answers: number;
  readonly flags: number;
  readonly notes: readonly string[];
}

/** Who a toolchain is, as far as a recorder has to know. Throws HostError `probe/tool-missing`. */
export function recordedIdentity(
  host: Host,
  toolchain: ResolvedToolchain,
): Pick<CompilerProfile, 'vendor' | 'target' | 'version' | 'assembler' | 'linker'> {
  const cc = [...toolchain.cc, ...toolchain.clangFlags];
  const identity = probeIdentity({ kind: 'tool', host, cc, ld: toolchain.ld });
  const { vendor, version, target, assembler, linker, problem } = identity;
  if (problem !== null || (vendor !== 'gcc' && vendor !== 'clang') || version === null || target === null) {
    throw new HostError('probe/tool-missing', problem ?? `${toolchain.cc.join(' ')}: neither gcc nor clang`, {
      hint: 'name a compiler with CROSS_COMPILE=, CC= or LLVM=1',
    });
  }
  return {
    vendor,
    version,
    target: target.replace(/^(\w+)-pc-/, '$1-'),
    assembler: assembler?.words ?? 'none',
    linker: linker?.words ?? 'none',
  };
}

/** Longest call, in words, whose every byte is kept where the flags alone give the same. */
const maxShortCall = 14;
/** The flag whose effect is recorded, too: whether a function really gets its NOPs. */
const effectFlag = '-fpatchable-function-entry=2';

/** Milliseconds that an answer may take. */
const answerMs = 30_000;

/** Runs that are given to the host at once. */
const batchSize = 64;

/** Asks, and writes down. The text is the same for the same toolchain and trees, whenever and wherever it is made. */
export function assembleProfile(options: AssembleOptions): AssembledProfile {
  const { host, toolchain, recorder, name } = options;
  const identity = recordedIdentity(host, toolchain);
  const driver = programBasename(toolchain.cc.at(-1) ?? '');
  const env = { ...host.env, LC_ALL: 'C' };
  const request = (argv: readonly ByteString[]): CommandRequest => ({
    argv,
    env,
    cwd: host.scratchDirectory(),
    timeoutMs: answerMs,
  });
  const baseFlags = identity.vendor === 'clang' ? [...toolchain.clangFlags, ...clangStrictness] : [];
  const askAll = (questions: readonly (readonly ByteString[])[], input: ByteString = ''): CommandResult[] => {
    const results: CommandResult[] = [];
    for (let at = 0; at < questions.length; at += batchSize) {
      const requests = questions.slice(at, at + batchSize).map((argv) => ({ ...request(argv), input }));
      results.push(...options.runBatch(requests).map(inTime));
    }
    return results;
  };
  const one = (words: readonly ByteString[]): ByteString => askAll([[...toolchain.cc, ...words]])[0]?.stdout ?? '';

  const recorded = recorder?.answers() ?? [];
  const flags = flagTexts(options, recorded, baseFlags);
  const object = (at: number): string => `${host.scratchDirectory()}/flag-${at % batchSize}.o`;
  const control = askAll([[...toolchain.cc, '-Werror', ...baseFlags, ...compileNothing, object(0)]])[0];
  if (control?.status !== 0) {
    throw new HostError(
      'probe/no-answer',
      `${driver} refuses an empty file without any flag: nothing can be recorded`,
      {
        lines: [firstError(control?.stderr ?? '')],
      },
    );
  }
  const flagResults = askAll(
    flags.map((flag, at) => [
      ...toolchain.cc,
      '-Werror',
      ...baseFlags,
      ...flag.split(' '),
      ...compileNothing,
      object(at),
    ]),
  );
  const pairs = acceptedPairs({ recorded, flags, results: flagResults, baseFlags }, (texts) =>
    askAll(
      texts.map((text) => [...toolchain.cc, '-Werror', ...baseFlags, ...text.split(' '), ...compileNothing, object(0)]),
    ),
  );
  const linkerOptions = linkerTexts(recorded);
  const linkerResults = askAll(linkerOptions.map((option) => [...toolchain.ld, ...option.split(' '), '-v']));
  const scratch = `${host.scratchDirectory()}/`;
  const words = (text: ByteString): ByteString => firstError(hideTemporary(text.replaceAll(scratch, '')));

  const body = {
    schemaVersion: 1,
    name,
    aliases: [],
    vendor: identity.vendor,
    version: identity.version,
    target: identity.target,
    driver,
    method: `kgate probe --record: ${options.asked}; flags one by one: CC -Werror ${[...baseFlags, 'FLAG'].join(' ')} -c -x c /dev/null -o TMP; LC_ALL=C`,
    versionOutput: one(['--version']),
    dumpVersion: one(['-dumpversion']).trim(),
    assembler: identity.assembler,
    linker: identity.linker,
    baseFlags,
    predefined: predefinedMacros(one([...toolchain.clangFlags, '-dM', '-E', '-x', 'c', '/dev/null'])),
    flags: {
      accepted: [...new Set([...flags.filter((_, at) => flagResults[at]?.status === 0), ...pairs])].sort(),
      rejected: Object.fromEntries(
        flags.flatMap((flag, at) => {
          const result = flagResults[at];
          return isRefusal(result) ? [[flag, words(result.stderr)]] : [];
        }),
      ),
      documented: [],
    },
    binutils: {
      method: 'ld OPTION -v; LC_ALL=C',
      assemblerOptions: { accepted: [], rejected: {} },
      assemblerTexts: { accepted: [], rejected: {} },
      linkerOptions: {
        accepted: linkerOptions.filter((_, at) => linkerResults[at]?.status === 0),
        rejected: Object.fromEntries(
          linkerOptions.flatMap((option, at) => {
            const result = linkerResults[at];
            return isRefusal(result) ? [[option, words(result.stderr)]] : [];
          }),
        ),
      },
      firstLines: {},
    },
  };
  const notes: string[] = [];
  const fickle = recorder?.fickleCount ?? 0;
  if (fickle > 0) notes.push(`${fickle} calls are left out: they do not always answer the same, or crash the compiler`);
  const clean = recorded.filter((answer) => !leaks(JSON.stringify(answer), options.secrets));
  if (clean.length < recorded.length) {
    notes.push(`${recorded.length - clean.length} calls are left out: they name this machine or its directories`);
  }
  const parsed = parseProfile(JSON.stringify(body));
  const effect = [...toolchain.clangFlags, ...effectWords([effectFlag])];
  const shown = askAll([[...toolchain.cc, ...effect]], effectText)[0];
  if (shown?.outcome === 'exited' && shown.status === 0) {
    const form = formOfWords('compiler', effect, effectText);
    clean.push({ ...form, status: 0, stdout: hideName(shown.stdout, driver), stderr: '', isPartial: false });
  }
  const answers = 'profile' in parsed ? clean.filter((answer) => !followsFromFlags(answer, parsed.profile)) : clean;
  const absent = recorder?.absent() ?? [];
  const files = [...(recorder?.files() ?? [])].filter(([path]) => !leaks(path, options.secrets));
  return {
    text: printProfile({ ...body, answers: answers.map(compact), absent, files: Object.fromEntries(files) }),
    answers: answers.length,
    flags: flags.length,
    notes,
  };
}

/** An answer that came at all: without one the record would leave out a flag in silence. Throws HostError. */
function inTime(result: CommandResult, _at: number, results: readonly CommandResult[]): CommandResult {
  if (result.outcome === 'timed-out') {
    const late = results.filter(({ outcome }) => outcome === 'timed-out').length;
    const which = late === 1 ? 'a question to the compiler was' : `${late} questions to the compiler were`;
    throw new HostError(
      'probe/no-answer',
      `${which} not answered within ${answerMs / 1000} s: nothing can be recorded`,
    );
  }
  return result;
}

/** A program's own no. A crash is none: the next run may end otherwise. */
function isRefusal(result: CommandResult | undefined): result is CommandResult {
  return result?.outcome === 'exited' && result.status !== 0 && !isCrash(result);
}

/** True when a text has one of the secrets as a word or as the beginning of a path. */
function leaks(text: string, secrets: readonly string[]): boolean {
  return secrets.some((secret) => {
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
      if (!/[\w-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + secret.length] ?? ' ')) return true;
    }
    return false;
  });
}

/** Every flag text to ask about: the common ones, those the trees spell, those of the calls; sorted. */
function flagTexts(
  options: AssembleOptions,
  recorded: readonly RecordedAnswer[],
  baseFlags: readonly string[],
): ByteString[] {
  const texts = new Set<ByteString>([...commonFlags, ...options.flags]);
  for (const { tool, args } of recorded) {
    if (tool !== 'compiler') continue;
    const units = flagUnits(args);
    for (const flag of units) texts.add(flag);
    const architectures = architectureFlags(units);
    if (architectures !== null) texts.add(architectures.join(' '));
  }
  // `-Wno-X` is taken in silence by gcc whatever X; what counts is X.
  const silenced = [...texts].filter((text) => /^-Wno-(?!error)[a-z][\w+=-]*$/.test(text));
  return [...new Set([...texts, ...silenced.map((text) => `-W${text.slice(5)}`)])]
    .filter((text) => !baseFlags.includes(text) && isAskable(text) && !leaks(text, options.secrets))
    .sort();
}

/** False for what is no flag alone, or asks for the machine the record is made on. */
function isAskable(text: ByteString): boolean {
  if (!/^-[\w-][^\s<>'"$\\]*(?: [^\s<>'"$\\]+)*$/.test(text)) return false;
  return !/=native\b|^-(?:o|c|S|E|x|I|D|U|P|w|M\w*|isystem|include|imacros|l|L|B|v)(?:$|[ /.])|^-[DUIlLB]|^-(?:fplugin|specs|wrapper|save-temps)|^-Wno-error$|^-Werror$|^--?print-|^-d(?:M|ump)|^--(?:version|help|target)|^-###$/.test(
    text,
  );
}

/** Ends a question about flags; the output's name follows. */
const compileNothing = ['-c', '-x', 'c', '/dev/null', '-o'] as const;

/** Most pairs that are tried for one flag. */
const maxPartners = 200;

/**
 * Flags that are refused alone but taken in calls of the trees, each with the one other flag of such a call that is
 * enough for it: `-mcmodel=kernel` needs `-fno-PIE`. Where no single one is, the flag is left as it is.
 */
function acceptedPairs(
  known: {
    readonly recorded: readonly RecordedAnswer[];
    readonly flags: readonly ByteString[];
    readonly results: readonly CommandResult[];
    readonly baseFlags: readonly string[];
  },
  ask: (texts: readonly ByteString[]) => readonly CommandResult[],
): ByteString[] {
  const calls = known.recorded
    .filter(({ tool, status, input }) => tool === 'compiler' && status === 0 && input === null)
    .map(({ args }) => flagUnits(args).filter((flag) => !known.baseFlags.includes(flag) && isAskable(flag)));
  const pairs: ByteString[] = [];
  for (const [at, flag] of known.flags.entries()) {
    if (known.results[at]?.status === 0 || flag.includes(' ')) continue;
    const partners = new Set(calls.filter((units) => units.includes(flag)).flat());
    partners.delete(flag);
    const texts = [...partners]
      .sort()
      .slice(0, maxPartners)
      .map((partner) => `${partner} ${flag}`);
    const results = ask(texts);
    const accepted = texts.find((_, index) => results[index]?.status === 0);
    if (accepted !== undefined) pairs.push(accepted);
  }
  return pairs;
}

/** The flags of a compiler call, each with the operand it has. */
function flagUnits(args: readonly ByteString[]): ByteString[] {
  const { flags } = splitCompilerWords(args);
  const units: ByteString[] = [];
  for (let at = 0; at < flags.length; at++) {
    const word = flags[at] ?? '';
    units.push(word === '--param' || word === '-mllvm' ? `${word} ${flags[++at] ?? ''}` : word);
  }
  return units;
}

/** Options of `ld … -v` calls, each with the operand it has; sorted. */
function linkerTexts(recorded: readonly RecordedAnswer[]): ByteString[] {
  const texts = new Set<ByteString>();
  for (const { tool, args } of recorded) {
    if (tool !== 'linker' || !args.includes('-v')) continue;
    for (let at = 0; at < args.length; at++) {
      const word = args[at] ?? '';
      const hasOperand = (word === '-z' || word === '-m') && at + 1 < args.length;
      if (word !== '-v' && word.startsWith('-')) texts.add(hasOperand ? `${word} ${args[++at] ?? ''}` : word);
    }
  }
  return [...texts].filter((text) => !/[<>]/.test(text)).sort();
}

function predefinedMacros(text: ByteString): Record<string, string> {
  const macros = [...text.matchAll(/^#define (\w+(?:\([^)]*\))?)(?: (.*))?$/gm)].map(
    ([, name = '', value = '']): [string, string] => [name, value],
  );
  return Object.fromEntries(macros.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The line that says what is wrong. */
function firstError(stderr: ByteString): ByteString {
  const lines = stderr.split('\n');
  return lines.find((line) => /error|unrecogni[sz]ed|unknown/i.test(line)) ?? lines[0] ?? '';
}

/** True when the flags alone give the same; only of short calls every byte is kept. */
function followsFromFlags(answer: RecordedAnswer, profile: CompilerProfile): boolean {
  if (answer.tool !== 'compiler' || answer.input !== null) return false;
  // All predefined macros are in the record.
  if (answer.args.includes('-dM') && answer.isPartial) return true;
  const replayed = createCompilerReplay(profile).answer([profile.driver, ...answer.args], '');
  if ('unknown' in replayed || replayed.status !== answer.status) return false;
  if (isPartlyKnown(replayed.stdout) || replayed.stdout !== answer.stdout) return false;
  return answer.args.length > maxShortCall || (answer.status === 0 && knownPart(replayed.stderr) === answer.stderr);
}

function compact({ tool, args, input, status, stdout, stderr, isPartial }: RecordedAnswer): object {
  return {
    tool,
    args,
    ...(input !== null && { input }),
    status,
    ...(stdout !== '' && { stdout }),
    ...(stderr !== '' && { stderr }),
    ...(isPartial && { isPartial }),
  };
}

/** JSON with one line for each call; bytes beyond ASCII are escaped. */
export function printProfile(
  body: Readonly<Record<string, unknown>> & { readonly answers: readonly object[] },
): ByteString {
  const lines = body.answers.map((answer) => `    ${JSON.stringify(answer)}`).join(',\n');
  const frame = JSON.stringify({ ...body, answers: [] }, null, 2);
  const text = frame.replace('"answers": []', () => `"answers": [${lines === '' ? '' : `\n${lines}\n  `}]`);
  return `${text.replace(/[\x7f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
