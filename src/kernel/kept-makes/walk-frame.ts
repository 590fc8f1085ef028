/**
 * One make that is walked, next to the make of the earlier walk that had its place: what the two have done so far, and
 * what it looked at.
 */
import type { CoverageMark } from '../stops/coverage-count.ts';
import type { EarlierWalk } from './earlier-walk.ts';
import type { Step } from './walk-record.ts';

/** See the head of this file. */
export class WalkFrame {
  readonly key: string;
  readonly earlier: EarlierWalk | null;
  /** Index of the earlier make; null for none. */
  readonly counterpart: number | null;
  readonly steps: Step[] = [];
  readonly looks = new Set<number>();
  readonly start: CoverageMark;
  /** False once something was reported. */
  isWhole = true;
  /** By effect: how often it was made in this walk, less how often in the earlier one up to here. */
  readonly differences = new Map<string, number>();
  /** Differences that came up since the last make was started. */
  private fresh: string[] = [];
  private position = 0;
  /** The last effect of each path, by kind of its holder. */
  private readonly last = new Map<string, string>();
  private readonly words = new Set<string>();
  private readonly occurrences = new Map<string, number>();
  /** Place of a make among the earlier steps, by its key and how often it had been started. */
  private places: Map<string, number> | null = null;

  constructor(key: string, earlier: EarlierWalk | null, counterpart: number | null, start: CoverageMark) {
    this.key = key;
    this.earlier = earlier;
    this.counterpart = counterpart;
    this.start = start;
  }

  /** Something was done; the same thing again is no further step. */
  add(effect: string): void {
    if (effect.startsWith('n')) this.addWords(effect.slice(1));
    else this.put(effect);
  }

  /** What lines name counts word by word: those of one make have most of their words in common. */
  private addWords(text: string): void {
    const fresh = text.split(/\s+/).filter((word) => word !== '' && !this.words.has(word));
    if (fresh.length === 0) return;
    for (const word of fresh) this.words.add(word);
    this.put(`n${fresh.join(' ')}`);
  }

  private put(effect: string): void {
    const holder = holderOf(effect);
    if (this.last.get(holder) === effect) return;
    this.last.set(holder, effect);
    this.steps.push(effect);
    this.count(effect, 1);
  }

  /** A make is started: what was done before it is compared. Gives the earlier make in its place; null for a new one. */
  begin(key: string): number | null {
    const occurrence = this.occurrences.get(key) ?? 0;
    this.occurrences.set(key, occurrence + 1);
    const place = this.earlierPlaces().get(`${key} ${occurrence}`);
    if (place === undefined) {
      this.report();
      return null;
    }
    const index = this.earlierSteps()[place] as number;
    if (place < this.position) this.countAll(index, 1);
    else {
      this.advance(place);
      this.position = place + 1;
    }
    this.report();
    return index;
  }

  /** A make that was started has ended, with these differences to the earlier one. */
  merge(differences: ReadonlyMap<string, number>): void {
    for (const [effect, by] of differences) this.count(effect, by);
  }

  /** Compares what is left of the earlier make. */
  end(): void {
    this.advance(this.earlierSteps().length);
  }

  private earlierSteps(): readonly Step[] {
    const { counterpart, earlier } = this;
    return earlier === null || counterpart === null ? [] : earlier.make(counterpart).steps;
  }

  private earlierPlaces(): ReadonlyMap<string, number> {
    if (this.places !== null) return this.places;
    const places = new Map<string, number>();
    const seen = new Map<string, number>();
    for (const [position, step] of this.earlierSteps().entries()) {
      if (typeof step === 'string') continue;
      const key = this.earlier?.make(step).key ?? '';
      const occurrence = seen.get(key) ?? 0;
      seen.set(key, occurrence + 1);
      places.set(`${key} ${occurrence}`, position);
    }
    return (this.places = places);
  }

  private advance(to: number): void {
    const steps = this.earlierSteps();
    for (; this.position < to; this.position++) {
      const step = steps[this.position]!;
      if (typeof step === 'string') this.count(step, -1);
      else this.countAll(step, -1);
    }
  }

  /** Counts everything that an earlier make, and those that it started, have done. */
  private countAll(index: number, by: number): void {
    for (const step of this.earlier?.make(index).steps ?? []) {
      if (typeof step === 'string') this.count(step, by);
      else this.countAll(step, by);
    }
  }

  private count(effect: string, by: number): void {
    if (this.earlier === null) return;
    const sum = (this.differences.get(effect) ?? 0) + by;
    if (sum === 0) this.differences.delete(effect);
    else {
      this.differences.set(effect, sum);
      this.fresh.push(effect);
    }
  }

  /** What differs at this point looks different to all that follows. */
  private report(): void {
    const { differences, earlier, fresh } = this;
    if (earlier === null || fresh.length === 0) return;
    this.fresh = [];
    for (const effect of fresh) if (differences.has(effect)) earlier.differ(effect);
  }
}

/** Effects of one holder replace each other. */
function holderOf(effect: string): string {
  const kind = effect[0] ?? '';
  if (kind !== 'w' && kind !== 'x' && kind !== 'D') return effect;
  const end = effect.indexOf('\0');
  return `w${end < 0 ? effect.slice(1) : effect.slice(1, end)}`;
}
