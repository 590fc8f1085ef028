/**
 * Smallest changes of the requests of a configuration for which a problem holds, cheapest first. Each candidate of the
 * solver is given to a judge, which evaluates it for real; one that fails is excluded and the search goes on.
 */
import type { ByteString } from '../core/bytes.ts';
import { Formula } from './formula/formula.ts';
import { no, yes } from './formula/gates.ts';
import type { SoftRequest } from './formula/requests.ts';
import { type Atom, encodeAtom, type Goal, isLogicalSymbol, type Problem } from './problem.ts';
import { SoftLiterals } from './sat/minimize.ts';
import { createSatSolver, type SatSolver } from './sat/solver.ts';

/** A change of requests: user values by symbol id, in the order in which they are given. */
export interface Candidate {
  readonly values: ReadonlyMap<number, ByteString>;
  /** Among them those that were asked for. */
  readonly requested: ReadonlySet<number>;
  /** Values from outside the configuration that have to be other ones. */
  readonly facts: ReadonlySet<number>;
  /** Sum over the changed requests that were not asked for. */
  readonly cost: number;
}

/** What takes part in a contradiction. */
export interface Conflict {
  readonly goals: readonly Goal[];
  readonly keep: readonly Goal[];
  /** Requests that must not change. */
  readonly fixed: readonly SoftRequest[];
}

/** How a search ended. */
export type SearchEnd =
  /** The problem has no further solution. */
  | { readonly status: 'exhausted' }
  /** There was none from the start, because of these. */
  | { readonly status: 'impossible'; readonly conflict: Conflict }
  /** The judge ended it, or it was stopped. */
  | { readonly status: 'ended' | 'stopped' };

/**
 * What a judge says of a candidate: the next one has to differ in kind, or only from this very one; some goals do not come of
 * it as it is, whatever else changes; or enough.
 */
export type Judgement = 'other kind' | 'not this' | 'enough' | { readonly failed: readonly Goal[] };

/** One search. */
export class Search {
  readonly formula: Formula;
  private readonly problem: Problem;
  private readonly solver: SatSolver;
  private readonly softs: SoftLiterals;
  private readonly hard = new Map<number, Goal | SoftRequest>();
  private readonly free = new Set<number>();
  private readonly counted: SoftRequest[] = [];

  constructor(problem: Problem, isStopped: () => boolean, solver = createSatSolver(isStopped)) {
    this.problem = problem;
    this.solver = solver;
    const { state } = problem;
    this.formula = new Formula(state.flat, state, (clause) => this.solver.addClause(clause), problem.facts);
    this.softs = new SoftLiterals(this.solver, this.formula.gates.variable);
    for (const { alternatives } of problem.goals) {
      for (const atoms of alternatives) for (const { symbol, value } of atoms) this.formula.texts.want(symbol, value);
    }
    for (const goal of [...problem.goals, ...problem.keep]) {
      const literal = this.encode(goal);
      this.hard.set(literal, goal);
      if (goal.isRequest) this.request(goal, literal);
    }
    if (problem.condition !== undefined) this.formula.gates.clause([problem.condition(this.formula)]);
    for (const soft of this.formula.requests.softs) this.addSoft(soft);
  }

  /** The literals that have to hold, and each other one that is wanted, with the cost of its violation. */
  get literals(): { readonly hard: readonly number[]; readonly soft: readonly (readonly [number, number])[] } {
    const soft = this.counted
      .filter((one) => !this.hard.has(one.kept) && one.kept !== no)
      .map((one) => [one.kept, this.problem.costOf(one)] as const);
    return { hard: [...this.hard.keys()], soft };
  }

  /** Gives candidates to `judge` until it has enough. Frees the solver. */
  run(judge: (candidate: Candidate) => Judgement): SearchEnd {
    const hard = [...this.hard.keys()];
    let isFirst = true;
    try {
      for (;;) {
        const minimum = this.softs.minimize(hard);
        if (minimum.status === 'stopped') return { status: 'stopped' };
        if (minimum.status === 'impossible') {
          return isFirst ? { status: 'impossible', conflict: this.conflict(minimum.core) } : { status: 'exhausted' };
        }
        isFirst = false;
        const changed = this.counted.filter(({ kept }) => !this.holds(kept));
        const judgement = judge(this.candidate(changed));
        if (judgement === 'enough') return { status: 'ended' };
        if (judgement === 'other kind' && changed.length === 0) return { status: 'exhausted' };
        this.exclude(changed, judgement);
      }
    } finally {
      this.solver.dispose();
    }
  }

  /** The cost of a set of changed requests. */
  private costOf(changed: readonly SoftRequest[]): number {
    return changed.reduce((sum, soft) => sum + this.problem.costOf(soft), 0);
  }

  private holds(literal: number): boolean {
    return literal === yes || (literal !== no && this.solver.value(literal));
  }

  /** What the user asks for is set, at no cost, where the literal of the goal is true. */
  private request({ alternatives }: Goal, goal: number): void {
    const { formula } = this;
    const { flat, gates, requests } = formula;
    // With several alternatives it is open which one is asked for.
    const isSingle = alternatives.length === 1;
    for (const { relation, symbol, value } of alternatives.flat()) {
      const choice = flat.symbolChoice[symbol]!;
      if (choice >= 0) {
        const { members, picks } = requests.choice(choice);
        this.free.add(flat.choices[choice]!.symbol).add(symbol);
        if (!isSingle || relation !== 'is' || value === 'n') continue;
        const pick = picks.get(symbol) ?? no;
        if (value === 'y') gates.clause([-goal, pick]);
        else for (const literal of [members.get(symbol)?.on ?? no, -pick]) gates.clause([-goal, literal]);
        continue;
      }
      if (!formula.hasPrompt(symbol)) continue;
      this.free.add(symbol);
      if (!isSingle || relation !== 'is') continue;
      if (isLogicalSymbol(flat, symbol)) {
        const { has, on, y } = requests.logical(symbol);
        gates.clause([-goal, has]);
        gates.clause([-goal, value === 'n' ? -on : on]);
        gates.clause([-goal, value === 'y' ? y : -y]);
      } else {
        formula.hasText(symbol, value);
        const made = requests.madeTexts().get(symbol) ?? requests.text(symbol, [value]);
        gates.clause([-goal, made.has]);
        gates.clause([-goal, made.is.get(value) ?? no]);
      }
    }
  }

  private encode({ alternatives, isRequest }: Goal): number {
    const { formula } = this;
    const { gates } = formula;
    const encode = (atom: Atom): number => {
      const literal = encodeAtom(formula, atom);
      // A text that is asked for has a line.
      const hasLine = !isRequest || isLogicalSymbol(formula.flat, atom.symbol) || atom.relation !== 'is';
      return hasLine ? literal : gates.and(literal, formula.isWritten(atom.symbol));
    };
    const holds = gates.any(alternatives.map((atoms) => gates.all(atoms.map(encode))));
    // A literal of its own: a core names each of several goals that are the same, or constant.
    const literal = gates.variable();
    gates.clause([-literal, holds]);
    return literal;
  }

  private addSoft(soft: SoftRequest): void {
    const { kept } = soft;
    if (kept === yes) return;
    // What was asked for is one with its request; it costs nothing.
    if (!soft.isFact && this.free.has(soft.symbol)) return;
    this.counted.push(soft);
    if (this.problem.isFixed(soft)) this.hard.set(kept, soft);
    else if (kept !== no) this.softs.add(kept, this.problem.costOf(soft));
  }

  private candidate(changed: readonly SoftRequest[]): Candidate {
    const { formula } = this;
    const { flat, requests } = formula;
    const values = new Map<number, ByteString>();
    const requested = new Set<number>();
    const facts = new Set<number>();
    const give = ({ choice, isFact, symbol }: SoftRequest): void => {
      if (isFact) facts.add(symbol);
      else if (choice >= 0) this.givePick(choice, values);
      else if (isLogicalSymbol(flat, symbol)) {
        const { on, y } = requests.logical(symbol);
        values.set(symbol, this.holds(y) ? 'y' : this.holds(on) ? 'm' : 'n');
      } else {
        for (const [text, literal] of requests.madeTexts().get(symbol)?.is ?? []) {
          if (this.holds(literal)) values.set(symbol, text);
        }
      }
    };
    // A choice after its members: its pick is the last answer.
    const picksLast = (softs: readonly SoftRequest[]): SoftRequest[] =>
      softs.toSorted((left, right) => Number(left.choice >= 0) - Number(right.choice >= 0));
    for (const soft of picksLast(changed)) give(soft);
    for (const soft of picksLast(requests.softs)) {
      if (soft.isFact || !this.free.has(soft.symbol) || this.holds(soft.kept)) continue;
      const before = new Set(values.keys());
      give(soft);
      for (const id of values.keys()) if (!before.has(id)) requested.add(id);
    }
    return { values, requested, facts, cost: this.costOf(changed) };
  }

  /** The member that is picked goes last: the latest answer counts. */
  private givePick(choice: number, values: Map<number, ByteString>): void {
    const { members, picks } = this.formula.requests.choice(choice);
    const { has, tristates } = this.problem.state.user;
    for (const member of picks.keys()) {
      if (has[member] !== 1 || tristates[member] !== 2) continue;
      values.set(member, this.holds(members.get(member)?.on ?? no) ? 'm' : 'n');
    }
    for (const [member, literal] of picks) {
      if (!this.holds(literal)) continue;
      values.delete(member);
      values.set(member, 'y');
    }
  }

  private exclude(changed: readonly SoftRequest[], judgement: Judgement): void {
    if (judgement === 'other kind') {
      this.formula.gates.clause(changed.map(({ kept }) => kept));
      return;
    }
    if (judgement !== 'not this') {
      if (judgement !== 'enough')
        for (const { alternatives } of judgement.failed) this.excludeValues(alternatives.flat());
      return;
    }
    // The same request with another value counts as another candidate.
    const literals: number[] = [];
    for (const { kept, symbol } of this.counted) {
      literals.push(this.holds(kept) ? -kept : kept);
      const logical = this.formula.requests.madeLogicals().get(symbol);
      if (logical === undefined || this.holds(kept)) continue;
      for (const literal of [logical.on, logical.y]) literals.push(this.holds(literal) ? -literal : literal);
    }
    this.formula.gates.clause([...new Set(literals)]);
  }

  /** The values that symbols have now do not help together. */
  private excludeValues(atoms: readonly Atom[]): void {
    const literals = new Set(atoms.map((atom) => encodeAtom(this.formula, { ...atom, relation: 'is' })));
    this.formula.gates.clause([...literals].map((literal) => (this.holds(literal) ? -literal : literal)));
  }

  /** The smallest part of a core: each literal is left out where the rest is a contradiction already. */
  private conflict(core: readonly number[]): Conflict {
    let left = [...core];
    for (const literal of core) {
      if (left.length === 1) break;
      const rest = left.filter((other) => other !== literal);
      if (this.solver.solve(rest) === 'unsatisfiable') left = rest;
    }
    const found = left.flatMap((literal) => this.hard.get(literal) ?? []);
    const goals = found.filter((one): one is Goal => 'alternatives' in one);
    return {
      goals: goals.filter((goal) => this.problem.goals.includes(goal)),
      keep: goals.filter((goal) => !this.problem.goals.includes(goal)),
      fixed: found.filter((one): one is SoftRequest => !('alternatives' in one)),
    };
  }
}
