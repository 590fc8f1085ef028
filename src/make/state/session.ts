/** The mutable state of one evaluation, its limits, and how messages are made. */

import type { ByteString } from '../../core/bytes.ts';
import { formatLocation, type Location } from '../../core/location.ts';
import type { PlacedShellCall, RunShell, ShellCall } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import type { MakeCode } from '../codes.ts';
import type { MakeOptions } from '../read/flags.ts';
import type { RuleDatabase } from '../rules/rules.ts';
import type { SharedReading } from '../sharing/shared-reading.ts';
import type { MakeDialect } from '../syntax/dialect.ts';
import type { Argument } from '../syntax/expression.ts';
import { type Context, conditionsOf, pathOf } from './context.ts';
import type { HistoryNote } from './history-notes.ts';
import type { FileWrite, MakeEvent, MissingInclude, Reference } from './types.ts';
import type { VariableTable } from './variable-table.ts';
import type { Scope } from './variables.ts';

/** Ends the whole evaluation; never leaves this folder. */
export class StopReading {
  readonly reason = 'stop';
}

/** Ends the statement being evaluated after a limit of kgate's own was met; never leaves this folder. */
export class AbandonStatement {
  readonly reason = 'limit';
}

/** Limits that keep hostile makefiles from hanging or exhausting memory. */
export const limits = {
  /** Nested expansions. GNU make itself has no limit but its stack. */
  depth: 1200,
  /** Bytes of one expanded text. */
  size: 64 * 1024 * 1024,
  /** Variable and function expansions of one statement. */
  statementSteps: 2_000_000,
  /** Variable and function expansions of an evaluation. */
  totalSteps: 40_000_000,
  /** Bytes of text taken apart for one statement; arguments within arguments count again. */
  statementBytes: 192 * 1024 * 1024,
  /** Parts of one text that are not literal. */
  parts: 2_000_000,
  /** Names in one list of targets or prerequisites. */
  names: 1_000_000,
  /** Bytes produced by expansions of an evaluation. */
  totalBytes: 4 * 1024 * 1024 * 1024,
  /** Files included from within each other. */
  includes: 180,
  /** Entries kept in one list of references. */
  references: 2000,
  /** Events kept; the next one ends the evaluation. */
  events: 50_000,
  /** Logical lines read. */
  lines: 20_000_000,
} as const;

/** Signature of a built-in function that gets its arguments expanded. */
export type EagerFunction = (session: Session, args: readonly ByteString[]) => ByteString;

/** Signature of a built-in function that expands its arguments itself. */
export type LazyFunction = (session: Session, args: readonly Argument[]) => ByteString;

/** A makefile that was to be read. */
export interface ReadFile {
  /** With the include directory in which it was found. */
  readonly name: ByteString;
  readonly location: Location | null;
  /** Nobody minds when it is not there: `-include`, MAKEFILES. */
  readonly isOptional: boolean;
  readonly isIncluded: boolean;
  /** The C library's words when it could not be read, null otherwise. */
  readonly error: string | null;
}

/** Writes or appends; returns the C library's words when it fails, null otherwise. `path` is absolute. */
export type WriteFile = (path: string, text: ByteString, isAppend: boolean) => string | null;

/** State of one evaluation. */
export interface Session {
  readonly host: Host;
  readonly runShell: RunShell;
  readonly cwd: string;
  /** How the version of make behaves. */
  readonly dialect: MakeDialect;
  /** `make` or `make[2]`. */
  readonly program: ByteString;
  /** MAKELEVEL of this make. */
  readonly level: number;
  readonly keepGoing: boolean;
  readonly env: Readonly<Record<string, ByteString>>;
  readonly options: MakeOptions;
  globals: VariableTable;
  rules: RuleDatabase;
  readonly events: MakeEvent[];
  readonly shellCalls: PlacedShellCall[];
  readonly fileWrites: FileWrite[];
  readonly missingIncludes: MissingInclude[];
  readonly makefiles: ByteString[];
  /** Everything that was to be read, in order, found or not. */
  readonly readFiles: ReadFile[];
  /** Built-in functions that take expanded arguments. */
  readonly functions: ReadonlyMap<string, EagerFunction>;
  /** `if`, `or`, `and`, `foreach`. */
  readonly lazyFunctions: ReadonlyMap<string, LazyFunction>;
  /** Carries out makefile text for `$(eval)`. */
  evalText: (text: ByteString) => void;
  /** Innermost variable scope, null when only the global one exists. */
  scope: Scope | null;
  context: Context | null;
  /** Clock 1: the statement or recipe line being read; null outside of both. */
  reading: Location | null;
  /** Clock 2: definition line of the innermost recursive variable being expanded. */
  expanding: Location | null;
  /** Where reads of variables are noted; null switches it off. */
  references: Reference[] | null;
  /** Where `$(shell)` runs are noted. */
  calls: ShellCall[] | null;
  /** Nested expansions right now. */
  depth: number;
  statementSteps: number;
  statementBytes: number;
  totalSteps: number;
  totalBytes: number;
  includeDepth: number;
  lineCount: number;
  stopped: MakeEvent | undefined;
  /** Arguments bound by the innermost `$(call)`; inner calls blank the ones they do not pass. */
  boundArguments: number;
  /** Environments of `$(shell)`s being made right now, one for the other. */
  environmentDepth: number;
  /** What happened to variables and left no definition. */
  readonly history: { count: number; readonly notes: Map<ByteString, HistoryNote[]> };
  /** The target whose variable is being set; null for global ones. */
  assignedTarget: ByteString | null;
  exportAll: boolean;
  recipePrefix: number;
  secondExpansion: boolean;
  /** True once reading is over: rules can no longer be added. */
  rulesAreClosed: boolean;
  /** Set while MAKEFILES is read: no default goal comes from there. */
  setsDefaultGoal: boolean;
  /** Where included files are looked for; null when it has to be found anew. */
  includePath: readonly ByteString[] | null;
  readonly directoryCache: Map<string, readonly ByteString[] | null>;
  /** Told of each event as it happens. */
  onEvent: ((event: MakeEvent) => void) | undefined;
  /** Writes a file for `$(file >…)`; undefined: it is kept in memory. */
  readonly writeFile: WriteFile | undefined;
  /** `.POSIX` is a target. */
  isPosix: boolean;
  /** True when neither `-r` nor `-R` was given before reading. */
  startedWithBuiltins: boolean;
  /** The built-in suffix rules have been entered. */
  builtinsInstalled: boolean;
  /** What other evaluations did already; null: this one is on its own. */
  shared: SharedReading | null;
}

function record(
  session: Session,
  kind: MakeEvent['kind'],
  code: MakeCode,
  line: ByteString,
  message: ByteString,
  location: Location | null,
  fatal: boolean,
): MakeEvent {
  const event: MakeEvent = {
    kind,
    code,
    line,
    message,
    location,
    stream: kind === 'info' ? 'stdout' : 'stderr',
    fatal,
    afterStop: session.stopped !== undefined,
    conditions: conditionsOf(session.context),
    path: pathOf(session.context),
    references: session.references === null ? [] : session.references.slice(),
  };
  addEvent(session, event);
  return event;
}

/** Keeps an event and tells {@link Session.onEvent}; ends the evaluation when there are too many. */
export function addEvent(session: Session, event: MakeEvent): void {
  session.events.push(event);
  if (event.fatal && session.stopped === undefined) session.stopped = event;
  session.onEvent?.(event);
  if (session.events.length > limits.events) throw new StopReading();
}

/** `FILE:LINE: ` or `make: `, as every message of make begins. */
export function positionPrefix(session: Session, location: Location | null): ByteString {
  return location === null ? `${session.program}: ` : `${formatLocation(location)}: `;
}

/**
 * Reports what stops make. Evaluation goes on afterwards unless the request said otherwise, so
 * callers have to continue with a harmless value. Source: observed with make 4.3.
 */
export function fatal(session: Session, code: MakeCode, message: ByteString, location: Location | null): void {
  const line = `${positionPrefix(session, location)}*** ${message}.  Stop.`;
  record(session, 'error', code, line, message, location, true);
  if (!session.keepGoing) throw new StopReading();
}

/** Reports what make prints and passes over. */
export function warn(session: Session, code: MakeCode, message: ByteString, location: Location | null): void {
  record(session, 'warning', code, positionPrefix(session, location) + message, message, location, false);
}

/** Reports one line of `$(info)`. */
export function inform(session: Session, message: ByteString): void {
  record(session, 'info', 'make/info', message, message, session.reading, false);
}

/** Reports what a shell command wrote on stderr; `text` without its final newline. */
export function reportShellOutput(session: Session, text: ByteString): void {
  record(session, 'shell-stderr', 'make/shell-stderr', text, text, session.reading, false);
}

/** Reports that kgate's own limit was met and abandons the statement. */
export function limitReached(session: Session, code: MakeCode, message: ByteString): never {
  const location = session.reading;
  const line = `${positionPrefix(session, location)}*** ${message}.  Stop.`;
  record(session, 'limit', code, line, message, location, true);
  if (!session.keepGoing || code === 'make/limit-steps') throw new StopReading();
  throw new AbandonStatement();
}

/** Counts bytes of text that is taken apart. */
export function countBytes(session: Session, count: number): void {
  session.statementBytes += count;
  if (session.statementBytes > limits.statementBytes) {
    limitReached(session, 'make/limit-depth', 'kgate: expansions are nested too deeply');
  }
}

/** Counts one step of work, or several. */
export function countStep(session: Session, count = 1): void {
  session.statementSteps += count;
  session.totalSteps += count;
  if (session.statementSteps > limits.statementSteps || session.totalSteps > limits.totalSteps) {
    limitReached(session, 'make/limit-steps', 'kgate: expansion takes too many steps');
  }
}

/** What has to be put back when a statement is abandoned. */
type Restorable = Pick<
  Session,
  | 'scope'
  | 'depth'
  | 'expanding'
  | 'context'
  | 'references'
  | 'calls'
  | 'reading'
  | 'boundArguments'
  | 'includeDepth'
  | 'environmentDepth'
>;

/**
 * Puts the session back after an abandoned statement. An exhausted JavaScript stack or string
 * becomes a limit event; everything else is thrown on.
 */
export function recover(session: Session, saved: Restorable, error: unknown): void {
  const where = session.reading;
  const context = session.context;
  Object.assign(session, saved);
  if (error instanceof AbandonStatement) return;
  if (!(error instanceof RangeError)) throw error;
  session.reading = where;
  session.context = context;
  try {
    if (error.message.includes('string length')) {
      limitReached(session, 'make/limit-size', 'kgate: expansion is too large');
    }
    limitReached(session, 'make/limit-depth', 'kgate: expansions are nested too deeply');
  } catch (limit) {
    Object.assign(session, saved);
    if (!(limit instanceof AbandonStatement)) throw limit;
  }
}

/** The parts of a session that {@link recover} puts back. */
export function snapshot(session: Session): Restorable {
  const { scope, depth, expanding, context, references, calls, reading, boundArguments } = session;
  const { includeDepth, environmentDepth } = session;
  return {
    scope,
    depth,
    expanding,
    context,
    references,
    calls,
    reading,
    boundArguments,
    includeDepth,
    environmentDepth,
  };
}

/** Runs `body`; a limit met in it is an event, not an exception. */
export function guardLimits(session: Session, body: () => void): void {
  const saved = snapshot(session);
  try {
    body();
  } catch (error) {
    recover(session, saved, error);
  }
}
