/**
 * The SAT solver behind an interface of its own, so that another one can take its place.
 * Literals are those of DIMACS: variable numbers from 1, negative where negated.
 */
import { Cadical, type CadicalModule, createModule } from 'cadical-wasm';
import { troubleOfCode } from '../../host/trouble.ts';

/** How a solve ended; `unknown` where it was stopped. */
export type SolveStatus = 'satisfiable' | 'unsatisfiable' | 'unknown';

/** An incremental SAT solver. */
export interface SatSolver {
  /** Adds a clause, for good. */
  addClause(literals: readonly number[]): void;
  /** Solves under assumptions, which hold for this call only. `isStopped` is asked now and then. */
  solve(assumptions: readonly number[]): SolveStatus;
  /** Value of a literal after `satisfiable`. */
  value(literal: number): boolean;
  /** Assumptions that the refutation used, after `unsatisfiable`. */
  failed(): readonly number[];
  /** The value that a literal has in every solution, as far as that is known; null where it is open. */
  fixed(literal: number): boolean | null;
  /** The value a variable is tried with first. */
  prefer(literal: number): void;
  /** Gives the memory back. */
  dispose(): void;
}

let loading: Promise<void> | null = null;
let wasm: CadicalModule | null = null;

/** Loads the solver's code; needed once before {@link createSatSolver}, which is synchronous. */
export async function loadSatSolver(): Promise<void> {
  loading ??= createModule({ print: () => undefined, printErr: () => undefined }).then((module) => {
    wasm = module;
  }, passReason);
  await loading;
}

/** The loader of the module ends with the system's words in an error of its own. */
function passReason(error: unknown): never {
  const code = /\b(E[A-Z]{2,}): /.exec(String(error))?.[1];
  throw troubleOfCode('cadical.wasm', code) ?? error;
}

/** True once {@link loadSatSolver} has ended. */
export function hasSatSolver(): boolean {
  return wasm !== null;
}

/** A solver without clauses. `isStopped` ends a solve that runs. Throws an Error where the code was not loaded. */
export function createSatSolver(isStopped: () => boolean = () => false): SatSolver {
  if (wasm === null) throw new Error('loadSatSolver was not awaited');
  // False first: a configuration is mostly off, and an unneeded gate stays off.
  const solver = new Cadical(wasm, { phase: false, inprocessing: false, factor: false });
  solver.setTerminate(isStopped);
  return {
    addClause: (literals) => solver.addClause(literals),
    solve: (assumptions) => (isStopped() ? 'unknown' : solver.solve({ assumptions })),
    value: (literal) => solver.value(literal),
    failed: () => solver.failedAssumptions(),
    fixed: (literal) => solver.fixed(literal),
    prefer: (literal) => solver.phase(literal),
    dispose: () => solver.dispose(),
  };
}
