/**
 * The state of one make: settings that never change, tables of variables and rules, the file system as it sees it, its
 * log, and where it stands. `evaluation.ts` makes one for each reading; an update goes on with it.
 */
import type { Budget } from '../../core/budget.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { PlacedShellCall, RunShell, ShellCall } from '../../core/run-shell.ts';
import { limits } from '../limits.ts';
import type { Argument, AssignmentOperator, LogicalText } from '../syntax/ast.ts';
import type { MakeDialect } from '../syntax/dialect.ts';
import type { Context } from './context.ts';
import type { ExpansionMemo } from './expansion-memo.ts';
import type { FileView } from './file-view.ts';
import type { MakeOptions } from './options.ts';
import { type MakeEvent, type MissingInclude, type Origin, type Reference, settled } from './records.ts';
import type { RuleDatabase, WaitingRule } from './rule-database.ts';
import type { VariableTable } from './variable-table.ts';
import type { DefinitionRecord, Scope } from './variables.ts';

/** A built-in function that gets its arguments expanded. */
export type EagerFunction = (make: MakeState, args: readonly ByteString[]) => ByteString;

/** A built-in function that expands its arguments itself. */
export type LazyFunction = (make: MakeState, args: readonly Argument[]) => ByteString;

/** The built-in functions by name; `read/expand.ts` calls them through this table because most of them expand text. */
export interface FunctionTable {
  readonly eager: ReadonlyMap<string, EagerFunction>;
  /** `if`, `or`, `and`, `foreach` and the like. */
  readonly lazy: ReadonlyMap<string, LazyFunction>;
  /** Carries out makefile text for `$(eval)`. */
  readonly evalText: (make: MakeState, text: ByteString) => void;
}

/**
 * Where make stands: everything that a statement, an expansion or a call sets for its duration and puts back afterwards.
 * A statement that is abandoned is undone by putting the whole record back (`state/spending.ts`).
 */
export class Position {
  /** Innermost variable scope, null when only the global one exists. */
  scope: Scope | null = null;
  context: Context | null = null;
  /** Clock 1: the statement or recipe line being read; null outside of both. */
  reading: Location | null = null;
  /** Clock 2: definition line of the innermost recursive variable being expanded. */
  expanding: Location | null = null;
  /** Where reads of variables are noted; null switches it off. */
  references: Reference[] | null = null;
  /** Where `$(shell)` runs are noted. */
  calls: ShellCall[] | null = null;
  /** Nested expansions right now. */
  depth = 0;
  includeDepth = 0;
  /** Environments of `$(shell)`s being made right now, one for the other. */
  environmentDepth = 0;
  /** Arguments bound by the innermost `$(call)`; inner calls blank the ones they do not pass. */
  boundArguments = 0;
  /** The target whose variable is being set; null for global ones. */
  assignedTarget: ByteString | null = null;
}

/** Work done so far, counted against `limits.ts`. */
export class Spent {
  statementSteps = 0;
  statementBytes = 0;
  totalSteps = 0;
  totalBytes = 0;
  /** What `totalSteps` may be. */
  maxSteps: number = limits.totalSteps;
  /** What `totalBytes` may be. */
  maxBytes: number = limits.totalBytes;
  /** The time of the whole run; null without a limit. */
  readonly budget: Budget | null;

  constructor(budget: Budget | null) {
    this.budget = budget;
  }
}

/** A makefile that was to be read. */
export interface ReadFile {
  /** With the include directory in which it was found. */
  readonly name: ByteString;
  readonly location: Location | null;
  /** A missing file is no error: `-include`, MAKEFILES. */
  readonly isOptional: boolean;
  readonly isIncluded: boolean;
  /** The C library's words when it could not be read, null otherwise. */
  readonly error: string | null;
}

/** Something that happened to a variable and left no definition. */
export interface HistoryNote {
  readonly name: ByteString;
  readonly kind: 'ignored' | 'undefine' | 'export' | 'unexport';
  readonly location: Location | null;
  readonly operator: AssignmentOperator | null;
  readonly text: ByteString;
  /** Origin the assignment would have had. */
  readonly origin: Origin;
  /** Origin of the value that stood in its way; null when nothing did. */
  readonly strongerOrigin: Origin | null;
  /** The target of a target-specific assignment. */
  readonly target: ByteString | null;
  /** The definition the variable had then; null when it had none. */
  readonly after: DefinitionRecord | null;
  readonly context: Context | null;
}

/** What make has said, run and read, each list in order. */
export class MakeLog {
  readonly events: MakeEvent[] = [];
  readonly shellCalls: PlacedShellCall[] = [];
  readonly missingIncludes: MissingInclude[] = [];
  readonly makefiles: ByteString[] = [];
  /** Everything that was to be read, found or not. */
  readonly readFiles: ReadFile[] = [];
  readonly history: HistoryNote[] = [];
  /** Logical lines read. */
  lineCount = 0;
  /** How many may be. */
  maxLines: number = limits.lines;
  /** How many events there may be. */
  maxEvents: number = limits.events;
  /** The first fatal event. */
  stopped: MakeEvent | undefined = undefined;
  /** Gets each event as it happens. */
  onEvent: ((event: MakeEvent) => void) | undefined;

  constructor(onEvent: MakeLog['onEvent']) {
    this.onEvent = onEvent;
  }
}

/** What directives, special variables and special targets have switched. */
export class Modes {
  /** `export` without names. */
  exportAll = false;
  /** `.RECIPEPREFIX`, as a character code: tab. */
  recipePrefix = 9;
  /** `.SECONDEXPANSION` is a target. */
  secondExpansion = false;
  /** `.POSIX` is a target. */
  isPosix = false;
  /** True once reading is over: rules can no longer be added. */
  rulesAreClosed = false;
  /** False while MAKEFILES is read: no default goal comes from there. */
  setsDefaultGoal = true;
  /** True when neither `-r` nor `-R` was given before reading. */
  startedWithBuiltins = false;
  /** The built-in suffix rules have been entered. */
  builtinsInstalled = false;
}

/** One text being read by a make that takes part in sharing. */
export interface SharedText {
  /**
   * At a line that begins a statement outside of any condition: the index to go on from, which is the given
   * one when the line has to be carried out.
   */
  advance(make: MakeState, index: number): number;
  /** The text is over; `isOpen`: a conditional of it was not closed. */
  finish(make: MakeState, index: number, isOpen: boolean): void;
}

/** The sharing of work between readings of the same makefiles, as the rest of make sees it; see `make/sharing`. */
export interface Sharing {
  /**
   * Lets a make that has defined nothing yet take part, if what it was started with allows it; true when its first
   * variables are in place then.
   */
  restoreStart(make: MakeState, names: MakeNames): boolean;
  /** Keeps the first variables of a make that has read nothing yet. */
  keepStart(make: MakeState): void;
  /** The lines of a text that is about to be read; null: each of them has to be carried out. */
  open(make: MakeState, text: LogicalText): SharedText | null;
  /** A rule is about to be entered. */
  noteRule(rule: WaitingRule): void;
  /** A makefile was read; `path` is absolute. */
  noteFile(path: string, text: ByteString): void;
}

/** What a make is called by its caller. */
export interface MakeNames {
  /** What `$(MAKE)` is. */
  readonly program?: ByteString;
  /** What MAKE_VERSION shows. */
  readonly makeVersionText?: ByteString;
}

/** State of one make. */
export interface MakeState {
  /** How the version of make behaves. */
  readonly dialect: MakeDialect;
  /** How this make calls itself in messages: `make` or `make[2]`. */
  readonly program: ByteString;
  /** MAKELEVEL of this make. */
  readonly level: number;
  /** False: the first stop ends the reading. */
  readonly keepGoing: boolean;
  readonly env: Readonly<Record<string, ByteString>>;
  readonly options: MakeOptions;
  runShell: RunShell;
  readonly functions: FunctionTable;
  globals: VariableTable;
  rules: RuleDatabase;
  readonly files: FileView;
  readonly log: MakeLog;
  readonly modes: Modes;
  readonly spent: Spent;
  readonly at: Position;
  /** Work that other readings did already; null: this one is on its own. */
  sharing: Sharing | null;
  /** Values kept while goals are updated; null while makefiles are read. */
  memo: ExpansionMemo | null;
}

/** What follows looks at more than variables, or has an effect: it is carried out each time. */
export function refuseRepeating(make: MakeState): void {
  make.globals.watcher?.refuse();
  if (make.memo !== null) make.memo.impurities++;
}

/** What a computation gave, and what it read and ran. */
export interface Traced<T> {
  readonly value: T;
  readonly references: readonly Reference[];
  readonly shellCalls: readonly ShellCall[];
}

/** Collects what `body` reads and runs, apart from everything around it. */
export function traced<T>({ at }: MakeState, body: () => T): Traced<T> {
  const outer = at.references;
  const outerCalls = at.calls;
  const references: Reference[] = [];
  const shellCalls: ShellCall[] = [];
  at.references = references;
  at.calls = shellCalls;
  const value = body();
  at.references = outer;
  at.calls = outerCalls;
  return { value, references: settled(references), shellCalls: settled(shellCalls) };
}

/** Runs `body` with parts of the position changed; what `body` throws passes without the change being undone. */
export function within<T>(make: MakeState, changes: Partial<Position>, body: () => T): T {
  const saved = { ...make.at };
  Object.assign(make.at, changes);
  const value = body();
  Object.assign(make.at, saved);
  return value;
}
