import type { FlatChoice } from '../model/flat-model.ts';
import { propertyCode } from '../model/flat-model.ts';
import { EvaluationCore } from './evaluation-core.ts';

/** How choices get their values, by both engines. Source: kconfig-semantics 3.5. */
export class ChoiceEvaluation extends EvaluationCore {
  choiceDefault(index: number): number {
    const choice = this.flat.choices[index];
    if (choice === undefined) return -1;
    const { propertyStart, propertyKind, propertyCondition, propertyValue } = this.flat;
    const end = propertyStart[choice.symbol + 1] as number;
    for (let at = propertyStart[choice.symbol] as number; at < end; at++) {
      if (propertyKind[at] !== propertyCode.default) continue;
      if (this.evaluateExpr(propertyCondition[at] as number) === 0) continue;
      const member = this.singleSymbol(propertyValue[at] as number);
      if (member >= 0 && this.isVisibleNow(member)) return member;
    }
    for (const member of this.isNew ? choice.below : choice.members) if (this.isVisibleNow(member)) return member;
    return -1;
  }

  /** The oldest engine finds visibilities while it looks, the others have found them before. */
  private isVisibleNow(member: number): boolean {
    if (this.isBusybox) this.findVisibility(member);
    return this.visible[member] !== 0;
  }

  protected priorityOf(index: number): Int32Array {
    const order = this.priorities[index] ?? (this.flat.choices[index] as FlatChoice).members;
    const front = this.movedToFront[index] ?? null;
    if (front === null) return order;
    this.movedToFront[index] = null;
    const settled = Int32Array.from(new Set([...front.reverse(), ...order]));
    this.priorities[index] = settled;
    return settled;
  }

  protected moveToFront(member: number): void {
    const choice = this.flat.symbolChoice[member] as number;
    if (choice < 0) return;
    // A file may answer every member; the order is put right when it is asked for.
    (this.movedToFront[choice] ??= []).push(member);
  }

  /** Moves members to the back, the last one comes last. */
  protected moveToBack(choice: number, members: ReadonlySet<number>): void {
    const rest = this.priorityOf(choice).filter((other) => !members.has(other));
    this.priorities[choice] = Int32Array.from([...rest, ...members]);
  }

  /** Undoes {@link ChoiceEvaluation.moveToFront}: answered members stay in front, the rest is in textual order. */
  protected moveHome(member: number): void {
    const index = this.flat.symbolChoice[member] as number;
    if (index < 0 || (this.priorities[index] == null && this.movedToFront[index] == null)) return;
    const list = this.priorityOf(index);
    const choice = this.flat.choices[index] as FlatChoice;
    const answered = list.filter((other) => other !== member && this.hasUser[other] === 1);
    const rest = choice.members.filter((other) => other === member || this.hasUser[other] === 0);
    this.priorities[index] = answered.length === 0 ? null : Int32Array.from([...answered, ...rest]);
  }

  /**
   * Decides a choice and gives all its visible members their values (new engine). The winner is returned: the
   * choice's default even where that is no member, -1 for none. Source: sym_calc_choice of 6.12.
   */
  protected override resolveChoice(index: number): number {
    const choice = this.flat.choices[index];
    if (choice === undefined) return -1;
    const { visible, values, userValues } = this;
    const members = this.priorityOf(index);
    let winner = -1;
    for (const member of members) {
      this.findVisibility(member);
      if (visible[member] === 0) continue;
      if (this.hasValue(member) && userValues[member] === 2) {
        winner = member;
        break;
      }
    }
    if (winner < 0) {
      winner = this.choiceDefault(index);
      if (winner >= 0 && this.hasValue(winner) && userValues[winner] === 0) winner = -1;
    }
    if (winner < 0) {
      winner = choice.below.find((member) => visible[member] !== 0 && !this.hasValue(member)) ?? -1;
    }
    for (let at = members.length - 1; at >= 0 && winner < 0; at--) {
      const member = members[at] as number;
      if (visible[member] !== 0) winner = member;
    }
    for (const member of choice.below) {
      if (visible[member] === 0) continue;
      values[member] = member === winner ? 2 : 0;
      this.texts[member] = 'n';
      this.valid[member] = 1;
      this.writes[member] = 1;
    }
    return winner;
  }

  /** Ends the computation of a choice symbol (old engines): picks the member, hands the WRITE flag down. */
  protected override finishChoice(symbol: number): void {
    const index = this.facts.choiceOfSymbol.get(symbol) ?? -1;
    const choice = this.flat.choices[index];
    if (choice === undefined) return;
    if (this.values[symbol] === 2) this.picked[index] = this.pick(index, choice);
    if (this.writes[symbol] === 0) return;
    for (const member of choice.members) {
      if (this.isBusybox || this.visible[member] !== 0) this.writes[member] = 1;
    }
  }

  /** The member of a choice that is y; -1 makes the choice n. */
  private pick(index: number, choice: FlatChoice): number {
    if (!this.isBusybox) {
      let hasAll = true;
      for (const member of choice.members) {
        this.findVisibility(member);
        if (this.visible[member] !== 0 && !this.hasValue(member)) hasAll = false;
      }
      // A new member makes the whole choice new.
      if (!hasAll && this.hasValue(choice.symbol)) this.sideEffects[choice.symbol] = 2;
    }
    const wanted = this.wantedMember(index);
    if (wanted >= 0 && this.isVisibleNow(wanted)) return wanted;
    const fallback = this.choiceDefault(index);
    if (fallback < 0) this.values[choice.symbol] = 0;
    return fallback;
  }

  /** Member the user set to y last, -1 for none (old engines). */
  protected wantedMember(choice: number): number {
    return this.winners[choice]?.at(-1) ?? -1;
  }

  protected noteWinner(choice: number, member: number): void {
    const { winners } = this;
    winners[choice] = [...(winners[choice] ?? []).filter((other) => other !== member), member];
  }

  protected clearWinners(choice: number): void {
    this.winners[choice] = [];
  }

  protected forgetWinner(choice: number, member: number): void {
    const { winners } = this;
    winners[choice] = (winners[choice] ?? []).filter((other) => other !== member);
  }

  /** Marks a choice as answered and lets it be computed anew. Source: set_all_choice_values of conf 6.1. */
  protected override answerChoice(symbol: number): void {
    if (!this.isChoice(symbol)) return;
    const choice = this.flat.choices[this.facts.choiceOfSymbol.get(symbol) ?? -1];
    for (const member of choice?.members ?? []) if (!this.hasValue(member)) this.userValues[member] = 0;
    this.hasUser[symbol] = 1;
    this.sideEffects[symbol] = 0;
    this.valid[symbol] = 0;
    if (this.needsAnswer !== null) this.needsAnswer[symbol] = 0;
  }
}
