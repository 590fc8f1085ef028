/** Where the descriptors of a shell lead in a walk. */
import type { ShellRedirection } from '../../probe/index.ts';
import { knownText } from './line-words.ts';
import type { Place, Walker } from './walk-state.ts';

/** Where descriptors lead once redirections are in force. */
export function placesAfter(walk: Walker, redirections: readonly ShellRedirection[]): ReadonlyMap<number, Place> {
  if (redirections.length === 0) return walk.places;
  const places = new Map(walk.places);
  for (const { descriptor, operator, target } of redirections) {
    const name = operator === '<<' ? null : knownText(target, walk);
    const number = descriptor ?? (operator.startsWith('<') ? 0 : 1);
    if (operator === '>&') places.set(number, places.get(Number(name ?? -1)) ?? 'away');
    else if (operator === '>' || operator === '>>') {
      places.set(number, name === '/dev/stderr' ? (places.get(2) ?? 'away') : 'away');
    }
  }
  return places;
}
