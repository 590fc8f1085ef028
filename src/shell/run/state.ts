/** The state of a running shell and the tables of commands it knows: the types that all parts of the interpreter share. */

import type { ByteString } from '../../core/bytes.ts';
import type { AbsentThing, CommandEvidence } from '../../core/run-shell.ts';
import type { Overlay } from '../../host/layers/overlay.ts';
import type { Command, SimpleCommand } from '../language/ast.ts';
import type { Descriptors } from './stream.ts';
import type { ShellVariables, Variable } from './variables.ts';
import type { ShellLimits, ShellWorld } from './world.ts';

/** One text for the interpreter. */
export interface ShellText {
  readonly command: ByteString;
  readonly cwd: string;
  readonly env: Readonly<Record<string, ByteString>>;
  /** `$0`, which the shell's own messages begin with. */
  readonly shellName: string;
}

/** State that a text and everything it starts share. */
export interface Run {
  readonly world: ShellWorld;
  readonly userland: Userland;
  readonly overlay: Overlay;
  readonly commands: CommandEvidence[];
  readonly limits: ShellLimits;
  /** The beginning of what the text itself wrote to `/dev/null`. */
  discarded: ByteString;
  /** What was looked for and is not there. */
  readonly absent: AbsentThing[];
  steps: number;
  bytes: number;
  /** Nesting of shells, functions and substitutions. */
  depth: number;
}

/** One shell: the main one, a subshell, a substitution or a script. */
export interface Shell {
  readonly run: Run;
  /** `$0`. */
  readonly name: string;
  readonly variables: ShellVariables;
  readonly functions: Map<string, Command>;
  /** Variables that the running function has made its own, as they were before; null outside of functions. */
  readonly locals: Map<string, Variable | undefined> | null;
  positional: readonly ByteString[];
  readonly descriptors: Descriptors;
  /** Working directory as `pwd` prints it. */
  directory: string;
  /** `set -e`. */
  exitsOnError: boolean;
  /** `set -u`. */
  isUnsetFatal: boolean;
  /** `set -o pipefail` of bash: a pipeline ends with the last status that is not 0. */
  isPipeFailing: boolean;
  /** False after `set -f`. */
  isGlobbing: boolean;
  /** True for a script that bash runs: the text of its own messages is not known. */
  readonly isBash: boolean;
  exitTrap: Command | null;
  /** `$?`. */
  status: number;
  readonly line: number;
  readonly loopDepth: number;
  evalDepth: number;
  /** Runs one command. `isTested`: a failure here does not end the shell under `set -e`. */
  execute(command: Command, isTested: boolean): number;
  /** Runs a builtin or a program; functions are not looked at. */
  runCommand(command: Pick<SimpleCommand, 'assignments'>, argv: readonly ByteString[], isTested: boolean): number;
  /** Runs a program; gives its exit status. */
  runProgram(argv: readonly ByteString[], env: Readonly<Record<string, ByteString>>, searchPath: ByteString): number;
  /** Interprets a script in a shell of its own; `options` are the letters of its first line. */
  runScript(text: ShellText, args: readonly ByteString[], options: string, isBash?: boolean): number;
  /** Output of a command substitution, trailing newlines removed. */
  substitute(body: Command): ByteString;
}

/** Runs a builtin; gives its exit status. A thrown ShellError is its message and status. */
export type Builtin = (shell: Shell, args: readonly ByteString[], isTested: boolean) => number;

/**
 * Runs a small standard program in process. Gives its exit status, or null when these arguments
 * are not covered and the real program has to run.
 */
export type Utility = (
  shell: Shell,
  args: readonly ByteString[],
  env: Readonly<Record<string, ByteString>>,
) => number | null;

/** The commands that the interpreter carries out itself, by name. */
export interface Userland {
  /** Builtins whose assignments stay and whose errors end the shell. Source: POSIX.1-2017 XCU 2.14. */
  readonly specialBuiltins: ReadonlyMap<string, Builtin>;
  readonly builtins: ReadonlyMap<string, Builtin>;
  /** Builtins that only bash has, or that do something else there; they come first in a script for bash. */
  readonly bashBuiltins: ReadonlyMap<string, Builtin>;
  readonly utilities: ReadonlyMap<string, Utility>;
}
