/** Loads the SAT solver before each test file, as the package's entry and the commands do. */
import { loadSatSolver } from '../src/solve/sat/solver.ts';

await loadSatSolver();
