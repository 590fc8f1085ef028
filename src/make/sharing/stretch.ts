/** Stretches: what a run of lines read and did, and how its effect is put in place again. See docs/make-semantics.md §8.1. */
import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import { recordRule } from '../rules/record-rule.ts';
import type { HistoryNote, MakeState, ReadFile } from '../state/make-state.ts';
import type { WaitingRule } from '../state/rule-database.ts';
import type { VariableBase } from '../state/variable-table.ts';
import type { Variable } from '../state/variables.ts';

/** A stretch with fewer results is put into the make's own variables. */
const largeStretch = 16;

/** What a stretch did, apart from the lines it is made of. */
export interface StretchEffect {
  /** What each variable was when it was first read; undefined: there was none. */
  readonly reads: ReadonlyMap<ByteString, Variable | undefined>;
  /** Texts of the included files, by absolute path. */
  readonly files: readonly (readonly [path: string, text: ByteString])[];
  readonly recipePrefix: number;
  readonly writes: ReadonlyMap<ByteString, Variable>;
  readonly rules: readonly WaitingRule[];
  readonly makefiles: readonly ByteString[];
  readonly readFiles: readonly ReadFile[];
  readonly history: readonly HistoryNote[];
  /** Lines read, without the first one of the stretch. */
  readonly lines: number;
  readonly reading: Location | null;
}

/** One stretch of a text. */
export interface Stretch {
  readonly effect: StretchEffect;
  readonly start: number;
  /** Index of the line after it. */
  readonly end: number;
  /** {@link StretchEffect.reads} as lists. */
  readonly readNames: readonly ByteString[];
  readonly readValues: readonly (Variable | undefined)[];
  hits: number;
  misses: number;
  /** By base under which all reads were found to be the same: those of them that the base did not answer. */
  readonly verified: Map<VariableBase | null, readonly ByteString[]>;
  /** The base with the writes on top. */
  readonly bases: Map<VariableBase | null, VariableBase>;
}

/** The stretch of the lines from `start` to before `end`. */
export function newStretch(start: number, end: number, effect: StretchEffect): Stretch {
  const { reads } = effect;
  return {
    effect,
    start,
    end,
    readNames: [...reads.keys()],
    readValues: [...reads.values()],
    hits: 0,
    misses: 0,
    verified: new Map(),
    bases: new Map(),
  };
}

/** Joins neighbours whose reads have been the same in every reading so far. */
export function joinStretches(single: readonly (Stretch | undefined)[]): (Stretch | undefined)[] {
  const joined: (Stretch | undefined)[] = [];
  for (let index = 0; index < single.length; index++) {
    const parts: Stretch[] = [];
    let next = single[index];
    while (next !== undefined && next.hits > 0 && next.misses === 0) {
      parts.push(next);
      next = single[next.end];
    }
    if (parts.length < 2) continue;
    joined[index] = join(parts);
    index = parts.at(-1)!.start;
  }
  return joined;
}

function join(stretches: readonly Stretch[]): Stretch {
  const parts = stretches.map(({ effect }) => effect);
  const reads = new Map<ByteString, Variable | undefined>();
  const writes = new Map<ByteString, Variable>();
  for (const part of parts) {
    for (const [name, found] of part.reads) if (!writes.has(name) && !reads.has(name)) reads.set(name, found);
    for (const [name, variable] of part.writes) writes.set(name, variable);
  }
  return newStretch(stretches[0]!.start, stretches.at(-1)!.end, {
    reads,
    writes,
    rules: parts.flatMap((part) => part.rules),
    files: parts.flatMap((part) => part.files),
    makefiles: parts.flatMap((part) => part.makefiles),
    readFiles: parts.flatMap((part) => part.readFiles),
    history: parts.flatMap((part) => part.history),
    lines: parts.reduce((sum, part) => sum + part.lines, parts.length - 1),
    reading: parts.at(-1)!.reading,
    recipePrefix: parts[0]!.recipePrefix,
  });
}

/** True when everything that a stretch read is now as it was. */
export function isRepeatable(make: MakeState, stretch: Stretch): boolean {
  const { files, reads, recipePrefix } = stretch.effect;
  if (make.modes.recipePrefix !== recipePrefix || make.files.writes.length > 0) return false;
  for (const [path, text] of files) if (make.files.host.readFile(path) !== text) return false;
  const { base, ownVariables } = make.globals;
  const unanswered = stretch.verified.get(base);
  if (unanswered !== undefined && ownVariables.size < reads.size) {
    for (const name of ownVariables.keys()) {
      if (reads.has(name) && !isSame(reads.get(name), ownVariables.get(name))) return false;
    }
    for (const name of unanswered) {
      if (!ownVariables.has(name) && !isSame(reads.get(name), base?.variables.get(name))) return false;
    }
    return true;
  }
  const { readNames, readValues } = stretch;
  for (let index = 0; index < readNames.length; index++) {
    const name = readNames[index]!;
    if (!isSame(readValues[index], ownVariables.get(name) ?? base?.variables.get(name))) return false;
  }
  if (unanswered === undefined) {
    stretch.verified.set(
      base,
      readNames.filter((name) => ownVariables.has(name)),
    );
  }
  return true;
}

/** The same variable, or one that no makefile line set with the same value. */
function isSame(left: Variable | undefined, right: Variable | undefined): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  return (
    left.value === right.value &&
    left.origin === right.origin &&
    left.isRecursive === right.isRecursive &&
    left.exportState === right.exportState &&
    left.isPrivate === right.isPrivate &&
    left.isAppend === right.isAppend &&
    left.definition?.location == null &&
    right.definition?.location == null
  );
}

/** Puts in place what a stretch did. */
export function repeat(make: MakeState, stretch: Stretch): void {
  const { globals, log } = make;
  const { history, lines, makefiles, reading, readFiles, rules, writes } = stretch.effect;
  if (writes.size < largeStretch) {
    for (const variable of writes.values()) globals.set(variable.name, variable);
  } else {
    const below = globals.base;
    let base = stretch.bases.get(below);
    if (base === undefined) {
      const variables = new Map([...(below?.variables ?? []), ...writes]);
      base = { variables, exportable: undefined };
      stretch.bases.set(below, base);
    }
    globals.rebase(base, writes);
  }
  for (const rule of rules) recordRule(make, rule);
  for (const name of makefiles) log.makefiles.push(name);
  for (const file of readFiles) log.readFiles.push(file);
  for (const note of history) log.history.push(note);
  log.lineCount += lines;
  make.at.reading = reading;
}
