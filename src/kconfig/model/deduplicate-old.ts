import type { BuildSymbol } from './build-types.ts';
import type { ExpressionPool } from './expression-pool.ts';
import type { Expr } from './model.ts';

/** The part of the simplifier that the older deduplication uses. */
export interface Joiner {
  readonly pool: ExpressionPool;
  readonly yes: Expr;
  readonly no: Expr;
  /** The expression that `a op b` of two leaves joins to, or null. */
  join(kind: 'and' | 'or', a: Expr, b: Expr): Expr | null;
}

/** A node that is replaced in place: a chain link, or an operand. */
interface Node {
  kind: 'and' | 'or' | 'leaf';
  left: Node | null;
  right: Node | null;
  leaf: Expr | null;
}

/**
 * The deduplication of conf before Linux 6.9: every ordered pair of operands of a chain is tried, in both
 * orders, replacements are made in place, and constants are folded only after a pass that joined
 * something. Source: docs/kconfig-semantics.md §2.4.
 */
export function deduplicateOld(expr: Expr, joiner: Joiner): Expr {
  if (expr.kind !== 'and' && expr.kind !== 'or') return expr;
  if (isPlain(expr)) return expr;
  let top = toNode(expr);
  const scan = new Scan(joiner);
  for (;;) {
    scan.joins = 0;
    if (top.kind !== 'leaf') scan.run(top.kind, top, top);
    if (scan.joins === 0) break;
    top = fold(top, joiner);
  }
  return scan.everJoined ? toExpr(top, joiner.pool) : expr;
}

/** True for a chain of one operator whose operands are all different symbols: nothing can be joined. */
function isPlain(expr: Expr): boolean {
  const seen = new Set<BuildSymbol>();
  let at = expr;
  const { kind } = expr;
  for (;;) {
    const operand: Expr = at.kind === 'and' || at.kind === 'or' ? at.right : at;
    let subject: unknown;
    if (operand.kind === 'symbol') subject = operand.symbol;
    else if (operand.kind === 'not' && operand.operand.kind === 'symbol') subject = operand.operand.symbol;
    else if (operand.kind === '=' || operand.kind === '!=') subject = operand.left;
    else return false;
    if (seen.has(subject as BuildSymbol)) return false;
    seen.add(subject as BuildSymbol);
    if (at.kind !== 'and' && at.kind !== 'or') return true;
    at = at.left;
    if ((at.kind === 'and' || at.kind === 'or') && at.kind !== kind) return false;
  }
}

class Scan {
  joins = 0;
  everJoined = false;
  private readonly joiner: Joiner;

  constructor(joiner: Joiner) {
    this.joiner = joiner;
  }

  /** Every operand of `a` against every operand of `b`; the two may be the same chain. */
  run(kind: 'and' | 'or', a: Node, b: Node): void {
    if (a.kind === kind) {
      this.run(kind, a.left!, b);
      this.run(kind, a.right!, b);
    } else if (b.kind === kind) {
      this.run(kind, a, b.left!);
      this.run(kind, a, b.right!);
    } else if (a !== b) this.pair(kind, a, b);
  }

  private pair(kind: 'and' | 'or', a: Node, b: Node): void {
    if (a.kind !== 'leaf') this.run(a.kind, a, a);
    const { joiner } = this;
    const joined = joiner.join(kind, toExpr(a, joiner.pool), toExpr(b, joiner.pool));
    if (joined === null) return;
    setLeaf(a, kind === 'and' ? joiner.yes : joiner.no);
    become(b, toNode(joined));
    this.joins++;
    this.everJoined = true;
  }
}

function setLeaf(node: Node, leaf: Expr): void {
  node.kind = 'leaf';
  node.left = null;
  node.right = null;
  node.leaf = leaf;
}

function become(node: Node, other: Node): void {
  node.kind = other.kind;
  node.left = other.left;
  node.right = other.right;
  node.leaf = other.leaf;
}

function toNode(expr: Expr): Node {
  if (expr.kind !== 'and' && expr.kind !== 'or') return { kind: 'leaf', left: null, right: null, leaf: expr };
  return { kind: expr.kind, left: toNode(expr.left), right: toNode(expr.right), leaf: null };
}

function toExpr(node: Node, pool: ExpressionPool): Expr {
  if (node.kind === 'leaf') return node.leaf!;
  return pool.logic(node.kind, toExpr(node.left!, pool), toExpr(node.right!, pool));
}

/** Folds y and n out of a whole expression. */
function fold(node: Node, joiner: Joiner): Node {
  if (node.kind === 'leaf') return node;
  const absorbing = node.kind === 'and' ? joiner.no : joiner.yes;
  const neutral = node.kind === 'and' ? joiner.yes : joiner.no;
  const left = fold(node.left!, joiner);
  const right = fold(node.right!, joiner);
  node.left = left;
  node.right = right;
  if (left.leaf === absorbing || right.leaf === neutral) return left;
  if (right.leaf === absorbing || left.leaf === neutral) return right;
  return node;
}
