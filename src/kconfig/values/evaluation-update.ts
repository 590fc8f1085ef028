import type { ByteString } from '../../core/bytes.ts';
import { symbolFlag } from '../model/flat-model.ts';
import { ChoiceEvaluation } from './evaluation-choices.ts';
import type { EvaluationGraph } from './evaluation-graph.ts';
import { graphOf } from './evaluation-graph.ts';
import { unknownValue } from './evaluation-state.ts';

/**
 * Keeps computed values up to date after single user values change: nodes that use something changed
 * are computed anew in the order of {@link EvaluationGraph}, and a node that comes out as before ends
 * the way. When the module switch is concerned, or values were computed in several rounds, everything
 * is forgotten instead.
 */
export class UpdatingEvaluation extends ChoiceEvaluation {
  /** Symbols whose user value changed since values were last looked at. */
  protected pending: number[] = [];
  /** The computed values are those of a fresh evaluation. */
  protected isExact = true;
  /** Nodes to look at, a bit per rank. */
  private queue: Int32Array | null = null;
  private queued = 0;

  /** Takes user values given since the last question as making no difference (see {@link Evaluation.keepValues}). */
  keepValues(): void {
    this.pending = [];
    this.isExact = false;
  }

  /** Brings everything up to date; called before any answer. */
  protected settle(): void {
    if (this.pending.length === 0) return;
    const symbols = this.pending;
    this.pending = [];
    if (!this.isReady) {
      this.restart();
      return;
    }
    this.isUpdating = true;
    if (!this.isExact || !this.update(symbols)) this.restart();
    this.isUpdating = false;
  }

  protected restart(): void {
    this.queue?.fill(0);
    this.queued = 0;
    this.forgetAll();
    this.isExact = true;
  }

  /** False when the values cannot be brought up to date step by step. */
  private update(symbols: readonly number[]): boolean {
    const graph = graphOf(this.flat);
    this.queue ??= new Int32Array((graph.byRank.start.length >> 5) + 1);
    const { queue } = this;
    let first = queue.length;
    for (const symbol of symbols) {
      const rank = graph.rank[graph.nodeOf[symbol] as number] as number;
      this.push(rank);
      first = Math.min(first, rank >> 5);
    }
    for (let word = first; this.queued > 0 && word < queue.length; ) {
      const bits = queue[word] as number;
      if (bits === 0) {
        word++;
        continue;
      }
      const rank = (word << 5) + 31 - Math.clz32(bits & -bits);
      queue[word] = bits & (bits - 1);
      this.queued--;
      if (!this.renew(rank, graph, symbols)) return false;
    }
    return true;
  }

  private push(rank: number): void {
    const queue = this.queue as Int32Array;
    const word = queue[rank >> 5] as number;
    const bit = 1 << (rank & 31);
    if ((word & bit) !== 0) return;
    queue[rank >> 5] = word | bit;
    this.queued++;
  }

  private pushUsers(node: number, rank: number, graph: EvaluationGraph): void {
    const { start, targets } = graph.users;
    for (let at = start[node] as number; at < (start[node + 1] as number); at++) {
      const user = graph.rank[targets[at] as number] as number;
      if (user !== rank) this.push(user);
    }
  }

  /** Computes the nodes of one rank anew and queues their users where something changed. */
  private renew(rank: number, graph: EvaluationGraph, changed: readonly number[]): boolean {
    const { start, targets } = graph.byRank;
    const { exprCount } = this.flat;
    const from = start[rank] as number;
    const end = start[rank + 1] as number;
    const node = targets[from] as number;
    if (graph.modulesNeeds[node] === 1) return false;
    if (end - from === 1 && !graph.groups.has(node)) {
      const isChanged = node < exprCount ? this.renewExpr(node) : this.renewSymbol(node - exprCount, changed);
      if (isChanged) this.pushUsers(node, rank, graph);
      return true;
    }
    const nodes = targets.subarray(from, end);
    const exprs = nodes.filter((at) => at < exprCount);
    const symbols: number[] = [];
    for (const at of nodes) {
      if (at < exprCount) continue;
      const group = graph.groups.get(at);
      if (group === undefined) symbols.push(at - exprCount);
      else symbols.push(...group);
    }
    if (this.renewAll(exprs, symbols)) for (const at of nodes) this.pushUsers(at, rank, graph);
    return true;
  }

  /** True when users of the expression have to be looked at. */
  private renewExpr(expr: number): boolean {
    const before = this.exprValues[expr];
    // Nothing that was computed used it, unless values are not always kept.
    if (before === unknownValue) return !this.dialect.values.keepsExpressionValues;
    this.exprValues[expr] = unknownValue;
    return this.evaluateExpr(expr) !== before;
  }

  private renewSymbol(symbol: number, changed: readonly number[]): boolean {
    if (this.valid[symbol] === 0) return false;
    const isTransitional = ((this.flat.symbolFlags[symbol] as number) & symbolFlag.transitional) !== 0;
    const value = this.values[symbol];
    const text = this.texts[symbol];
    this.wasUnmet = (this.direct[symbol] as number) < (this.reverse[symbol] as number) ? symbol : -1;
    this.forgetSymbol(symbol);
    this.calculate(symbol);
    this.wasUnmet = -1;
    const isSame = this.values[symbol] === value && this.texts[symbol] === text;
    return !isSame || (isTransitional && changed.includes(symbol));
  }

  /** A choice with its members, or a loop, is computed as a whole. */
  private renewAll(exprs: Int32Array, symbols: readonly number[]): boolean {
    const values: number[] = [];
    const texts: ByteString[] = [];
    const wasValid: boolean[] = [];
    for (const symbol of symbols) {
      values.push(this.values[symbol] as number);
      texts.push(this.texts[symbol] as ByteString);
      wasValid.push(this.valid[symbol] === 1);
    }
    const before = exprs.map((expr) => this.exprValues[expr] as number);
    for (const expr of exprs) this.exprValues[expr] = unknownValue;
    for (const symbol of symbols) {
      this.forgetSymbol(symbol);
      this.visible[symbol] = 0;
    }
    let isChanged = false;
    symbols.forEach((symbol, at) => {
      if (wasValid[at] === false) return;
      this.calculate(symbol);
      if (this.values[symbol] !== values[at] || this.texts[symbol] !== texts[at]) isChanged = true;
    });
    exprs.forEach((expr, at) => {
      if (before[at] === unknownValue) isChanged ||= !this.dialect.values.keepsExpressionValues;
      else if (this.evaluateExpr(expr) !== before[at]) isChanged = true;
    });
    return isChanged;
  }

  private forgetSymbol(symbol: number): void {
    this.valid[symbol] = 0;
    this.sideEffects[symbol] = 0;
    this.writes[symbol] = 0;
  }
}
