/** Walks over the menu tree of a flat model. */
import type { FlatModel } from './flat-model.ts';

/** The entry after another in depth-first order; -1 after the last. */
export function entryAfter(flat: FlatModel, entry: number): number {
  const child = flat.entryFirstChild[entry]!;
  if (child >= 0) return child;
  for (let at = entry; at >= 0; at = flat.entryParent[at]!) {
    const next = flat.entryNext[at]!;
    if (next >= 0) return next;
  }
  return -1;
}

/** All entries but the root, depth first: the order of a menu and of `.config`. */
export function* entriesInMenuOrder(flat: FlatModel): Iterable<number> {
  for (let entry = entryAfter(flat, 0); entry >= 0; entry = entryAfter(flat, entry)) yield entry;
}

/** Children of an entry, in order. */
export function* entryChildren(flat: FlatModel, entry: number): Iterable<number> {
  for (let at = flat.entryFirstChild[entry]!; at >= 0; at = flat.entryNext[at]!) yield at;
}
