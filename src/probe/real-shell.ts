import { answerEnvironment } from '../cache/environment.ts';
import { pythonModule } from '../cache/programs/companions.ts';
import type { ByteString } from '../core/bytes.ts';
import { TroubleError } from '../core/errors.ts';
import { formatLocation } from '../core/location.ts';
import {
  type CommandEvidence,
  type RunShell,
  type ShellAnswer,
  type ShellRequest,
  unknownAnswer,
} from '../core/run-shell.ts';
import { shorten } from '../core/shorten.ts';
import { signalNumber } from '../host/process/signals.ts';
import { exitedResult, notStartedResult } from '../host/command-result.ts';
import type { CommandRequest, CommandResult, CommandWatch, Host } from '../host/host.ts';
import type { PolicyLog } from '../host/policy-log.ts';
import { layerHost } from '../host/layers/layer-host.ts';
import { UnknownAnswer, Unsupported } from '../shell/language/signals.ts';
import { interpretShell } from '../shell/interpret.ts';
import { defaultLimits, type ProgramAnswer, type ProgramCall, type ShellWorld } from '../shell/run/world.ts';
import { programBasename, roleOfCall } from '../toolchain/tool-role.ts';
import { unnamedOutput } from '../toolchain/unnamed-output.ts';
import { locateProgram } from './locate.ts';

/** What {@link createRealShell} needs. */
export interface RealShellOptions {
  readonly host: Host;
  /** Limit for each program and for the sum of a text's programs, in milliseconds; 30 000 when absent. */
  readonly timeoutMs?: number;
  /** Limit for what one text may write, in bytes; 8 MiB when absent. */
  readonly maxOutputBytes?: number;
  /** Name the shell has in its own messages where a request has none: `/bin/sh` as under make (the default). */
  readonly shellName?: string;
  /**
   * What to do with a text the built-in interpreter does not support: `run` gives it to a real
   * `/bin/sh -c` (the default), `refuse` answers `unknown`.
   */
  readonly fallback?: 'run' | 'refuse';
  /**
   * Shell scripts of the tree: `run` as a process (the default), or `interpret`, which also keeps
   * the words of the compilers they start.
   */
  readonly scripts?: 'run' | 'interpret';
  /** Sees every program that a text ran and how it ended, once for all texts of this shell. */
  readonly watch?: CommandWatch;
  /** Sees every program that ended, and every file test: for a record. */
  readonly witness?: ShellWitness;
}

/** Sees what {@link createRealShell} does. */
export interface ShellWitness {
  /** A shell text begins. */
  begin(request: ShellRequest): void;
  /** A program was run, or would have been had it not been run before. */
  program(call: ProgramCall, answer: ProgramAnswer, env: Readonly<Record<string, ByteString>>): void;
  /** A text wrote a file that a program reads. */
  handOver(path: ByteString, content: ByteString): void;
  /** A text asked whether something is there. */
  looked(path: ByteString, isThere: boolean): void;
  /** A text called a program that is not there. */
  absent(name: ByteString): void;
}

/**
 * A {@link RunShell} over real tools. Texts are interpreted in process and programs are started by
 * argv, so their stderr is kept even where the text throws it away and nothing is written into the
 * tree. Compiler runs that are alike are made once for the life of the returned function.
 */
export function createRealShell(options: RealShellOptions): RunShell {
  return shellWith(options, memoOf(options.host.policyLog));
}

/**
 * What programs answered under a policy, for all shells of a run: where answers are refused, a tree is read once for each
 * that they could have. Without a policy a memo lives as long as its shell.
 */
const ofPolicies = new WeakMap<PolicyLog, Memo>();

function memoOf(policyLog: PolicyLog | null): Memo {
  const memo = (policyLog === null ? undefined : ofPolicies.get(policyLog)) ?? new Map<string, Remembered>();
  if (policyLog !== null) ofPolicies.set(policyLog, memo);
  return memo;
}

/** The part of a map that answers are kept in. */
type Memo = Pick<Map<string, Remembered>, 'get' | 'set'>;

function shellWith(options: RealShellOptions, memo: Memo): RunShell {
  const { witness } = options;
  const host = witness === undefined ? options.host : watched(options.host, witness);
  const timeoutMs = options.timeoutMs ?? 30_000;
  const maxOutputBytes = options.maxOutputBytes ?? defaultLimits.maxBytes;
  const limits = { maxSteps: defaultLimits.maxSteps, maxBytes: maxOutputBytes };
  // `memo`: a tree asks the same compiler the same question in hundreds of places, and the answers of programs on disk
  // (cache/programs) hold neither the files that were written nor what policies refuse.
  /** Answers that this shell has seen. */
  const own = new WeakSet<Remembered>();
  return (request) => {
    witness?.begin(request);
    host.budget?.at(request.location ?? null);
    const commands: CommandEvidence[] = [];
    // Named after the text: the same text asks for the same files, the announcer's too.
    const textName = hashText(request.command);
    let scratchCount = 0;
    let leftMs = timeoutMs;
    const world: ShellWorld = {
      host,
      interpretsScripts: options.scripts === 'interpret',
      // A replay interprets them, too, and asks for what they ask; and what they write stays in memory.
      interpretsBash: witness !== undefined || options.scripts === 'interpret',
      locate(name, searchPath, cwd) {
        const location = locateProgram(host, name, searchPath, cwd);
        if (location.kind === 'missing') witness?.absent(name);
        if (location.kind === 'denied')
          options.watch?.after({ argv: [name], cwd, env: request.env }, notStartedResult('not-executable', ''));
        return location;
      },
      writesOutputOption: (argv) => roleOfCall(argv) !== null,
      newScratchPath: (hint) => `${host.scratchDirectory()}/${textName}-${++scratchCount}-${hint}`,
      run(call, evidence) {
        const answer = runMemoized(call, evidence, memo, start, (known) => {
          if (!own.has(known)) options.watch?.after(known.asked, known.result);
          own.add(known);
        });
        witness?.program(call, answer, request.env);
        return answer;
      },
    };
    const start = (program: ProgramCall): CommandResult => {
      const { hostArgv: argv, cwd, env, input } = program;
      const limit = Math.max(Math.ceil(leftMs), 1);
      const asked: CommandRequest = { argv, cwd, env, input, timeoutMs: limit, maxOutputBytes };
      options.watch?.before(asked);
      const result = runFor(request, asked, host);
      leftMs -= result.durationMs;
      options.watch?.after(asked, result);
      if (result.outcome !== 'refused') return result;
      // A policy may have an exit status for a program that it refuses.
      const status = options.host.policyLog?.decideUnknown?.(program.argv, result.stderr.trim()) ?? null;
      return { ...result, status };
    };
    const shellName = request.shellName ?? options.shellName ?? '/bin/sh';
    const text = { command: request.command, cwd: request.cwd, env: request.env, shellName };
    const outcome = interpretShell(text, world, commands, limits);
    if (outcome.kind === 'done') {
      const { kind: _, ...done } = outcome;
      return { ...done, commands, unknown: null };
    }
    if (outcome.kind === 'unknown') return unknownAnswer(outcome.reason, commands);
    if (options.fallback === 'refuse') {
      return unknownAnswer(`shell text not interpreted: ${outcome.reason}`, commands);
    }
    const argv = [shellName, '-c', request.command];
    const { cwd, env } = request;
    const result = runFor(request, { argv, cwd, env, input: '', timeoutMs, maxOutputBytes }, host);
    const whole = { shellName, timeoutMs, maxOutputBytes, reason: outcome.reason };
    return answerOfShell(request, result, whole);
  };
}

/** Words of a compiler call that are about a flag and no part of every question. */
const asks = /^-(?:[fmgOW]|std=|-)/;
const ofEveryQuestion = /^-W(?:error(?:=.*)?|all|extra)$/;

/** Runs a program for a text. Trouble of the machine says who asked, and what make and conf would have made of it. */
function runFor({ command, location }: ShellRequest, asked: CommandRequest, host: Host): CommandResult {
  try {
    return host.run(asked);
  } catch (error) {
    // What has no command is kgate's own trouble, which make and conf would not have.
    if (!(error instanceof TroubleError) || error.lines.length === 0) throw error;
    const flags = asked.argv.slice(1).filter((word) => asks.test(word) && !ofEveryQuestion.test(word));
    const taken =
      flags.length === 0 || roleOfCall(asked.argv) === null ? 'a failure' : `no ${flags.slice(0, 4).join(' ')}`;
    const lines = [
      ...error.lines,
      `asked ${location == null ? '' : `at ${formatLocation(location)} `}by: ${shorten(command, 300)}`,
      `conf and make would take it for an answer: ${taken}`,
    ];
    throw new TroubleError(error.code, error.message, { cause: error, lines, ...(error.hint && { hint: error.hint }) });
  }
}

/** A host whose written files and file tests the witness sees. */
function watched(host: Host, witness: ShellWitness): Host {
  return layerHost(host, {
    writeScratchFile(path, text) {
      witness.handOver(path, text);
      return host.writeScratchFile(path, text);
    },
    stat(path) {
      const found = host.stat(path);
      witness.looked(path, found !== undefined);
      return found;
    },
  });
}

/** Programs in a row that need not be started, after which it is taken that none has to be. */
const patience = 40;

/**
 * A function that starts, without waiting, the compilers and binutils a text would run, for a
 * {@link createRealShell} over the same host to find their answers ready, and a Python that only imports a
 * module. Null when the host cannot run programs side by side. Programs of another kind and those that read what
 * others write are not started; what follows from their answers is not foreseen. Where nothing has to be started for many in a
 * row, since their answers are kept, it looks at no more texts.
 */
export function createAnnouncer(options: RealShellOptions): ((request: ShellRequest) => void) | null {
  const { prefetch } = options.host;
  if (prefetch === null) return null;
  let scratch: ByteString | null = null;
  let unneeded = 0;
  /** A scratch file that is not the output is one that an announced program has yet to write. */
  const readsScratch = ({ argv }: CommandRequest): boolean =>
    scratch !== null && argv.some((word, at) => word.includes(`${scratch}/`) && argv[at - 1] !== '-o');
  const answered = memoOf(options.host.policyLog);
  const announced = new Map<string, Remembered>();
  const memo: Memo = {
    get: (key) => answered.get(key) ?? announced.get(key),
    set: (key, value) => announced.set(key, value),
  };
  const announcing: RealShellOptions = {
    ...options,
    fallback: 'refuse',
    host: layerHost(options.host, {
      // Nothing has been asked for yet, so that there is nothing to note.
      policyLog: null,
      writeScratchFile: () => true,
      scratchDirectory: () => (scratch = options.host.scratchDirectory()),
      run: (request) => {
        const isKnown = roleOfCall(request.argv) !== null || pythonModule(request) !== null;
        if (isKnown && !readsScratch(request)) unneeded = prefetch([request]) > 0 ? 0 : unneeded + 1;
        return exitedResult();
      },
    }),
  };
  const shell = shellWith(announcing, memo);
  return (request) => {
    if (unneeded < patience) shell(request);
  };
}

/** Short name for a text: FNV-1a, 32 bits twice with different seeds. */
function hashText(text: ByteString): string {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return `${(low >>> 0).toString(36)}${(high >>> 0).toString(36)}`;
}

/** A compiler run and the files it wrote. */
interface Remembered {
  readonly answer: ProgramAnswer;
  readonly evidence: CommandEvidence;
  readonly asked: CommandRequest;
  readonly result: CommandResult;
}

function runMemoized(
  call: ProgramCall,
  evidence: CommandEvidence[],
  memo: Memo,
  run: (call: ProgramCall) => CommandResult,
  onKnown: (known: Remembered) => void,
): ProgramAnswer {
  const key = memoKey(call);
  const known = key === null ? undefined : memo.get(key);
  if (known !== undefined) {
    evidence.push(known.evidence);
    onKnown(known);
    return known.answer;
  }
  const result = run(call);
  const entry: CommandEvidence = {
    argv: call.argv,
    status: result.status,
    stdout: result.stdout,
    stderr: result.stderr,
    source: result.outcome === 'refused' ? 'refused' : 'run',
  };
  evidence.push(entry);
  if (result.outcome === 'refused' && result.status !== null) {
    return { status: result.status, stdout: '', stderr: '' };
  }
  const answer: ProgramAnswer = {
    status: exitStatus(result, call.argv),
    stdout: result.stdout,
    stderr: result.stderr,
    written: call.replaced,
  };
  const asked = { argv: call.hostArgv, cwd: call.cwd, env: call.env, input: call.input };
  if (key !== null) memo.set(key, { answer, evidence: entry, asked, result });
  return answer;
}

/** The exit status of a program that ended; throws for the ways the interpreter cannot go on from. */
function exitStatus(result: CommandResult, argv: readonly ByteString[]): number {
  switch (result.outcome) {
    case 'exited':
      return result.status ?? 0;
    case 'timed-out':
      throw new UnknownAnswer(`${argv[0]} did not end within ${Math.round(result.durationMs)} ms: ${argv.join(' ')}`);
    case 'too-much-output':
      throw new UnknownAnswer(`${argv[0]} wrote more than the limit: ${argv.join(' ')}`);
    case 'refused':
      throw new UnknownAnswer(result.stderr.trim());
    default:
      // The shell has its own words for a killed program and its own way with a file that is no program.
      throw new Unsupported(`${argv[0]} was ${result.outcome}`);
  }
}

/** What decides a compiler's answer, or null when the run must not be shared. */
function memoKey(call: ProgramCall): string | null {
  if (roleOfCall(call.argv) === null) return null;
  // A replaced file that is not an output is read by the program, and its content may differ.
  const outputs = new Set(call.argv.filter((_, index) => call.argv[index - 1] === '-o'));
  const unnamed = unnamedOutput(call.argv);
  if (unnamed !== null) outputs.add(unnamed.name);
  if (call.replaced.some(([path]) => !outputs.has(path))) return null;
  return JSON.stringify([call.argv, call.cwd, call.input, answerEnvironment(call.argv[0] ?? '', call.env)]);
}

/** The answer of the real shell that a whole text was given to, for `reason`. */
function answerOfShell(
  request: ShellRequest,
  { outcome, status, signal, stdout, stderr }: CommandResult,
  whole: {
    readonly shellName: string;
    readonly timeoutMs: number;
    readonly maxOutputBytes: number;
    readonly reason: string;
  },
): ShellAnswer {
  const argv = [whole.shellName, '-c', request.command];
  const commands: CommandEvidence[] = [
    { argv, status, stdout, stderr, source: outcome === 'refused' ? 'refused' : 'run' },
  ];
  const name = programBasename(whole.shellName);
  switch (outcome) {
    case 'exited':
      return { stdout, stderr, status: status ?? 0, commands, unknown: null };
    case 'signaled':
      return { stdout, stderr, status: 128 + signalNumber(signal ?? ''), commands, unknown: null };
    case 'timed-out':
      return unknownAnswer(`${name} did not end within ${whole.timeoutMs} ms: ${request.command}`, commands);
    case 'too-much-output':
      return unknownAnswer(`${name} wrote more than ${whole.maxOutputBytes} bytes: ${request.command}`, commands);
    case 'refused':
      return unknownAnswer(`${stderr.trim()}; only a shell has the answer (${whole.reason})`, commands);
    default:
      return { ...unknownAnswer(`${whole.shellName} could not be run`, commands), status: status ?? 127 };
  }
}
