/** How choices get their values, by both engines. Source: docs/kconfig-semantics.md §3.5. */
import type { FlatChoice } from '../model/flat-model.ts';
import { propertyCode } from '../model/flat-model.ts';
import { priorityOf } from './choice-order.ts';
import type { ConfigState } from './config-state.ts';
import { hasValue, isChoice, singleSymbol } from './config-state.ts';
import { evaluateExpr } from './expressions.ts';
import { findVisibility } from './visibility.ts';

/** The member a choice takes when the user says nothing; -1 when none is visible. Nothing is brought up to date. */
export function choiceDefault(state: ConfigState, index: number): number {
  const choice = state.flat.choices[index];
  if (choice === undefined) return -1;
  const { propertyStart, propertyKind, propertyCondition, propertyValue } = state.flat;
  const end = propertyStart[choice.symbol + 1]!;
  for (let at = propertyStart[choice.symbol]!; at < end; at++) {
    if (propertyKind[at] !== propertyCode.default) continue;
    if (evaluateExpr(state, propertyCondition[at]!) === 0) continue;
    const member = singleSymbol(state, propertyValue[at]!);
    if (member >= 0 && isVisibleNow(state, member)) return member;
  }
  for (const member of state.isNew ? choice.below : choice.members) if (isVisibleNow(state, member)) return member;
  return -1;
}

/** The oldest engine finds visibilities while it looks, the others have found them before. */
function isVisibleNow(state: ConfigState, member: number): boolean {
  if (state.isBusybox) findVisibility(state, member);
  return state.visible[member] !== 0;
}

/**
 * Decides a choice and gives all its visible members their values (new engine). The winner is returned: the
 * choice's default even where that is no member, -1 for none. Source: sym_calc_choice of 6.12.
 */
export function computeChoice(state: ConfigState, index: number): number {
  const choice = state.flat.choices[index];
  if (choice === undefined) return -1;
  const { visible, values } = state;
  const { tristates } = state.user;
  const members = priorityOf(state, index);
  let winner = -1;
  for (const member of members) {
    findVisibility(state, member);
    if (visible[member] === 0) continue;
    if (hasValue(state, member) && tristates[member] === 2) {
      winner = member;
      break;
    }
  }
  if (winner < 0) {
    winner = choiceDefault(state, index);
    if (winner >= 0 && hasValue(state, winner) && tristates[winner] === 0) winner = -1;
  }
  if (winner < 0) {
    winner = choice.below.find((member) => visible[member] !== 0 && !hasValue(state, member)) ?? -1;
  }
  for (let at = members.length - 1; at >= 0 && winner < 0; at--) {
    const member = members[at]!;
    if (visible[member] !== 0) winner = member;
  }
  for (const member of choice.below) {
    if (visible[member] === 0) continue;
    values[member] = member === winner ? 2 : 0;
    state.texts[member] = 'n';
    state.valid[member] = 1;
    state.writes[member] = 1;
  }
  return winner;
}

/** Ends the computation of a choice symbol (old engines): picks the member, hands the WRITE flag down. */
export function finishChoice(state: ConfigState, symbol: number): void {
  const index = state.facts.choiceOfSymbol.get(symbol) ?? -1;
  const choice = state.flat.choices[index];
  if (choice === undefined) return;
  if (state.values[symbol] === 2) state.picked[index] = pickMember(state, index, choice);
  if (state.writes[symbol] === 0) return;
  for (const member of choice.members) {
    if (state.isBusybox || state.visible[member] !== 0) state.writes[member] = 1;
  }
}

/** The member of a choice that is y; -1 makes the choice n. */
function pickMember(state: ConfigState, index: number, choice: FlatChoice): number {
  if (!state.isBusybox) {
    let hasAll = true;
    for (const member of choice.members) {
      findVisibility(state, member);
      if (state.visible[member] !== 0 && !hasValue(state, member)) hasAll = false;
    }
    // A new member makes the whole choice new.
    if (!hasAll && hasValue(state, choice.symbol)) state.sideEffects[choice.symbol] = 2;
  }
  const wanted = state.winners[index]?.at(-1) ?? -1;
  if (wanted >= 0 && isVisibleNow(state, wanted)) return wanted;
  const fallback = choiceDefault(state, index);
  if (fallback < 0) state.values[choice.symbol] = 0;
  return fallback;
}

/** Marks a choice as answered and lets it be computed again. Source: set_all_choice_values of conf 6.1. */
export function answerChoice(state: ConfigState, symbol: number): void {
  if (!isChoice(state, symbol)) return;
  const { user } = state;
  const choice = state.flat.choices[state.facts.choiceOfSymbol.get(symbol) ?? -1];
  for (const member of choice?.members ?? []) if (!hasValue(state, member)) user.tristates[member] = 0;
  user.has[symbol] = 1;
  state.sideEffects[symbol] = 0;
  state.valid[symbol] = 0;
  if (state.needsAnswer !== null) state.needsAnswer[symbol] = 0;
}
