import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { dialects } from '../../src/kconfig/index.ts';
import { loadSatSolver } from '../../src/solve/sat/solver.ts';
import { fixTrees } from '../support/fix-cases.ts';
import { checkFix } from '../support/fix-enumeration.ts';
import { oracle } from '../support/kernel-source.ts';

/** Trees of each conf; `npm run bench:fix` has more. */
const trees = 20;

describe('no smaller change holds than the one that is found, and what is impossible has none', () => {
  beforeAll(loadSatSolver);

  it.each(['linux-6.12', 'linux-6.1', 'busybox', 'u-boot'] as const)('%s', (name) => {
    const { conf, dialect } = oracle(name);
    const seen = { fixed: 0, impossible: 0, undecided: 0, holds: 0, 'no question': 0 };
    fc.assert(
      fc.property(fixTrees(dialects[dialect]), fc.nat(1e6), (tree, seed) => {
        const { evaluated, fault, kind, request } = checkFix({ ...tree, conf, dialect: dialects[dialect], seed });
        seen[kind] += 1;
        expect({ request, fault, evaluated }).toEqual({ request, fault: null, evaluated });
        expect(kind).not.toBe('undecided');
      }),
      { seed: 1, numRuns: trees },
    );
    expect(seen.fixed).toBeGreaterThan(trees / 3);
  });
});
