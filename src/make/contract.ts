/** What a caller asks of this folder and what it gets: {@link EvaluateRequest}, {@link Evaluation} and their parts. */
import type { ByteString } from '../core/bytes.ts';
import type { Location } from '../core/location.ts';
import type { PlacedShellCall, RunShell, ShellCall } from '../core/run-shell.ts';
import type { Host } from '../host/host.ts';
import type { Sharing } from './state/make-state.ts';
import type {
  Condition,
  Definition,
  FileWrite,
  Flavor,
  MakeEvent,
  MissingInclude,
  Origin,
  PathFrame,
  Prerequisite,
  Recipe,
  Reference,
} from './state/records.ts';
import type { AssignmentOperator } from './syntax/ast.ts';
import type { MakeVersion } from './syntax/dialect.ts';

/** What {@link Evaluation.lookup} gives. */
export interface VariableInfo {
  readonly name: ByteString;
  /** Raw, unexpanded value; empty when undefined. */
  readonly value: ByteString;
  readonly flavor: Flavor;
  readonly origin: Origin;
  /** True when a child process gets it. */
  readonly exported: boolean;
  /** Assignments that took effect, oldest first; the last one made the value. */
  readonly definitions: readonly Definition[];
}

/**
 * One thing that happened to a variable. `origin` is the one the step has, or would have had; `value` the raw value after it,
 * for `undefine` before it; `text` is empty where there is no right-hand side.
 */
export interface VariableStep
  extends Pick<
    Definition,
    'location' | 'origin' | 'text' | 'value' | 'flavor' | 'conditions' | 'path' | 'references' | 'shellCalls'
  > {
  /**
   * `definition`: an assignment that took effect. `ignored`: one that did not, because of a stronger
   * definition (`strongerOrigin`) or, for `?=`, of any; also an `undefine` without effect (operator `undefine`).
   */
  readonly kind: 'definition' | 'ignored' | 'undefine' | 'export' | 'unexport';
  /** Null for `export` and `unexport`. */
  readonly operator: AssignmentOperator | null;
  /** For `ignored`: origin of the definition that stood in the way; null otherwise. */
  readonly strongerOrigin: Origin | null;
  /** The target or target pattern it is bound to; null for the global variable. */
  readonly target: ByteString | null;
}

/** The whole story of one variable. */
export interface VariableHistory extends Omit<VariableInfo, 'definitions'> {
  /** Of the global variable, in the order in which they happened, the newest last. */
  readonly steps: readonly VariableStep[];
  /** Target- and pattern-specific ones, by target. */
  readonly targetSteps: readonly VariableStep[];
  /** What the variable expands to now and what that reads; null when it was not asked for. */
  readonly expansion: {
    readonly value: ByteString;
    readonly references: readonly Reference[];
    readonly shellCalls: readonly ShellCall[];
  } | null;
}

/** An assignment bound to a target or a target pattern. */
export interface TargetVariable extends Omit<VariableInfo, 'definitions'> {
  readonly append: boolean;
  readonly isPrivate: boolean;
  readonly definition: Definition | null;
}

/** What the explicit rules say about one target. */
export interface TargetInfo {
  readonly name: ByteString;
  /** True when it stands on the left side of a rule (not merely mentioned). */
  readonly isTarget: boolean;
  readonly isDoubleColon: boolean;
  readonly isPhony: boolean;
  readonly prerequisites: readonly Prerequisite[];
  readonly recipe: Recipe | null;
  /** Static pattern stem, null otherwise. */
  readonly stem: ByteString | null;
  /** Lines of the rules that named it as a target, in order. */
  readonly locations: readonly Location[];
  readonly variables: readonly TargetVariable[];
}

/** One pattern rule. */
export interface PatternRule {
  readonly targets: readonly ByteString[];
  readonly prerequisites: readonly Prerequisite[];
  readonly recipe: Recipe | null;
  /** `::` rules, which stop chaining. */
  readonly isTerminal: boolean;
  readonly location: Location | null;
}

/** The rule make would use for a target. */
export interface RuleMatch {
  readonly target: ByteString;
  readonly stem: ByteString | null;
  readonly recipe: Recipe | null;
  /** In `$^` order (not deduplicated), VPATH not applied. */
  readonly prerequisites: readonly Prerequisite[];
}

/** One recipe line ready for the shell. */
export interface RecipeLine {
  /** Expanded text, prefix characters removed. */
  readonly text: ByteString;
  readonly silent: boolean;
  readonly ignoreErrors: boolean;
  /** `+` prefix or a literal `$(MAKE)` in the unexpanded text. */
  readonly isRecursive: boolean;
  /** The line number make prints for it. */
  readonly location: Location;
  /** The stored line it came from. */
  readonly raw: ByteString;
  /** Conditionals that enclosed the line where it was read, outermost first; computed on each read. */
  readonly conditions: readonly Condition[];
  /** Files and includes that led to the line, outermost first, the recipe itself last; computed on each read. */
  readonly path: readonly PathFrame[];
  /** Variables read while the line was expanded. */
  readonly references: readonly Reference[];
}

/** A make before it reads anything. */
export interface MakeStart {
  /** `make` or `make[2]`. */
  readonly program: ByteString;
  /** Absolute working directory. */
  readonly cwd: string;
  /** True when it announces its directory (`-w`, `-C`, sub-makes). */
  readonly printsDirectory: boolean;
}

/** How make was started and what it may use. */
export interface EvaluateRequest {
  readonly host: Host;
  /** Answers `$(shell …)` and `!=`. */
  readonly runShell: RunShell;
  /** Absolute working directory (CURDIR); `host.cwd` when absent. */
  readonly cwd?: string;
  /** `-f` words in order; absent: GNUmakefile, makefile, Makefile. */
  readonly makefiles?: readonly ByteString[];
  readonly goals?: readonly ByteString[];
  /** `VAR=VALUE` words in command-line order. */
  readonly overrides?: readonly ByteString[];
  /** The complete environment; `host.env` when absent. MAKEFLAGS and MAKELEVEL in it are obeyed. */
  readonly env?: Readonly<Record<string, ByteString>>;
  /** Other command-line words: `-rR`, `--no-print-directory`, `-k`, `-Idir`, `--eval=…`. */
  readonly options?: readonly ByteString[];
  /** False: the jobserver that MAKEFLAGS names cannot be reached. */
  readonly hasJobserver?: boolean;
  /** MAKELEVEL; overrides the one in `env`. */
  readonly level?: number;
  /** What `$(MAKE)` is; `make` when absent. */
  readonly program?: ByteString;
  /** How make calls itself in messages; the last component of `program` when absent. */
  readonly programName?: ByteString;
  /** Version whose behaviour is followed; `4.3` when absent. See {@link parseMakeVersion}. */
  readonly makeVersion?: MakeVersion;
  /** What MAKE_VERSION shows; `makeVersion` when absent. */
  readonly makeVersionText?: ByteString;
  /** False: reading ends at the first stop. True (default): it goes on and later events are marked. */
  readonly keepGoing?: boolean;
  /** True: the caller remakes makefiles itself, so a missing `-f` file is an event while reading. */
  readonly remakes?: boolean;
  /** Called once options are known and before anything is read. */
  readonly onStart?: (start: MakeStart) => void;
  /** Gets each event as it happens; all of them are in {@link Evaluation.events}, too. */
  readonly onEvent?: (event: MakeEvent) => void;
  /**
   * Carries out `$(file >…)`: writes or appends to an absolute path and returns the C library's words
   * when that fails. Absent: what would be written is kept in memory and seen by later reads.
   */
  readonly writeFile?: (path: string, text: ByteString, isAppend: boolean) => string | null;
  /** Work shared with other evaluations of the same files. */
  readonly shared?: Sharing;
}

/** Everything known once make's reading phase is over. */
export interface Evaluation {
  /** How this make calls itself in messages: `make`, `make[2]`. */
  readonly program: ByteString;
  /** In the order make prints them. */
  readonly events: readonly MakeEvent[];
  /** The first fatal event, undefined when reading went through. */
  readonly stop: MakeEvent | undefined;
  /** Included files that were not there, in reading order. */
  readonly missingIncludes: readonly MissingInclude[];
  /** Every makefile read, in order, by the name used in messages. */
  readonly makefiles: readonly ByteString[];
  /** All `$(shell)` runs of the reading phase, in order. */
  readonly shellCalls: readonly PlacedShellCall[];
  /** What `$(file >…)` would have written. */
  readonly fileWrites: readonly FileWrite[];
  /** Logical lines read, including repeated ones. */
  readonly lineCount: number;
  /** Goals make would update: the command line's or the default goal. */
  readonly goals: readonly ByteString[];
  /** Variables as they are after reading. Never undefined: an unknown name has flavor `undefined`. */
  lookup(name: ByteString): VariableInfo;
  /**
   * What happened to a variable, also what had no effect. With `expand` its value is expanded, too, which may
   * run commands. A name that nothing mentions has no steps and flavor `undefined`.
   */
  history(name: ByteString, expand?: boolean): VariableHistory;
  /**
   * Expands text in the global scope, with `bound` variables in front of it as `$(foreach)` has them. May run `$(shell)`;
   * new events are appended to {@link events}.
   */
  expand(text: ByteString, bound?: ReadonlyMap<ByteString, ByteString>): ByteString;
  /** Names of all global variables, sorted by byte order. */
  variableNames(): readonly ByteString[];
  /** The environment of a recipe's process; `target` and `neededBy` add target-specific variables. */
  exportedEnvironment(target?: ByteString, neededBy?: readonly ByteString[]): Readonly<Record<string, ByteString>>;
  /** True when a target has variables of its own, or a pattern gives it some. */
  hasTargetVariables(target: ByteString): boolean;
  /**
   * Forgets all that was read: nothing may be asked afterwards. A walk over a thousand directories spares the
   * collector the way through what is no longer needed.
   */
  release(): void;
  /** What explicit rules say about a target, undefined when no rule mentions it. */
  target(name: ByteString): TargetInfo | undefined;
  /** All explicitly mentioned targets, in order of first mention. */
  targetNames(): readonly ByteString[];
  /** Pattern rules in search order. */
  patternRules(): readonly PatternRule[];
}
