/**
 * The makes of an earlier walk, and which of them would do now what they did then. A make is taken over when its words
 * and its environment are the same and nothing that it, or a make that it starts, has looked at is another one: a file
 * of the machine, a symbol of the configuration, or what the makes before it leave. While the new walk goes on, what its
 * makes leave is compared with what the earlier ones left up to the same point; what differs counts as changed from then
 * on.
 */
import type { PathChange } from '../../cache/observations.ts';
import type { ByteString } from '../../core/bytes.ts';
import { isBelow } from '../../host/paths.ts';
import { marksOfEffect } from './effects.ts';
import { contentMarks, fileMark, listMark, pathMarks, symbolMark } from './marks.ts';
import { changedSymbols } from './symbols.ts';
import type { MakeRecord, WalkRecord } from './walk-record.ts';

function marksOfChange(path: ByteString, change: PathChange): readonly number[] {
  switch (change) {
    case 'content':
      return contentMarks(path);
    case 'entries':
      return [listMark(path)];
    case 'presence':
      return [...pathMarks(path), listMark(path)];
  }
}

/** What {@link EarlierWalk} compares with. */
export interface PresentState {
  /** Paths that are not as they were. */
  readonly changed: ReadonlyMap<ByteString, PathChange>;
  readonly autoConf: ByteString;
  readonly texts: WalkRecord['texts'];
  /** The directories of the build. */
  readonly places: readonly ByteString[];
  /** The file that was named as the configuration, absolute; null where it is the one that make reads. */
  readonly configFile: ByteString | null;
}

/** See the head of this file. */
export class EarlierWalk {
  readonly record: WalkRecord;
  /** False when nothing of it can be taken over. */
  isUsable = true;
  /** 1 for a make that has to be walked again. */
  private readonly stale: Uint8Array;
  private readonly parents: Int32Array;
  private readonly marked = new Set<number>();

  constructor(record: WalkRecord, state: PresentState) {
    const { makes } = record;
    this.record = record;
    this.stale = new Uint8Array(makes.length);
    this.parents = new Int32Array(makes.length).fill(-1);
    for (const [index, { steps }] of makes.entries()) {
      for (const step of steps) if (typeof step === 'number') this.parents[step] = index;
    }
    for (const [index, { isWhole }] of makes.entries()) if (!isWhole) this.renew(index);
    const before = new Map(record.texts.map((text) => [text.path, text]));
    const own = new Set(state.texts.map(({ path }) => path));
    for (const { digest, includes, path } of state.texts) {
      const known = before.get(path);
      if (known === undefined) this.markAll(pathMarks(path));
      else if (known.includes !== includes) this.markAll(contentMarks(path));
      else if (known.digest !== digest) this.mark(fileMark(path));
    }
    for (const path of before.keys()) if (!own.has(path)) this.markAll(pathMarks(path));
    const symbols = changedSymbols(record.autoConf, state.autoConf);
    if (symbols.length > 0) this.mark(symbolMark(''));
    for (const name of symbols) this.mark(symbolMark(name));
    for (const [path, change] of state.changed) {
      // What is laid over a file decides; what no make has looked at is none of a make's.
      if (own.has(path)) continue;
      const isOfBuild = state.places.some((place) => isBelow(place, path) || place === path);
      const marks = marksOfChange(path, change);
      const isSeen = marks.some((mark) => this.firstOf(mark) !== null);
      // What the configuration says is compared by itself.
      if (!isSeen && path === state.configFile) continue;
      if (!isOfBuild || !isSeen) this.isUsable = false;
      this.markAll(marks);
    }
  }

  /** True where a make of the earlier walk can be taken over. */
  holds(index: number): boolean {
    return this.isUsable && this.stale[index] === 0;
  }

  make(index: number): MakeRecord {
    return this.record.makes[index]!;
  }

  /** An effect is missing, or there is one more. */
  differ(effect: string): void {
    const marks = marksOfEffect(effect);
    if (marks === null) this.isUsable = false;
    else this.markAll(marks);
  }

  private markAll(marks: readonly number[]): void {
    for (const mark of marks) this.mark(mark);
  }

  /** Every make that has looked at it is walked again. */
  private mark(mark: number): void {
    if (this.marked.has(mark)) return;
    this.marked.add(mark);
    const { looks, lookers } = this.record;
    const first = this.firstOf(mark);
    if (first === null) return;
    for (let at = first; looks[at] === mark; at++) {
      const looker = lookers[at]!;
      if (looker < 0) this.isUsable = false;
      else this.renew(looker);
    }
  }

  /** The makes around a make that is walked again are walked, too. */
  private renew(index: number): void {
    for (let at = index; at >= 0 && this.stale[at] === 0; at = this.parents[at]!) this.stale[at] = 1;
  }

  private firstOf(mark: number): number | null {
    const { looks } = this.record;
    let low = 0;
    let high = looks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (looks[middle]! < mark) low = middle + 1;
      else high = middle;
    }
    return looks[low] === mark ? low : null;
  }
}
