import type { ByteString } from './bytes.ts';
import type { Location } from './location.ts';

/**
 * How an engine asks for `$(shell …)`. kconfig and make never see probe: kernel/ hands them a
 * {@link RunShell} that answers from real tools, from a recorded toolchain, or not at all.
 */
export interface ShellRequest {
  /** Text for `/bin/sh -c`, already expanded. */
  readonly command: ByteString;
  /** Absolute working directory. */
  readonly cwd: string;
  /** The complete environment of the command. */
  readonly env: Readonly<Record<string, ByteString>>;
  /** What the shell calls itself in its messages: `sh` where conf starts it with popen; absent: as the answering shell says. */
  readonly shellName?: string;
  /** The line that asks; absent where it is not known. */
  readonly location?: Location | null;
}

/** One program that a shell text started (or would have started), with its own words. */
export interface CommandEvidence {
  readonly argv: readonly ByteString[];
  /** Exit status; 127 when not found, null when killed or unknown. */
  readonly status: number | null;
  readonly stdout: ByteString;
  /** What the program wrote on stderr even where the shell text threw it away. */
  readonly stderr: ByteString;
  /** `run`: a real process; `profile`: a recorded answer; `refused`: not started; `unknown`: no answer. */
  readonly source: 'run' | 'profile' | 'refused' | 'unknown';
  /** What it read on standard input; absent when that was nothing. */
  readonly input?: ByteString;
}

/** Something that a shell text looked for and did not find. */
export interface AbsentThing {
  /** `program`: by `command -v` or `which`; `file`: by a test such as `test -e`. */
  readonly kind: 'program' | 'file';
  /** As the text has it. */
  readonly name: ByteString;
}

/** What a shell text said and asked that its answer does not show. */
export interface ShellAside {
  /** What the text itself (not its programs) wrote to `/dev/null`; the beginning of it. */
  readonly discarded: ByteString;
  /** In the order of the questions, each once. */
  readonly absent: readonly AbsentThing[];
}

/** A file with its text, a directory that was made, or what was removed. */
export type LeftChange =
  | { readonly kind: 'file'; readonly content: ByteString }
  | { readonly kind: 'directory' | 'removed' };

/** What a shell text that was followed in process has left in memory: absolute paths, in the order of their first change. */
export type ShellLeavings = readonly (readonly [path: string, change: LeftChange])[];

/** The answer to a {@link ShellRequest}. */
export interface ShellAnswer {
  /** Everything written on stdout, untouched (trailing newlines included). */
  readonly stdout: ByteString;
  /** What the shell text let through on stderr. */
  readonly stderr: ByteString;
  /** Exit status of the shell; 127 when the program was not found. */
  readonly status: number;
  /** Programs started, in order. Empty when the shell text was pure. */
  readonly commands: readonly CommandEvidence[];
  /** Why the answer could not be known, or null. The other fields are then placeholders. */
  readonly unknown: string | null;
  /** What the answer does not show; absent where that is nothing. */
  readonly aside?: ShellAside;
  /** Files that the text wrote: who asks lays them over the machine's. Absent where it wrote none, or a real shell ran it. */
  readonly left?: ShellLeavings;
}

/** The answer to a text whose answer is unknown for a reason. */
export function unknownAnswer(reason: string, commands: readonly CommandEvidence[] = []): ShellAnswer {
  return { stdout: '', stderr: '', status: 0, commands, unknown: reason };
}

/** Synchronous by design: both evaluators are depth-first interpreters. */
export type RunShell = (request: ShellRequest) => ShellAnswer;

/** One `$(shell)` as an engine met it: the request, the answer and where it stands. */
export interface ShellCall {
  readonly command: ByteString;
  readonly answer: ShellAnswer;
  /** The statement that asked, where the engine keeps it with the call. */
  readonly location?: Location | null;
  /** Macros the command came out of, outermost first, where the engine keeps them with the call. */
  readonly macros?: readonly MacroFrame[];
}

/** One macro on the way to a command. */
export interface MacroFrame {
  readonly name: ByteString;
  /** After expansion. */
  readonly arguments: readonly ByteString[];
  /** Where it was defined. */
  readonly definition: Location | null;
}

/** One `$(shell)` with the line that was being read. */
export interface PlacedShellCall extends ShellCall {
  readonly location: Location | null;
}
