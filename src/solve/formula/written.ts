/** Expressions as they are written, which evaluation may have simplified away. */
import { type Expr, exprCode } from '../../kconfig/index.ts';
import type { Formula } from './formula.ts';
import { no, type Pair } from './gates.ts';
import { encodeRelation } from './relations.ts';

/** Nesting beyond which an expression is left free. */
const maxDepth = 200;

/** Operands of a chain of `&&` or `||`, in textual order; the expression itself where it is none. */
export function operandsOf(expr: Expr, kind: 'and' | 'or'): readonly Expr[] {
  const found: Expr[] = [];
  const waiting: Expr[] = [expr];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (at.kind === 'and' || at.kind === 'or') {
      if (at.kind === kind) {
        waiting.push(at.right, at.left);
        continue;
      }
    }
    found.push(at);
  }
  return found;
}

/** Literals of written expressions, each made once. */
export class WrittenExpressions {
  private readonly known = new Map<Expr, Pair>();
  private readonly formula: Formula;

  constructor(formula: Formula) {
    this.formula = formula;
  }

  /** An operand `m` means `m && MODULES`. Source: rewrite_m of scripts/kconfig/menu.c. */
  of(expr: Expr, depth = 0): Pair {
    const known = this.known.get(expr);
    if (known !== undefined) return known;
    const made = this.make(expr, depth + 1);
    this.known.set(expr, made);
    return made;
  }

  private make(expr: Expr, depth: number): Pair {
    const { formula } = this;
    const { flat, gates } = formula;
    if (depth > maxDepth) {
      const on = gates.variable();
      return { on, y: on };
    }
    switch (expr.kind) {
      case 'symbol':
        return expr.symbol.id === flat.mod ? { on: formula.modules(), y: no } : formula.value(expr.symbol.id);
      case 'not': {
        const { on, y } = this.of(expr.operand, depth);
        return { on: -y, y: -on };
      }
      case 'and':
      case 'or': {
        const parts = operandsOf(expr, expr.kind).map((part) => this.of(part, depth));
        const join = expr.kind === 'and' ? gates.all.bind(gates) : gates.any.bind(gates);
        return { on: join(parts.map(({ on }) => on)), y: join(parts.map(({ y }) => y)) };
      }
      default: {
        const holds = encodeRelation(formula, gates, exprCode[expr.kind], expr.left.id, expr.right.id);
        return { on: holds, y: holds };
      }
    }
  }
}
