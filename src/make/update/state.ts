/** What the parts of one update share. */
import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { MakeArgs, MakeCode } from '../codes.ts';
import { patternVariablesOf } from '../rules/recipe.ts';
import type { MakeState } from '../state/make-state.ts';
import { record } from '../state/messages.ts';
import type { Condition, MakeEvent, PathFrame } from '../state/records.ts';
import type { Scope, Variable } from '../state/variables.ts';
import type { UpdateDriver } from './driver.ts';
import type { FileState } from './file-state.ts';
import type { FileTable } from './file-table.ts';
import type { SearchRule } from './pattern-rules.ts';
import type { SearchPaths } from './vpath.ts';

/** Ends the whole update with status 2; never leaves this folder. */
export class StopUpdating {
  readonly reason = 'stop';
}

/** Options as they are now: makefiles are remade without `-n`, `-q`, `-t`. */
export type Flags = Record<
  'justPrint' | 'question' | 'touch' | 'keepGoing' | 'ignoreErrors' | 'silent' | 'alwaysMake' | 'trace' | 'passesStops',
  boolean
>;

/** State of one update. */
export interface Update {
  readonly make: MakeState;
  readonly driver: UpdateDriver;
  readonly flags: Flags;
  readonly table: FileTable;
  readonly paths: SearchPaths;
  readonly rules: readonly SearchRule[];
  readonly impossible: Set<ByteString>;
  steps: number;
  scopeOf(file: FileState): Scope | null;
  /** Number of the pass over the goals: each file is considered once a pass. */
  pass: number;
  commandsStarted: number;
  hasUnknown: boolean;
  /** Goals that are files and that no rule makes. */
  readonly idleGoals: ByteString[];
  isRemaking: boolean;
  /** A goal of {@link isRemaking} whose missing file has not been reported yet. */
  goalProblem: { readonly location: Location | null; readonly file: ByteString; readonly problem: ByteString } | null;
  /** Answers of the walk through intermediate files by file and time. */
  readonly intermediateAnswers: Map<FileState, Map<number, { mustMake: boolean; status: number }>>;
  considered: number;
  readonly maxFiles: number;
  readonly newFiles: readonly ByteString[];
  readonly oldFiles: readonly ByteString[];
  isCut: boolean;
  /** A file with a time in the future has been seen. */
  clockSkew: boolean;
  readonly startedAt: number;
}

/** Prints a message of make's own on stdout: `make: TEXT`. */
export function say(update: Update, text: ByteString): void {
  update.driver.print('stdout', `${update.make.program}: ${text}\n`);
}

/** Where a message comes from, for those who read events. */
export interface Surroundings {
  /** The message stops make without `-k`. */
  readonly isFatal?: boolean;
  /** The text begins with this position instead of make's name. */
  readonly location?: Location | null;
  /** Where it happened, when the text does not begin with it. */
  readonly place?: Location;
  readonly conditions?: readonly Condition[];
  readonly path?: readonly PathFrame[];
  readonly references?: MakeEvent['references'];
  readonly message?: ByteString;
  readonly needs?: MakeEvent['needs'];
}

/** Reports a message of make's. */
export function report<Code extends MakeCode>(
  update: Update,
  code: Code,
  args: MakeArgs[Code],
  text: ByteString,
  around: Surroundings = {},
): void {
  const { make } = update;
  const { isFatal: fatal = false, location = null, place = null, conditions = [], path = [], references = [] } = around;
  record(
    make,
    {
      kind: fatal ? 'error' : 'warning',
      code,
      line: location === null ? `${make.program}: ${text}` : text,
      message: around.message ?? text.replace(/^\*\*\* /, '').replace(/\. {2}Stop\.$/, ''),
      location: location ?? place,
      fatal,
      conditions,
      path,
      references,
      ...(around.needs !== undefined && { needs: around.needs }),
    },
    [args],
  );
}

/** Files on whose behalf a file is looked at, the goal first. */
export function neededBy(file: FileState): ByteString[] {
  const names: ByteString[] = [];
  const seen = new Set<FileState>([file]);
  for (let at = file.parent; at !== null && !seen.has(at); at = at.parent) {
    seen.add(at);
    names.push(at.name);
  }
  return names.reverse();
}

const noVariables: Map<ByteString, Variable> = new Map();
/** Targets do not see `private` global variables. */
const boundary: Scope = { variables: noVariables, next: null, hidesPrivateOfNext: true };

/** Variables of a file: its own, those of patterns, then those of the files it is made for. */
export function openFileScope(make: MakeState, table: FileTable, file: FileState): Scope | null {
  if (!table.hasTargetVariables) return boundary;
  // Scopes of files further out are kept: chains may be long.
  const chain: FileState[] = [];
  const seen = new Set<FileState>();
  let at: FileState | null = file;
  for (; at !== null && at.scopeEpoch !== table.scopeEpoch && !seen.has(at); at = at.parent) {
    seen.add(at);
    chain.push(at);
  }
  let scope: Scope | null = at === null || seen.has(at) ? null : at.scope;
  for (const one of chain.reverse()) {
    one.patternVariables ??= patternVariablesOf(make, one.name, scope);
    const own = one.variables ?? noVariables;
    if (own.size > 0 || one.patternVariables.size > 0) {
      const outer: Scope = { variables: one.patternVariables, next: scope, hidesPrivateOfNext: true };
      scope = { variables: own, next: outer, hidesPrivateOfNext: false };
    } else if (scope === null) scope = boundary;
    else if (scope.variables !== noVariables || !scope.hidesPrivateOfNext)
      scope = { variables: noVariables, next: scope, hidesPrivateOfNext: true };
    one.scope = scope;
    one.scopeEpoch = table.scopeEpoch;
  }
  return scope;
}

/** Lets a file be looked at on behalf of another one. */
export function setParent(table: FileTable, file: FileState, parent: FileState): void {
  for (const one of file.chain) {
    if (one.parent === parent) continue;
    one.parent = parent;
    // Whatever was opened below it has another surrounding now.
    if (one.scopeEpoch === table.scopeEpoch) table.scopeEpoch++;
  }
}
