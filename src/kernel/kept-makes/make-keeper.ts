/**
 * Takes over what makes of an earlier walk have done, and records this walk for the next one. The walk says what its
 * makes look at and what they leave; see `earlier-walk.ts` for what is taken over.
 */
import { createHash } from 'node:crypto';
import { environmentKey } from '../../cache/environment.ts';
import type { PathChange } from '../../cache/observations.ts';
import type { ByteString } from '../../core/bytes.ts';
import { isBelow } from '../../host/paths.ts';
import type { MakeCall } from '../goals/goal-driver.ts';
import type { CoverageCount } from '../stops/coverage-count.ts';
import { EarlierWalk } from './earlier-walk.ts';
import { applyEffect, type EffectPlace, overlayEffect } from './effects.ts';
import { PairList } from './pair-list.ts';
import { fileMark, includesMark, listMark, nameMark, passMark, presenceMark } from './marks.ts';
import { symbolMarksOf } from './symbols.ts';
import { WalkFrame } from './walk-frame.ts';
import type { LaidText, MakeRecord, Step, WalkRecord } from './walk-record.ts';

/** What an earlier walk has left. */
export interface EarlierState {
  readonly record: WalkRecord;
  /** Paths that are not as they were. */
  readonly changed: ReadonlyMap<ByteString, PathChange>;
}

/** What {@link MakeKeeper} needs. */
export interface MakeKeeperOptions {
  readonly earlier: EarlierState | null;
  /** The texts that are laid over the machine's files, by absolute path. */
  readonly texts: ReadonlyMap<string, ByteString>;
  /** Where the configuration is that make reads, absolute. */
  readonly autoConfPath: ByteString;
  /** The directories of the build. */
  readonly places: readonly ByteString[];
  /** The file that was named as the configuration, absolute; null where it is the one that make reads. */
  readonly configFile: ByteString | null;
}

/**
 * For whom a look counts: for the make under way; for all makes, where the walk looks once for all (`presence`: at whether
 * something is there); for none, where it is said in another way.
 */
export type LookScope = 'make' | 'all' | 'presence' | 'none';

/** See the head of this file. */
export class MakeKeeper {
  readonly autoConfPath: ByteString;
  private scope: LookScope = 'make';
  /** Number of makes that were taken over. */
  takenOver = 0;
  private readonly options: MakeKeeperOptions;
  private readonly earlier: EarlierWalk | null;
  private readonly digests: WalkRecord['texts'];
  private readonly frames: WalkFrame[] = [];
  private readonly makes: MakeRecord[] = [];
  private readonly pairs = new PairList();
  private readonly common = new Set<number>();
  private readonly symbols = new Map<ByteString, readonly [text: ByteString, marks: readonly number[]]>();
  /** Makes of the earlier walk that were taken over, with their new index. */
  private readonly copies = new Map<number, number>();
  private place: EffectPlace | null = null;
  private count: CoverageCount | null = null;
  private isApplying = false;
  /** How much of the changes of files in memory has been recorded. */
  private flushed = 0;
  private lastEnv: readonly [env: MakeCall['env'], digest: string] | null = null;
  private lastPath = '';

  constructor(options: MakeKeeperOptions) {
    const { autoConfPath, configFile, earlier, places, texts } = options;
    this.options = options;
    this.autoConfPath = autoConfPath;
    this.digests = [...texts].map(([path, text]) => laidText(path, text));
    const autoConf = texts.get(autoConfPath) ?? '';
    const present = { autoConf, texts: this.digests, places, configFile };
    this.earlier = earlier === null ? null : new EarlierWalk(earlier.record, { changed: earlier.changed, ...present });
  }

  /** The outermost make begins. */
  open(place: EffectPlace, count: CoverageCount): void {
    this.place = place;
    this.count = count;
    this.flushed = place.overlay.save();
    const { earlier } = this;
    const counterpart = earlier === null ? null : earlier.record.makes.length - 1;
    this.frames.push(new WalkFrame('', earlier, counterpart, count.mark()));
  }

  /** Something was looked at by path. */
  look(path: ByteString): void {
    if (path === this.lastPath) return;
    this.lastPath = path;
    if (this.isOfBuild(path)) this.note(this.scope === 'presence' ? presenceMark(path) : fileMark(path));
  }

  /** It was looked at what a source takes in, and at nothing else of it but what it defines in addition to the configuration. */
  lookAtIncludes(path: ByteString): void {
    if (this.isOfBuild(path)) this.note(includesMark(path));
  }

  /** The entries of a directory were looked at. */
  list(path: ByteString): void {
    if (this.isOfBuild(path)) this.note(listMark(path));
  }

  /** It was asked whether lines that were not followed may have made a file of this name. */
  lookForName(path: ByteString): void {
    this.note(nameMark(path));
  }

  /** It was asked whether a recipe was not run for want of a file. */
  lookForPasses(): void {
    this.note(passMark);
  }

  /** A makefile was read: what it says of the configuration counts. */
  read(path: ByteString, text: ByteString | undefined): void {
    const frame = this.frames.at(-1);
    if (frame === undefined || text === undefined || path === this.autoConfPath) return;
    let known = this.symbols.get(path);
    if (known?.[0] !== text) this.symbols.set(path, (known = [text, symbolMarksOf(text)]));
    for (const mark of known[1]) frame.looks.add(mark);
  }

  /** Carries out `body` with another scope. */
  lookingFor<Result>(scope: LookScope, body: () => Result): Result {
    const outer = this.scope;
    this.scope = scope;
    this.lastPath = '';
    try {
      return body();
    } finally {
      this.scope = outer;
      this.lastPath = '';
    }
  }

  /** Something was done that later makes may see. */
  effect(effect: string): void {
    if (!this.isApplying) this.frames.at(-1)?.add(effect);
  }

  /** Something is reported, or cannot be repeated: the makes under way are walked each time. */
  refuse(): void {
    for (const frame of this.frames) frame.isWhole = false;
  }

  /** Records what lines have written in memory. */
  flush(): void {
    const { overlay } = this.place!;
    for (const [path, change] of overlay.changesSince(this.flushed)) {
      const effect = overlayEffect(path, change);
      if (effect === null) this.refuse();
      else this.effect(effect);
    }
    this.flushed = overlay.save();
  }

  /** What was written since `saved` was undone. */
  undone(saved: number): void {
    if (this.flushed <= saved) return;
    this.flushed = saved;
    this.refuse();
  }

  /** Carries out one make; `body` walks it and gives its exit status. */
  within(call: MakeCall, body: () => number): number {
    this.flush();
    const frame = this.frames.at(-1)!;
    const key = this.keyOf(call);
    const counterpart = frame.begin(key);
    if (counterpart !== null && this.earlier?.holds(counterpart) === true) {
      this.takeOver(frame, counterpart);
      return 0;
    }
    const own = new WalkFrame(key, this.earlier, counterpart, this.count!.mark());
    this.frames.push(own);
    this.lastPath = '';
    let status = 1;
    try {
      status = body();
    } finally {
      if (status !== 0) this.refuse();
      this.flush();
      this.frames.pop();
      this.lastPath = '';
      own.end();
      frame.steps.push(this.leave(own));
      frame.merge(own.differences);
    }
    return status;
  }

  /** The record of the walk, which has ended. */
  record(): WalkRecord {
    this.flush();
    const root = this.frames.pop()!;
    this.leave(root);
    const { pairs } = this;
    const { looks = [], lookers = [] } = this.copies.size === 0 ? {} : this.earlier!.record;
    for (const [at, mark] of looks.entries()) {
      const looker = lookers[at]!;
      const copied = this.copies.get(looker);
      if (copied !== undefined) pairs.add(mark, copied);
      else if (looker < 0) this.common.add(mark);
    }
    for (const mark of this.common) pairs.add(mark, -1);
    return {
      autoConf: this.options.texts.get(this.autoConfPath) ?? '',
      texts: this.digests,
      makes: this.makes,
      ...pairs.sorted(),
    };
  }

  private isOfBuild(path: ByteString): boolean {
    return this.options.places.some((place) => isBelow(place, path));
  }

  private note(mark: number): void {
    if (this.scope === 'make') this.frames.at(-1)?.looks.add(mark);
    else if (this.scope !== 'none') this.common.add(mark);
  }

  /** Adds the record of a make; gives its index. */
  private leave({ isWhole, key, looks, start, steps }: WalkFrame): number {
    const { decided, undecided } = this.count!.since(start);
    const index = this.makes.push({ key, isWhole, decided, undecided, steps }) - 1;
    for (const mark of looks) this.pairs.add(mark, index);
    return index;
  }

  private takeOver(frame: WalkFrame, index: number): void {
    const make = this.earlier!.make(index);
    this.isApplying = true;
    try {
      this.apply(index);
    } finally {
      this.isApplying = false;
    }
    this.flushed = this.place!.overlay.save();
    this.count!.addAll(make);
    frame.steps.push(this.copy(index));
  }

  private apply(index: number): void {
    for (const step of this.earlier!.make(index).steps) {
      if (typeof step === 'string') applyEffect(step, this.place!);
      else this.apply(step);
    }
  }

  /** Copies the record of a make that was taken over, with those that it started; gives its index. */
  private copy(index: number): number {
    const { earlier, makes } = this;
    const known = this.copies.get(index);
    if (known !== undefined) return known;
    const make = earlier!.make(index);
    const steps: Step[] = make.steps.map((step) => (typeof step === 'string' ? step : this.copy(step)));
    const copied = makes.push({ ...make, steps }) - 1;
    this.takenOver += 1;
    this.copies.set(index, copied);
    return copied;
  }

  private keyOf({ command, cwd, env, program }: MakeCall): string {
    const { directory, goals, makefiles, options, overrides, words } = command;
    const own = [cwd, program, directory, goals, makefiles, options, overrides, words, this.envDigest(env)];
    return digestOf(JSON.stringify(own));
  }

  private envDigest(env: MakeCall['env']): string {
    if (this.lastEnv?.[0] !== env) this.lastEnv = [env, digestOf(environmentKey(env, 'make'))];
    return this.lastEnv[1];
  }
}

function laidText(path: ByteString, text: ByteString): LaidText {
  const includes = text.replace(/^#(?:define|undef) CONFIG_.*\n/gm, '');
  return { path, digest: digestOf(text), includes: digestOf(includes) };
}

function digestOf(text: ByteString): string {
  return createHash('sha1').update(text, 'latin1').digest('base64');
}
