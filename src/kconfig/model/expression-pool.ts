import type { BuildSymbol } from './build-types.ts';
import type { CompareExpr, Expr, LogicExpr, NotExpr, Relation, SymbolExpr } from './model.ts';

const codeOf: Readonly<Record<'and' | 'or' | 'not' | Relation, number>> = {
  and: 1,
  or: 2,
  not: 3,
  '=': 4,
  '!=': 5,
  '<': 6,
  '<=': 7,
  '>': 8,
  '>=': 9,
};

/**
 * Makes expressions so that equal ones are one object: equality is `===` and a value per `id`
 * serves every place an expression is used in. An open hash table over (kind, left id, right id).
 */
export class ExpressionPool {
  private table: Int32Array;
  private keys: Int32Array;
  private readonly all: Expr[] = [];

  /** `capacity`: expressions there is room for at once, a power of two; a Linux tree has some 53,000. */
  constructor(capacity: number) {
    this.table = new Int32Array(capacity * 2);
    this.keys = new Int32Array(capacity * 2);
  }

  get count(): number {
    return this.all.length;
  }

  symbol(symbol: BuildSymbol): SymbolExpr {
    if (symbol.leaf === null) {
      symbol.leaf = { kind: 'symbol', id: this.all.length, symbol };
      this.remember(symbol.leaf, 0, 0);
    }
    return symbol.leaf;
  }

  not(operand: Expr): NotExpr {
    const at = this.find(operand.id, codeOf.not);
    if (at >= 0) return this.all[at] as NotExpr;
    const made: NotExpr = { kind: 'not', id: this.all.length, operand };
    this.insert(made, operand.id, codeOf.not);
    return made;
  }

  logic(kind: 'and' | 'or', left: Expr, right: Expr): LogicExpr {
    const key = (right.id << 4) | codeOf[kind];
    const at = this.find(left.id, key);
    if (at >= 0) return this.all[at] as LogicExpr;
    const made: LogicExpr = { kind, id: this.all.length, left, right };
    this.insert(made, left.id, key);
    return made;
  }

  compare(kind: Relation, left: BuildSymbol, right: BuildSymbol): CompareExpr {
    const key = (right.id << 4) | codeOf[kind];
    const at = this.find(left.id, key);
    if (at >= 0) return this.all[at] as CompareExpr;
    const made: CompareExpr = { kind, id: this.all.length, left, right };
    this.insert(made, left.id, key);
    return made;
  }

  /** Conjunction in which an absent operand is dropped. */
  and(left: Expr | null, right: Expr | null): Expr | null {
    if (left === null) return right;
    return right === null ? left : this.logic('and', left, right);
  }

  /** Disjunction in which an absent operand is dropped: absent || x is x, not y. */
  or(left: Expr | null, right: Expr | null): Expr | null {
    if (left === null) return right;
    return right === null ? left : this.logic('or', left, right);
  }

  private remember(expr: Expr, a: number, b: number): void {
    const id = this.all.length;
    this.all.push(expr);
    if (id * 2 + 1 >= this.keys.length) {
      const larger = new Int32Array(this.keys.length * 2);
      larger.set(this.keys);
      this.keys = larger;
    }
    this.keys[id * 2] = a;
    this.keys[id * 2 + 1] = b;
  }

  private find(a: number, b: number): number {
    const mask = this.table.length - 1;
    let at = slot(a, b) & mask;
    for (;;) {
      const stored = this.table[at]!;
      if (stored === 0) return -1;
      const id = stored - 1;
      if (this.keys[id * 2] === a && this.keys[id * 2 + 1] === b) return id;
      at = (at + 1) & mask;
    }
  }

  private insert(expr: Expr, a: number, b: number): void {
    if (this.all.length * 2 >= this.table.length) this.grow();
    this.remember(expr, a, b);
    this.place(expr.id, a, b);
  }

  private place(id: number, a: number, b: number): void {
    const mask = this.table.length - 1;
    let at = slot(a, b) & mask;
    while (this.table[at] !== 0) at = (at + 1) & mask;
    this.table[at] = id + 1;
  }

  private grow(): void {
    this.table = new Int32Array(this.table.length * 2);
    for (let id = 0; id < this.all.length; id++) {
      const b = this.keys[id * 2 + 1]!;
      // Leaves live on their symbols, not in the table; their second key is 0.
      if (b !== 0) this.place(id, this.keys[id * 2]!, b);
    }
  }
}

function slot(a: number, b: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 4;
}
