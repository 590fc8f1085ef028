/** What the parts of a walk through a shell text share. */
import type { ByteString } from '../../core/bytes.ts';
import type { ShellCommand } from '../../probe/index.ts';
import type { Known, WordScope } from './line-words.ts';
import type { MissingNeed, ProgramNeeds } from './program-needs.ts';

/** Why it is not known whether a line would get through. */
export interface LineDoubt {
  readonly reason: /** The text, or a script that it runs, is not one that is followed; `subject` says what. */
    | 'shell-text'
    /** The name of a program is only known while the line runs. */
    | 'unknown-program'
    /** A program that is not there, where the line may need it or not. */
    | 'conditional-program'
    /** A program that an earlier line may have made on the side, or may not. */
    | 'uncertain-program'
    /** The line itself may fail: it tests what is only known while it runs. */
    | 'conditional-failure'
    /** A make with a build of its own. */
    | 'separate-make'
    /** A file that the line reads into itself. */
    | 'sourced-file'
    /** A module of Python that could not be asked for. */
    | 'python-module';
  readonly subject: ByteString;
}

/** A piece of what a line writes. */
export interface WrittenText {
  readonly stream: 'stdout' | 'stderr';
  readonly text: ByteString;
}

/** How a walk ended. */
export interface WalkResult {
  /** Exit status as far as it follows from what is missing. */
  readonly status: Status;
  readonly output: readonly WrittenText[];
  /** What was missing where it counted: the last that failed. */
  readonly missing: MissingNeed | null;
  readonly doubt: LineDoubt | null;
  /** Programs that the line starts for certain. */
  readonly started: readonly ByteString[];
}

/** A number is known; `good`: a program that is there, which succeeds if all goes well; `open`: it may be either. */
export type Status = number | 'good' | 'open';

/** The status of one of several courses, where it is not known which is taken. */
export function statusOfAny(courses: readonly Status[]): Status {
  const [first = 0] = courses;
  if (courses.every((one) => one === first)) return first;
  return courses.every((one) => one === 0 || one === 'good') ? 'good' : 'open';
}

/** The shell that a text is for. */
export interface WalkedShell {
  /** As it calls itself in messages: `/bin/sh`, `scripts/link-vmlinux.sh`. */
  readonly name: ByteString;
  readonly isBash: boolean;
  readonly env: Readonly<Record<string, ByteString>>;
  readonly cwd: ByteString;
  /** What `$(MAKE)` is. */
  readonly make: ByteString;
}

/** Where a descriptor leads: to make's own output, or to where nothing is seen of it. */
export type Place = 'stdout' | 'stderr' | 'away';

/** Leaves a shell, a function or a loop. */
export class Leave {
  readonly kind: 'exit' | 'return' | 'break';
  readonly status: Status;

  constructor(kind: Leave['kind'], status: Status) {
    this.kind = kind;
    this.status = status;
  }
}

/** What the shells of one line share. */
export interface Shared {
  readonly needs: ProgramNeeds;
  readonly output: WrittenText[];
  readonly started: ByteString[];
  steps: number;
  missing: MissingNeed | null;
  doubt: LineDoubt | null;
}

/** Goes back to an earlier doubt where the newer one is only of how a program ends, which does not count. */
export function forgetProgram(shared: Shared, before: LineDoubt | null): void {
  if (shared.doubt?.reason === 'conditional-program') shared.doubt = before;
}

/** A program, a builtin or a function with its words. */
export interface Call {
  readonly args: readonly Known[];
  /** Variables that are set for it alone. */
  readonly own: ReadonlyMap<string, Known>;
}

/** A text that a shell is given. */
export interface ShellTextCall extends Call {
  /** As the shell calls itself in messages. */
  readonly name: ByteString;
  readonly text: ByteString;
  readonly options: ByteString;
  readonly isBash: boolean;
  /** The script; null for the words of `-c`. */
  readonly path: ByteString | null;
}

/** One shell, as the builtins and the programs of a walk see it. */
export interface Walker extends WordScope {
  readonly shared: Shared;
  readonly shell: WalkedShell;
  positional: readonly Known[] | null;
  variables: Map<string, Known | undefined>;
  readonly places: ReadonlyMap<number, Place>;
  cwd: Known;
  isOpen: boolean;
  exitsOnError: boolean;
  hasPipefail: boolean;
  readonly unsure: number;
  readonly line: number;
  readonly status: Status;
  readonly script: ByteString | null;
  readonly prefix: ByteString;
  /** How the shell calls itself in a message about the command that it runs. */
  readonly nameInMessages: ByteString;
  execute(command: ShellCommand, isTested: boolean): Status;
  /** Runs another text in this shell, `prefix` in front of messages of dash. */
  nested(action: () => Status, prefix: ByteString): Status;
  /** Runs a text in a shell of its own. */
  runShell(call: ShellTextCall): Status;
  doubt(reason: LineDoubt['reason'], subject: ByteString): void;
  write(descriptor: 1 | 2, text: ByteString): void;
  /** `$PATH`; null when it is not known. */
  searchPath(own: ReadonlyMap<string, Known>): Known;
}
