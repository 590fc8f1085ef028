import { describe, expect, it } from 'vitest';
import { readWith } from '../../../src/api/check/read-tree.ts';
import { isGone, isStop, knownEvents } from '../../../src/api/check/stops.ts';
import type { MakeEvent } from '../../../src/make/index.ts';
import { memoryTreeHost, treeRequest } from '../../support/memory-tree.ts';

/** Events of a makefile. */
function events(text: string): readonly MakeEvent[] {
  const Makefile = `ifeq ($(MAKECMDGOALS),)\n${text}\nendif\nall:\n%config:\n\tscripts/kconfig/conf --$@ Kconfig\n`;
  const read = readWith(memoryTreeHost({ Makefile, '.config': '' }), treeRequest(), null);
  return [...(read?.early ?? []), ...(read?.build ?? [])];
}

describe('isGone', () => {
  const [warning, stop] = events('$(warning w)\n$(error e)');
  if (warning === undefined || stop === undefined) throw new Error('no events');
  const known = knownEvents([warning, stop]);

  it('a stop is an event that ends a build', () => {
    expect([isStop(warning), isStop(stop)]).toEqual([false, true]);
  });

  it('an event is the same at the same place, whatever it says', () => {
    expect(isGone(stop, [{ ...stop, line: 'other words' }], known)).toBe(false);
    expect(isGone(stop, [], known)).toBe(true);
  });

  it('a stop is not gone where there is a new one; a new warning does not count for it', () => {
    const elsewhere = { file: 'other', line: 1 };
    expect(isGone(stop, [{ ...stop, location: elsewhere }], known)).toBe(false);
    expect(isGone(stop, [{ ...warning, location: elsewhere }], known)).toBe(true);
    expect(isGone(warning, [{ ...warning, location: elsewhere }], known)).toBe(false);
  });
});
