/** Values of expressions, and of the symbols in them. Source: scripts/kconfig/expr.c expr_calc_value. */
import { absentExpr, exprCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import type { ConfigState } from './config-state.ts';
import { textOf, unknownValue } from './config-state.ts';
import { relationHolds } from './relation.ts';

/** Computes the module switch first, as conf does after it forgot everything. */
export function prepare(state: ConfigState): void {
  if (state.isReady) return;
  state.isReady = true;
  const { modules, dependencyOrder } = state.flat;
  ensureComputed(state, modules);
  if (dependencyOrder !== null) for (const id of dependencyOrder) ensureComputed(state, id);
}

/**
 * Computes a symbol unless its computation has begun already.
 * Source: scripts/kconfig/symbol.c sym_calc_value, the test of SYMBOL_VALID.
 */
export function ensureComputed(state: ConfigState, id: number): void {
  if (!state.isReady) prepare(state);
  if (state.valid[id] === 1) {
    if (state.busy[id] === 1) state.isTainted = true;
    return;
  }
  const outer = state.isTainted;
  state.computeSymbol(state, id);
  state.isTainted = outer;
}

/** Value of an expression, by id; -1 is y. User values given since the last question are not looked at. */
export function evaluateExpr(state: ConfigState, expr: number): Tristate {
  if (expr < 0) return 2;
  const known = state.exprValues[expr]!;
  if (known !== unknownValue) return known as Tristate;
  if (state.facts.isDeep) return evaluateDeep(state, expr);
  const outer = state.isTainted;
  state.isTainted = false;
  const { flat } = state;
  const left = flat.exprLeft[expr]!;
  let value: number;
  switch (flat.exprKind[expr]) {
    case exprCode.symbol:
      ensureComputed(state, left);
      value = state.values[left]!;
      break;
    case exprCode.not:
      value = 2 - evaluateExpr(state, left);
      break;
    case exprCode.and:
    case exprCode.or:
      value = evaluateChain(state, expr);
      break;
    case absentExpr:
      value = 0;
      break;
    default: {
      const right = flat.exprRight[expr]!;
      ensureComputed(state, left);
      ensureComputed(state, right);
      value = relation(state, expr, left, right);
    }
  }
  if (!state.isTainted || state.rules.keepsExpressionValues) state.exprValues[expr] = value;
  if (outer) state.isTainted = true;
  return value as Tristate;
}

/** The same without recursion over operands, for expressions that are nested too deeply for it. */
function evaluateDeep(state: ConfigState, top: number): Tristate {
  const { exprValues } = state;
  const { exprKind, exprLeft, exprRight } = state.flat;
  const waiting = [top];
  while (waiting.length > 0) {
    const expr = waiting.at(-1) as number;
    const kind = exprKind[expr]!;
    const left = exprLeft[expr]!;
    const right = exprRight[expr]!;
    const isLogic = kind === exprCode.and || kind === exprCode.or;
    const missing = waiting.length;
    if (isLogic && exprValues[right] === unknownValue) waiting.push(right);
    if ((isLogic || kind === exprCode.not) && exprValues[left] === unknownValue) waiting.push(left);
    if (waiting.length > missing) continue;
    waiting.pop();
    if (isLogic || kind === exprCode.not) {
      const a = exprValues[left]!;
      const b = exprValues[right]!;
      exprValues[expr] = kind === exprCode.not ? 2 - a : kind === exprCode.and ? Math.min(a, b) : Math.max(a, b);
      continue;
    }
    if (kind === absentExpr) continue;
    ensureComputed(state, left);
    if (kind === exprCode.symbol) exprValues[expr] = state.values[left]!;
    else {
      ensureComputed(state, right);
      exprValues[expr] = relation(state, expr, left, right);
    }
  }
  return exprValues[top] as Tristate;
}

/** Goes down the left side without recursion; every operand is evaluated, as conf does. */
function evaluateChain(state: ConfigState, top: number): number {
  const { spine, exprValues } = state;
  const { exprKind, exprLeft, exprRight } = state.flat;
  const keeps = state.rules.keepsExpressionValues;
  const base = spine.length;
  let at = top;
  while ((exprKind[at] === exprCode.and || exprKind[at] === exprCode.or) && exprValues[at] === unknownValue) {
    spine.push(at);
    at = exprLeft[at]!;
  }
  let value: number = evaluateExpr(state, at);
  while (spine.length > base) {
    const node = spine.pop() as number;
    const right = evaluateExpr(state, exprRight[node]!);
    value = exprKind[node] === exprCode.and ? Math.min(value, right) : Math.max(value, right);
    if (keeps || !state.isTainted) exprValues[node] = value;
  }
  return value;
}

function relation(state: ConfigState, expr: number, left: number, right: number): 0 | 2 {
  const { exprKind, symbolType, dialect } = state.flat;
  const holds = relationHolds(
    exprKind[expr]!,
    textOf(state, left),
    symbolType[left]!,
    textOf(state, right),
    symbolType[right]!,
    dialect.values.comparison,
  );
  return holds ? 2 : 0;
}

/** Position (in the flat model's property arrays) of the first property of a kind whose condition holds, or -1. */
export function firstActive(state: ConfigState, id: number, kind: number): number {
  const { propertyStart, propertyKind, propertyCondition } = state.flat;
  const end = propertyStart[id + 1]!;
  for (let at = propertyStart[id]!; at < end; at++) {
    if (propertyKind[at] === kind && evaluateExpr(state, propertyCondition[at]!) !== 0) return at;
  }
  return -1;
}
