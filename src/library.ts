/** The package's entry: the public API, with the SAT solver loaded, so that every function can be called at once. */
import { loadSatSolver } from './solve/sat/solver.ts';

export * from './index.ts';

await loadSatSolver();
