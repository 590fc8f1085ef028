/** Visibility and dependencies of a symbol. Source: scripts/kconfig/symbol.c sym_calc_visibility. */
import { propertyCode, symbolFlag, typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import type { ConfigState } from './config-state.ts';
import { isMember, typeInForce } from './config-state.ts';
import { evaluateExpr } from './expressions.ts';

/** Value of one prompt's condition; m hides a tristate member of a choice that is y (old engine). */
export function promptValue(state: ConfigState, id: number, condition: number): Tristate {
  const value = evaluateExpr(state, condition);
  if (value !== 1 || state.isNew || state.isBusybox || state.flat.symbolType[id] !== typeCode.tristate) return value;
  const choice = state.flat.symbolChoice[id]!;
  if (choice < 0) return value;
  return state.values[state.flat.choices[choice]!.symbol] === 2 ? 0 : value;
}

/**
 * Value of a prompt with this condition as it was when its symbol was computed. A symbol that the condition names may have
 * been computed again since, after its user value was dropped; conf does not look at the condition again.
 * Source: scripts/kconfig/menu.c menu_is_visible.
 */
export function shownPrompt(state: ConfigState, id: number, condition: number): number {
  if (state.isExact) return promptValue(state, id, condition);
  const { propertyStart, propertyKind, propertyCondition } = state.flat;
  for (let at = propertyStart[id]!; at < propertyStart[id + 1]!; at++) {
    if (propertyKind[at]! <= propertyCode.comment && propertyCondition[at] === condition) return state.prompts[at]!;
  }
  return promptValue(state, id, condition);
}

/** Computes `visible` of a symbol and, for all but members, `direct`, `reverse` and `implied`. */
export function findVisibility(state: ConfigState, id: number): void {
  const { flat, dialect } = state;
  if ((flat.symbolFlags[id]! & symbolFlag.transitional) !== 0) {
    state.visible[id] = 2;
    return;
  }
  let value = 0;
  const end = flat.propertyStart[id + 1]!;
  for (let at = flat.propertyStart[id]!; at < end; at++) {
    if (flat.propertyKind[at]! > propertyCode.comment) continue;
    const prompt = promptValue(state, id, flat.propertyCondition[at]!);
    state.prompts[at] = prompt;
    value = Math.max(value, prompt);
  }
  if (value === 1 && (flat.symbolType[id] !== typeCode.tristate || state.modulesValue === 0)) value = 2;
  state.visible[id] = value;
  if (isMember(state, id)) return;
  const isBool = typeInForce(state, id) === typeCode.bool;
  const direct = state.isBusybox ? 2 : inType(evaluateExpr(state, flat.symbolDirect[id]!), isBool);
  state.direct[id] = direct;
  const reverse = flat.symbolReverse[id]!;
  state.reverse[id] = reverse < 0 ? 0 : inType(evaluateExpr(state, reverse), isBool);
  const implied = flat.symbolImplied[id]!;
  const canImply = implied >= 0 && (dialect.values.implyCapped || direct !== 0);
  state.implied[id] = canImply ? inType(evaluateExpr(state, implied), isBool) : 0;
}

/** An m counts as y for a bool. */
function inType(value: number, isBool: boolean): number {
  return value === 1 && isBool ? 2 : value;
}
