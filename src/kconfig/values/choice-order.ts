/** The order in which members of choices were answered: priorities (new engine) and winners (old engines). */
import type { ConfigState } from './config-state.ts';

/** Members of a choice, the one answered last first (new engine). */
export function priorityOf(state: ConfigState, index: number): Int32Array {
  const order = state.priorities[index] ?? state.flat.choices[index]!.members;
  const front = state.movedToFront[index] ?? null;
  if (front === null) return order;
  state.movedToFront[index] = null;
  const settled = Int32Array.from(new Set([...front.reverse(), ...order]));
  state.priorities[index] = settled;
  return settled;
}

/** Gives a member the highest priority in its choice; nothing for a symbol that is no member. */
export function moveToFront(state: ConfigState, member: number): void {
  const choice = state.flat.symbolChoice[member]!;
  if (choice < 0) return;
  // A file may answer every member; the order is put right when it is asked for.
  (state.movedToFront[choice] ??= []).push(member);
}

/** Moves members to the back, the last one is then the last of all. */
export function moveToBack(state: ConfigState, choice: number, members: ReadonlySet<number>): void {
  const rest = priorityOf(state, choice).filter((other) => !members.has(other));
  state.priorities[choice] = Int32Array.from([...rest, ...members]);
}

/** Undoes {@link moveToFront}: answered members stay in front, the rest is in textual order. */
export function moveHome(state: ConfigState, member: number): void {
  const { priorities, movedToFront } = state;
  const { has } = state.user;
  const index = state.flat.symbolChoice[member]!;
  if (index < 0 || (priorities[index] == null && movedToFront[index] == null)) return;
  const list = priorityOf(state, index);
  const choice = state.flat.choices[index]!;
  const answered = list.filter((other) => other !== member && has[other] === 1);
  const rest = choice.members.filter((other) => other === member || has[other] === 0);
  priorities[index] = answered.length === 0 ? null : Int32Array.from([...answered, ...rest]);
}

/** Makes a member the one that the user set to y last (old engines). */
export function addWinner(state: ConfigState, choice: number, member: number): void {
  removeWinner(state, choice, member);
  state.winners[choice] = [...(state.winners[choice] ?? []), member];
}

/** The user no longer sets the member to y (old engines). */
export function removeWinner({ winners }: ConfigState, choice: number, member: number): void {
  winners[choice] = (winners[choice] ?? []).filter((other) => other !== member);
}
