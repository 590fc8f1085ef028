/** Questions about choices and entries, and the interactive answer to a choice. */
import { typeCode } from '../model/flat-model.ts';
import { addWinner, moveToFront } from './choice-order.ts';
import { computeChoice } from './compute-choice.ts';
import type { ConfigState } from './config-state.ts';
import { ensureComputed, evaluateExpr, prepare } from './expressions.ts';
import { propagate } from './propagate.ts';
import { giveTristate, markAnswered } from './user-values.ts';
import { shownPrompt } from './visibility.ts';

/** The chosen member of a choice, by index; -1 when none is. */
export function chosenMember(state: ConfigState, index: number): number {
  propagate(state);
  prepare(state);
  const choice = state.flat.choices[index];
  if (choice === undefined) return -1;
  if (!state.isNew) {
    ensureComputed(state, choice.symbol);
    return state.picked[state.facts.choiceOfSymbol.get(choice.symbol) ?? index] ?? -1;
  }
  for (const member of choice.members) {
    ensureComputed(state, member);
    if (state.values[member] === 2 && state.visible[member] !== 0) return member;
  }
  return -1;
}

/**
 * Decides a choice again from the visibilities by now, as conf does whenever it shows one (new engine). The
 * choice's default is returned even where it is no member. Source: conf_choice of 6.12.
 */
export function decideChoice(state: ConfigState, index: number): number {
  propagate(state);
  prepare(state);
  return computeChoice(state, index);
}

/** An interactive answer to a choice. Source: choice_set_value of conf 6.12, sym_set_tristate_value of conf 6.1. */
export function chooseMember(state: ConfigState, index: number, member: number): void {
  const choice = state.flat.choices[index];
  if (choice === undefined) return;
  propagate(state);
  ensureComputed(state, member);
  const visible = [...(state.isNew ? choice.below : choice.members)].filter((other) => {
    ensureComputed(state, other);
    return state.visible[other] !== 0;
  });
  if (state.isNew) {
    for (const other of visible) {
      giveTristate(state, other, other === member ? 2 : 0);
      moveToFront(state, other);
    }
  } else {
    addWinner(state, index, member);
    for (const other of [choice.symbol, ...visible]) markAnswered(state, other);
    giveTristate(state, member, 2);
  }
  state.changed = true;
  state.pending.push(member);
}

/**
 * conf's menu_is_visible for an entry. Without recursion: sub-menus can be nested as deep as symbols
 * depend on each other. The old engine marks the entries that it shows because of a child.
 */
export function isEntryVisible(state: ConfigState, entry: number): boolean {
  const { entryFirstChild, entryNext, entryParent, entrySymbol } = state.flat;
  propagate(state);
  prepare(state);
  let at = entry;
  for (;;) {
    const own = ownVisibility(state, at);
    if (own === 'shown') break;
    const child = own === 'asks children' ? entryFirstChild[at]! : -1;
    if (child >= 0) {
      at = child;
      continue;
    }
    while (at !== entry && entryNext[at]! < 0) at = entryParent[at]!;
    if (at === entry) return false;
    at = entryNext[at]!;
  }
  while (at !== entry) {
    at = entryParent[at]!;
    if (!state.isNew && !state.isBusybox) markAnswered(state, entrySymbol[at]!);
  }
  return true;
}

function ownVisibility(state: ConfigState, entry: number): 'shown' | 'hidden' | 'asks children' {
  const { flat } = state;
  if ((flat.entryPrompt[entry] ?? null) === null) return 'hidden';
  if (evaluateExpr(state, flat.entryVisibility[entry]!) === 0) return 'hidden';
  const symbol = flat.entrySymbol[entry]!;
  const condition = flat.entryPromptCondition[entry]!;
  if (symbol < 0) return evaluateExpr(state, condition) === 0 ? 'hidden' : 'shown';
  ensureComputed(state, symbol);
  if (flat.symbolType[symbol] !== typeCode.unknown && shownPrompt(state, symbol, condition) !== 0) return 'shown';
  return state.values[symbol] === 0 ? 'hidden' : 'asks children';
}
