import { bytesIn, canBeNear, editDistance } from '../core/edit-distance.ts';

/** Longest name that is compared; cost is the product of two lengths. */
const maxNameLength = 200;

/** How many edits still make two names of this length look like one name mistyped. */
export function allowedEdits(length: number): number {
  if (length < 4) return 0;
  if (length < 8) return 1;
  return length < 20 ? 2 : 3;
}

const masks = new WeakMap<readonly string[], Int32Array>();

/** {@link bytesIn} each name of a list. */
function masksOf(names: readonly string[]): Int32Array {
  const known = masks.get(names) ?? Int32Array.from(names, bytesIn);
  masks.set(names, known);
  return known;
}

/**
 * The names nearest to `name`, all at the same distance, in byte order; empty when none is close
 * enough to be a slip of the hand. `byLength` holds every candidate under its length.
 */
export function nearestNames(name: string, byLength: ReadonlyMap<number, readonly string[]>): readonly string[] {
  const known = answers.get(byLength) ?? new Map<string, readonly string[]>();
  answers.set(byLength, known);
  const nearest = known.get(name) ?? findNearest(name, byLength);
  known.set(name, nearest);
  return nearest;
}

/** A name that is gone is asked for by many files. */
const answers = new WeakMap<ReadonlyMap<number, readonly string[]>, Map<string, readonly string[]>>();

function findNearest(name: string, byLength: ReadonlyMap<number, readonly string[]>): readonly string[] {
  if (name.length > maxNameLength) return [];
  let limit = allowedEdits(name.length);
  let nearest: string[] = [];
  const own = bytesIn(name);
  for (let length = name.length - limit; length <= name.length + limit; length++) {
    const candidates = byLength.get(length) ?? [];
    const bytes = masksOf(candidates);
    for (const [at, candidate] of candidates.entries()) {
      if (!canBeNear(bytes[at] ?? 0, own, limit)) continue;
      const distance = editDistance(name, candidate, limit);
      if (distance > limit || distance === 0 || differOnlyInDigits(name, candidate)) continue;
      if (distance < limit) {
        limit = distance;
        nearest = [];
      }
      nearest.push(candidate);
    }
  }
  // A name may have been taken in before a nearer one lowered the limit.
  return nearest.filter((candidate) => editDistance(name, candidate, limit) <= limit).sort();
}

/** `SOC_IMX51` and `SOC_IMX53` are siblings, not a name and its misspelling. */
function differOnlyInDigits(a: string, b: string): boolean {
  return a.replace(/\d+/g, '0') === b.replace(/\d+/g, '0');
}
