/** What configurations can be at all: every value of a tree with all requests free, in a solver. */
import { type FlatModel, isLogicalType, propertyCode, symbolKindCode } from '../../kconfig/index.ts';
import { Formula } from '../formula/formula.ts';
import { no, yes } from '../formula/gates.ts';
import { createSatSolver, type SatSolver } from '../sat/solver.ts';
import type { Progress } from '../../core/progress.ts';

/**
 * When a literal can be true: with the tools of this machine; only with other ones; never, whatever the tools are. `unknown`
 * where the search was stopped.
 */
export type Possibility = 'possible' | 'with other tools' | 'impossible' | 'unknown';

/** Literals that one question is about. */
const groupSize = 256;

/** Answers of the solver, each found once. */
export class Possibilities {
  readonly formula: Formula;
  private readonly solver: SatSolver;
  private readonly known = new Map<number, Possibility>([
    [yes, 'possible'],
    [no, 'impossible'],
  ]);
  /** Literals that are true where every tool answers as it does here. */
  private readonly here: readonly number[];
  /** Solves so far. */
  solves = 0;

  private readonly progress: Progress;

  /** `outside`: symbols that other tools could change. The SAT solver has to be loaded. */
  constructor(flat: FlatModel, outside: ReadonlySet<number>, progress: Progress) {
    this.progress = progress;
    this.solver = createSatSolver(() => false);
    this.formula = new Formula(flat, null, (clause) => this.solver.addClause(clause), outside);
    encodeAll(this.formula);
    this.here = this.formula.requests.softs.filter(({ isFact }) => isFact).map(({ kept }) => kept);
  }

  /** Gives the memory back. */
  dispose(): void {
    this.solver.dispose();
  }

  /** Takes over what a configuration has shown: a literal is true there, with the tools of this machine. */
  note(literal: number): void {
    this.known.set(literal, 'possible');
  }

  /**
   * Finds out about many literals: each model takes all that are true in it off the list. `onModel` is given the members of
   * choices that a model picks, and may note more.
   */
  find(literals: Iterable<number>, onModel: (picked: readonly number[]) => void = () => undefined): void {
    let left = [...new Set(literals)].filter((literal) => !this.known.has(literal));
    const all = left.length;
    this.progress.begin('proving what no configuration allows', all);
    for (let literal = left.pop(); literal !== undefined; literal = left.pop()) {
      this.progress.count('proving what no configuration allows', all - left.length);
      if (this.decide(literal) !== 'possible') continue;
      for (const other of left) if (this.solver.value(other)) this.known.set(other, 'possible');
      onModel(this.picked());
      left = left.filter((other) => !this.known.has(other));
    }
  }

  /**
   * Those of many literals that can be true with the tools of this machine, where few can: one proof is about a whole group.
   * Null where the search was stopped.
   */
  possibleHere(literals: Iterable<number>): ReadonlySet<number> | null {
    const { solver } = this;
    const found = new Set<number>();
    let left = [...new Set(literals)].filter((literal) => literal !== no);
    const all = left.length;
    this.progress.begin('proving what no configuration allows', all);
    while (left.length > 0) {
      const group = left.slice(0, groupSize);
      const any = this.formula.gates.variable();
      this.formula.gates.clause([-any, ...group]);
      this.solves += 1;
      const status = solver.solve([...this.here, any]);
      if (status === 'unknown') return null;
      if (status === 'unsatisfiable') left = left.slice(groupSize);
      else {
        for (const literal of left) if (literal === yes || solver.value(literal)) found.add(literal);
        left = left.filter((literal) => !found.has(literal));
      }
      this.progress.count('proving what no configuration allows', all - left.length);
    }
    return found;
  }

  /** Members that the last model picks in choices. */
  private picked(): number[] {
    const { flat, requests } = this.formula;
    const found: number[] = [];
    for (const index of flat.choices.keys()) {
      for (const [member, literal] of requests.choice(index).picks) if (this.solver.value(literal)) found.push(member);
    }
    return found;
  }

  /** When a literal can be true. */
  of(literal: number): Possibility {
    return this.known.get(literal) ?? this.decide(literal);
  }

  /** Those of some literals that cannot be true together, few; null where they can. `isHere`: with the tools of this machine. */
  conflict(literals: readonly number[], isHere: boolean): readonly number[] | null {
    let left = this.refute(literals, isHere);
    if (left === null) return null;
    for (const literal of left) {
      if (left.length === 1) break;
      const rest: readonly number[] = left.filter((other) => other !== literal);
      if (this.refute(rest, isHere) !== null) left = rest;
    }
    return left;
  }

  private refute(literals: readonly number[], isHere: boolean): readonly number[] | null {
    if (literals.includes(no)) return [no];
    const open = literals.filter((literal) => literal !== yes);
    this.solves += 1;
    if (this.solver.solve(isHere ? [...this.here, ...open] : open) !== 'unsatisfiable') return null;
    const failed = new Set(this.solver.failed());
    return open.filter((literal) => failed.has(literal));
  }

  private decide(literal: number): Possibility {
    const found = this.search(literal);
    this.known.set(literal, found);
    return found;
  }

  private search(literal: number): Possibility {
    const { solver } = this;
    this.solves += 1;
    const status = solver.solve([...this.here, literal]);
    if (status !== 'unsatisfiable') return status === 'satisfiable' ? 'possible' : 'unknown';
    const here = new Set(this.here);
    if (!solver.failed().some((one) => here.has(one))) return 'impossible';
    this.solves += 1;
    const anywhere = solver.solve([literal]);
    return anywhere === 'satisfiable' ? 'with other tools' : anywhere === 'unknown' ? 'unknown' : 'impossible';
  }
}

/** Every value, visibility and condition of a model. */
export function encodeAll(formula: Formula): void {
  const { flat } = formula;
  for (let id = 0; id < flat.symbolCount; id++) {
    if (flat.symbolKind[id] === symbolKindCode.constant) continue;
    if (isLogicalType(flat.symbolType[id])) formula.value(id);
    else formula.texts.values(id);
    if (formula.hasPrompt(id)) formula.visibility(id);
    for (let at = flat.propertyStart[id]!; at < flat.propertyStart[id + 1]!; at++) {
      const kind = flat.propertyKind[at]!;
      if (kind >= propertyCode.default && kind <= propertyCode.imply) formula.expression(flat.propertyCondition[at]!);
    }
  }
}
