import type { ByteString } from '../../core/bytes.ts';
import { assertNever } from '../../core/errors.ts';
import type { ModelRules } from '../dialect/dialect.ts';
import type { BuildSymbol } from './build-types.ts';
import { asBuildSymbol } from './build-types.ts';
import { deduplicateOld } from './deduplicate-old.ts';
import type { ExpressionPool } from './expression-pool.ts';
import type { CompareExpr, Expr, KconfigSymbol, Relation } from './model.ts';

/** What holds where a relation does not. */
export const inverse: Readonly<Record<Relation, Relation>> = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/** The three logical constants. */
export interface Constants {
  readonly no: BuildSymbol;
  readonly mod: BuildSymbol;
  readonly yes: BuildSymbol;
}

/**
 * Rewrites conditions while the tree is finalised. Results are remembered per expression, which
 * is sound because types and the module switch are fixed by then.
 * Source: docs/kconfig-semantics.md §2.2 to §2.5.
 */
export class Simplifier {
  readonly pool: ExpressionPool;
  private readonly constants: Constants;
  private readonly modules: BuildSymbol;
  private readonly report: (line: ByteString, symbol: KconfigSymbol) => void;
  readonly yes: Expr;
  readonly no: Expr;
  private readonly rules: Pick<ModelRules, 'foldsConstants'>;
  /** Results by expression id. */
  private readonly simplified: (Expr | undefined)[] = [];
  private readonly deduplicated: (Expr | undefined)[] = [];
  /** Joins done so far; only differences count. */
  private joins = 0;
  /** Lines reported so far: a result that reported one is not remembered, because conf prints it each time. */
  private reported = 0;

  constructor(
    pool: ExpressionPool,
    constants: Constants,
    modules: BuildSymbol,
    report: (line: ByteString, symbol: KconfigSymbol) => void,
    rules: Pick<ModelRules, 'foldsConstants'>,
  ) {
    this.rules = rules;
    this.pool = pool;
    this.constants = constants;
    this.modules = modules;
    this.report = report;
    this.yes = pool.symbol(constants.yes);
    this.no = pool.symbol(constants.no);
  }

  /** True for an absent expression and the constant y. */
  isYes(expr: Expr | null): boolean {
    return expr === null || expr === this.yes;
  }

  /** `m` as an operand becomes `m && MODULES`. */
  rewriteM(expr: Expr): Expr {
    const { pool } = this;
    switch (expr.kind) {
      case 'not': {
        const operand = this.rewriteM(expr.operand);
        return operand === expr.operand ? expr : pool.not(operand);
      }
      case 'and':
      case 'or': {
        const left = this.rewriteM(expr.left);
        const right = this.rewriteM(expr.right);
        return left === expr.left && right === expr.right ? expr : pool.logic(expr.kind, left, right);
      }
      case 'symbol':
        return expr.symbol === this.constants.mod ? pool.logic('and', expr, pool.symbol(this.modules)) : expr;
      default:
        return expr;
    }
  }

  /** Comparisons of bools become plain operands, negations move inward. */
  simplify(expr: Expr): Expr {
    const known = recall(this.simplified, expr);
    if (known !== undefined) return known;
    const before = this.reported;
    const result = this.simplifyNew(expr);
    if (this.reported === before) remember(this.simplified, expr, result);
    return result;
  }

  private simplifyNew(expr: Expr): Expr {
    const { pool } = this;
    switch (expr.kind) {
      case 'symbol':
      case '<':
      case '<=':
      case '>':
      case '>=':
        return expr;
      case '=':
      case '!=':
        return this.simplifyCompare(expr);
      case 'and':
      case 'or': {
        if (!this.rules.foldsConstants) {
          const left = this.simplify(expr.left);
          return pool.logic(expr.kind, left, this.simplify(expr.right));
        }
        // Right side first: the order of the lines that the newer conf, compiled with gcc, prints.
        const right = this.simplify(expr.right);
        return pool.logic(expr.kind, this.simplify(expr.left), right);
      }
      case 'not':
        return this.negate(this.simplify(expr.operand));
      default:
        return assertNever(expr);
    }
  }

  private simplifyCompare(expr: CompareExpr): Expr {
    const { pool, constants } = this;
    const left = asBuildSymbol(expr.left);
    if (left.type !== 'bool') return expr;
    const isEqual = expr.kind === '=';
    if (expr.right === constants.mod) {
      this.reported++;
      this.report(`boolean symbol ${left.name} tested for 'm'? test forced to '${isEqual ? 'n' : 'y'}'`, left);
      return isEqual ? this.no : this.yes;
    }
    if (expr.right === constants.no) return isEqual ? pool.not(pool.symbol(left)) : pool.symbol(left);
    if (expr.right === constants.yes) return isEqual ? pool.symbol(left) : pool.not(pool.symbol(left));
    return expr;
  }

  private negate(expr: Expr): Expr {
    const { pool, constants } = this;
    switch (expr.kind) {
      case 'not':
        return expr.operand;
      case 'and':
      case 'or':
        return this.simplify(pool.logic(expr.kind === 'and' ? 'or' : 'and', pool.not(expr.left), pool.not(expr.right)));
      case 'symbol':
        if (expr.symbol === constants.yes) return this.no;
        if (expr.symbol === constants.no) return this.yes;
        return expr.symbol === constants.mod ? expr : pool.not(expr);
      default:
        return pool.compare(inverse[expr.kind], asBuildSymbol(expr.left), asBuildSymbol(expr.right));
    }
  }

  /** Joins duplicate and redundant operands until a pass finds none, folding constants. */
  deduplicate(expr: Expr): Expr {
    if (expr.kind !== 'and' && expr.kind !== 'or') return expr;
    const known = recall(this.deduplicated, expr);
    if (known !== undefined) return known;
    if (!this.rules.foldsConstants) {
      const result = deduplicateOld(expr, this);
      remember(this.deduplicated, expr, result);
      return result;
    }
    const outer = this.joins;
    let at: Expr = expr;
    for (;;) {
      this.joins = 0;
      if (at.kind === 'and' || at.kind === 'or') {
        const left = this.deduplicate(at.left);
        const right = this.deduplicate(at.right);
        at = this.joinLeaves(at.kind, left, right);
      }
      at = this.fold(at);
      if (this.joins === 0) break;
    }
    this.joins = outer;
    remember(this.deduplicated, expr, at);
    return at;
  }

  /** Tries every leaf of `left` against every leaf of `right`; nested loops left to right. */
  private joinLeaves(kind: 'and' | 'or', left: Expr, right: Expr): Expr {
    const neutral = kind === 'and' ? this.yes : this.no;
    if (left.kind !== kind && right.kind !== kind) {
      const joined = this.join(kind, left, right);
      if (joined === null) return this.pool.logic(kind, left, right);
      this.joins++;
      return this.pool.logic(kind, neutral, joined);
    }
    const a = leavesOf(kind, left);
    const b = leavesOf(kind, right);
    let changed = false;
    for (let i = 0; i < a.length; i++) {
      for (let j = 0; j < b.length; j++) {
        const joined = this.join(kind, a[i]!, b[j]!);
        if (joined === null) continue;
        a[i] = neutral;
        b[j] = joined;
        this.joins++;
        changed = true;
      }
    }
    const { pool } = this;
    if (!changed) return pool.logic(kind, left, right);
    return pool.logic(kind, this.withLeaves(kind, left, a, { at: 0 }), this.withLeaves(kind, right, b, { at: 0 }));
  }

  private withLeaves(kind: 'and' | 'or', shape: Expr, leaves: readonly Expr[], next: { at: number }): Expr {
    if (shape.kind !== kind) return leaves[next.at++]!;
    const left = this.withLeaves(kind, shape.left, leaves, next);
    return this.pool.logic(kind, left, this.withLeaves(kind, shape.right, leaves, next));
  }

  /** The expression that `a op b` of two leaves joins to, or null. Source: docs/kconfig-semantics.md §2.4. */
  join(kind: 'and' | 'or', a: Expr, b: Expr): Expr | null {
    if (this.isEqual(a, b)) return a;
    const left = subjectOf(a, true);
    if (left === null || left !== subjectOf(b, false)) return null;
    const { type } = left;
    if (type !== 'bool' && type !== 'tristate') return null;
    return kind === 'or' ? this.joinOr(a, b, left) : this.joinAnd(a, b, left);
  }

  private joinOr(a: Expr, b: Expr, symbol: BuildSymbol): Expr | null {
    if (symbol.type === 'tristate') {
      if (a.kind !== '=' || b.kind !== '=') return null;
      const missing = this.thirdValue(a.right, b.right);
      return missing === null ? null : this.pool.compare('!=', symbol, missing);
    }
    const isOpposite =
      (a.kind === 'not' && a.operand.kind === 'symbol' && b.kind === 'symbol') ||
      (b.kind === 'not' && b.operand.kind === 'symbol' && a.kind === 'symbol');
    return isOpposite ? this.yes : null;
  }

  private joinAnd(a: Expr, b: Expr, symbol: BuildSymbol): Expr | null {
    const { pool, constants } = this;
    if (a.kind === 'symbol' || b.kind === 'symbol') {
      const other = a.kind === 'symbol' ? b : a;
      if (other.kind === '=' && other.right === constants.yes) return pool.compare('=', symbol, constants.yes);
      if (other.kind === '!=' && other.right === constants.no) return pool.symbol(symbol);
      if (other.kind === '!=' && other.right === constants.mod) return pool.compare('=', symbol, constants.yes);
      return null;
    }
    if (symbol.type !== 'tristate') return null;
    if ((a.kind === '=' && b.kind === '!=') || (a.kind === '!=' && b.kind === '=')) {
      const wanted = asBuildSymbol((a.kind === '=' ? a : b).right);
      const unwanted = asBuildSymbol((a.kind === '=' ? b : a).right);
      if (wanted.kind !== 'constant' || unwanted.kind !== 'constant') return null;
      return wanted === unwanted ? this.no : pool.compare('=', symbol, wanted);
    }
    if (a.kind === '!=' && b.kind === '!=') {
      const left = this.thirdValue(a.right, b.right);
      return left === null ? null : pool.compare('=', symbol, left);
    }
    return null;
  }

  /** Of y, m, n the one that is neither; null when the two are not two different ones of them. */
  private thirdValue(a: KconfigSymbol, b: KconfigSymbol): BuildSymbol | null {
    if (a === b) return null;
    const all = [this.constants.no, this.constants.mod, this.constants.yes];
    const rest = all.filter((value) => value !== a && value !== b);
    return rest.length === 1 ? rest[0]! : null;
  }

  /**
   * Equal after cancelling: chains are equal when every operand of one has a partner in the other,
   * in any order.
   */
  isEqual(a: Expr | null, b: Expr | null): boolean {
    if (a === b) return true;
    if (a === null || b === null) return this.isYes(a) && this.isYes(b);
    if (a.kind !== b.kind) return false;
    if (a.kind === 'not') return this.isEqual(a.operand, (b as typeof a).operand);
    if (a.kind !== 'and' && a.kind !== 'or') return false;
    const [left, right] = this.cancelCommon(a, b);
    return left === right && left.kind === 'symbol';
  }

  /** Removes the operands two expressions have in common. */
  cancelCommon(a: Expr, b: Expr): [Expr, Expr] {
    let left = a;
    let right = b;
    if (left.kind === 'and' || left.kind === 'or') [left, right] = this.cancelLeaves(left.kind, left, right);
    if (left.kind !== right.kind && (right.kind === 'and' || right.kind === 'or')) {
      [left, right] = this.cancelLeaves(right.kind, left, right);
    }
    return [this.fold(left), this.fold(right)];
  }

  private cancelLeaves(kind: 'and' | 'or', left: Expr, right: Expr): [Expr, Expr] {
    const a = leavesOf(kind, left);
    const b = leavesOf(kind, right);
    const neutral = kind === 'and' ? this.yes : this.no;
    let changed = false;
    for (let i = 0; i < a.length; i++) {
      for (let j = 0; j < b.length; j++) {
        const one = a[i]!;
        if (one === b[j] && (one === this.yes || one === this.no)) continue;
        if (!this.isEqual(one, b[j]!)) continue;
        a[i] = neutral;
        b[j] = neutral;
        changed = true;
      }
    }
    if (!changed) return [left, right];
    return [this.withLeaves(kind, left, a, { at: 0 }), this.withLeaves(kind, right, b, { at: 0 })];
  }

  /**
   * Folds y and n out of && and ||. A node whose operands fold without becoming constants is left
   * as it was.
   */
  fold(expr: Expr): Expr {
    if (expr.kind !== 'and' && expr.kind !== 'or') return expr;
    const absorbing = expr.kind === 'and' ? this.no : this.yes;
    const neutral = expr.kind === 'and' ? this.yes : this.no;
    const left = this.fold(expr.left);
    const right = this.fold(expr.right);
    if (left === absorbing || right === neutral) return left;
    if (right === absorbing || left === neutral) return right;
    return this.rules.foldsConstants ? expr : this.pool.logic(expr.kind, left, right);
  }

  /** Forgets results: the type of a symbol was settled late. */
  forget(): void {
    this.simplified.length = 0;
    this.deduplicated.length = 0;
  }

  /** `T != n` becomes `T` for a tristate, under `!`, `&&` and `||`. Source: docs/kconfig-semantics.md §2.2. */
  boolify(expr: Expr): Expr {
    const { pool } = this;
    switch (expr.kind) {
      case 'and':
      case 'or':
        return pool.logic(expr.kind, this.boolify(expr.left), this.boolify(expr.right));
      case 'not':
        return pool.not(this.boolify(expr.operand));
      case '!=': {
        const left = asBuildSymbol(expr.left);
        return left.type === 'tristate' && expr.right === this.constants.no ? pool.symbol(left) : expr;
      }
      default:
        return expr;
    }
  }

  /** Rewrites "expr is not n" (or "is n") into comparisons with n. */
  compareWithNo(expr: Expr | null, relation: '=' | '!='): Expr {
    const { pool, constants } = this;
    if (expr === null) return relation === '!=' ? pool.not(this.no) : this.no;
    switch (expr.kind) {
      case 'symbol':
        return pool.compare(relation, asBuildSymbol(expr.symbol), constants.no);
      case 'not':
        return this.compareWithNo(expr.operand, relation === '=' ? '!=' : '=');
      case 'and':
      case 'or': {
        const left = this.compareWithNo(expr.left, '=');
        const right = this.compareWithNo(expr.right, '=');
        const joined = pool.logic(expr.kind === 'and' ? 'or' : 'and', left, right);
        return relation === '!=' ? pool.not(joined) : joined;
      }
      default:
        return relation === '=' ? pool.not(expr) : expr;
    }
  }
}

function recall(results: readonly (Expr | undefined)[], expr: Expr): Expr | undefined {
  return expr.id < results.length ? results[expr.id] : undefined;
}

/** Fills up to the id, since a list with holes is slower and one far ahead becomes a dictionary. */
function remember(results: (Expr | undefined)[], expr: Expr, result: Expr): void {
  while (results.length <= expr.id) results.push(undefined);
  results[expr.id] = result;
}

/** Operands of a chain of one operator, left to right; the expression itself when it is none. */
export function leavesOf(kind: 'and' | 'or', expr: Expr): Expr[] {
  const reversed: Expr[] = [];
  let at = expr;
  while (at.kind === kind) {
    const right: Expr = at.right;
    if (right.kind === kind) reversed.push(...leavesOf(kind, right).reverse());
    else reversed.push(right);
    at = at.left;
  }
  reversed.push(at);
  return reversed.reverse();
}

/** True when the symbol occurs anywhere in the expression. */
export function mentions(expr: Expr | null, symbol: KconfigSymbol): boolean {
  if (expr === null) return false;
  switch (expr.kind) {
    case 'symbol':
      return expr.symbol === symbol;
    case 'not':
      return mentions(expr.operand, symbol);
    case 'and':
    case 'or':
      return mentions(expr.right, symbol) || mentions(expr.left, symbol);
    default:
      return expr.left === symbol || expr.right === symbol;
  }
}

/** True when the symbol must not be n for the expression to hold, judged by its shape. */
export function requires(expr: Expr | null, symbol: KconfigSymbol, constants: Constants): boolean {
  if (expr === null) return false;
  switch (expr.kind) {
    case 'and':
      return requires(expr.left, symbol, constants) || requires(expr.right, symbol, constants);
    case 'symbol':
      return expr.symbol === symbol;
    case '=':
      return expr.left === symbol && (expr.right === constants.yes || expr.right === constants.mod);
    case '!=':
      return expr.left === symbol && expr.right === constants.no;
    default:
      return false;
  }
}

/** The symbol a leaf is about when it has a shape that can be joined, else null. */
function subjectOf(expr: Expr, isFirst: boolean): BuildSymbol | null {
  switch (expr.kind) {
    case 'symbol':
      return asBuildSymbol(expr.symbol);
    case '=':
    case '!=':
      return asBuildSymbol(expr.left);
    case 'not': {
      const { operand } = expr;
      if (operand.kind === 'symbol') return asBuildSymbol(operand.symbol);
      return isFirst && (operand.kind === '=' || operand.kind === '!=') ? asBuildSymbol(operand.left) : null;
    }
    default:
      return null;
  }
}
