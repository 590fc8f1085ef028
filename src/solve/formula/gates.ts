/** The literal that is always true, and its negation. */
export const yes = 1;
export const no = -1;

/** Literals of a tristate value: at least m, and y. The second implies the first. */
export interface Pair {
  readonly on: number;
  readonly y: number;
}

/** Value n, and y. */
export const off: Pair = { on: no, y: no };
export const full: Pair = { on: yes, y: yes };

/** Takes clauses: a solver, or a list. */
export type ClauseSink = (literals: readonly number[]) => void;

/**
 * And-gates and or-gates over literals, each made once (Tseitin). Constants are folded, so that a gate is made only where the
 * value is open.
 */
export class Gates {
  private variables = 1;
  private readonly pairs = new Map<number, number>();
  private readonly lists = new Map<string, number>();
  private readonly sink: ClauseSink;

  constructor(sink: ClauseSink) {
    this.sink = sink;
    sink([yes]);
  }

  /** Number of variables so far, and the highest one. */
  get count(): number {
    return this.variables;
  }

  readonly variable = (): number => {
    this.variables += 1;
    return this.variables;
  };

  clause(literals: readonly number[]): void {
    const open: number[] = [];
    for (const literal of literals) {
      if (literal === yes) return;
      if (literal !== no) open.push(literal);
    }
    this.sink(open);
  }

  and(left: number, right: number): number {
    if (left === no || right === no || left === -right) return no;
    if (left === yes || left === right) return right;
    if (right === yes) return left;
    const low = Math.min(left, right);
    const high = Math.max(left, right);
    const key = (low + 0x2000000) * 0x4000000 + (high + 0x2000000);
    const known = this.pairs.get(key);
    if (known !== undefined) return known;
    const gate = this.variable();
    this.pairs.set(key, gate);
    this.sink([-gate, left]);
    this.sink([-gate, right]);
    this.sink([gate, -left, -right]);
    return gate;
  }

  or(left: number, right: number): number {
    return -this.and(-left, -right);
  }

  /** The conjunction of many. */
  all(literals: readonly number[]): number {
    const open = new Set<number>();
    for (const literal of literals) {
      if (literal === no || open.has(-literal)) return no;
      if (literal !== yes) open.add(literal);
    }
    if (open.size <= 2) {
      const [left = yes, right = yes] = open;
      return this.and(left, right);
    }
    const list = [...open].sort((left, right) => left - right);
    const key = list.join();
    const known = this.lists.get(key);
    if (known !== undefined) return known;
    const gate = this.variable();
    this.lists.set(key, gate);
    for (const literal of list) this.sink([-gate, literal]);
    this.sink([gate, ...list.map((literal) => -literal)]);
    return gate;
  }

  /** The disjunction of many. */
  any(literals: readonly number[]): number {
    return -this.all(literals.map((literal) => -literal));
  }

  /** `then` where the condition is true, else `otherwise`. */
  choose(condition: number, then: number, otherwise: number): number {
    if (then === otherwise) return then;
    if (condition === yes) return then;
    if (condition === no) return otherwise;
    return this.or(this.and(condition, then), this.and(-condition, otherwise));
  }

  /** Makes two literals equal where a condition is true. */
  equateWhere(condition: number, left: number, right: number): void {
    this.clause([-condition, -left, right]);
    this.clause([-condition, left, -right]);
  }

  /** Makes two literals equal. */
  equate(left: number, right: number): void {
    if (left === right) return;
    this.clause([-left, right]);
    this.clause([left, -right]);
  }
}
