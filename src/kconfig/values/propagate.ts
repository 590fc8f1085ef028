/**
 * Keeps computed values up to date after user values change: the users of a changed node are computed again in the
 * order of the {@link DependencyGraph}, and a node that results in the same value ends the way. When the module
 * switch is concerned, or values were computed in several rounds, everything is forgotten instead.
 */
import type { ByteString } from '../../core/bytes.ts';
import { symbolFlag } from '../model/flat-model.ts';
import type { ConfigState } from './config-state.ts';
import { forgetValues, unknownValue } from './config-state.ts';
import type { DependencyGraph } from './dependency-graph.ts';
import { dependencyGraph } from './dependency-graph.ts';
import { ensureComputed, evaluateExpr, prepare } from './expressions.ts';

/** Brings everything up to date with the user values; called before any answer. */
export function propagate(state: ConfigState): void {
  if (state.pending.length === 0) return;
  const symbols = state.pending;
  state.pending = [];
  if (!state.isReady) {
    restart(state);
    return;
  }
  state.isUpdating = true;
  if (!state.isExact || !update(state, symbols)) restart(state);
  state.isUpdating = false;
}

/**
 * Forgets computed values, so that the next question computes (and reports) again, as conf does. What computing did to
 * user values stays. Source: scripts/kconfig/symbol.c sym_clear_all_valid.
 */
export function invalidate(state: ConfigState): void {
  const { sideEffects } = state;
  keepValues(state);
  for (let id = 0; id < sideEffects.length; id++) {
    if (sideEffects[id] !== 0) state.user.has[id] = sideEffects[id] === 1 ? 1 : 0;
  }
  forgetValues(state);
  state.changed = true;
  prepare(state);
}

/** Takes user values given since the last question as making no difference: nothing is computed again, as in conf. */
export function keepValues(state: ConfigState): void {
  state.pending = [];
  state.isExact = false;
}

/** Computes every symbol, in conf's order. */
export function computeAll(state: ConfigState): void {
  propagate(state);
  prepare(state);
  for (const id of state.flat.hashOrder) ensureComputed(state, id);
}

/** Starts as a fresh run of conf would. */
function restart(state: ConfigState): void {
  state.queue?.fill(0);
  state.queued = 0;
  forgetValues(state);
  state.visible.fill(0);
  state.writes.fill(0);
  state.picked.fill(-1);
  state.modulesValue = 0;
  state.changed = true;
  state.isExact = true;
}

/** False when the values cannot be brought up to date step by step. */
function update(state: ConfigState, symbols: readonly number[]): boolean {
  const graph = dependencyGraph(state.flat);
  state.queue ??= new Int32Array((graph.byRank.start.length >> 5) + 1);
  const { queue } = state;
  let first = queue.length;
  for (const symbol of symbols) {
    const rank = graph.rank[graph.nodeOf[symbol] as number]!;
    push(state, queue, rank);
    first = Math.min(first, rank >> 5);
  }
  for (let word = first; state.queued > 0 && word < queue.length; ) {
    const bits = queue[word]!;
    if (bits === 0) {
      word++;
      continue;
    }
    const rank = (word << 5) + 31 - Math.clz32(bits & -bits);
    queue[word] = bits & (bits - 1);
    state.queued--;
    if (!renewRank(state, graph, rank, symbols)) return false;
  }
  return true;
}

function push(state: ConfigState, queue: Int32Array, rank: number): void {
  const word = queue[rank >> 5]!;
  const bit = 1 << (rank & 31);
  if ((word & bit) !== 0) return;
  queue[rank >> 5] = word | bit;
  state.queued++;
}

function pushUsers(state: ConfigState, graph: DependencyGraph, node: number, rank: number): void {
  const { start, targets } = graph.users;
  const queue = state.queue as Int32Array;
  for (let at = start[node]!; at < start[node + 1]!; at++) {
    const user = graph.rank[targets[at] as number]!;
    if (user !== rank) push(state, queue, user);
  }
}

/** Computes the nodes of one rank again and queues their users where something changed. */
function renewRank(state: ConfigState, graph: DependencyGraph, rank: number, changed: readonly number[]): boolean {
  const { start, targets } = graph.byRank;
  const { exprCount } = state.flat;
  const from = start[rank]!;
  const end = start[rank + 1]!;
  const node = targets[from]!;
  if (graph.modulesNeeds[node] === 1) return false;
  if (end - from === 1 && !graph.groups.has(node)) {
    const isChanged = node < exprCount ? renewExpr(state, node) : renewSymbol(state, node - exprCount, changed);
    if (isChanged) pushUsers(state, graph, node, rank);
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
  if (renewGroup(state, exprs, symbols)) for (const at of nodes) pushUsers(state, graph, at, rank);
  return true;
}

/** True when users of the expression have to be looked at. */
function renewExpr(state: ConfigState, expr: number): boolean {
  const before = state.exprValues[expr];
  // Nothing that was computed used it, unless values are not always kept.
  if (before === unknownValue) return !state.rules.keepsExpressionValues;
  state.exprValues[expr] = unknownValue;
  return evaluateExpr(state, expr) !== before;
}

function renewSymbol(state: ConfigState, symbol: number, changed: readonly number[]): boolean {
  if (state.valid[symbol] === 0) return false;
  const isTransitional = (state.flat.symbolFlags[symbol]! & symbolFlag.transitional) !== 0;
  const value = state.values[symbol];
  const text = state.texts[symbol];
  state.wasUnmet = state.direct[symbol]! < state.reverse[symbol]! ? symbol : -1;
  forgetSymbol(state, symbol);
  ensureComputed(state, symbol);
  state.wasUnmet = -1;
  const isSame = state.values[symbol] === value && state.texts[symbol] === text;
  return !isSame || (isTransitional && changed.includes(symbol));
}

/** A choice with its members, or a loop, is computed as a whole. */
function renewGroup(state: ConfigState, exprs: Int32Array, symbols: readonly number[]): boolean {
  const values: number[] = [];
  const texts: ByteString[] = [];
  const wasValid: boolean[] = [];
  for (const symbol of symbols) {
    values.push(state.values[symbol]!);
    texts.push(state.texts[symbol]!);
    wasValid.push(state.valid[symbol] === 1);
  }
  const before = exprs.map((expr) => state.exprValues[expr]!);
  for (const expr of exprs) state.exprValues[expr] = unknownValue;
  for (const symbol of symbols) {
    forgetSymbol(state, symbol);
    state.visible[symbol] = 0;
  }
  let isChanged = false;
  symbols.forEach((symbol, at) => {
    if (wasValid[at] === false) return;
    ensureComputed(state, symbol);
    if (state.values[symbol] !== values[at] || state.texts[symbol] !== texts[at]) isChanged = true;
  });
  exprs.forEach((expr, at) => {
    if (before[at] === unknownValue) isChanged ||= !state.rules.keepsExpressionValues;
    else if (evaluateExpr(state, expr) !== before[at]) isChanged = true;
  });
  return isChanged;
}

function forgetSymbol(state: ConfigState, symbol: number): void {
  state.valid[symbol] = 0;
  state.sideEffects[symbol] = 0;
  state.writes[symbol] = 0;
}
