/** Longest name that is compared; cost is the product of two lengths. */
const maxNameLength = 200;

/** How many edits still make two names of this length look like one name mistyped. */
export function allowedEdits(length: number): number {
  if (length < 4) return 0;
  if (length < 8) return 1;
  return length < 20 ? 2 : 3;
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (each letter
 * pair swapped once), or `limit + 1` when more than `limit` are needed.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const width = b.length + 1;
  let beforeLast = new Uint16Array(width);
  let last = Uint16Array.from({ length: width }, (_, column) => column);
  let current = new Uint16Array(width);
  for (let row = 1; row <= a.length; row++) {
    current[0] = row;
    let best = row;
    for (let column = 1; column < width; column++) {
      const same = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const isSwap =
        row > 1 &&
        column > 1 &&
        a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
        a.charCodeAt(row - 2) === b.charCodeAt(column - 1);
      if (isSwap) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current[column] = cost;
      if (cost < best) best = cost;
    }
    if (best > limit) return limit + 1;
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return Math.min(last[b.length] ?? 0, limit + 1);
}

/**
 * The names nearest to `name`, all at the same distance, in byte order; empty when none is close
 * enough to be a slip of the hand. `byLength` holds every candidate under its length.
 */
export function nearestNames(name: string, byLength: ReadonlyMap<number, readonly string[]>): string[] {
  if (name.length > maxNameLength) return [];
  let limit = allowedEdits(name.length);
  let nearest: string[] = [];
  for (let length = name.length - limit; length <= name.length + limit; length++) {
    for (const candidate of byLength.get(length) ?? []) {
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
