import type { CommandEvidence } from '../../core/shell.ts';
import type { ByteString } from '../../core/text.ts';
import type { Host } from '../../host/host.ts';

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
  /** Finds a program as the shell would; throws UnknownAnswer when that cannot be told. */
  locate(name: ByteString, searchPath: ByteString, cwd: string): ProgramLocation;
  /**
   * Runs a program or answers for it and records the evidence. Throws UnknownAnswer when the answer
   * cannot be known, Unsupported when only a real shell can tell.
   */
  run(call: ProgramCall, commands: CommandEvidence[]): ProgramAnswer;
  /** True when `-o FILE` of this program names a file it writes. */
  writesOutputOption(name: ByteString): boolean;
  /** True when shell scripts are interpreted, false when they run as a process. */
  readonly interpretsScripts: boolean;
  /** A fresh file name in the scratch directory. */
  newScratchPath(hint: string): string;
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
