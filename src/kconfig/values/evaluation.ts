import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { FlatChoice, FlatModel } from '../model/flat-model.ts';
import { propertyCode, symbolKindCode, typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import type { ChoiceEffect } from './dotconfig.ts';
import { ownText, readDotConfig } from './dotconfig.ts';
import { ModesEvaluation } from './evaluation-modes.ts';
import { printFlat, tristateTexts } from './evaluation-print.ts';
import type { Evaluation, EvaluationOptions } from './evaluation-types.ts';
import { isValidText } from './number.ts';

/** Values of `flat` in which no symbol has a user value; nothing is evaluated yet. */
export function createEvaluation(flat: FlatModel, options: EvaluationOptions = {}): Evaluation {
  return new FlatEvaluation(flat, options, null);
}

/** User values by symbol. */
interface FileValues {
  readonly has: Uint8Array;
  readonly values: Uint8Array;
  readonly texts: readonly (ByteString | null)[];
  readonly lines: Int32Array;
}

class FlatEvaluation extends ModesEvaluation implements Evaluation {
  readonly prefix: ByteString;
  /** User values of the file read last, as it gave them. */
  private fileValues: FileValues | null = null;

  constructor(flat: FlatModel, options: EvaluationOptions, from: FlatEvaluation | null) {
    super(flat, options, from);
    this.prefix = options.prefix ?? flat.dialect.dotConfig.prefix;
    if (from === null) return;
    this.fileValues = from.fileValues;
    this.pending = from.pending.slice();
    this.isExact = from.isExact;
    this.readWarnings = from.readWarnings;
    this.sawUnknown = from.sawUnknown;
  }

  clone(): Evaluation {
    return new FlatEvaluation(this.flat, this.options, this);
  }

  symbolOf(name: ByteString): number {
    return this.facts.byName.get(name) ?? -1;
  }

  readConfig(text: ByteString | Iterable<ByteString>, fileName: string): void {
    const { flat, dialect, isNew } = this;
    this.isExact = !this.isReady;
    this.pending = [];
    this.hasUser.fill(0);
    this.userValues.fill(0);
    this.userTexts.fill(null);
    this.userLines.fill(0);
    this.userFile = fileName;
    this.forgetValues();
    if (!isNew) {
      for (let choice = 0; choice < flat.choices.length; choice++) this.clearWinners(choice);
      // Reading answers every choice.
      for (const { symbol } of flat.choices) this.hasUser[symbol] = 1;
    }
    this.sawUnknown = false;
    const { unknownSymbols } = dialect.dotConfig;
    const asked = unknownSymbols === 'opt-in' && this.options.warnUnknownSymbols === true;
    const options = {
      file: fileName,
      dialect,
      prefix: this.prefix,
      warnsUnknown: unknownSymbols === 'always' || asked,
    };
    this.readWarnings = readDotConfig(text, options, this.reporter, {
      symbolOf: (name) => this.symbolOf(name),
      nameOf: (symbol) => flat.symbolNames[symbol] as ByteString,
      typeOf: (symbol) => flat.symbolType[symbol] as number,
      hasValue: (symbol) => this.hasUser[symbol] === 1,
      setTristate: (symbol, value, line) => {
        this.give(symbol, value);
        this.userLines[symbol] = line;
      },
      setText: (symbol, value, line) => {
        this.hasUser[symbol] = 1;
        this.userTexts[symbol] = ownText(value);
        this.userLines[symbol] = line;
      },
      unknown: () => {
        this.sawUnknown = true;
      },
      accepted: (symbol) => this.noteRead(symbol),
    });
    this.fileValues = {
      has: this.hasUser.slice(),
      values: this.userValues.slice(),
      texts: this.userTexts.slice(),
      lines: this.userLines.slice(),
    };
  }

  /** What a line of a read file does to the choice of its symbol. */
  private noteRead(symbol: number): ChoiceEffect {
    const index = this.flat.symbolChoice[symbol] as number;
    if (index < 0) return 'none';
    if (this.isNew) {
      this.moveToFront(symbol);
      return 'none';
    }
    const choice = (this.flat.choices[index] as FlatChoice).symbol;
    const before = this.userValues[choice] as number;
    const value = this.userValues[symbol] as number;
    let effect: ChoiceEffect = 'none';
    if (value === 1 && before === 2) {
      effect = 'inconsistent';
      this.hasUser[choice] = 0;
    } else if (value === 2) {
      if (before !== 0) effect = 'overrides';
      // The oldest tools keep the first member that is y.
      if (this.isBusybox && before !== 0) this.hasUser[choice] = 0;
      else this.noteWinner(index, symbol);
    }
    this.userValues[choice] = Math.max(before, value);
    return effect;
  }

  setUserValue(symbol: number, value: ByteString): boolean {
    const type = this.flat.symbolType[symbol] as number;
    if (type === typeCode.bool || type === typeCode.tristate) {
      const number = tristateTexts.indexOf(value as 'n' | 'm' | 'y');
      if (number < 0 || (number === 1 && type === typeCode.bool)) return false;
      this.give(symbol, number);
    } else {
      if (type === typeCode.unknown) return false;
      if (type !== typeCode.string && !isValidText(type === typeCode.int ? 'int' : 'hex', value)) return false;
      this.userTexts[symbol] = value;
      this.hasUser[symbol] = 1;
      this.sideEffects[symbol] = 0;
      this.userLines[symbol] = 0;
    }
    this.touch(symbol, () => this.moveToFront(symbol));
    return true;
  }

  clearUserValue(symbol: number): void {
    this.hasUser[symbol] = 0;
    this.sideEffects[symbol] = 0;
    this.userValues[symbol] = 0;
    this.userTexts[symbol] = null;
    this.userLines[symbol] = 0;
    this.touch(symbol, () => this.moveHome(symbol));
  }

  resetUserValue(symbol: number): void {
    const read = this.fileValues;
    if (read === null || read.has[symbol] === 0) {
      this.clearUserValue(symbol);
      return;
    }
    this.give(symbol, read.values[symbol] as number);
    this.userTexts[symbol] = read.texts[symbol] ?? null;
    this.userLines[symbol] = read.lines[symbol] as number;
    this.touch(symbol, () => this.moveToFront(symbol));
  }

  /** Notes that a user value changed; `move` changes the priorities of the new engine. */
  private touch(symbol: number, move: () => void): void {
    this.changed = true;
    this.pending.push(symbol);
    const index = this.flat.symbolChoice[symbol] as number;
    if (index < 0) return;
    if (this.isNew) {
      move();
      return;
    }
    if (this.userValues[symbol] === 2 && this.hasUser[symbol] === 1) this.noteWinner(index, symbol);
    else this.forgetWinner(index, symbol);
    this.refreshChoice(index);
  }

  /** The user value of a choice is the highest of its members' (old engines). */
  private refreshChoice(index: number): void {
    const { symbol, members } = this.flat.choices[index] as FlatChoice;
    let value = 0;
    let isAnswered = false;
    for (const member of members) {
      if (this.hasUser[member] === 0) continue;
      isAnswered = true;
      value = Math.max(value, this.userValues[member] as number);
    }
    this.userValues[symbol] = value;
    this.hasUser[symbol] = isAnswered ? 1 : 0;
    this.sideEffects[symbol] = 0;
  }

  hasUserValue(symbol: number): boolean {
    this.settle();
    return this.hasValue(symbol);
  }

  userText(symbol: number): ByteString | null {
    if (!this.hasUserValue(symbol)) return null;
    if (this.isLogical(symbol)) return tristateTexts[this.userValues[symbol] as Tristate];
    return this.userTexts[symbol] ?? '';
  }

  userLocation(symbol: number): Location | null {
    const line = this.userLines[symbol] as number;
    return line === 0 || this.hasUser[symbol] === 0 ? null : { file: this.userFile, line };
  }

  markAnswered(symbol: number): void {
    this.hasUser[symbol] = 1;
    this.sideEffects[symbol] = 0;
  }

  value(symbol: number): ByteString {
    this.ask(symbol);
    return this.textOf(symbol);
  }

  lastText(symbol: number): ByteString {
    const text = this.textOf(symbol);
    // A text nobody computed is a null pointer in conf.
    return text === '' && this.isExact && this.valid[symbol] === 0 ? '(null)' : text;
  }

  /** Source: kconfig-semantics 8.2. */
  textSlot(symbol: number): ByteString {
    this.ask(symbol);
    return this.texts[symbol] as ByteString;
  }

  tristate(symbol: number): Tristate {
    this.ask(symbol);
    return this.values[symbol] as Tristate;
  }

  visibility(symbol: number): Tristate {
    this.ask(symbol);
    return this.visible[symbol] as Tristate;
  }

  directValue(symbol: number): Tristate {
    this.ask(symbol);
    return this.direct[symbol] as Tristate;
  }

  reverseValue(symbol: number): Tristate {
    this.ask(symbol);
    return this.reverse[symbol] as Tristate;
  }

  impliedValue(symbol: number): Tristate {
    this.ask(symbol);
    return this.implied[symbol] as Tristate;
  }

  private ask(symbol: number): void {
    if (this.pending.length > 0) this.settle();
    this.calculate(symbol);
  }

  effectiveType(symbol: number): number {
    this.ask(symbol);
    return this.typeInForce(symbol);
  }

  isWritten(symbol: number): boolean {
    this.ask(symbol);
    return this.writes[symbol] === 1 && this.flat.symbolType[symbol] !== typeCode.unknown;
  }

  isChangeable(symbol: number): boolean {
    this.ask(symbol);
    if (this.isNew && this.isChoice(symbol)) return false;
    return (this.visible[symbol] as number) > (this.reverse[symbol] as number);
  }

  isWithinRange(symbol: number, value: Tristate): boolean {
    this.ask(symbol);
    const visible = this.visible[symbol] as number;
    const reverse = this.reverse[symbol] as number;
    const type = this.typeInForce(symbol);
    if (visible === 0 || (type !== typeCode.bool && type !== typeCode.tristate)) return false;
    if (type === typeCode.bool && value === 1) return false;
    if (visible <= reverse) return false;
    if (!this.dialect.values.implyCapped && this.implied[symbol] === 2 && value === 1) return false;
    if (!this.isNew && visible === 2 && this.isMember(symbol)) return value === 2;
    return value >= reverse && value <= visible;
  }

  isTextWithinRange(symbol: number, text: ByteString): boolean {
    this.ask(symbol);
    if (!this.isLogical(symbol)) return this.isTextInRange(symbol, text);
    const value = 'nmy'.indexOf((text[0] ?? ' ').toLowerCase());
    return value >= 0 && this.isWithinRange(symbol, value as Tristate);
  }

  evaluate(expr: number): Tristate {
    this.settle();
    this.prepare();
    return this.evaluateExpr(expr);
  }

  replacingBound(symbol: number): 'low' | 'high' | null {
    this.ask(symbol);
    return ([null, 'low', 'high'] as const)[this.bounds[symbol] as 0 | 1 | 2];
  }

  activeProperty(symbol: number, kind: 'default' | 'range'): number {
    this.ask(symbol);
    return this.firstActive(symbol, propertyCode[kind]);
  }

  printExpression(expr: number): ByteString {
    this.settle();
    return printFlat(this.flat, expr, (symbol) => this.textOf(symbol));
  }

  /**
   * Source: menu_is_visible of conf. Without recursion: sub-menus can be nested as deep as symbols
   * depend on each other. The old engine marks what it shows for the sake of a child.
   */
  isEntryVisible(entry: number): boolean {
    const { entryFirstChild, entryNext, entryParent, entrySymbol } = this.flat;
    this.settle();
    this.prepare();
    let at = entry;
    for (;;) {
      const own = this.ownVisibility(at);
      if (own === 'shown') break;
      const child = own === 'asks children' ? (entryFirstChild[at] as number) : -1;
      if (child >= 0) {
        at = child;
        continue;
      }
      while (at !== entry && (entryNext[at] as number) < 0) at = entryParent[at] as number;
      if (at === entry) return false;
      at = entryNext[at] as number;
    }
    while (at !== entry) {
      at = entryParent[at] as number;
      if (!this.isNew && !this.isBusybox) this.markAnswered(entrySymbol[at] as number);
    }
    return true;
  }

  private ownVisibility(entry: number): 'shown' | 'hidden' | 'asks children' {
    const { flat } = this;
    if ((flat.entryPrompt[entry] ?? null) === null) return 'hidden';
    if (this.evaluateExpr(flat.entryVisibility[entry] as number) === 0) return 'hidden';
    const symbol = flat.entrySymbol[entry] as number;
    const condition = flat.entryPromptCondition[entry] as number;
    if (symbol < 0) return this.evaluateExpr(condition) === 0 ? 'hidden' : 'shown';
    this.calculate(symbol);
    if (flat.symbolType[symbol] !== typeCode.unknown && this.promptValue(symbol, condition) !== 0) return 'shown';
    return this.values[symbol] === 0 ? 'hidden' : 'asks children';
  }

  decideChoice(choice: number): number {
    if (this.pending.length > 0) this.settle();
    this.prepare();
    return this.resolveChoice(choice);
  }

  chosen(choice: number): number {
    this.settle();
    this.prepare();
    const flatChoice = this.flat.choices[choice];
    if (flatChoice === undefined) return -1;
    if (!this.isNew) {
      this.calculate(flatChoice.symbol);
      return this.picked[this.facts.choiceOfSymbol.get(flatChoice.symbol) ?? choice] ?? -1;
    }
    for (const member of flatChoice.members) {
      this.calculate(member);
      if (this.values[member] === 2 && this.visible[member] !== 0) return member;
    }
    return -1;
  }

  /** Source: choice_set_value of conf 6.12, sym_set_tristate_value of conf 6.1. */
  chooseMember(choice: number, member: number): void {
    const flatChoice = this.flat.choices[choice];
    if (flatChoice === undefined) return;
    this.ask(member);
    const others = this.isNew ? flatChoice.below : flatChoice.members;
    const visible = [...others].filter((other) => {
      this.calculate(other);
      return this.visible[other] !== 0;
    });
    if (this.isNew) {
      for (const other of visible) {
        this.give(other, other === member ? 2 : 0);
        this.moveToFront(other);
      }
    } else {
      this.noteWinner(choice, member);
      this.markAnswered(flatChoice.symbol);
      for (const other of visible) this.markAnswered(other);
      this.give(member, 2);
    }
    this.changed = true;
    this.pending.push(member);
  }

  /** Source: sym_get_string_default of conf 6.12 and 6.1; kconfig-semantics 5.2. */
  defaultText(symbol: number): ByteString {
    this.ask(symbol);
    const { flat } = this;
    const type = flat.symbolType[symbol] as number;
    if (type === typeCode.unknown || flat.symbolKind[symbol] === symbolKindCode.constant) return '';
    this.findVisibility(symbol);
    this.calculate(flat.modules);
    const at = this.firstActive(symbol, propertyCode.default);
    if (!this.isLogical(symbol)) {
      const source = at < 0 ? -1 : this.singleSymbol(flat.propertyValue[at] as number);
      if (source >= 0) this.calculate(source);
      const text = source < 0 ? '' : (this.texts[source] as ByteString);
      return text === '' ? this.emptyText(type) : text;
    }
    let value = 0;
    if (at >= 0) {
      const condition = this.evaluateExpr(flat.propertyCondition[at] as number);
      value = Math.min(this.evaluateExpr(flat.propertyValue[at] as number), condition);
    }
    value = Math.max(value, this.reverse[symbol] as number);
    if (value === 1 && !this.isMember(symbol) && this.values[flat.modules] === 0) value = 2;
    if (value === 1 && type === typeCode.bool) value = 2;
    return tristateTexts[Math.max(value, this.implied[symbol] as number) as Tristate];
  }
}
