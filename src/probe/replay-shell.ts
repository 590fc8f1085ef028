import { pythonModule } from '../cache/programs/companions.ts';
import type { ByteString } from '../core/bytes.ts';
import { type CommandEvidence, type RunShell, unknownAnswer } from '../core/run-shell.ts';
import type { Host } from '../host/host.ts';
import { knownPart, unrecordedMark } from '../shell/language/marker.ts';
import { UnknownAnswer } from '../shell/language/signals.ts';
import { interpretShell } from '../shell/interpret.ts';
import type { ProgramAnswer, ProgramCall, ProgramLocation, ShellWorld } from '../shell/run/world.ts';
import { utilities } from '../shell/userland/utilities.ts';
import { isWrapper, programBasename, roleOfCall, type ToolRole, toolRole } from '../toolchain/tool-role.ts';
import { locateProgram } from './locate.ts';
import { AnswerBook, indexAnswers, scratchRoot } from './profile/answer-book.ts';
import type { Place } from './profile/call-form.ts';
import { type CompilerReplay, createCompilerReplay, type ReplayAnswer } from './profile/compiler-answer.ts';
import type { CompilerProfile } from './profile/profile.ts';

/** What {@link createReplayShell} needs. */
export interface ReplayShellOptions {
  /** Reads kernel scripts and answers file tests; runs nothing unless `otherPrograms` is `run`. */
  readonly host: Host;
  readonly profile: CompilerProfile;
  /** Programs that are no part of the toolchain (getconf, pahole, rustc, the host compiler): `unknown` (default) or `run`. */
  readonly otherPrograms?: 'unknown' | 'run';
  /** Limit for each other program, in milliseconds; 30 000 when absent. */
  readonly timeoutMs?: number;
  /** Name the shell has in its own messages; `/bin/sh` when absent. */
  readonly shellName?: string;
  /** Directories that recorded calls may name; none when absent. */
  readonly places?: readonly Place[];
}

/** Programs that may start a compiler themselves, so that running them would mix two toolchains. */
const launchers: ReadonlySet<string> = new Set('bash dash make perl python python2 python3 sh xargs'.split(' '));

/**
 * A {@link RunShell} that answers compiler calls from a recorded compiler, and `unknown` where it is
 * silent: it never guesses. Scripts of the tree are interpreted; `command -v` of a toolchain
 * program succeeds, because the recorded one had that name.
 */
export function createReplayShell(options: ReplayShellOptions): RunShell {
  const { profile } = options;
  const compiler = createCompilerReplay(profile);
  const index = indexAnswers(profile);
  const timeoutMs = options.timeoutMs ?? 30_000;
  return (request) => {
    const commands: CommandEvidence[] = [];
    // Files that programs would have made are those of one text.
    const book = new AnswerBook(index, options.places ?? []);
    const host = book.wrapHost(options.host);
    const hostCompilers = hostCompilersOf(request.env);
    let scratchCount = 0;
    const world: ShellWorld = {
      host,
      interpretsScripts: true,
      interpretsBash: true,
      locate: (name, searchPath, cwd) =>
        isOfProfile(name, profile, hostCompilers) || isWrapper(name)
          ? { kind: 'found', path: name.includes('/') ? name : `/usr/bin/${name}` }
          : locateOther(host, options, name, searchPath, cwd),
      writesOutputOption: (argv) => roleOfCall(argv) !== null,
      newScratchPath: (hint) => `${scratchRoot}/${++scratchCount}-${hint}`,
      run: (call, evidence) => {
        const recorded =
          answerFromProfile(call, compiler, hostCompilers, book) ??
          (countsFromRecord(host, profile, call) ? companionAnswer(call, book) : null);
        const answer = recorded ?? runOther(call, options, hostCompilers, timeoutMs);
        if ('unknown' in answer) {
          evidence.push({ argv: call.argv, status: null, stdout: '', stderr: '', source: 'unknown' });
          const status = profile.decideUnknown?.(call.argv, answer.unknown) ?? null;
          if (status === null) throw new UnknownAnswer(answer.unknown);
          return { status, stdout: '', stderr: '' };
        }
        evidence.push({
          argv: call.argv,
          status: answer.status,
          stdout: knownPart(answer.stdout),
          stderr: knownPart(answer.stderr),
          source: recorded === null ? 'run' : 'profile',
        });
        return answer;
      },
    };
    const shellName = request.shellName ?? options.shellName ?? '/bin/sh';
    const text = { command: request.command, cwd: request.cwd, env: request.env, shellName };
    const outcome = interpretShell(text, world, commands);
    if (outcome.kind === 'done') {
      const { kind: _, ...done } = outcome;
      return { ...done, stderr: knownPart(done.stderr), commands, unknown: null };
    }
    const unknown = outcome.kind === 'unknown' ? outcome.reason : `shell text not interpreted: ${outcome.reason}`;
    return unknownAnswer(unknown, commands);
  };
}

/** A program outside the toolchain whose answers are recorded: `rustc`, and a Python asked for a module. */
export function companionTool(argv: readonly ByteString[]): 'rust' | 'python' | null {
  if (toolRole(argv[0] ?? '') === 'rust') return 'rust';
  return pythonModule({ argv }) === null ? null : 'python';
}

/**
 * True where the record answers for a program outside the toolchain, if it has an answer: under a policy, for the
 * `rustc` it was made with, and for a Python that the machine has not.
 */
function countsFromRecord(host: Host, profile: CompilerProfile, { argv, cwd, env }: ProgramCall): boolean {
  const [name = ''] = argv;
  if (host.policyLog !== null) return true;
  if (toolRole(name) === 'rust') return hasRustc(profile);
  return locateProgram(host, name, env['PATH'] ?? '', cwd).kind === 'missing';
}

/** What a program outside the toolchain said when the record was made; null when it was not asked. */
function companionAnswer(call: ProgramCall, book: AnswerBook): ProgramAnswer | null {
  const tool = companionTool(call.argv);
  return tool === null ? null : (book.find(book.formOf(call, tool, 0), call.argv[0] ?? '') ?? null);
}

/** Names of compilers for programs of the build itself, where they are others than the tree's: the machine's, not the record's. */
export function hostCompilersOf(env: Readonly<Record<string, ByteString>>): ReadonlySet<ByteString> {
  const { CC, HOSTCC, HOSTCXX } = env;
  if (HOSTCC === undefined || HOSTCC === CC) return noCompilers;
  return new Set(HOSTCXX === undefined ? [HOSTCC] : [HOSTCC, HOSTCXX]);
}

const noCompilers: ReadonlySet<ByteString> = new Set();

/** True when a program of this name is the one the profile recorded, whatever its directory. */
export function isOfProfile(
  name: ByteString,
  profile: Pick<CompilerProfile, 'vendor' | 'target'>,
  hostCompilers: ReadonlySet<ByteString>,
): boolean {
  const role = toolRole(name);
  if (role === null || role === 'rust' || hostCompilers.has(name)) return false;
  const base = programBasename(name);
  const isClangName = /clang|llvm|lld/.test(base);
  if (isClangName !== (profile.vendor === 'clang')) return false;
  const prefix = /^(.*-)?[a-z+.]+(?:-\d[\d.]*)?$/.exec(base)?.[1] ?? '';
  if (prefix === '' || isClangName) return true;
  // A triplet may leave out or rename its vendor: aarch64-linux-gnu, aarch64-none-linux-gnu.
  const machine = (triplet: string): string => triplet.split('-')[0] ?? '';
  const system = (triplet: string): string => (/linux/.test(triplet) ? 'linux' : 'bare');
  const target = `${profile.target}-`;
  return machine(prefix) === machine(target) && system(prefix) === system(target);
}

/** True when the record was made with a `rustc` that works; rustup's proxy for one that is missing only complains. */
function hasRustc({ answers }: CompilerProfile): boolean {
  return answers.some(({ tool, status }) => tool === 'rust' && status === 0);
}

/** Finds a program that is no part of the toolchain. */
function locateOther(
  host: Host,
  options: ReplayShellOptions,
  name: ByteString,
  searchPath: ByteString,
  cwd: string,
): ProgramLocation {
  if (host.policyLog !== null && options.profile.absent.includes(name)) return { kind: 'missing' };
  if (toolRole(name) === 'rust' && hasRustc(options.profile)) return { kind: 'found', path: name };
  if (utilities.has(name)) return { kind: 'found', path: `/usr/bin/${name}` };
  if (name.includes('/') || options.otherPrograms === 'run') {
    const place = locateProgram(host, name, searchPath, cwd);
    const isPython =
      place.kind === 'missing' &&
      /^python3?$/.test(name) &&
      options.profile.answers.some(({ tool }) => tool === 'python');
    return isPython ? { kind: 'found', path: name } : place;
  }
  throw new UnknownAnswer(`${name} is no part of the recorded compiler ${options.profile.name}`);
}

/** The recorded answer, or null for a program that is no part of the toolchain. */
function answerFromProfile(
  call: ProgramCall,
  compiler: CompilerReplay,
  hostCompilers: ReadonlySet<ByteString>,
  book: AnswerBook,
): ReplayAnswer | null {
  const { profile } = compiler;
  // `ccache gcc`: the wrapper passes everything on.
  const skip = isWrapper(call.argv[0] ?? '') ? 1 : 0;
  const argv = call.argv.slice(skip);
  const [name = ''] = argv;
  if (!isOfProfile(name, profile, hostCompilers)) return null;
  const role = toolRole(name);
  if (role === null) return null;
  const form = book.formOf(call, role, skip);
  const answer = book.find(form, name) ?? answerByRule(argv, role, call.input, compiler, book);
  if (!('unknown' in answer) && answer.status === 0) book.made(call, form);
  return answer;
}

/** The answer that follows from what is recorded of the single words of a call. */
function answerByRule(
  argv: readonly ByteString[],
  role: ToolRole,
  input: ByteString,
  compiler: CompilerReplay,
  book: AnswerBook,
): ReplayAnswer {
  const { profile } = compiler;
  const args = argv.slice(1);
  if (role === 'compiler') return compiler.answer([argv[0] ?? '', ...args.map((word) => book.hidePlaces(word))], input);
  const firstLine = role === 'linker' ? profile.linker : role === 'assembler' ? profile.assembler : null;
  if (firstLine !== null && args.length === 1 && (args[0] === '--version' || (args[0] === '-v' && role === 'linker'))) {
    // `ld -v` prints this line alone. Source: ld manual, "Options".
    const rest = args[0] === '-v' ? '' : `${unrecordedMark}\n`;
    return { status: 0, stdout: `${firstLine}\n${rest}`, stderr: '' };
  }
  if (role === 'linker' && args.includes('-v')) return answerLinker(args, profile);
  const line = profile.binutils?.firstLines.get(`${role} ${args.join(' ')}`);
  if (line !== undefined) return { status: 0, stdout: `${line}\n${unrecordedMark}\n`, stderr: '' };
  return { unknown: `${profile.name} has no record of ${argv.join(' ')}` };
}

/** `ld -v OPTION…`: prints the version and ends, with an error when an option is not known. */
function answerLinker(args: readonly ByteString[], profile: CompilerProfile): ReplayAnswer {
  const options = args.filter((arg) => arg !== '-v');
  const stdout = `${profile.linker}\n`;
  let isUnknown: string | null = null;
  for (let i = 0; i < options.length; i++) {
    const pair = `${options[i]} ${options[i + 1]}`;
    const records = profile.binutils?.linkerOptions;
    const isPair = records?.has(pair) === true;
    const record = records?.get(isPair ? pair : (options[i] ?? ''));
    if (isPair) i++;
    if (record?.accepted === false) return { status: 1, stdout, stderr: `${record.stderr}\n${unrecordedMark}\n` };
    if (record === undefined) isUnknown ??= options[i] ?? '';
  }
  // An option without a record may be refused, so the status is open even if the rest is known.
  return isUnknown === null
    ? { status: 0, stdout, stderr: '' }
    : { unknown: `${profile.name} has no record of the linker option ${isUnknown}` };
}

/** Words for make's command line with which a tree takes the recorded compiler. */
function howToChoose({ vendor, target }: CompilerProfile): string {
  return vendor === 'clang' ? 'LLVM=1' : `CROSS_COMPILE=${target}-`;
}

/**
 * Runs a program that is no part of the toolchain, when that is allowed and cannot mix two toolchains. Compilers of
 * programs for the build itself are the machine's, as make would start them.
 */
function runOther(
  call: ProgramCall,
  options: ReplayShellOptions,
  hostCompilers: ReadonlySet<ByteString>,
  timeoutMs: number,
): ProgramAnswer | { unknown: string } {
  const [name = ''] = call.argv;
  const role = hostCompilers.has(name) ? null : toolRole(name);
  const isAllowed =
    options.otherPrograms === 'run' &&
    !name.includes('/') &&
    (!launchers.has(name) || pythonModule(call) !== null) &&
    // Two rustc would be mixed where only some calls are recorded.
    (role === null || (role === 'rust' && !hasRustc(options.profile)));
  if (!isAllowed) {
    const hint = role === 'compiler' ? `, whose compiler ${howToChoose(options.profile)} chooses` : '';
    return { unknown: `${call.argv.join(' ')} is not recorded in ${options.profile.name}${hint}` };
  }
  const result = options.host.run({ argv: call.argv, cwd: call.cwd, env: call.env, input: call.input, timeoutMs });
  if (result.outcome === 'refused') return { unknown: result.stderr.trim() };
  if (result.outcome !== 'exited' || call.replaced.length > 0) return { unknown: `${name} was ${result.outcome}` };
  return { status: result.status ?? 0, stdout: result.stdout, stderr: result.stderr };
}
