/** How far one name is from another: for suggestions where a name is mistyped. */

/**
 * Insertions, deletions, replacements and swaps of neighbours (each pair swapped once) that turn `a` into `b`; `limit + 1`
 * when more than `limit` are needed. Cost: the product of the lengths.
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
      const isSame = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (isSame ? 0 : 1));
      const isSwap =
        row > 1 &&
        column > 1 &&
        a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
        a.charCodeAt(row - 2) === b.charCodeAt(column - 1);
      if (isSwap) cost = Math.min(cost, beforeLast[column - 2]! + 1);
      current[column] = cost;
      if (cost < best) best = cost;
    }
    if (best > limit) return limit + 1;
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return Math.min(last[b.length]!, limit + 1);
}

/** A bit for each byte in a name, modulo 32. */
export function bytesIn(name: string): number {
  let bytes = 0;
  for (let at = 0; at < name.length; at++) bytes |= 1 << (name.charCodeAt(at) & 31);
  return bytes;
}

/** False where names with these bytes cannot be `limit` edits apart: an edit takes one byte out and puts one in. */
export function canBeNear(one: number, other: number, limit: number): boolean {
  let count = 0;
  for (let left = one ^ other; left !== 0; left &= left - 1) count++;
  return count <= 2 * limit;
}
