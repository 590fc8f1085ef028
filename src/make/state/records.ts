/** Records that reading leaves behind: definitions, what each expansion read, tests, events, recipes. */
import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { ShellCall } from '../../core/run-shell.ts';
import type { MakeArgs, MakeCode } from '../codes.ts';
import type { AssignmentOperator } from '../syntax/ast.ts';

/** Where a variable's value comes from, in make's own words. Source: GNU make manual 4.3 §8.11. */
export type Origin =
  | 'undefined'
  | 'default'
  | 'environment'
  | 'environment override'
  | 'file'
  | 'command line'
  | 'override'
  | 'automatic';

/** How a variable expands. Source: GNU make manual 4.3 §8.12. */
export type Flavor = 'undefined' | 'recursive' | 'simple';

/** One assignment that took effect, in the order in which make carried them out. */
export interface Definition {
  readonly name: ByteString;
  /** Left side as written; the name itself unless that was computed. */
  readonly nameText: ByteString;
  /** Variables read while the left side was expanded. */
  readonly nameReferences: readonly Reference[];
  /** Null for values that no makefile line set (environment, command line, built-in). */
  readonly location: Location | null;
  readonly operator: AssignmentOperator;
  readonly origin: Origin;
  /** Right-hand side as written, after joining continuation lines and cutting the comment. */
  readonly text: ByteString;
  /** Raw value of the variable once this assignment was done (`+=` included). */
  readonly value: ByteString;
  readonly flavor: Flavor;
  /** Variables read while the text was expanded; empty for a deferred value. */
  readonly references: readonly Reference[];
  /** Commands run while the text was expanded. */
  readonly shellCalls: readonly ShellCall[];
  /** The definition this one replaced or appended to, null when it was the first. */
  readonly previous: Definition | null;
  /** Conditionals that enclosed the assignment, outermost first; computed on each read. */
  readonly conditions: readonly Condition[];
  /** Files, includes, calls and evals that led to the assignment, outermost first; computed on each read. */
  readonly path: readonly PathFrame[];
}

/** One variable read during an expansion. */
export interface Reference {
  readonly name: ByteString;
  /** What the reference expanded to. */
  readonly value: ByteString;
  /** The definition whose value was seen, null when the variable was undefined. */
  readonly definition: Definition | null;
  /** For a recursive variable: what its own expansion read this time. */
  readonly references: readonly Reference[];
  /** For a recursive variable: commands its own expansion ran this time. */
  readonly shellCalls: readonly ShellCall[];
}

const nothing: readonly never[] = [];

/** A list that nothing is added to any more, in as little room as it takes: a reading makes millions of them. */
export function settled<Entry>(list: readonly Entry[]): readonly Entry[] {
  return list.length === 0 ? nothing : list.length < 16 ? list.slice() : list;
}

/** A word of a rule line as written and what it expanded to, which may be several words or a part of one. */
export interface ExpandedWord {
  readonly text: ByteString;
  readonly value: ByteString;
  /** Variables read while it was expanded. */
  readonly references: readonly Reference[];
  /** Commands run while it was expanded. */
  readonly shellCalls: readonly ShellCall[];
}

/** Why make looks for a file: one rule that has it among its prerequisites. */
export interface Need {
  /** The file that is needed. */
  readonly name: ByteString;
  readonly neededBy: ByteString;
  /** The rule's line. */
  readonly location: Location;
  /** Conditionals around the rule, outermost first. */
  readonly conditions: readonly Condition[];
  /** The prerequisite as the rule has it; what it came from is known only where it holds a reference. */
  readonly word: ExpandedWord;
  /** Words of the rule's targets that gave the stem in {@link word}; empty without one. */
  readonly stemWords: readonly ExpandedWord[];
}

/** One test that decided whether a statement or an expression was reached. */
export interface Condition {
  /** `directive`: `ifeq` and friends; `function`: `$(if …)`, `$(or …)`, `$(and …)`. */
  readonly kind: 'directive' | 'function';
  /** `ifeq`, `ifneq`, `ifdef`, `ifndef`, `if`, `or`, `and`. */
  readonly test: string;
  readonly location: Location;
  /** As written: `ifeq ($(CONFIG_X),y)`, or the unexpanded condition of the function. */
  readonly text: ByteString;
  /** Expanded left side (`ifeq`), the tested name (`ifdef`), or the expanded condition (functions). */
  readonly left: ByteString;
  /** Expanded right side (`ifeq`), the raw value found (`ifdef`), empty for functions. */
  readonly right: ByteString;
  /** True when the test itself held (for `ifneq`: the sides differ). */
  readonly taken: boolean;
  /** Which side of the test encloses the place asked about. */
  readonly branch: 'then' | 'else';
  readonly references: readonly Reference[];
  readonly shellCalls: readonly ShellCall[];
}

/** One step on the way to an event, outermost first. */
export interface PathFrame {
  /** `file`: named on the command line; `variable`: a recursive variable being expanded. */
  readonly kind: 'file' | 'include' | 'eval' | 'call' | 'variable' | 'recipe';
  /** File name, called macro or variable name; empty for `eval`. */
  readonly name: ByteString;
  /** The line that led there, null for what the command line named. */
  readonly location: Location | null;
  /** Where the macro or variable was defined. */
  readonly definition: Location | null;
  /** Of a call: its words after expansion, the name included. */
  readonly words?: readonly ByteString[];
}

/** Something make would print or remember while reading. */
export type MakeEvent = {
  readonly [Code in MakeCode]: EventFacts & { readonly code: Code; readonly args: Readonly<MakeArgs[Code]> };
}[MakeCode];

/** What every {@link MakeEvent} has. */
export interface EventFacts {
  readonly kind: 'error' | 'warning' | 'info' | 'missing-include' | 'shell-stderr' | 'limit';
  /** Text exactly as make prints it, without the final newline. */
  readonly line: ByteString;
  /** The text without position, `*** ` and `.  Stop.`. */
  readonly message: ByteString;
  readonly location: Location | null;
  readonly stream: 'stdout' | 'stderr';
  /** True when make stops here with status 2. */
  readonly fatal: boolean;
  /** True when make would have stopped before it came here. */
  readonly afterStop: boolean;
  /** Everything that decided this place is reached, outermost first. */
  readonly conditions: readonly Condition[];
  readonly path: readonly PathFrame[];
  /** Variables read while the message was expanded. */
  readonly references: readonly Reference[];
  /**
   * For a file that no rule makes, and for the target of a recipe that fails: the rules that ask for it and for what needs
   * it, the nearest first.
   */
  readonly needs?: readonly Need[];
  /** For a file that no rule makes: files from which rules would make it, none of which is there. */
  readonly sources?: readonly ByteString[];
  /** For a command that was followed and failed: absolute paths of the files it read. */
  readonly reads?: readonly ByteString[];
  /** Of a recipe: the make it is in, by the makes that lead to it from the one that was updated, the outermost first. */
  readonly makes?: readonly ByteString[];
  /** Of a recipe: what it ran that failed, as its failure is explained. */
  readonly calls?: readonly ShellCall[];
}

/** An included file that was not there when make read the line. */
export interface MissingInclude {
  readonly name: ByteString;
  readonly location: Location | null;
  /** True for `-include` and `sinclude`. */
  readonly optional: boolean;
  /** True when it was named with `-f`. */
  readonly isMakefile: boolean;
  /** The C library's words: `No such file or directory`, `Permission denied`. */
  readonly error: string;
  readonly path: readonly PathFrame[];
  readonly conditions: readonly Condition[];
  readonly references: readonly Reference[];
}

/** A file that `$(file >…)` would have written. */
export interface FileWrite {
  readonly path: ByteString;
  readonly text: ByteString;
  readonly location: Location | null;
}

/** One stored recipe. */
export interface Recipe {
  /** File and line of the first recipe line; line n of {@link lines} counts as `line + n`. */
  readonly location: Location;
  /** Unexpanded recipe lines without their tab; an inner backslash-newline is kept. */
  readonly lines: readonly ByteString[];
}

/** One prerequisite of a rule. */
export interface Prerequisite {
  readonly name: ByteString;
  readonly orderOnly: boolean;
}
