/** Detail for {@link KgateError}. */
export interface ErrorDetail {
  /** One line: what the user can do about it. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** Further lines for the user, behind the hint. */
  readonly lines?: readonly string[];
}

/** Base of everything kgate throws on purpose; the command line maps it to exit status 2. */
export class KgateError extends Error {
  /** Stable identifier, `area/what`. */
  readonly code: string;
  readonly hint: string | undefined;
  /** Further lines for the user. */
  readonly lines: readonly string[];

  constructor(code: string, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = detail.hint;
    this.lines = detail.lines ?? [];
  }
}

/** The request itself cannot be served: arguments, paths, profile files. */
export class UsageError extends KgateError {}

/** The machine said no: I/O, a missing tool, a time limit. */
export class HostError extends KgateError {}

/**
 * Trouble of the machine: a full disk, no memory, a limit, a broken device. What was asked has no answer then, neither yes nor
 * no: the caller that takes other errors of the host for an answer passes this one on, and nothing that comes of it is kept.
 */
export class TroubleError extends HostError {}

/** Throws the error again where it is trouble of the machine; for those who take any other error for an answer. */
export function passTroubleOn(error: unknown): void {
  if (error instanceof TroubleError) throw error;
}

/** A broken invariant of kgate itself. */
export class InternalError extends KgateError {
  constructor(message: string, detail: ErrorDetail = {}) {
    super('internal/bug', message, detail);
  }
}

/** Closes an exhaustive switch over a discriminated union. */
export function assertNever(value: never): never {
  throw new InternalError(`unexpected value ${JSON.stringify(value)}`);
}
