import type { FlatChoice } from '../model/flat-model.ts';
import { propertyCode, symbolFlag, typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import { unknownValue } from './evaluation-state.ts';
import type { RandomOdds } from './evaluation-types.ts';
import { UpdatingEvaluation } from './evaluation-update.ts';
import { isValidText } from './number.ts';
import { OpenEntries } from './open-entries.ts';

/** conf's rounds of randconfig end by themselves; this is for trees where they would not. */
const roundLimit = 10_000;

/** What conf does to all symbols at once: after reading, in the all* modes, in randconfig. */
export class ModesEvaluation extends UpdatingEvaluation {
  readWarnings = 0;
  /** The last file read named a symbol the tree does not know. */
  protected sawUnknown = false;

  invalidate(): void {
    this.pending = [];
    this.isExact = false;
    this.forget();
    this.changed = true;
    this.prepare();
  }

  evaluateAll(): void {
    this.settle();
    this.prepare();
    for (const id of this.flat.hashOrder) this.calculate(id);
  }

  /** Source: kconfig-semantics 4.5. */
  finishReading(): void {
    this.settle();
    this.changed = this.sawUnknown;
    this.prepare();
    let isUnsaved = false;
    for (const id of this.flat.hashOrder) {
      this.calculate(id);
      const isOurs = !this.isChoice(id) && ((this.flat.symbolFlags[id] as number) & symbolFlag.internal) === 0;
      if (isOurs && !isUnsaved && this.differs(id)) isUnsaved = true;
      if (this.isBusybox) this.reviewOldest(id);
    }
    if (!this.isNew && !this.isBusybox) isUnsaved = this.reviewUserValues(isUnsaved);
    if (isUnsaved || this.readWarnings > 0) this.changed = true;
  }

  /** True when a `.config` written now would not repeat what was read. */
  private differs(id: number): boolean {
    if (!this.hasValue(id)) return this.writes[id] === 1;
    if (this.writes[id] === 0) return true;
    return this.isLogical(id) ? this.userValues[id] !== this.values[id] : this.userTexts[id] !== this.texts[id];
  }

  /** conf's second pass (old engine). */
  private reviewUserValues(wasUnsaved: boolean): boolean {
    let isUnsaved = wasUnsaved;
    for (const id of this.flat.hashOrder) {
      if (!this.hasValue(id) || this.isMember(id)) continue;
      if (this.visible[id] === 0 && !isUnsaved) this.dropUserValue(id);
      const type = this.flat.symbolType[id] as number;
      if (type < typeCode.int || this.isTextInRange(id, this.userTexts[id] ?? '')) continue;
      if (this.dialect.values.userOutOfRange === 'dropped') this.dropUserValue(id);
      this.recomputeLater(id);
      isUnsaved = true;
    }
    return isUnsaved;
  }

  /** The same in the oldest tools, symbol by symbol during the first pass. */
  private reviewOldest(id: number): void {
    if (this.hasValue(id) && !this.isMember(id)) {
      if (this.visible[id] === 0) this.dropUserValue(id);
      const type = this.flat.symbolType[id] as number;
      if (type >= typeCode.int && !this.isTextInRange(id, this.userTexts[id] ?? '')) {
        this.dropUserValue(id);
        this.recomputeLater(id);
      }
    }
    if (!this.isChoice(id)) return;
    const choice = this.flat.choices[this.facts.choiceOfSymbol.get(id) ?? -1];
    for (const member of choice?.members ?? []) {
      if (this.visible[member] !== 0 && !this.hasValue(member)) this.dropUserValue(id);
    }
  }

  private dropUserValue(id: number): void {
    this.hasUser[id] = 0;
    this.sideEffects[id] = 0;
  }

  /** Lets one symbol be computed anew; what was computed from it stays, as in conf. */
  private recomputeLater(id: number): void {
    this.valid[id] = 0;
    this.exprValues.fill(unknownValue);
    this.isExact = false;
  }

  /** True when the text is valid for the symbol and inside its range; strings always are. */
  protected isTextInRange(id: number, text: string): boolean {
    const type = this.flat.symbolType[id];
    if (type === typeCode.string) return true;
    if (type !== typeCode.int && type !== typeCode.hex) return false;
    if (!isValidText(type === typeCode.int ? 'int' : 'hex', text)) return false;
    const range = this.firstActive(id, propertyCode.range);
    if (range < 0) return true;
    const base = type === typeCode.int ? 10 : 16;
    const value = this.rangeNumber(text, base);
    if (value < this.boundValue(this.flat.propertyLow[range] as number, base)) return false;
    return value <= this.boundValue(this.flat.propertyHigh[range] as number, base);
  }

  /** Source: kconfig-semantics 6.2. */
  applyAll(mode: 'no' | 'yes' | 'mod' | 'def'): void {
    this.pending = [];
    this.isExact = false;
    if (this.isNew) {
      const value = mode === 'no' ? 0 : mode === 'mod' ? 1 : 2;
      if (mode !== 'def') this.forEachOpenPrompt((id) => this.give(id, value));
      this.invalidate();
    } else if (this.isBusybox) this.applyOldest(mode);
    else this.applyOld(mode);
  }

  /** Symbols with a prompt that can be answered with a tristate, in menu order (new engine). */
  private forEachOpenPrompt(visit: (symbol: number) => void, onChoice: (choice: number) => void = () => {}): void {
    const { entryCount, entrySymbol, entryPrompt } = this.flat;
    for (let entry = 0; entry < entryCount; entry++) {
      const id = entrySymbol[entry] as number;
      if (id < 0 || entryPrompt[entry] === null || this.hasUser[id] === 1) continue;
      if (!this.isLogical(id) || this.isMember(id)) continue;
      if (this.isChoice(id)) onChoice(this.facts.choiceOfSymbol.get(id) ?? -1);
      else visit(id);
    }
  }

  protected give(id: number, value: number): void {
    this.userValues[id] = value;
    this.hasUser[id] = 1;
    this.sideEffects[id] = 0;
    this.userLines[id] = 0;
  }

  private applyOld(mode: 'no' | 'yes' | 'mod' | 'def'): void {
    const { hashOrder, symbolFlags } = this.flat;
    if (mode !== 'def') {
      for (const id of hashOrder) {
        if (this.hasValue(id) || this.valid[id] === 1 || !this.isLogical(id)) continue;
        const wantsYes = mode === 'yes' || ((symbolFlags[id] as number) & symbolFlag.allnoconfigY) !== 0;
        this.give(id, mode === 'mod' ? 1 : wantsYes ? 2 : 0);
      }
    }
    this.invalidate();
    const needsAnswer = new Uint8Array(this.flat.symbolCount);
    for (const id of hashOrder) {
      if (this.isMember(id) || (this.isChoice(id) && !this.hasValue(id))) needsAnswer[id] = 1;
    }
    this.needsAnswer = needsAnswer;
    for (const id of hashOrder) {
      if (!this.isChoice(id) || this.hasValue(id)) continue;
      this.calculate(id);
      this.answerChoice(id);
      this.exprValues.fill(unknownValue);
    }
  }

  /** The oldest tools answer their own questions; only what can be asked counts. Source: conf of busybox 1.35. */
  private applyOldest(mode: 'no' | 'yes' | 'mod' | 'def'): void {
    void mode;
    this.invalidate();
  }

  rewriteTristates(from: Tristate, to: Tristate): void {
    this.settle();
    this.prepare();
    for (const id of this.flat.hashOrder) {
      if (this.typeInForce(id) === typeCode.tristate && this.userValues[id] === from) this.userValues[id] = to;
    }
    this.invalidate();
  }

  /** Source: kconfig-semantics 6.3. */
  randomize(draw: () => number, odds: RandomOdds): void {
    this.pending = [];
    this.isExact = false;
    if (this.isNew) {
      this.forEachOpenPrompt(
        (id) => this.give(id, this.drawFor(id, draw, odds)),
        (choice) => this.randomizeMembers(choice, draw),
      );
      this.invalidate();
      return;
    }
    for (let round = 0; round < roundLimit && this.randomRound(draw, odds); round++);
  }

  private drawFor(id: number, draw: () => number, odds: RandomOdds): Tristate {
    const drawn = draw() % 100;
    if (this.flat.symbolType[id] !== typeCode.tristate) return drawn < odds.boolYes ? 2 : 0;
    return drawn < odds.tristateYes ? 2 : drawn < odds.tristateYes + odds.tristateMod ? 1 : 0;
  }

  /**
   * Every member without user value gets y, in random order; the first drawn comes first. Entries are counted:
   * a member with two of them leaves draws that hit nothing. Source: randomize_choice_values of conf 6.12.
   */
  private randomizeMembers(index: number, draw: () => number): void {
    const choice = this.flat.choices[index];
    if (choice === undefined) return;
    const open = new OpenEntries(choice.below.filter((member) => this.hasUser[member] === 0));
    const drawn = new Set<number>();
    for (let count = open.size; count > 0; count--) {
      const member = open.take(draw() % count);
      if (member === undefined) continue;
      this.give(member, 2);
      drawn.add(member);
    }
    this.moveToBack(index, drawn);
  }

  /** One round of the old engine; true when there has to be another. */
  private randomRound(draw: () => number, odds: RandomOdds): boolean {
    const { hashOrder } = this.flat;
    let isChanged = false;
    for (const id of hashOrder) {
      if (this.hasValue(id) || this.valid[id] === 1 || !this.isLogical(id)) continue;
      isChanged = true;
      const value = this.drawFor(id, draw, odds);
      if (this.isChoice(id)) this.userValues[id] = value;
      else this.give(id, value);
    }
    this.invalidate();
    for (const id of hashOrder) {
      if (!this.isChoice(id) || this.hasValue(id)) continue;
      this.calculate(id);
      const index = this.facts.choiceOfSymbol.get(id) ?? -1;
      const isDrawn = this.values[id] === 2 && this.drawMember(index, draw);
      isChanged = this.dialect.modes.randomRepeat === 'last' ? isDrawn : isChanged || isDrawn;
    }
    return isChanged;
  }

  /** Gives a choice that is y a random member. Source: conf 6.1. */
  private drawMember(index: number, draw: () => number): boolean {
    const choice = this.flat.choices[index] as FlatChoice;
    const { members, symbol } = choice;
    if (members.length === 0) return false;
    const drawn = draw() % members.length;
    members.forEach((member, at) => {
      this.give(member, at === drawn ? 2 : 0);
      if (at === drawn) this.noteWinner(index, member);
      this.valid[member] = 0;
    });
    this.hasUser[symbol] = 1;
    this.sideEffects[symbol] = 0;
    this.valid[symbol] = 0;
    this.exprValues.fill(unknownValue);
    return true;
  }
}
