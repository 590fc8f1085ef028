import type { ByteString } from '../../core/bytes.ts';

/** Thrown inside the interpreter when a text uses something it does not do exactly. */
export class Unsupported extends Error {}

/** Thrown inside the interpreter when the answer of a program is unknown. */
export class UnknownAnswer extends Error {}

/** Ends the current shell or subshell (`exit`, `set -e`, a fatal error). */
export class ExitShell {
  readonly status: number;

  constructor(status: number) {
    this.status = status;
  }
}

/** Leaves the running function. */
export class ReturnFromFunction {
  readonly status: number;

  constructor(status: number) {
    this.status = status;
  }
}

/** Leaves or restarts the `levels`-th enclosing loop. */
export class LeaveLoop {
  readonly kind: 'break' | 'continue';
  readonly levels: number;

  constructor(kind: 'break' | 'continue', levels: number) {
    this.kind = kind;
    this.levels = levels;
  }
}

/** An error of the shell itself, worded as it goes behind the shell's name and the line. */
export class ShellError {
  readonly message: ByteString;
  readonly status: number;
  /** True once it was written, so that it goes where standard error led when it happened. */
  isReported = false;

  constructor(message: ByteString, status = 2) {
    this.message = message;
    this.status = status;
  }
}
