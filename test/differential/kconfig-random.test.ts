import { describe, expect, it } from 'vitest';
import type { ConfMode } from '../../src/kconfig/index.ts';
import { damage, randomTree } from './kconfig-generator.ts';
import { runBoth } from './kconfig-support.ts';

const modes: readonly ConfMode[] = [
  'olddefconfig',
  'allyesconfig',
  'allmodconfig',
  'allnoconfig',
  'alldefconfig',
  'savedefconfig',
  'listnewconfig',
  'mod2yesconfig',
];
const treeCount = Number(process.env['KGATE_RANDOM_TREES'] ?? 240);
const damagedCount = Number(process.env['KGATE_RANDOM_DAMAGED'] ?? 300);

/**
 * Outcomes conf itself does not define: it crashes or reads a wrong pointer for `BOOL != y`, and
 * prints a null pointer for text taken from a choice member.
 */
function isUndefined(outcome: { status: number | null; stdout: string; stderr: string }): boolean {
  return (
    outcome.status === null || outcome.status > 1 || /Oops!/.test(outcome.stderr) || /=\(null\)/.test(outcome.stdout)
  );
}

describe('random trees give what conf 6.12 gives', () => {
  let compared = 0;
  let good = 0;
  it.each(Array.from({ length: Math.ceil(treeCount / 20) }, (_, at) => at * 20))('seeds from %i', (first) => {
    for (let seed = first; seed < first + 20; seed++) {
      const tree = randomTree(seed);
      const mode = modes[seed % modes.length] as ConfMode;
      const files = { Kconfig: tree.kconfig, '.config': tree.config };
      const { conf, kgate } = runBoth({ files, mode, ...(mode === 'savedefconfig' ? { file: 'out' } : {}) });
      if (isUndefined(conf)) continue;
      compared++;
      if (conf.status === 0) good++;
      expect({ seed, ...kgate }).toEqual({ seed, ...conf });
    }
  });
  it('compared enough, most of them configured', () => {
    expect(compared).toBeGreaterThan(treeCount * 0.9);
    expect(good).toBeGreaterThan(treeCount * 0.6);
  });
});

describe('damaged trees give the messages of conf 6.12', () => {
  it.each(Array.from({ length: Math.ceil(damagedCount / 50) }, (_, at) => at * 50))('seeds from %i', (first) => {
    for (let seed = first; seed < first + 50; seed++) {
      const Kconfig = damage(randomTree(seed, 8).kconfig, seed);
      const { conf, kgate } = runBoth({ files: { Kconfig, Ksub: 'config SUB\n\tbool "sub"\n' } });
      if (!isUndefined(conf)) expect({ seed, ...kgate }).toEqual({ seed, ...conf });
    }
  });
});
