import { beforeAll, describe, expect, it } from 'vitest';
import { createSatSolver, loadSatSolver } from '../../../src/solve/sat/solver.ts';
import { Totalizer } from '../../../src/solve/sat/totalizer.ts';

describe('a totalizer', () => {
  beforeAll(loadSatSolver);

  it.each([1, 2, 3, 5, 8])('of %d inputs has an output for each number that is reached', (size) => {
    const solver = createSatSolver();
    let variables = size;
    const inputs = Array.from({ length: size }, (_, at) => at + 1);
    const totalizer = new Totalizer(inputs, solver, () => (variables += 1));
    // Out of order: outputs are made when they are asked for.
    const outputs = new Map(inputs.toReversed().map((count) => [count, totalizer.atLeast(count)] as const));
    for (let bits = 0; bits < 1 << size; bits++) {
      const given = inputs.map((input, at) => ((bits & (1 << at)) === 0 ? -input : input));
      const reached = given.filter((literal) => literal > 0).length;
      // What is reached is true; what is not may be false.
      for (const [count, output] of outputs) {
        const status = solver.solve([...given, -output]);
        expect(status).toBe(count <= reached ? 'unsatisfiable' : 'satisfiable');
      }
      expect(
        solver.solve([...given, ...[...outputs].flatMap(([count, output]) => (count > reached ? [-output] : []))]),
      ).toBe('satisfiable');
    }
    solver.dispose();
  });
});
