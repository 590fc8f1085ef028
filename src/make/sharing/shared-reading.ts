/**
 * Work that many evaluations have in common. Makefiles of one build are read a thousand times with little
 * difference: what one evaluation records of a stretch of lines (a statement with its recipe, a whole
 * `if … endif`, an `include` with all that it reads) stands for it in the next one where everything the
 * stretch read is the same. What a stretch did is then put in place instead of being done again, with the
 * same records of where values come from.
 *
 * A stretch is recorded only when its effect follows from variables and from the text of included files. One
 * that printed, ran a command, looked at the file system, or changed other state is carried out each time.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { ReadState } from '../read/read-state.ts';
import { recordRule, type WaitingRule } from '../rules/rules.ts';
import type { Context } from '../state/context.ts';
import { hostPath } from '../state/files.ts';
import type { Session } from '../state/session.ts';
import type { TableWatcher, VariableBase } from '../state/variable-table.ts';
import type { Variable } from '../state/variables.ts';
import type { LogicalLine, LogicalText } from '../syntax/reader.ts';
import { plainNameOf, statementOf } from '../syntax/statement.ts';
import type { Start } from './shared-start.ts';

/** Evaluations that find out which stretches are the same in all; then neighbours are joined. */
const trialRuns = 3;
/** Times that a stretch may turn out to be different before it is given up. */
const maxMisses = 6;
/** A stretch with fewer results is put into the evaluation's own variables. */
const largeStretch = 16;

/** What a stretch read, and what it left behind. */
interface Stretch {
  readonly start: number;
  /** Index of the line after it. */
  readonly end: number;
  /** What each variable was when it was first read; undefined: there was none. */
  readonly reads: ReadonlyMap<ByteString, Variable | undefined>;
  /** The same as lists. */
  readonly readNames: readonly ByteString[];
  readonly readValues: readonly (Variable | undefined)[];
  readonly writes: ReadonlyMap<ByteString, Variable>;
  readonly rules: readonly WaitingRule[];
  readonly files: readonly (readonly [path: string, text: ByteString])[];
  readonly makefiles: readonly ByteString[];
  readonly lines: number;
  readonly reading: Location | null;
  readonly recipePrefix: number;
  hits: number;
  misses: number;
  /** By base under which all reads were found to be the same: those of them that the base did not answer. */
  readonly verified: Map<VariableBase | null, readonly ByteString[]>;
  /** The base with the writes on top. */
  readonly bases: Map<VariableBase | null, VariableBase>;
}

/** The stretches of one text, as read from one place. */
interface Place {
  readonly single: (Stretch | undefined)[];
  joined: (Stretch | undefined)[] | null;
}

/** What evaluations of one build share. Those that take part must have the same working directory and host. */
export class SharedReading {
  private evaluations = 0;
  private recorder: Recorder | null = null;
  private readonly places = new Map<LogicalText, Map<string, Place>>();
  /** Beginnings that were made so far. */
  readonly starts: Start[] = [];
  /** Beginnings that were found to fit an environment, with the names that differ. */
  readonly restored = new WeakMap<object, { readonly start: Start; readonly differing: readonly ByteString[] }>();
  private options: string | null = null;

  /** Counts an evaluation in; false when its options keep it from taking part. */
  enter(options: string): boolean {
    this.options ??= options;
    if (this.options !== options) return false;
    this.evaluations += 1;
    this.recorder = null;
    return true;
  }

  /** The stretches of a text that is about to be read; null when it is read under a condition or the like. */
  open(session: Session, text: LogicalText): Reading | null {
    if (session.references !== null) return null;
    const key = placeKey(session.context);
    if (key === null) return null;
    let byKey = this.places.get(text);
    if (byKey === undefined) this.places.set(text, (byKey = new Map()));
    let place = byKey.get(key);
    if (this.evaluations === 1 && place === undefined) {
      place = { single: [], joined: null };
      byKey.set(key, place);
      return new Recording(this, place);
    }
    if (place === undefined || this.evaluations === 1) return null;
    if (this.evaluations > trialRuns) place.joined ??= joinStretches(place.single);
    return new Replay(place);
  }

  /** Starts recording what happens from here on; `parent` is told too when it is over. */
  startRecorder(session: Session, start: number): Recorder {
    const recorder = new Recorder(session, start, this.recorder);
    this.recorder = recorder;
    session.globals.watcher = recorder;
    return recorder;
  }

  /** Ends a recording; null when the stretch has to be carried out each time. */
  finishRecorder(session: Session, recorder: Recorder, end: number): Stretch | null {
    this.recorder = recorder.parent;
    session.globals.watcher = null;
    const stretch = recorder.finish(session, end);
    session.globals.watcher = recorder.parent;
    return stretch;
  }

  /** A rule was entered. */
  noteRule(rule: WaitingRule): void {
    this.recorder?.rules.push(rule);
  }

  /** A makefile was read. */
  noteFile(session: Session, name: ByteString, finalName: ByteString, text: ByteString): void {
    if (this.recorder === null) return;
    this.recorder.files.push([hostPath(session, finalName), text]);
    this.recorder.makefiles.push(name);
  }
}

/** How the lines of one text are gone through. */
export interface Reading {
  /**
   * At a line that begins a statement outside of any condition: the index to go on from, which is the given
   * one when the line has to be carried out.
   */
  advance(session: Session, state: ReadState, index: number): number;
  /** The text is over. */
  finish(session: Session, state: ReadState, index: number): void;
}

/** True at a statement outside of any condition that closes the rule before it. */
export function beginsStretch(session: Session, state: ReadState, line: LogicalLine): boolean {
  if (state.levels.length > 0) return false;
  if (plainNameOf(line) !== null) return true;
  const { kind } = statementOf(line, session.dialect.syntax);
  if (kind === 'blank') return false;
  return state.waiting === null || (kind !== 'conditional' && kind !== 'else' && kind !== 'endif');
}

/** The chain of files that leads to a text; null when there is something else in it. */
function placeKey(context: Context | null): string | null {
  let key = '';
  for (let node = context; node !== null; node = node.parent) {
    if (node.kind !== 'frame') return null;
    const { kind, name, location } = node.frame;
    if (kind !== 'file' && kind !== 'include') return null;
    key += `${kind} ${name} ${location?.line ?? 0}\n`;
  }
  return key;
}

class Recorder implements TableWatcher {
  readonly parent: Recorder | null;
  readonly rules: WaitingRule[] = [];
  readonly files: (readonly [string, ByteString])[] = [];
  readonly makefiles: ByteString[] = [];
  private readonly start: number;
  private readonly reads = new Map<ByteString, Variable | undefined>();
  private readonly writes = new Set<ByteString>();
  private readonly before: readonly unknown[];
  private readonly lines: number;
  private isRefused = false;

  constructor(session: Session, start: number, parent: Recorder | null) {
    this.parent = parent;
    this.start = start;
    this.before = otherState(session);
    this.lines = session.lineCount;
  }

  readVariable(name: ByteString, found: Variable | undefined): void {
    if (this.writes.has(name)) return;
    // From now on it is copied before it is changed.
    if (found !== undefined) found.isShared = true;
    if (!this.reads.has(name)) this.reads.set(name, found);
  }

  wroteVariable(name: ByteString): void {
    this.writes.add(name);
  }

  refuse(): void {
    this.isRefused = true;
  }

  finish(session: Session, end: number): Stretch | null {
    const { parent } = this;
    // Options may follow from these at once.
    if (this.writes.has('MAKEFLAGS') || this.writes.has('GNUMAKEFLAGS')) this.isRefused = true;
    if (!this.isRefused) this.isRefused = otherState(session).some((value, index) => value !== this.before[index]);
    const writes = new Map<ByteString, Variable>();
    for (const name of this.writes) {
      const variable = session.globals.get(name);
      if (variable === undefined) continue;
      variable.isShared = true;
      writes.set(name, variable);
    }
    if (parent !== null) {
      for (const [name, found] of this.reads) parent.readVariable(name, found);
      for (const name of this.writes) parent.wroteVariable(name);
      parent.rules.push(...this.rules);
      parent.files.push(...this.files);
      parent.makefiles.push(...this.makefiles);
      if (this.isRefused) parent.refuse();
    }
    if (this.isRefused) return null;
    return {
      start: this.start,
      end,
      reads: this.reads,
      readNames: [...this.reads.keys()],
      readValues: [...this.reads.values()],
      writes,
      rules: this.rules,
      files: this.files,
      makefiles: this.makefiles,
      lines: session.lineCount - this.lines,
      reading: session.reading,
      recipePrefix: session.recipePrefix,
      hits: 0,
      misses: 0,
      verified: new Map(),
      bases: new Map(),
    };
  }
}

/** What a stretch that can be repeated leaves alone. */
function otherState(session: Session): readonly unknown[] {
  return [
    session.events.length,
    session.missingIncludes.length,
    session.shellCalls.length,
    session.fileWrites.length,
    session.rules.patternVariables.length,
    session.rules.vpaths.length,
    session.exportAll,
    session.recipePrefix,
    session.stopped,
  ];
}

class Recording implements Reading {
  private readonly shared: SharedReading;
  private readonly place: Place;
  private current: Recorder | null = null;
  private startsAt = 0;

  constructor(shared: SharedReading, place: Place) {
    this.shared = shared;
    this.place = place;
  }

  advance(session: Session, _state: ReadState, index: number): number {
    this.close(session, index);
    this.current = this.shared.startRecorder(session, index);
    this.startsAt = index;
    return index;
  }

  finish(session: Session, state: ReadState, index: number): void {
    if (state.levels.length > 0) this.current?.refuse();
    this.close(session, index);
  }

  private close(session: Session, end: number): void {
    const { current } = this;
    if (current === null) return;
    this.current = null;
    this.place.single[this.startsAt] = this.shared.finishRecorder(session, current, end) ?? undefined;
  }
}

class Replay implements Reading {
  private readonly place: Place;

  constructor(place: Place) {
    this.place = place;
  }

  advance(session: Session, _state: ReadState, index: number): number {
    const joined = this.place.joined?.[index];
    if (joined !== undefined && isRepeatable(session, joined)) {
      repeat(session, joined);
      return joined.end;
    }
    const single = this.place.single[index];
    if (single === undefined) return index;
    if (!isRepeatable(session, single)) {
      single.misses += 1;
      // What never was the same is no longer looked at.
      if (single.hits === 0 && single.misses > maxMisses) this.place.single[index] = undefined;
      return index;
    }
    single.hits += 1;
    repeat(session, single);
    return single.end;
  }

  finish(): void {
    // Nothing is under way.
  }
}

/** Joins neighbours that were always the same. */
function joinStretches(single: readonly (Stretch | undefined)[]): (Stretch | undefined)[] {
  const joined: (Stretch | undefined)[] = [];
  const isSteady = (stretch: Stretch | undefined): stretch is Stretch =>
    stretch !== undefined && stretch.hits > 0 && stretch.misses === 0;
  for (let index = 0; index < single.length; index++) {
    const parts: Stretch[] = [];
    let next = single[index];
    while (isSteady(next)) {
      parts.push(next);
      next = single[next.end];
    }
    if (parts.length < 2) continue;
    const stretch = join(parts);
    joined[index] = stretch;
    index = parts.at(-1)!.start;
  }
  return joined;
}

function join(parts: readonly Stretch[]): Stretch {
  const reads = new Map<ByteString, Variable | undefined>();
  const writes = new Map<ByteString, Variable>();
  for (const part of parts) {
    for (const [name, found] of part.reads) if (!writes.has(name) && !reads.has(name)) reads.set(name, found);
    for (const [name, variable] of part.writes) writes.set(name, variable);
  }
  const [first, last] = [parts[0]!, parts.at(-1)!];
  return {
    start: first.start,
    end: last.end,
    reads,
    readNames: [...reads.keys()],
    readValues: [...reads.values()],
    writes,
    rules: parts.flatMap((part) => part.rules),
    files: parts.flatMap((part) => part.files),
    makefiles: parts.flatMap((part) => part.makefiles),
    lines: parts.reduce((sum, part) => sum + part.lines, 0),
    reading: last.reading,
    recipePrefix: first.recipePrefix,
    hits: 0,
    misses: 0,
    verified: new Map(),
    bases: new Map(),
  };
}

/** True when everything that a stretch read is now as it was. */
function isRepeatable(session: Session, stretch: Stretch): boolean {
  if (session.recipePrefix !== stretch.recipePrefix || session.fileWrites.length > 0) return false;
  for (const [path, text] of stretch.files) if (session.host.readFile(path) !== text) return false;
  const { base, ownVariables } = session.globals;
  const { reads } = stretch;
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
function repeat(session: Session, stretch: Stretch): void {
  const { globals } = session;
  if (stretch.writes.size < largeStretch) {
    for (const variable of stretch.writes.values()) globals.set(variable.name, variable);
  } else {
    const below = globals.base;
    let base = stretch.bases.get(below);
    if (base === undefined) {
      const variables = new Map([...(below?.variables ?? []), ...stretch.writes]);
      base = { variables, exportable: undefined };
      stretch.bases.set(below, base);
    }
    globals.rebase(base, stretch.writes);
  }
  for (const rule of stretch.rules) recordRule(session, rule);
  session.makefiles.push(...stretch.makefiles);
  session.lineCount += stretch.lines;
  session.reading = stretch.reading;
}
