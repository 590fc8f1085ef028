/** What conf does after it read a `.config`. Source: docs/kconfig-semantics.md §4.5; scripts/kconfig/confdata.c conf_read. */
import { symbolFlag, typeCode } from '../model/flat-model.ts';
import type { ConfigState } from './config-state.ts';
import { hasValue, isChoice, isLogical, isMember, unknownValue } from './config-state.ts';
import { ensureComputed, prepare } from './expressions.ts';
import { propagate } from './propagate.ts';
import { isTextInRange } from './range.ts';
import { dropUserValue } from './user-values.ts';

/** Computes every symbol in conf's order, finds `changed` and drops user values that conf does not keep. */
export function finishReading(state: ConfigState): void {
  const { hashOrder, symbolFlags } = state.flat;
  propagate(state);
  state.changed = state.sawUnknown;
  prepare(state);
  let isUnsaved = false;
  for (const id of hashOrder) {
    ensureComputed(state, id);
    const isOurs = !isChoice(state, id) && (symbolFlags[id]! & symbolFlag.internal) === 0;
    if (isOurs && !isUnsaved && differs(state, id)) isUnsaved = true;
    if (state.isBusybox) reviewOldest(state, id);
  }
  if (!state.isNew && !state.isBusybox) isUnsaved = reviewUserValues(state, isUnsaved);
  if (isUnsaved || state.readWarnings > 0) state.changed = true;
}

/** True when a `.config` written now would not repeat the line that was read. */
function differs(state: ConfigState, id: number): boolean {
  const { user, values, texts, writes } = state;
  if (!hasValue(state, id)) return writes[id] === 1;
  if (writes[id] === 0) return true;
  return isLogical(state, id) ? user.tristates[id] !== values[id] : user.texts[id] !== texts[id];
}

/** conf's second pass (old engine). */
function reviewUserValues(state: ConfigState, wasUnsaved: boolean): boolean {
  let isUnsaved = wasUnsaved;
  for (const id of state.flat.hashOrder) {
    if (!hasValue(state, id) || isMember(state, id)) continue;
    if (state.visible[id] === 0 && !isUnsaved) dropUserValue(state, id);
    // Later tools leave a number outside its range to the calculation of its value.
    if (state.rules.userOutOfRange === 'clamped' || !isOutOfRange(state, id)) continue;
    if (state.rules.userOutOfRange === 'dropped') dropUserValue(state, id);
    recomputeLater(state, id);
    isUnsaved = true;
  }
  return isUnsaved;
}

/** The same in the oldest tools, symbol by symbol during the first pass. */
function reviewOldest(state: ConfigState, id: number): void {
  if (hasValue(state, id) && !isMember(state, id)) {
    if (state.visible[id] === 0) dropUserValue(state, id);
    if (isOutOfRange(state, id)) {
      dropUserValue(state, id);
      recomputeLater(state, id);
    }
  }
  if (!isChoice(state, id)) return;
  const choice = state.flat.choices[state.facts.choiceOfSymbol.get(id) ?? -1];
  for (const member of choice?.members ?? []) {
    if (state.visible[member] !== 0 && !hasValue(state, member)) dropUserValue(state, id);
  }
}

function isOutOfRange(state: ConfigState, id: number): boolean {
  const type = state.flat.symbolType[id]!;
  return type >= typeCode.int && !isTextInRange(state, id, state.user.texts[id] ?? '');
}

/** Lets one symbol be computed again; values that were computed from it stay, as in conf. */
function recomputeLater(state: ConfigState, id: number): void {
  state.valid[id] = 0;
  state.exprValues.fill(unknownValue);
  state.isExact = false;
}
