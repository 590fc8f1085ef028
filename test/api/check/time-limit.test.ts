import { expect, test } from 'vitest';
import { checkTree } from '../../../src/api/check/check.ts';
import { Budget } from '../../../src/core/budget.ts';
import { layerHost } from '../../../src/host/layers/layer-host.ts';
import { memoryTreeHost, treeRequest } from '../../support/memory-tree.ts';

/** A check of the tree whose time is over after so many looks at the clock; each reading of `sub/Makefile` takes some. */
function check(looks: number) {
  let now = 0;
  const budget = new Budget({ limitMs: looks, now: () => now++ });
  const words = Array.from({ length: 3000 }, (_, at) => `w${at}`).join(' ');
  const slow = `W := ${words}\nV := $(foreach w,$(W),$(w))\nV := $(foreach w,$(W),$(w)x)\nobj-y += a.o\n`;
  const files = { '.config': 'CONFIG_A=y\n', 'sub/Makefile': slow, Kconfig: 'config A\n\tbool "a"\n' };
  const host = layerHost(memoryTreeHost(files), { budget });
  const options = { host, request: treeRequest({ treeName: '/work' }), profile: null, failOn: null };
  return { result: checkTree({ ...options, otherProfiles: () => [] }), budget };
}

test('a check in time has nothing to say about it', () => {
  const { budget, result } = check(1e9);
  expect(budget.isOver).toBe(false);
  expect(result.diagnostics.filter(({ code }) => code === 'kernel/time-limit')).toEqual([]);
  expect(result.verdict).not.toBe('fail');
});

test('a check whose time is over fails, and names the line that it was at', () => {
  const { budget, result } = check(1);
  expect(budget.isOver).toBe(true);
  const [over] = result.diagnostics.filter(({ code }) => code === 'kernel/time-limit');
  expect(over).toMatchObject({ severity: 'error', args: { seconds: 0.001 }, location: { file: 'sub/Makefile' } });
  expect(result.verdict).toBe('fail');
});

test('the evaluation of Kconfig counts as well: the run ends at the symbol that it was at', () => {
  const symbols = Array.from({ length: 4000 }, (_, at) => `config S${at}\n\tbool "s"\n\tdefault y if !S${at - 1}\n`);
  const files = { '.config': 'CONFIG_A=y\n', Kconfig: `config S-1\n\tbool\n${symbols.join('')}`.replace('S-1', 'A') };
  const places = [];
  for (let looks = 0; looks < 20; looks += 1) {
    let now = 0;
    const budget = new Budget({ limitMs: looks, now: () => now++ });
    const host = layerHost(memoryTreeHost(files), { budget });
    const options = { host, request: treeRequest({ treeName: '/work' }), profile: null, failOn: null };
    try {
      checkTree({ ...options, otherProfiles: () => [] });
    } catch (error) {
      expect(error).toMatchObject({ code: 'host/time-limit' });
      places.push(budget.overAt);
    }
  }
  expect(places.length).toBeGreaterThan(3);
  for (const place of places) expect(place).toMatchObject({ file: 'Kconfig' });
});
