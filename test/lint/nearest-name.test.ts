import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from '../../src/core/edit-distance.ts';
import { nearestNames } from '../../src/lint/nearest-name.ts';

/** Plain recursion over the definition: optimal string alignment. */
function slowDistance(a: string, b: string): number {
  const table: number[][] = [];
  for (let i = 0; i <= a.length; i++) {
    table.push([]);
    for (let j = 0; j <= b.length; j++) {
      const at = (x: number, y: number): number => table[x]?.[y] ?? 0;
      let best = i === 0 ? j : j === 0 ? i : Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1);
      if (i > 0 && j > 0) best = Math.min(best, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, at(i - 2, j - 2) + 1);
      table[i]?.push(best);
    }
  }
  return table[a.length]?.[b.length] ?? 0;
}

function index(names: readonly string[]): Map<number, string[]> {
  const map = new Map<number, string[]>();
  for (const name of names) map.set(name.length, [...(map.get(name.length) ?? []), name]);
  return map;
}

describe('editDistance', () => {
  it('is the distance, or one more than the limit', () => {
    const word = fc.string({ unit: fc.constantFrom('A', 'B', '_'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, fc.nat(6), (a, b, limit) => {
        expect(editDistance(a, b, limit)).toBe(Math.min(slowDistance(a, b), limit + 1));
      }),
      { seed: 7, numRuns: 2_000 },
    );
  });
});

describe('nearestNames', () => {
  const names = index(['SERIAL_CORE', 'SERIAL_CORES', 'SOC_IMX51', 'SOC_IMX53', 'NET', 'SMP']);
  it.each([
    ['SERIAL_COER', ['SERIAL_CORE']],
    ['SERIALCORE', ['SERIAL_CORE']],
    ['SOMETHING_ELSE', []],
    // Siblings that differ in a number are no slips.
    ['SOC_IMX52', []],
    // Too short to decide.
    ['NTE', []],
    ['X'.repeat(5_000), []],
  ])('%s', (name, nearest) => {
    expect(nearestNames(name, names)).toEqual(nearest);
  });
});
