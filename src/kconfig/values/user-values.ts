/** User values: given, taken back and asked for, one at a time. */
import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { FlatChoice } from '../model/flat-model.ts';
import { typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import { addWinner, moveHome, moveToFront, removeWinner } from './choice-order.ts';
import type { ConfigState } from './config-state.ts';
import { hasValue, isLogical, tristateTexts } from './config-state.ts';
import { isValidText } from './number.ts';
import { propagate } from './propagate.ts';

/** Gives a bool, tristate or choice a user value; values that follow from it are not looked at. */
export function giveTristate(state: ConfigState, id: number, value: number, line = 0): void {
  const { user } = state;
  user.tristates[id] = value;
  user.has[id] = 1;
  user.lines[id] = line;
  state.sideEffects[id] = 0;
}

/** The same for the other types. */
export function giveText(state: ConfigState, id: number, text: ByteString, line = 0): void {
  const { user } = state;
  user.texts[id] = text;
  user.has[id] = 1;
  user.lines[id] = line;
  state.sideEffects[id] = 0;
}

/** Marks that the user has seen the symbol, without a value of his own (interactive choices). */
export function markAnswered(state: ConfigState, id: number): void {
  state.user.has[id] = 1;
  state.sideEffects[id] = 0;
}

/** The opposite of {@link markAnswered}: the value given stays where it is and does not count. */
export function dropUserValue(state: ConfigState, id: number): void {
  state.user.has[id] = 0;
  state.sideEffects[id] = 0;
}

/**
 * Gives a symbol a user value as `.config` would, strings unquoted; false when the text is not valid for the type. Only
 * the symbols that depend on it are computed again. Where conf forgets everything it knows (an interactive answer), call
 * {@link invalidate} as well.
 */
export function setUserValue(state: ConfigState, id: number, value: ByteString): boolean {
  const type = state.flat.symbolType[id]!;
  if (isLogical(state, id)) {
    const number = tristateTexts.indexOf(value as 'n' | 'm' | 'y');
    if (number < 0 || (number === 1 && type === typeCode.bool)) return false;
    giveTristate(state, id, number);
  } else {
    if (type === typeCode.unknown) return false;
    if (type !== typeCode.string && !isValidText(type === typeCode.int ? 'int' : 'hex', value)) return false;
    giveText(state, id, value);
  }
  noteChange(state, id, moveToFront);
  return true;
}

/** Takes the user value away: the symbol follows its defaults. */
export function clearUserValue(state: ConfigState, id: number): void {
  giveTristate(state, id, 0);
  state.user.texts[id] = null;
  state.user.has[id] = 0;
  noteChange(state, id, moveHome);
}

/** Back to the user value of the file that was read last; none where it had none. */
export function resetUserValue(state: ConfigState, id: number): void {
  const read = state.fileValues;
  if (read === null || read.has[id] === 0) {
    clearUserValue(state, id);
    return;
  }
  giveTristate(state, id, read.tristates[id]!, read.lines[id]);
  state.user.texts[id] = read.texts[id] ?? null;
  noteChange(state, id, moveToFront);
}

/** Notes that a user value changed; `move` changes the priorities of the new engine. */
function noteChange(state: ConfigState, id: number, move: (state: ConfigState, member: number) => void): void {
  state.changed = true;
  state.pending.push(id);
  const index = state.flat.symbolChoice[id]!;
  if (index < 0) return;
  if (state.isNew) {
    move(state, id);
    return;
  }
  const isWinner = state.user.tristates[id] === 2 && state.user.has[id] === 1;
  if (isWinner) addWinner(state, index, id);
  else removeWinner(state, index, id);
  refreshChoice(state, state.flat.choices[index]!);
}

/** The user value of a choice is the highest of its members' (old engines). */
function refreshChoice(state: ConfigState, { symbol, members }: FlatChoice): void {
  const { user } = state;
  let value = 0;
  let isAnswered = 0;
  for (const member of members) {
    if (user.has[member] === 0) continue;
    isAnswered = 1;
    value = Math.max(value, user.tristates[member]!);
  }
  user.tristates[symbol] = value;
  user.has[symbol] = isAnswered;
  state.sideEffects[symbol] = 0;
}

/** True when the symbol has a user value, or was answered. */
export function hasUserValue(state: ConfigState, id: number): boolean {
  propagate(state);
  return hasValue(state, id);
}

/** Text of the user value, strings unquoted; null when there is none. */
export function userText(state: ConfigState, id: number): ByteString | null {
  if (!hasUserValue(state, id)) return null;
  if (isLogical(state, id)) return tristateTexts[state.user.tristates[id] as Tristate];
  return state.user.texts[id] ?? '';
}

/** The line of the file read last that gave the user value; null when it came from elsewhere. */
export function userLocation({ user, userFile }: ConfigState, id: number): Location | null {
  const line = user.lines[id]!;
  return line === 0 || user.has[id] === 0 ? null : { file: userFile, line };
}
