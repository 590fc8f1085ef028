import type { Diagnostic } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { ByteString } from '../core/text.ts';
import type { Dialect } from './dialect.ts';
import { tristateTexts, unmetReport } from './evaluation-print.ts';
import type { EvaluationOptions } from './evaluation-types.ts';
import { factsOf } from './flat-facts.ts';
import type { FlatFacts } from './flat-facts.ts';
import { absentExpr, exprCode, propertyCode, symbolFlag, symbolKindCode, typeCode } from './flat-model.ts';
import type { FlatChoice, FlatModel } from './flat-model.ts';
import type { OutputChunk, Tristate } from './model.ts';
import { readNumber } from './number.ts';
import { relationHolds } from './relation.ts';
import { Reporter } from './report.ts';

/** In `exprValues`: not computed. */
export const unknownValue = 255;

/**
 * Computes values of a flat model symbol by symbol, as conf's sym_calc_value does, in arrays by id.
 * A symbol counts as computed from the moment its computation begins, so that a question that comes
 * back to it sees what conf would see. Source: kconfig-semantics 3 and the tools named in it.
 */
export class EvaluationCore {
  readonly flat: FlatModel;
  readonly dialect: Dialect;
  readonly facts: FlatFacts;
  readonly isNew: boolean;
  readonly isBusybox: boolean;
  readonly options: EvaluationOptions;
  changed = true;
  unmetReports = 0;
  protected reporter = new Reporter();
  protected readonly exprValues: Uint8Array;
  protected readonly valid: Uint8Array;
  /** Computation has begun and not ended. */
  protected readonly busy: Uint8Array;
  protected readonly writes: Uint8Array;
  protected readonly values: Uint8Array;
  protected readonly texts: ByteString[];
  /** Outlives {@link EvaluationCore.forget}: choices read it before it is computed anew, as in conf. */
  protected readonly visible: Uint8Array;
  protected readonly direct: Uint8Array;
  protected readonly reverse: Uint8Array;
  protected readonly implied: Uint8Array;
  protected readonly hasUser: Uint8Array;
  protected readonly userValues: Uint8Array;
  protected readonly userTexts: (ByteString | null)[];
  /** Line in `userFile`; 0 for a value that did not come from a file. */
  protected readonly userLines: Int32Array;
  protected userFile = '';
  /**
   * What evaluation does to user values, made real when everything is forgotten: 1 took over the
   * user value of a transitional symbol, 2 lost its own (a choice with a new member).
   */
  protected readonly sideEffects: Uint8Array;
  /** Priority list per choice (new engine); null while it is the textual order. */
  protected readonly priorities: (Int32Array | null)[];
  /** Members set to y by the user, the latest last (old engines). */
  protected readonly winners: (readonly number[])[];
  /** Member a choice came out with (old engines), -1 for none. */
  protected readonly picked: Int32Array;
  /** conf's delayed answering of choices (alldefconfig, old engine). */
  protected needsAnswer: Uint8Array | null = null;
  protected modulesValue: Tristate = 0;
  /** The module switch was evaluated since everything was forgotten. */
  protected isReady = false;
  /** An incremental update is at work: only new faults are reported. */
  protected isUpdating = false;
  /** The expression being evaluated met a symbol whose computation has not ended. */
  private isTainted = false;
  /** Chains being evaluated, outermost first. */
  private readonly spine: number[] = [];

  constructor(flat: FlatModel, options: EvaluationOptions, from: EvaluationCore | null) {
    const count = flat.symbolCount;
    this.flat = flat;
    this.dialect = flat.dialect;
    this.facts = factsOf(flat);
    this.options = options;
    this.isNew = flat.dialect.choiceEngine === 'new';
    this.isBusybox = flat.dialect.choiceEngine === 'busybox';
    const copy = (array: Uint8Array | undefined, size: number): Uint8Array => array?.slice() ?? new Uint8Array(size);
    this.exprValues = from?.exprValues.slice() ?? new Uint8Array(flat.exprCount).fill(unknownValue);
    this.valid = copy(from?.valid, count);
    this.busy = new Uint8Array(count);
    this.writes = copy(from?.writes, count);
    this.values = copy(from?.values, count);
    this.texts = from?.texts.slice() ?? new Array<ByteString>(count).fill('');
    this.visible = copy(from?.visible, count);
    this.direct = copy(from?.direct, count);
    this.reverse = copy(from?.reverse, count);
    this.implied = copy(from?.implied, count);
    this.hasUser = copy(from?.hasUser, count);
    this.userValues = copy(from?.userValues, count);
    this.userTexts = from?.userTexts.slice() ?? new Array<null>(count).fill(null);
    this.userLines = from?.userLines.slice() ?? new Int32Array(count);
    this.sideEffects = copy(from?.sideEffects, count);
    this.priorities = from?.priorities.slice() ?? flat.choices.map(() => null);
    this.winners = from?.winners.slice() ?? flat.choices.map(() => []);
    this.picked = from?.picked.slice() ?? new Int32Array(flat.choices.length).fill(-1);
    if (from === null) {
      this.values[flat.mod] = 1;
      this.values[flat.yes] = 2;
      this.setConstants();
    } else {
      this.modulesValue = from.modulesValue;
      this.isReady = from.isReady;
      this.userFile = from.userFile;
      this.changed = from.changed;
    }
  }

  get output(): readonly OutputChunk[] {
    return this.reporter.output;
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.reporter.diagnostics;
  }

  /** Forgets what was computed but not what was visible; what evaluation did to user values stays. */
  protected forget(): void {
    const { sideEffects, hasUser } = this;
    for (let id = 0; id < sideEffects.length; id++) {
      const effect = sideEffects[id];
      if (effect === 0) continue;
      hasUser[id] = effect === 1 ? 1 : 0;
      sideEffects[id] = 0;
    }
    this.forgetValues();
  }

  protected forgetValues(): void {
    this.sideEffects.fill(0);
    this.valid.fill(0);
    this.exprValues.fill(unknownValue);
    this.setConstants();
    this.isReady = false;
  }

  /** Starts as a fresh run of conf would. */
  protected forgetAll(): void {
    this.forgetValues();
    this.visible.fill(0);
    this.writes.fill(0);
    this.picked.fill(-1);
    this.modulesValue = 0;
    this.changed = true;
  }

  private setConstants(): void {
    const { flat } = this;
    for (const id of [flat.no, flat.mod, flat.yes]) {
      this.valid[id] = 1;
      this.texts[id] = flat.symbolNames[id] as ByteString;
    }
  }

  /** Evaluates the module switch first, as conf does after it forgot everything. */
  protected prepare(): void {
    if (this.isReady) return;
    this.isReady = true;
    const { modules, dependencyOrder } = this.flat;
    this.calculate(modules);
    if (dependencyOrder !== null) for (const id of dependencyOrder) this.calculate(id);
  }

  protected isLogical(id: number): boolean {
    const type = this.flat.symbolType[id];
    return type === typeCode.bool || type === typeCode.tristate;
  }

  protected isChoice(id: number): boolean {
    return this.flat.symbolKind[id] === symbolKindCode.choice;
  }

  protected isMember(id: number): boolean {
    return ((this.flat.symbolFlags[id] as number) & symbolFlag.member) !== 0;
  }

  /** What conf's sym_has_value says now. */
  protected hasValue(id: number): boolean {
    const effect = this.sideEffects[id];
    return effect === 0 ? this.hasUser[id] === 1 : effect === 1;
  }

  /** Type in force: a tristate is bool without modules; so is a member that can be y (old engines). */
  protected typeInForce(id: number): number {
    const type = this.flat.symbolType[id] as number;
    if (type !== typeCode.tristate) return type;
    if (!this.isNew && this.visible[id] === 2 && this.isMember(id)) return typeCode.bool;
    return this.modulesValue === 0 ? typeCode.bool : type;
  }

  /** Text of a computed value. */
  protected textOf(id: number): ByteString {
    if (!this.isLogical(id)) return this.texts[id] as ByteString;
    const value = this.values[id] as Tristate;
    return value === 1 && this.dialect.modWithoutModulesIsNo && this.modulesValue === 0 ? 'n' : tristateTexts[value];
  }

  protected evaluateExpr(expr: number): Tristate {
    if (expr < 0) return 2;
    const known = this.exprValues[expr] as number;
    if (known !== unknownValue) return known as Tristate;
    const outer = this.isTainted;
    this.isTainted = false;
    const { flat } = this;
    const left = flat.exprLeft[expr] as number;
    let value: number;
    switch (flat.exprKind[expr]) {
      case exprCode.symbol:
        this.calculate(left);
        value = this.values[left] as number;
        break;
      case exprCode.not:
        value = 2 - this.evaluateExpr(left);
        break;
      case exprCode.and:
      case exprCode.or:
        value = this.evaluateChain(expr);
        break;
      case absentExpr:
        value = 0;
        break;
      default: {
        const right = flat.exprRight[expr] as number;
        this.calculate(left);
        this.calculate(right);
        value = this.relation(expr, left, right) ? 2 : 0;
      }
    }
    if (!this.isTainted || this.dialect.keepsExpressionValues) this.exprValues[expr] = value;
    if (outer) this.isTainted = true;
    return value as Tristate;
  }

  private relation(expr: number, left: number, right: number): boolean {
    const { exprKind, symbolType, dialect } = this.flat;
    return relationHolds(
      exprKind[expr] as number,
      this.textOf(left),
      symbolType[left] as number,
      this.textOf(right),
      symbolType[right] as number,
      dialect.orderRelations,
    );
  }

  /** Goes down the left side without recursion; every operand is evaluated, as conf does. */
  private evaluateChain(top: number): number {
    const { spine, exprValues } = this;
    const { exprKind, exprLeft, exprRight } = this.flat;
    const keeps = this.dialect.keepsExpressionValues;
    const base = spine.length;
    let at = top;
    while ((exprKind[at] === exprCode.and || exprKind[at] === exprCode.or) && exprValues[at] === unknownValue) {
      spine.push(at);
      at = exprLeft[at] as number;
    }
    let value: number = this.evaluateExpr(at);
    while (spine.length > base) {
      const node = spine.pop() as number;
      const right = this.evaluateExpr(exprRight[node] as number);
      value = exprKind[node] === exprCode.and ? Math.min(value, right) : Math.max(value, right);
      if (keeps || !this.isTainted) exprValues[node] = value;
    }
    return value;
  }

  /** Position of the first property of a kind whose condition holds, or -1. */
  protected firstActive(id: number, kind: number): number {
    const { propertyStart, propertyKind, propertyCondition } = this.flat;
    const end = propertyStart[id + 1] as number;
    for (let at = propertyStart[id] as number; at < end; at++) {
      if (propertyKind[at] === kind && this.evaluateExpr(propertyCondition[at] as number) !== 0) return at;
    }
    return -1;
  }

  /** Value of one prompt's condition; m hides a tristate member of a choice that is y (old engine). */
  protected promptValue(id: number, condition: number): Tristate {
    const value = this.evaluateExpr(condition);
    if (value !== 1 || this.isNew || this.isBusybox || this.flat.symbolType[id] !== typeCode.tristate) return value;
    const choice = this.flat.symbolChoice[id] as number;
    if (choice < 0) return value;
    return this.values[(this.flat.choices[choice] as FlatChoice).symbol] === 2 ? 0 : value;
  }

  protected findVisibility(id: number): void {
    const { flat, dialect } = this;
    if (((flat.symbolFlags[id] as number) & symbolFlag.transitional) !== 0) {
      this.visible[id] = 2;
      return;
    }
    let value = 0;
    const end = flat.propertyStart[id + 1] as number;
    for (let at = flat.propertyStart[id] as number; at < end; at++) {
      if ((flat.propertyKind[at] as number) > propertyCode.comment) continue;
      value = Math.max(value, this.promptValue(id, flat.propertyCondition[at] as number));
    }
    if (value === 1 && (flat.symbolType[id] !== typeCode.tristate || this.modulesValue === 0)) value = 2;
    this.visible[id] = value;
    if (this.isMember(id)) return;
    const isBool = this.typeInForce(id) === typeCode.bool;
    const inType = (of: number): number => (of === 1 && isBool ? 2 : of);
    const direct = this.isBusybox ? 2 : inType(this.evaluateExpr(flat.symbolDirect[id] as number));
    this.direct[id] = direct;
    const reverse = flat.symbolReverse[id] as number;
    this.reverse[id] = reverse < 0 ? 0 : inType(this.evaluateExpr(reverse));
    const implied = flat.symbolImplied[id] as number;
    const canImply = implied >= 0 && (dialect.implyCapped || direct !== 0);
    this.implied[id] = canImply ? inType(this.evaluateExpr(implied)) : 0;
  }

  protected calculate(id: number): void {
    if (!this.isReady) this.prepare();
    if (this.valid[id] === 1) {
      if (this.busy[id] === 1) this.isTainted = true;
      return;
    }
    const outer = this.isTainted;
    this.compute(id);
    this.isTainted = outer;
  }

  private compute(id: number): void {
    const { flat, needsAnswer } = this;
    if (needsAnswer !== null && needsAnswer[id] === 1 && this.isMember(id)) {
      needsAnswer[id] = 0;
      const choice = flat.choices[flat.symbolChoice[id] as number];
      if (choice !== undefined) this.calculate(choice.symbol);
    }
    this.valid[id] = 1;
    const type = flat.symbolType[id];
    if (type === typeCode.unknown) {
      this.texts[id] = flat.symbolNames[id] as ByteString;
      this.values[id] = 0;
      return;
    }
    this.busy[id] = 1;
    if (!this.isBusybox || !this.isMember(id)) this.writes[id] = 0;
    this.findVisibility(id);
    if (this.visible[id] !== 0) this.writes[id] = 1;
    this.values[id] = 0;
    if (!this.isNew && this.isChoice(id)) this.picked[this.facts.choiceOfSymbol.get(id) ?? 0] = -1;
    if (type === typeCode.bool || type === typeCode.tristate) this.computeLogical(id);
    else this.computeText(id, type as number);
    if (id === flat.modules) this.modulesValue = this.values[id] as Tristate;
    const flags = flat.symbolFlags[id] as number;
    if (this.isChoice(id)) {
      if (this.isNew) this.writes[id] = 0;
      else this.finishChoice(id);
    }
    if ((flags & (symbolFlag.internal | symbolFlag.transitional)) !== 0) this.writes[id] = 0;
    this.busy[id] = 0;
    if (needsAnswer !== null && needsAnswer[id] === 1) this.answerChoice(id);
  }

  private computeLogical(id: number): void {
    const { flat } = this;
    // What a question that comes back sees.
    this.texts[id] = 'n';
    const choice = flat.symbolChoice[id] as number;
    let value: number;
    if (this.isNew && choice >= 0) {
      this.resolveChoice(choice);
      value = this.values[id] as number;
    } else if (!this.isNew && this.visible[id] === 2 && this.isMember(id)) {
      value = this.picked[choice] === id ? 2 : 0;
    } else if (this.isBusybox) value = this.oldestValue(id);
    else {
      value = this.ownValue(id);
      if ((this.direct[id] as number) < (this.reverse[id] as number)) this.reportUnmet(id);
      value = Math.max(value, this.reverse[id] as number);
    }
    if (value === 1) {
      const forced = !this.dialect.implyCapped && this.implied[id] === 2;
      if (forced || this.typeInForce(id) === typeCode.bool) value = 2;
    }
    this.values[id] = value;
    if (this.dialect.transitional && choice < 0 && !this.isChoice(id)) {
      const at = this.firstActive(id, propertyCode.default);
      if (at >= 0) this.takeOver(id, flat.propertyValue[at] as number, value, '');
    }
  }

  /** User value, or default and imply; before selects. Source: kconfig-semantics 3.3. */
  private ownValue(id: number): number {
    const visible = this.visible[id] as number;
    if (visible !== 0 && this.hasValue(id)) return Math.min(this.userValues[id] as number, visible);
    let value = 0;
    if (this.reverse[id] !== 0) this.writes[id] = 1;
    if (this.isChoice(id)) return value;
    const { propertyValue, propertyCondition } = this.flat;
    const at = this.firstActive(id, propertyCode.default);
    if (at >= 0) {
      const condition = this.evaluateExpr(propertyCondition[at] as number);
      value = Math.min(this.evaluateExpr(propertyValue[at] as number), condition);
      if (value !== 0) this.writes[id] = 1;
    }
    const implied = this.implied[id] as number;
    if (implied !== 0) {
      this.writes[id] = 1;
      value = Math.max(value, implied);
      if (this.dialect.implyCapped) value = Math.min(value, this.direct[id] as number);
    }
    return value;
  }

  /** Value of a logical symbol by the oldest engine. Source: kconfig-semantics 3.3, last paragraph. */
  private oldestValue(id: number): number {
    const visible = this.visible[id] as number;
    const reverse = this.reverse[id] as number;
    const isChoice = this.isChoice(id);
    if (visible === 0 && reverse === 0) {
      const at = isChoice ? -1 : this.firstActive(id, propertyCode.default);
      if (at < 0) return 0;
      this.writes[id] = 1;
      return this.evaluateExpr(this.flat.propertyValue[at] as number);
    }
    this.writes[id] = 1;
    let value = 0;
    if (this.hasValue(id)) value = this.userValues[id] as number;
    else if (!isChoice) {
      const at = this.firstActive(id, propertyCode.default);
      if (at >= 0) value = this.evaluateExpr(this.flat.propertyValue[at] as number);
    }
    return Math.max(Math.min(value, visible), reverse);
  }

  /** A user value of a single transitional symbol counts as the user's own. Source: 3.6. */
  private takeOver(id: number, expr: number, value: number, text: ByteString): void {
    const source = this.singleSymbol(expr);
    if (source < 0 || this.hasValue(id) || !this.hasValue(source)) return;
    if (((this.flat.symbolFlags[source] as number) & symbolFlag.transitional) === 0) return;
    this.sideEffects[id] = 1;
    if (this.isLogical(id)) this.userValues[id] = value;
    else this.userTexts[id] = text;
  }

  /** The symbol an expression consists of, or -1. */
  protected singleSymbol(expr: number): number {
    return expr >= 0 && this.flat.exprKind[expr] === exprCode.symbol ? (this.flat.exprLeft[expr] as number) : -1;
  }

  private computeText(id: number, type: number): void {
    this.texts[id] = this.emptyText(type);
    const text = this.unclampedText(id, type, true);
    this.texts[id] = text;
    if (type === typeCode.string) return;
    const range = this.firstActive(id, propertyCode.range);
    if (range >= 0) this.texts[id] = this.clamped(id, range, text) ?? text;
  }

  protected emptyText(type: number): ByteString {
    const { emptyNumber } = this.dialect;
    return type === typeCode.int ? emptyNumber.int : type === typeCode.hex ? emptyNumber.hex : '';
  }

  /** Text before the range; with `isComputing` what follows from it is noted as well. */
  protected unclampedText(id: number, type: number, isComputing: boolean): ByteString {
    if (this.visible[id] !== 0 && this.hasValue(id)) return this.userTexts[id] ?? '';
    const at = this.firstActive(id, propertyCode.default);
    if (at < 0) return this.emptyText(type);
    const expr = this.flat.propertyValue[at] as number;
    const source = this.singleSymbol(expr);
    if (source < 0) return this.emptyText(type);
    if (isComputing) this.writes[id] = 1;
    this.calculate(source);
    const text = this.texts[source] as ByteString;
    if (isComputing) this.takeOver(id, expr, 0, text);
    return text;
  }

  /** Text of the bound that replaces a value outside the range, or null. Source: kconfig-semantics 3.3. */
  protected clamped(id: number, range: number, text: ByteString): ByteString | null {
    const { flat, dialect } = this;
    const base = flat.symbolType[id] === typeCode.int ? 10 : 16;
    const value = this.rangeNumber(text, base);
    let bound = flat.propertyLow[range] as number;
    let limit = this.boundValue(bound, base);
    if (value >= limit) {
      bound = flat.propertyHigh[range] as number;
      limit = this.boundValue(bound, base);
      if (value <= limit) return null;
    }
    if (dialect.clampedText === 'verbatim') return this.texts[bound] as ByteString;
    return base === 10 ? `${limit}` : `0x${BigInt.asUintN(dialect.numberBits, limit).toString(16)}`;
  }

  protected boundValue(bound: number, base: 10 | 16): bigint {
    this.calculate(bound);
    const type = this.flat.symbolType[bound];
    const own = type === typeCode.int ? 10 : type === typeCode.hex ? 16 : base;
    return this.rangeNumber(this.texts[bound] as ByteString, own);
  }

  protected rangeNumber(text: ByteString, base: 10 | 16): bigint {
    const { value } = readNumber(text, base);
    return this.dialect.numberBits === 32 ? BigInt.asIntN(32, value) : value;
  }

  private reportUnmet(id: number): void {
    if (!this.dialect.unmetReports || (this.isUpdating && this.wasUnmet === id)) return;
    this.unmetReports++;
    const { flat } = this;
    const text = unmetReport(
      flat,
      id,
      this.direct[id] as number,
      (expr) => this.evaluateExpr(expr),
      (symbol) => this.textOf(symbol),
    );
    this.reporter.print('stderr', text);
    this.reporter.note('kconfig/unmet-dependencies', 'warning', text.trim(), this.locationOf(id));
  }

  /** Symbol that is computed anew and was reported before. */
  protected wasUnmet = -1;

  protected locationOf(id: number): Location | null {
    const { flat } = this;
    const entry = flat.symbolFirstEntry[id] as number;
    if (entry < 0) return null;
    return { file: flat.fileNames[flat.entryFile[entry] as number] ?? '', line: flat.entryLine[entry] as number };
  }

  // Choices are resolved in the class that follows.

  protected resolveChoice(_choice: number): void {}
  protected finishChoice(_symbol: number): void {}
  protected answerChoice(_symbol: number): void {}
}
