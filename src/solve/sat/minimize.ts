/**
 * Minimal violation of weighted soft literals, core-guided (OLL with totalizers). Source: A. Morgado, C. Dodaro,
 * J. Marques-Silva, Core-Guided MaxSAT with Soft Cardinality Constraints, CP 2014.
 */
import type { SatSolver } from './solver.ts';
import { Totalizer } from './totalizer.ts';

/** What a search gave. Literals of a core are assumptions that cannot hold together, softs left out. */
export type Minimum =
  | { readonly status: 'optimal'; readonly cost: number }
  | { readonly status: 'impossible'; readonly core: readonly number[] }
  | { readonly status: 'stopped' /** Every solution costs at least this. */; readonly bound: number };

/** Times that a core is solved again by itself, which makes it smaller. */
const maxTrims = 3;

/** The soft literals of one problem, with what earlier minimisations learnt of them. */
export class SoftLiterals {
  private readonly weights = new Map<number, number>();
  private readonly totals = new Map<number, { readonly totalizer: Totalizer; readonly count: number }>();
  private readonly solver: SatSolver;
  private readonly newVariable: () => number;
  /** Cost that every solution has. */
  bound = 0;

  constructor(solver: SatSolver, newVariable: () => number) {
    this.solver = solver;
    this.newVariable = newVariable;
  }

  /** A literal that costs `weight` where it is false. */
  add(literal: number, weight: number): void {
    const opposite = this.weights.get(-literal) ?? 0;
    if (opposite > 0) throw new Error(`both ${literal} and ${-literal} are soft`);
    this.weights.set(literal, (this.weights.get(literal) ?? 0) + weight);
  }

  /**
   * Finds a solution of least cost under hard assumptions; the solver then has its values. Assumptions that have a solution
   * become clauses: later calls are about the same ones, and the bound holds for all clauses that are added.
   */
  minimize(hard: readonly number[]): Minimum {
    // Without a solution at all no core needs to be relaxed.
    const first = this.solver.solve(hard);
    if (first === 'unknown') return { status: 'stopped', bound: this.bound };
    if (first === 'unsatisfiable') return { status: 'impossible', core: this.solver.failed() };
    for (const literal of hard) this.solver.addClause([literal]);
    for (;;) {
      const status = this.solver.solve([...this.weights.keys()]);
      if (status === 'satisfiable') return { status: 'optimal', cost: this.bound };
      if (status === 'unknown') return { status: 'stopped', bound: this.bound };
      const core = this.trim(this.solver.failed());
      if (core === null) return { status: 'stopped', bound: this.bound };
      if (core.length === 0) return { status: 'impossible', core };
      this.relax(core);
      if (core.length === 1) this.relaxFixed();
    }
  }

  /** Those that are false in every solution, which need no core to say so. */
  private relaxFixed(): void {
    const fixed = [...this.weights.keys()].filter((literal) => this.solver.fixed(literal) === false);
    for (const literal of fixed) this.relax([literal]);
  }

  private trim(first: readonly number[]): readonly number[] | null {
    let core = first;
    for (let round = 0; round < maxTrims && core.length > 1; round += 1) {
      const status = this.solver.solve(core);
      if (status === 'unknown') return null;
      const next = this.solver.failed();
      if (next.length >= core.length) break;
      core = next;
    }
    return core;
  }

  /** Lets one of the core's softs be violated, and counts further ones. */
  private relax(core: readonly number[]): void {
    const least = Math.min(...core.map((literal) => this.weights.get(literal) ?? 0));
    this.bound += least;
    for (const literal of core) {
      const left = (this.weights.get(literal) ?? 0) - least;
      if (left > 0) this.weights.set(literal, left);
      else this.weights.delete(literal);
      const total = this.totals.get(literal);
      if (total !== undefined) this.count(total.totalizer, total.count + 1, least);
    }
    if (core.length === 1) return;
    const totalizer = new Totalizer(
      core.map((literal) => -literal),
      this.solver,
      this.newVariable,
    );
    this.count(totalizer, 2, least);
  }

  /** Makes "fewer than `count` inputs are true" a soft literal. */
  private count(totalizer: Totalizer, count: number, weight: number): void {
    if (count > totalizer.size) return;
    const literal = -totalizer.atLeast(count);
    this.weights.set(literal, (this.weights.get(literal) ?? 0) + weight);
    this.totals.set(literal, { totalizer, count });
  }
}
