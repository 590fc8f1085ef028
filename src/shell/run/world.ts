import type { ByteString } from '../../core/bytes.ts';
import type { CommandEvidence } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import type { Overlay } from '../../host/layers/overlay.ts';
import type { Descriptors, Stream } from './stream.ts';

/** The process id every interpreted shell has, above those of any machine: texts only make names from it. */
export const shellProcessId = '4194304';

/** A program a shell text wants to run. */
export interface ProgramCall {
  /** Program and arguments as the text has them. */
  readonly argv: readonly ByteString[];
  /** The same with paths of the overlay replaced by files of the scratch directory. */
  readonly hostArgv: readonly ByteString[];
  /** Pairs of a path as the text has it and the scratch file in its place. */
  readonly replaced: readonly (readonly [ByteString, string])[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, ByteString>>;
  readonly input: ByteString;
}

/** How a program answered. */
export interface ProgramAnswer {
  readonly status: number;
  readonly stdout: ByteString;
  readonly stderr: ByteString;
  /** Files the program wrote, where they are not the ones of the call: name in the text, scratch file. */
  readonly written?: readonly (readonly [ByteString, string])[];
}

/** Where a command name leads. */
export type ProgramLocation =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'denied' };

/** Everything outside the interpreter: files, programs, and what may be done with them. */
export interface ShellWorld {
  readonly host: Host;
  /** Finds a program as the shell would; throws UnknownAnswer when that is unknown. */
  locate(name: ByteString, searchPath: ByteString, cwd: string): ProgramLocation;
  /**
   * Runs a program or answers for it and records the evidence. Throws UnknownAnswer when the answer
   * cannot be known, Unsupported when only a real shell has the answer.
   */
  run(call: ProgramCall, commands: CommandEvidence[]): ProgramAnswer;
  /** True when `-o FILE` of this call names a file that its program writes. */
  writesOutputOption(argv: readonly ByteString[]): boolean;
  /** True when shell scripts are interpreted, false when they run as a process. */
  readonly interpretsScripts: boolean;
  /** True when scripts that are started with bash are interpreted as well, where they are the same under both. */
  readonly interpretsBash?: boolean;
  /** A fresh file name in the scratch directory. */
  newScratchPath(hint: string): string;
  /**
   * Files and streams that outlive one text; absent, a text starts with the machine's files and its
   * outputs are collected.
   */
  readonly session?: ShellSession;
}

/** What the lines of one recipe share. */
export interface ShellSession {
  readonly overlay: Overlay;
  /** Descriptors a text starts with. */
  readonly descriptors: Descriptors;
  /** False for a program that leaves its standard input alone, so that the next one can read it. */
  readsInput(argv: readonly ByteString[]): boolean;
  /** Runs a program in place of the machine's; null leaves it to the interpreter. */
  intercept(call: InterceptedCall): number | null;
}

/** A program call before it is looked up. */
export interface InterceptedCall {
  readonly argv: readonly ByteString[];
  readonly env: Readonly<Record<string, ByteString>>;
  /** Working directory of the shell. */
  readonly cwd: string;
  /** What descriptor 0 leads to. */
  readonly input: Stream | undefined;
  write(descriptor: 1 | 2, text: ByteString): void;
  /** Interprets a script of the tree in a shell of its own; gives its exit status. */
  runScript(text: ByteString, name: ByteString, args: readonly ByteString[], options: string): number;
}

/** Limits against hostile texts. */
export interface ShellLimits {
  /** Commands, loop rounds, pattern attempts and the like. */
  readonly maxSteps: number;
  /** Bytes in all outputs and values together. */
  readonly maxBytes: number;
}

/** Limits that no probe of a real tree comes near. */
export const defaultLimits: ShellLimits = { maxSteps: 200_000, maxBytes: 8 * 1024 * 1024 };
