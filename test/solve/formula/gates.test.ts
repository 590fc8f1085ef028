import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Gates, no, yes } from '../../../src/solve/formula/gates.ts';
import { createSatSolver, loadSatSolver } from '../../../src/solve/sat/solver.ts';

/** A circuit over three inputs. */
type Circuit = number | { readonly gate: 'and' | 'or' | 'choose' | 'all' | 'any'; readonly of: readonly Circuit[] };

const inputs = 3;

const circuits = fc.letrec<{ circuit: Circuit }>((tie) => ({
  circuit: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Circuit>(1, -1, 2, -2, 3, -3, 4, -4),
    fc.record({
      gate: fc.constantFrom('and', 'or', 'choose', 'all', 'any'),
      of: fc.array(tie('circuit'), { minLength: 3, maxLength: 4 }),
    }),
  ),
})).circuit;

/** Literal 1 is true; 2 to 4 are the inputs. */
function encode(gates: Gates, circuit: Circuit): number {
  if (typeof circuit === 'number') return circuit;
  const of = circuit.of.map((one) => encode(gates, one));
  const [first = yes, second = yes, third = yes] = of;
  if (circuit.gate === 'all' || circuit.gate === 'any') return gates[circuit.gate](of);
  return circuit.gate === 'choose' ? gates.choose(first, second, third) : gates[circuit.gate](first, second);
}

function evaluate(circuit: Circuit, given: readonly boolean[]): boolean {
  if (typeof circuit === 'number') return (given[Math.abs(circuit) - 2] ?? true) === circuit > 0;
  const of = circuit.of.map((one) => evaluate(one, given));
  const [first = true, second = true, third = true] = of;
  switch (circuit.gate) {
    case 'and':
      return first && second;
    case 'or':
      return first || second;
    case 'choose':
      return first ? second : third;
    case 'all':
      return of.every(Boolean);
    case 'any':
      return of.some(Boolean);
  }
}

describe('gates', () => {
  beforeAll(loadSatSolver);

  it('have the value of what they join, for all inputs', () => {
    fc.assert(
      fc.property(circuits, (circuit) => {
        const solver = createSatSolver();
        const gates = new Gates((clause) => solver.addClause(clause));
        const literals = Array.from({ length: inputs }, gates.variable);
        const out = encode(gates, circuit);
        for (let bits = 0; bits < 1 << inputs; bits++) {
          const given = literals.map((_, at) => (bits & (1 << at)) !== 0);
          const assumptions = literals.map((literal, at) => (given[at] === true ? literal : -literal));
          expect(solver.solve(assumptions)).toBe('satisfiable');
          const value = out === yes || (out !== no && solver.value(out));
          expect(value).toBe(evaluate(circuit, given));
        }
        solver.dispose();
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('are made once', () => {
    const gates = new Gates(() => undefined);
    const [a = 0, b = 0, c = 0] = Array.from({ length: 3 }, gates.variable);
    expect(gates.and(a, b)).toBe(gates.and(b, a));
    expect(gates.or(a, -b)).toBe(-gates.and(-a, b));
    expect(gates.all([a, b, c, a, yes])).toBe(gates.all([c, b, a]));
    expect([gates.and(a, -a), gates.all([a, b, -a]), gates.any([a, yes]), gates.choose(yes, b, c)]).toEqual([
      no,
      no,
      yes,
      b,
    ]);
  });
});
