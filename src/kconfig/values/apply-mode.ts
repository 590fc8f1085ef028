/** Modes that give user values to all symbols at once. Source: docs/kconfig-semantics.md §6.2 and §6.3. */
import { symbolFlag, typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import { addWinner, moveToBack } from './choice-order.ts';
import { answerChoice } from './compute-choice.ts';
import type { ConfigState } from './config-state.ts';
import { hasValue, isChoice, isLogical, isMember, typeInForce, unknownValue } from './config-state.ts';
import { ensureComputed, prepare } from './expressions.ts';
import { invalidate, keepValues, propagate } from './propagate.ts';
import type { RandomOdds } from './random.ts';
import { OpenEntries } from './random.ts';
import { giveTristate, markAnswered } from './user-values.ts';

/** Answers of allnoconfig, allyesconfig, allmodconfig and alldefconfig, which gives none. */
export type WholeAnswer = 'no' | 'yes' | 'mod' | 'def';

/** conf's rounds of randconfig end by themselves; this is for trees where they would not. */
const roundLimit = 10_000;

/** Gives every unanswered prompt n, y or m; `def` gives nothing. Then values are computed again. */
export function applyMode(state: ConfigState, mode: WholeAnswer): void {
  keepValues(state);
  if (state.isNew && mode !== 'def') {
    const value = mode === 'no' ? 0 : mode === 'mod' ? 1 : 2;
    forEachOpenPrompt(state, (id) => giveTristate(state, id, value));
  }
  // The oldest tools answer their own questions; only those count.
  if (state.isNew || state.isBusybox) invalidate(state);
  else applyOld(state, mode);
}

/** Symbols with a prompt that can be answered with a tristate, in menu order (new engine). */
function forEachOpenPrompt(
  state: ConfigState,
  visit: (symbol: number) => void,
  onChoice: (choice: number) => void = () => {},
): void {
  const { entryCount, entrySymbol, entryPrompt } = state.flat;
  for (let entry = 0; entry < entryCount; entry++) {
    const id = entrySymbol[entry]!;
    if (id < 0 || entryPrompt[entry] === null || state.user.has[id] === 1) continue;
    if (!isLogical(state, id) || isMember(state, id)) continue;
    if (isChoice(state, id)) onChoice(state.facts.choiceOfSymbol.get(id) ?? -1);
    else visit(id);
  }
}

function applyOld(state: ConfigState, mode: WholeAnswer): void {
  const { hashOrder, symbolFlags, symbolCount } = state.flat;
  if (mode !== 'def') {
    for (const id of hashOrder) {
      if (!isOpen(state, id)) continue;
      const wantsYes = mode === 'yes' || (symbolFlags[id]! & symbolFlag.allnoconfigY) !== 0;
      giveTristate(state, id, mode === 'mod' ? 1 : wantsYes ? 2 : 0);
    }
  }
  invalidate(state);
  const needsAnswer = new Uint8Array(symbolCount);
  for (const id of hashOrder) {
    if (isMember(state, id) || isUnansweredChoice(state, id)) needsAnswer[id] = 1;
  }
  state.needsAnswer = needsAnswer;
  for (const id of hashOrder) {
    if (!isUnansweredChoice(state, id)) continue;
    ensureComputed(state, id);
    answerChoice(state, id);
    state.exprValues.fill(unknownValue);
  }
}

/** True for a bool, tristate or choice without value that was not computed (old engine). */
function isOpen(state: ConfigState, id: number): boolean {
  return !hasValue(state, id) && state.valid[id] === 0 && isLogical(state, id);
}

function isUnansweredChoice(state: ConfigState, id: number): boolean {
  return isChoice(state, id) && !hasValue(state, id);
}

/** yes2modconfig, mod2yesconfig, mod2noconfig: rewrites stored user values of tristates. */
export function rewriteTristates(state: ConfigState, from: Tristate, to: Tristate): void {
  propagate(state);
  prepare(state);
  const { tristates } = state.user;
  for (const id of state.flat.hashOrder) {
    if (typeInForce(state, id) === typeCode.tristate && tristates[id] === from) tristates[id] = to;
  }
  invalidate(state);
}

/** randconfig's draws by the dialect's engine; `draw` is the C library's rand(). */
export function randomize(state: ConfigState, draw: () => number, odds: RandomOdds): void {
  keepValues(state);
  if (!state.isNew) {
    for (let round = 0; round < roundLimit && randomRound(state, draw, odds); round++);
    return;
  }
  forEachOpenPrompt(
    state,
    (id) => giveTristate(state, id, drawFor(state, id, draw, odds)),
    (choice) => randomizeMembers(state, choice, draw),
  );
  invalidate(state);
}

function drawFor(state: ConfigState, id: number, draw: () => number, odds: RandomOdds): Tristate {
  const drawn = draw() % 100;
  if (state.flat.symbolType[id] !== typeCode.tristate) return drawn < odds.boolYes ? 2 : 0;
  return drawn < odds.tristateYes ? 2 : drawn < odds.tristateYes + odds.tristateMod ? 1 : 0;
}

/**
 * Every member without user value gets y, in random order; the first drawn has priority. Entries are counted:
 * a member with two of them leaves draws that hit nothing. Source: randomize_choice_values of conf 6.12.
 */
function randomizeMembers(state: ConfigState, index: number, draw: () => number): void {
  const choice = state.flat.choices[index];
  if (choice === undefined) return;
  const open = new OpenEntries(choice.below.filter((member) => state.user.has[member] === 0));
  const drawn = new Set<number>();
  for (let count = open.size; count > 0; count--) {
    const member = open.take(draw() % count);
    if (member === undefined) continue;
    giveTristate(state, member, 2);
    drawn.add(member);
  }
  moveToBack(state, index, drawn);
}

/** One round of the old engine; true when there has to be another. */
function randomRound(state: ConfigState, draw: () => number, odds: RandomOdds): boolean {
  const { hashOrder } = state.flat;
  let isChanged = false;
  for (const id of hashOrder) {
    if (!isOpen(state, id)) continue;
    isChanged = true;
    const value = drawFor(state, id, draw, odds);
    if (isChoice(state, id)) state.user.tristates[id] = value;
    else giveTristate(state, id, value);
  }
  invalidate(state);
  for (const id of hashOrder) {
    if (!isUnansweredChoice(state, id)) continue;
    ensureComputed(state, id);
    const index = state.facts.choiceOfSymbol.get(id) ?? -1;
    const isDrawn = state.values[id] === 2 && drawMember(state, index, draw);
    isChanged = state.dialect.modes.randomRepeat === 'last' ? isDrawn : isChanged || isDrawn;
  }
  return isChanged;
}

/** Gives a choice that is y a random member. Source: conf 6.1. */
function drawMember(state: ConfigState, index: number, draw: () => number): boolean {
  const { members, symbol } = state.flat.choices[index]!;
  if (members.length === 0) return false;
  const drawn = draw() % members.length;
  members.forEach((member, at) => {
    giveTristate(state, member, at === drawn ? 2 : 0);
    if (at === drawn) addWinner(state, index, member);
    state.valid[member] = 0;
  });
  markAnswered(state, symbol);
  state.valid[symbol] = 0;
  state.exprValues.fill(unknownValue);
  return true;
}
