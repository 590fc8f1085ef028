/** What the updating engine knows of one file. Source: GNU make manual 4.3 §4, §10. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { Recipe } from '../state/records.ts';
import type { Scope, Variable } from '../state/variables.ts';

/** Time of a file that does not exist. Times are milliseconds since 1970. */
export const missingTime = Number.NEGATIVE_INFINITY;
/** Time of a file that is older than all others (`-o`). */
export const oldTime = -1e300;
/** Time of a file that counts as made just now (`-W`, `-n`). */
export const newTime = Number.POSITIVE_INFINITY;

/** How updating a file ended; the worst of several is the largest. */
export const status = { success: 0, none: 1, question: 2, failed: 3 } as const;

/** One prerequisite of one file. */
export interface Dependency {
  readonly name: ByteString;
  file: FileState;
  /** Behind a `|`: its time does not count. */
  readonly orderOnly: boolean;
  /** True once it is known to be newer than its target, or was made again. */
  changed: boolean;
  /** `.WAIT`, `.EXTRA_PREREQS`: not in automatic variables. */
  readonly isHidden: boolean;
}

/** A prerequisite before it is looked at. */
export function newDependency(file: FileState, orderOnly: boolean, isHidden = false, name = file.name): Dependency {
  return { name, file, orderOnly, changed: false, isHidden };
}

const none: readonly never[] = [];

/** A file, a phony target, or one `::` rule of a file. */
export class FileState {
  /** As recipes see it; a VPATH search may change it. */
  name: ByteString;
  /** Name under which the file is found: differs from {@link name} after a VPATH search. */
  foundName: ByteString;
  dependencies: readonly Dependency[] = none;
  recipe: Recipe | null = null;
  /** Lines of the stored recipe that turned out to be recursive by a `+` in expanded text. */
  recursiveLines: Set<number> | null = null;
  stem: ByteString | null = null;
  isTarget = false;
  isPhony = false;
  /** Every `::` rule of this name in order, null for others. */
  doubleColon: FileState[] | null = null;
  /** Other files that one run of the recipe makes. */
  alsoMakes: readonly FileState[] = none;
  /** The file on whose behalf this one is looked at. */
  parent: FileState | null = null;
  /** The state that replaces this one after a VPATH search found both to be one file. */
  renamed: FileState | null = null;
  /** Undefined: not looked at, or to be looked at again. */
  time: number | undefined = undefined;
  timeBefore: number | undefined = undefined;
  isIntermediate = false;
  isSecondary = false;
  isNotIntermediate = false;
  isPrecious = false;
  isGoal = false;
  /** Named by a makefile, not only by an implicit rule. */
  isExplicit = false;
  hasCoarseTime = false;
  ignoresVpath = false;
  triedImplicit = false;
  isUpdated = false;
  /** True between the start of its update and its end, to find circles. */
  isUpdating = false;
  /** Pass in which it was considered last. */
  considered = 0;
  status: number = status.none;
  /** No rule makes it, and make has gone on as if it were there. */
  isPassedStop = false;
  isRunning = false;
  /** Failures are of no concern (`-include`). */
  dontCare = false;
  /** A failure was not reported, because the file is optional. */
  isUnreported = false;
  /** The rule's own line, for messages. */
  location: Location | null = null;
  /** The explicit rule's `X = …`; shared by all `::` rules. */
  variables: Map<ByteString, Variable> | null = null;
  /** `.SHELLSTATUS` as a `$(shell)` in the recipe left it, which is a variable of the target. */
  shellStatus: Variable | null = null;
  /** Pattern-specific variables, searched once. */
  patternVariables: Map<ByteString, Variable> | null = null;
  /** The scope of its variables; good while the epoch is that of the table. */
  scope: Scope | null = null;
  scopeEpoch = 0;
  /** Second expansion of prerequisites has been done. */
  isSettled = false;
  hasBuiltinRecipe = false;

  /** All `::` rules of this name, or the file alone. */
  get chain(): readonly FileState[] {
    return this.doubleColon ?? [this];
  }

  constructor(name: ByteString) {
    this.name = name;
    this.foundName = name;
  }
}

/** The state of a file after all renaming. */
export function currentState(file: FileState): FileState {
  let found = file;
  while (found.renamed !== null) found = found.renamed;
  return found;
}
