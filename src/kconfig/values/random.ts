import type { ByteString } from '../../core/bytes.ts';
import { readNumber } from './number.ts';

/** `KCONFIG_PROBABILITY` as conf reads it: percentages. */
export interface RandomOdds {
  readonly boolYes: number;
  readonly tristateYes: number;
  readonly tristateMod: number;
}

/** Words of the generator's state, distance of its two indices, and results thrown away at the start. */
const stateSize = 31;
const frontStart = 3;
const discarded = 310;

/**
 * The C library's `srand(seed)` and `rand()`: gives the function that draws, 0 to 2^31 − 1.
 * Source: docs/kconfig-semantics.md §6.3 (glibc, additive feedback of 31 words).
 */
export function createRandom(seed: number): () => number {
  const state = new Int32Array(stateSize);
  let word = seed | 0;
  if (word === 0) word = 1;
  state[0] = word;
  for (let at = 1; at < stateSize; at++) {
    word = 16807 * (word % 127773) - 2836 * Math.trunc(word / 127773);
    if (word < 0) word += 2147483647;
    state[at] = word;
  }
  let front = frontStart;
  let back = 0;
  const draw = (): number => {
    const sum = (state[front]! + state[back]!) | 0;
    state[front] = sum;
    front = front + 1 === stateSize ? 0 : front + 1;
    back = back + 1 === stateSize ? 0 : back + 1;
    return sum >>> 1;
  };
  for (let at = 0; at < discarded; at++) draw();
  return draw;
}

/**
 * `KCONFIG_SEED` as conf reads it: unsigned 32 bits, or null when it is empty or not a number as a
 * whole (the clock decides then). Source: docs/kconfig-semantics.md §6.3: strtol base 0, saturating.
 */
export function parseSeed(text: ByteString | undefined): number | null {
  if (text === undefined || text === '') return null;
  const read = readNumber(text, 0);
  // Nothing read leaves the end at the start, so only an empty text would pass.
  if (read.end !== text.length) return null;
  return Number(BigInt.asUintN(32, read.value));
}

/** Odds without `KCONFIG_PROBABILITY`. */
export const defaultOdds: RandomOdds = { boolYes: 50, tristateYes: 33, tristateMod: 33 };

/** What conf says before exit 1 when {@link parseOdds} gives null. */
export const oddsError: ByteString = 'KCONFIG_PROBABILITY: Numerical result out of range\n';

/**
 * `KCONFIG_PROBABILITY` as conf reads it: up to three percentages with `:` between; null where conf
 * prints {@link oddsError}. Text that is no number reads as 0 and is not passed, so that it fills all
 * places that are left. Source: docs/kconfig-semantics.md §6.3.
 */
export function parseOdds(text: ByteString | undefined): RandomOdds | null {
  const odds: number[] = [];
  let rest = text ?? '';
  while (rest !== '' && odds.length < 3) {
    const read = readNumber(rest, 10);
    // conf stores the long in an int.
    const value = Number(BigInt.asIntN(32, read.value));
    if (value < 0 || value > 100) return null;
    odds.push(value);
    rest = rest.slice(rest[read.end] === ':' ? read.end + 1 : read.end);
  }
  const [first = 0, second = 0, third = 0] = odds;
  const half = Math.trunc(first / 2);
  const made: RandomOdds =
    odds.length === 0
      ? defaultOdds
      : odds.length === 1
        ? { boolYes: first, tristateYes: first - half, tristateMod: half }
        : odds.length === 2
          ? { boolYes: first + second, tristateYes: first, tristateMod: second }
          : { boolYes: first, tristateYes: second, tristateMod: third };
  return made.tristateYes + made.tristateMod > 100 ? null : made;
}

/**
 * Entries of a choice that are still to be drawn, by their position among those that are left. A choice may
 * have a hundred thousand: every step takes the logarithm of that (a Fenwick tree of counts).
 */
export class OpenEntries {
  private readonly members: Int32Array;
  /** Position i holds the number of open entries of the range that ends there. */
  private readonly counts: Int32Array;
  private readonly places = new Map<number, number[]>();
  /** Entries that are left. */
  size: number;

  constructor(members: Int32Array) {
    this.members = members;
    this.size = members.length;
    this.counts = new Int32Array(members.length + 1);
    members.forEach((member, at) => {
      const places = this.places.get(member);
      if (places === undefined) this.places.set(member, [at]);
      else places.push(at);
      this.add(at, 1);
    });
  }

  /** The member of the entry at a position, counted from 0; all its entries are gone then. Undefined past the end. */
  take(position: number): number | undefined {
    if (position >= this.size) return undefined;
    const member = this.members[this.find(position)]!;
    for (const at of this.places.get(member) ?? []) this.add(at, -1);
    this.size -= this.places.get(member)?.length ?? 0;
    return member;
  }

  private add(at: number, by: number): void {
    const { counts } = this;
    for (let index = at + 1; index < counts.length; index += index & -index) counts[index] = counts[index]! + by;
  }

  private find(position: number): number {
    const { counts } = this;
    let at = 0;
    let left = position;
    for (let step = 2 ** Math.floor(Math.log2(counts.length)); step >= 1; step /= 2) {
      const next = at + step;
      if (next < counts.length && counts[next]! <= left) {
        left -= counts[next]!;
        at = next;
      }
    }
    return at;
  }
}
