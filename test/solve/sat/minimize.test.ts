import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { SoftLiterals } from '../../../src/solve/sat/minimize.ts';
import { createSatSolver, loadSatSolver } from '../../../src/solve/sat/solver.ts';

const variables = 8;
const literal = fc.tuple(fc.integer({ min: 1, max: variables }), fc.boolean()).map(([at, is]) => (is ? at : -at));
const clauses = fc.array(fc.array(literal, { minLength: 1, maxLength: 4 }), { maxLength: 24 });
const instances = fc.record({
  clauses,
  later: clauses,
  softs: fc.uniqueArray(fc.tuple(literal, fc.integer({ min: 1, max: 5 })), {
    maxLength: variables,
    selector: ([one]) => Math.abs(one),
  }),
  hard: fc.uniqueArray(literal, { maxLength: 3, selector: Math.abs }),
});

type Literals = readonly number[];

/** The least weight of false softs over all assignments; null where none satisfies the clauses. */
function leastCost(all: readonly Literals[], softs: readonly (readonly [number, number])[]): number | null {
  let least: number | null = null;
  for (let bits = 0; bits < 1 << variables; bits++) {
    const holds = (one: number): boolean => ((bits >> (Math.abs(one) - 1)) & 1) === (one > 0 ? 1 : 0);
    if (!all.every((clause) => clause.some(holds))) continue;
    const cost = softs.reduce((sum, [one, weight]) => (holds(one) ? sum : sum + weight), 0);
    if (least === null || cost < least) least = cost;
  }
  return least;
}

describe('minimisation', () => {
  beforeAll(loadSatSolver);

  it('finds the least cost, also after further clauses, and proves that there is no solution', () => {
    const seen = { optimal: 0, impossible: 0, stopped: 0 };
    fc.assert(
      fc.property(instances, ({ hard, later, softs, ...rest }) => {
        const solver = createSatSolver();
        let count = variables;
        const minimizer = new SoftLiterals(solver, () => (count += 1));
        for (const [one, weight] of softs) minimizer.add(one, weight);
        const added: Literals[] = hard.map((one) => [one]);
        // Hard literals may be soft as well, or their opposites.
        for (const more of [rest.clauses, later.slice(0, 1), later]) {
          for (const clause of more) solver.addClause(clause);
          added.push(...more);
          const found = minimizer.minimize(hard);
          seen[found.status] += 1;
          const least = leastCost(added, softs);
          if (found.status === 'impossible') {
            expect(least).toBeNull();
            expect(hard).toEqual(expect.arrayContaining([...found.core]));
            // Once there was a solution, the hard ones are clauses.
            const given = added.length > hard.length + rest.clauses.length ? added : added.slice(hard.length);
            expect(leastCost([...given, ...found.core.map((one) => [one])], [])).toBeNull();
            break;
          }
          expect(found).toEqual({ status: 'optimal', cost: least });
          const cost = softs.reduce((sum, [one, weight]) => (solver.value(one) ? sum : sum + weight), 0);
          expect(cost).toBe(least);
        }
        solver.dispose();
      }),
      { seed: 1, numRuns: 1500 },
    );
    expect(seen.optimal).toBeGreaterThan(500);
    expect(seen.impossible).toBeGreaterThan(100);
  });

  it('says how far it is when it is stopped', () => {
    let isStopped = false;
    const solver = createSatSolver(() => isStopped);
    const minimizer = new SoftLiterals(solver, () => 3);
    minimizer.add(1, 2);
    solver.addClause([-1]);
    expect(minimizer.minimize([])).toEqual({ status: 'optimal', cost: 2 });
    isStopped = true;
    expect(minimizer.minimize([])).toEqual({ status: 'stopped', bound: 2 });
    solver.dispose();
  });
});
