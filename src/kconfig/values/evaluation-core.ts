import type { ByteString } from '../../core/bytes.ts';
import type { FlatChoice } from '../model/flat-model.ts';
import { absentExpr, exprCode, propertyCode, symbolFlag, typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import { unmetReport } from './evaluation-print.ts';
import { EvaluationState, unknownValue } from './evaluation-state.ts';
import { readNumber } from './number.ts';
import { relationHolds } from './relation.ts';

/**
 * Computes values of a flat model symbol by symbol, as conf's sym_calc_value does. A symbol counts as
 * computed from the moment its computation begins, so that a question that comes back to it sees what
 * conf would see. Source: kconfig-semantics 3 and the tools named in it.
 */
export abstract class EvaluationCore extends EvaluationState {
  /** The expression being evaluated met a symbol whose computation has not ended. */
  private isTainted = false;
  /** Chains being evaluated, outermost first. */
  private readonly spine: number[] = [];

  /** Evaluates the module switch first, as conf does after it forgot everything. */
  protected prepare(): void {
    if (this.isReady) return;
    this.isReady = true;
    const { modules, dependencyOrder } = this.flat;
    this.calculate(modules);
    if (dependencyOrder !== null) for (const id of dependencyOrder) this.calculate(id);
  }

  protected evaluateExpr(expr: number): Tristate {
    if (expr < 0) return 2;
    const known = this.exprValues[expr] as number;
    if (known !== unknownValue) return known as Tristate;
    if (this.facts.isDeep) return this.evaluateDeep(expr);
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
    if (!this.isTainted || this.dialect.values.keepsExpressionValues) this.exprValues[expr] = value;
    if (outer) this.isTainted = true;
    return value as Tristate;
  }

  /** The same without recursion over operands, for expressions that are nested too deeply for it. */
  private evaluateDeep(top: number): Tristate {
    const { exprValues } = this;
    const { exprKind, exprLeft, exprRight } = this.flat;
    const waiting = [top];
    while (waiting.length > 0) {
      const expr = waiting.at(-1) as number;
      const kind = exprKind[expr] as number;
      const left = exprLeft[expr] as number;
      const right = exprRight[expr] as number;
      const isLogic = kind === exprCode.and || kind === exprCode.or;
      const missing = waiting.length;
      if (isLogic && exprValues[right] === unknownValue) waiting.push(right);
      if ((isLogic || kind === exprCode.not) && exprValues[left] === unknownValue) waiting.push(left);
      if (waiting.length > missing) continue;
      waiting.pop();
      if (isLogic || kind === exprCode.not) {
        const a = exprValues[left] as number;
        const b = exprValues[right] as number;
        exprValues[expr] = kind === exprCode.not ? 2 - a : kind === exprCode.and ? Math.min(a, b) : Math.max(a, b);
        continue;
      }
      if (kind === absentExpr) continue;
      this.calculate(left);
      if (kind === exprCode.symbol) exprValues[expr] = this.values[left] as number;
      else {
        this.calculate(right);
        exprValues[expr] = this.relation(expr, left, right) ? 2 : 0;
      }
    }
    return exprValues[top] as Tristate;
  }

  private relation(expr: number, left: number, right: number): boolean {
    const { exprKind, symbolType, dialect } = this.flat;
    return relationHolds(
      exprKind[expr] as number,
      this.textOf(left),
      symbolType[left] as number,
      this.textOf(right),
      symbolType[right] as number,
      dialect.reading.orderRelations,
    );
  }

  /** Goes down the left side without recursion; every operand is evaluated, as conf does. */
  private evaluateChain(top: number): number {
    const { spine, exprValues } = this;
    const { exprKind, exprLeft, exprRight } = this.flat;
    const keeps = this.dialect.values.keepsExpressionValues;
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
    const canImply = implied >= 0 && (dialect.values.implyCapped || direct !== 0);
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
    this.computations++;
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
      const forced = !this.dialect.values.implyCapped && this.implied[id] === 2;
      if (forced || this.typeInForce(id) === typeCode.bool) value = 2;
    }
    this.values[id] = value;
    if (this.dialect.reading.transitional && choice < 0 && !this.isChoice(id)) {
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
      if (value !== 0 || this.dialect.values.writesDefaultN) this.writes[id] = 1;
    }
    const implied = this.implied[id] as number;
    if (implied !== 0) {
      this.writes[id] = 1;
      value = Math.max(value, implied);
      if (this.dialect.values.implyCapped) value = Math.min(value, this.direct[id] as number);
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

  private computeText(id: number, type: number): void {
    this.texts[id] = this.emptyText(type);
    const text = this.unclampedText(id, type);
    this.texts[id] = text;
    this.bounds[id] = 0;
    if (type === typeCode.string) return;
    const range = this.firstActive(id, propertyCode.range);
    if (range >= 0) this.texts[id] = this.clamped(id, range, text) ?? text;
  }

  /** Text before the range. */
  private unclampedText(id: number, type: number): ByteString {
    if (this.visible[id] !== 0 && this.hasValue(id)) return this.userTexts[id] ?? '';
    const at = this.firstActive(id, propertyCode.default);
    if (at < 0) return this.emptyText(type);
    const expr = this.flat.propertyValue[at] as number;
    const source = this.singleSymbol(expr);
    if (source < 0) return this.emptyText(type);
    this.writes[id] = 1;
    this.calculate(source);
    const text = this.texts[source] as ByteString;
    this.takeOver(id, expr, 0, text);
    return text;
  }

  /** Text of the bound that replaces a value outside the range, or null. Source: kconfig-semantics 3.3. */
  private clamped(id: number, range: number, text: ByteString): ByteString | null {
    const { flat, dialect } = this;
    const base = flat.symbolType[id] === typeCode.int ? 10 : 16;
    const value = this.rangeNumber(text, base);
    let bound = flat.propertyLow[range] as number;
    let limit = this.boundValue(bound, base);
    if (value >= limit) {
      bound = flat.propertyHigh[range] as number;
      limit = this.boundValue(bound, base);
      if (value <= limit) return null;
      this.bounds[id] = 2;
    } else this.bounds[id] = 1;
    if (dialect.values.clampedText === 'verbatim') return this.texts[bound] as ByteString;
    return base === 10 ? `${limit}` : `0x${BigInt.asUintN(dialect.values.numberBits, limit).toString(16)}`;
  }

  protected boundValue(bound: number, base: 10 | 16): bigint {
    this.calculate(bound);
    const type = this.flat.symbolType[bound];
    const own = type === typeCode.int ? 10 : type === typeCode.hex ? 16 : base;
    return this.rangeNumber(this.texts[bound] as ByteString, own);
  }

  protected rangeNumber(text: ByteString, base: 10 | 16): bigint {
    const { value } = readNumber(text, base);
    return this.dialect.values.numberBits === 32 ? BigInt.asIntN(32, value) : value;
  }

  private reportUnmet(id: number): void {
    if (!this.dialect.values.unmetReports || (this.isUpdating && this.wasUnmet === id)) return;
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

  // Choices are resolved in the class that follows.

  protected abstract resolveChoice(choice: number): number;
  protected abstract finishChoice(symbol: number): void;
  protected abstract answerChoice(symbol: number): void;
}
