import type { Entry } from '../../kconfig/index.ts';

/** The choice that an entry stands in, however many conditions stand between; null outside of choices. */
export function choiceAround(entry: Entry): Entry | null {
  for (let at = entry.enclosing; at !== null; at = at.enclosing) {
    if (at.kind === 'choice') return at;
    if (at.kind === 'menu') return null;
  }
  return null;
}
