/**
 * What must be on where some symbol is, as far as single lines say it: operands that all of its definitions need, and what it
 * always selects. A quick proof for most questions; what it leaves open may be true all the same.
 */
import {
  exprCode,
  type FlatModel,
  type KconfigModel,
  propertyCode,
  symbolFlag,
  typeCode,
} from '../../kconfig/index.ts';

/** How far a symbol is known to be on: at least m, or y. */
type Level = 1 | 2;

/** Closures over one model. */
export class Closure {
  private readonly flat: FlatModel;
  private readonly selects = new Map<number, { readonly target: number; readonly condition: number }[]>();
  /** Symbols with one definition: of several, one may have conditions that the others do not. */
  private readonly single = new Set<number>();

  constructor({ symbols }: KconfigModel, flat: FlatModel) {
    this.flat = flat;
    for (const symbol of symbols.values()) {
      if (symbol.entries.length === 1) this.single.add(symbol.id);
      const list = symbol.properties.flatMap(({ kind, target }, index) =>
        kind === 'select' && target !== null && target.choice === null
          ? [{ target: target.id, condition: flat.propertyCondition[flat.propertyStart[symbol.id]! + index]! }]
          : [],
      );
      if (list.length > 0) this.selects.set(symbol.id, list);
    }
  }

  /**
   * True where an expression is at least at `level` in every configuration in which the symbol and the other expression are.
   * Source: a user's value, a default and an imply are limited by the dependencies of a symbol that nothing selects.
   */
  implies(symbol: number, condition: number, level: Level, wanted: number): boolean {
    const known = new Map<number, Level>();
    const waiting: [number, Level][] = [];
    const learn = (id: number, at: Level): void => {
      // A bool that is on is y.
      const reached = this.flat.symbolType[id] === typeCode.bool ? 2 : at;
      if ((known.get(id) ?? 0) >= reached) return;
      known.set(id, reached);
      waiting.push([id, reached]);
    };
    learn(symbol, level);
    this.operands(condition, level, learn);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [id, at] = next;
      this.follow(id, at, known, learn);
      if (this.reaches(wanted, level, known)) return true;
    }
    return this.reaches(wanted, level, known);
  }

  private follow(
    id: number,
    at: Level,
    known: ReadonlyMap<number, Level>,
    learn: (id: number, at: Level) => void,
  ): void {
    const { flat } = this;
    const isBool = flat.symbolType[id] === typeCode.bool;
    // An m that a bool depends on makes it y.
    const passed: Level = isBool ? 1 : at;
    const isMember = flat.symbolChoice[id]! >= 0 || (flat.symbolFlags[id]! & symbolFlag.member) !== 0;
    if (isMember) {
      // A member is on only where it is shown.
      const prompts = this.promptConditions(id);
      if (prompts.length === 1) this.operands(prompts[0]!, passed, learn);
    } else if (this.single.has(id) && flat.symbolReverse[id]! < 0) this.operands(flat.symbolDirect[id]!, passed, learn);
    for (const { condition, target } of this.selects.get(id) ?? []) {
      if (this.reaches(condition, at, known)) learn(target, at);
    }
  }

  private promptConditions(id: number): number[] {
    const { flat } = this;
    const found: number[] = [];
    for (let index = flat.propertyStart[id]!; index < flat.propertyStart[id + 1]!; index++) {
      if (flat.propertyKind[index]! <= propertyCode.comment) found.push(flat.propertyCondition[index]!);
    }
    return found;
  }

  /** Every operand of a chain of `&&` is at least as high as the chain. */
  private operands(expr: number, at: Level, learn: (id: number, at: Level) => void): void {
    const { flat } = this;
    if (expr < 0) return;
    const left = flat.exprLeft[expr]!;
    const right = flat.exprRight[expr]!;
    switch (flat.exprKind[expr]) {
      case exprCode.and:
        this.operands(left, at, learn);
        this.operands(right, at, learn);
        break;
      case exprCode.symbol:
        learn(left, at);
        break;
      case exprCode['=']:
        if (right === flat.yes) learn(left, 2);
        else if (right === flat.mod) learn(left, 1);
        break;
      default:
    }
  }

  private reaches(expr: number, at: Level, known: ReadonlyMap<number, Level>): boolean {
    const { flat } = this;
    if (expr < 0) return true;
    const left = flat.exprLeft[expr]!;
    const right = flat.exprRight[expr]!;
    switch (flat.exprKind[expr]) {
      case exprCode.and:
        return this.reaches(left, at, known) && this.reaches(right, at, known);
      case exprCode.or:
        return this.reaches(left, at, known) || this.reaches(right, at, known);
      case exprCode.symbol:
        return left === flat.yes || (left === flat.mod && at === 1) || (known.get(left) ?? 0) >= at;
      case exprCode['=']:
        return right === flat.yes && known.get(left) === 2;
      case exprCode['!=']:
        return right === flat.no && known.has(left);
      default:
        return false;
    }
  }
}
