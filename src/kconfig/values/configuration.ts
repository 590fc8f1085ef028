import type { ByteString } from '../../core/bytes.ts';
import type { KconfigDiagnostic } from '../codes.ts';
import type { FlatModel } from '../model/flat-model.ts';
import { absentExpr, exprCode, typeCode } from '../model/flat-model.ts';
import { flattenModel } from '../model/flatten.ts';
import type { Entry, Expr, KconfigModel, KconfigSymbol, LogicExpr, OutputChunk, Tristate } from '../model/model.ts';
import type { Configuration, SymbolFacts, UserValue } from './configuration-types.ts';
import { applyMode, rewriteTristates, type WholeAnswer } from './apply-mode.ts';
import { choiceDefault } from './compute-choice.ts';
import { createConfigState } from './compute-symbol.ts';
import type { ConfigState, ConfigStateOptions } from './config-state.ts';
import { cloneConfigState, tristateTexts } from './config-state.ts';
import { readUserValues } from './dotconfig.ts';
import { chosenMember } from './entry-values.ts';
import { finishReading } from './finish-reading.ts';
import { invalidate } from './propagate.ts';
import { relationHolds } from './relation.ts';
import { symbolFacts } from './symbol-facts.ts';
import {
  defaultText,
  exprValue,
  isChangeable,
  isWithinRange,
  isWritten,
  tristateOf,
  valueOf,
  visibilityOf,
} from './symbol-values.ts';
import { clearUserValue, resetUserValue, setUserValue, userLocation, userText } from './user-values.ts';

/** Options of {@link createConfiguration}. */
export type ConfigurationOptions = ConfigStateOptions;

/** A configuration of `model` in which no symbol has a user value. */
export function createConfiguration(model: KconfigModel, options: ConfigurationOptions = {}): Configuration {
  return new ModelConfiguration(model, createConfigState(flattenModel(model), options));
}

/** A {@link ConfigState} with the objects of the model instead of numbers, and the facts behind values. */
class ModelConfiguration implements Configuration {
  readonly model: KconfigModel;
  readonly state: ConfigState;
  private readonly flat: FlatModel;

  constructor(model: KconfigModel, state: ConfigState) {
    this.model = model;
    this.state = state;
    this.flat = state.flat;
  }

  get changed(): boolean {
    return this.state.changed;
  }

  get readWarnings(): number {
    return this.state.readWarnings;
  }

  get unmetReports(): number {
    return this.state.unmetReports;
  }

  get computations(): number {
    return this.state.computations;
  }

  get output(): readonly OutputChunk[] {
    return this.state.reporter.output;
  }

  get diagnostics(): readonly KconfigDiagnostic[] {
    return this.state.reporter.diagnostics;
  }

  clone(): Configuration {
    return new ModelConfiguration(this.model, cloneConfigState(this.state));
  }

  readConfig(text: ByteString | Iterable<ByteString>, fileName: string): void {
    readUserValues(this.state, text, fileName);
  }

  setUserValue(symbol: KconfigSymbol, value: ByteString): boolean {
    return setUserValue(this.state, symbol.id, value);
  }

  clearUserValue(symbol: KconfigSymbol): void {
    clearUserValue(this.state, symbol.id);
  }

  resetUserValue(symbol: KconfigSymbol): void {
    resetUserValue(this.state, symbol.id);
  }

  userValue(symbol: KconfigSymbol): UserValue | null {
    const text = userText(this.state, symbol.id);
    return text === null ? null : { text, location: userLocation(this.state, symbol.id) };
  }

  value(symbol: KconfigSymbol): ByteString {
    return valueOf(this.state, symbol.id);
  }

  tristate(symbol: KconfigSymbol): Tristate {
    return tristateOf(this.state, symbol.id);
  }

  visibility(symbol: KconfigSymbol): Tristate {
    return visibilityOf(this.state, symbol.id);
  }

  isWritten(symbol: KconfigSymbol): boolean {
    return isWritten(this.state, symbol.id);
  }

  isChangeable(symbol: KconfigSymbol): boolean {
    return isChangeable(this.state, symbol.id);
  }

  assignable(symbol: KconfigSymbol): ('n' | 'm' | 'y')[] {
    return tristateTexts.filter((_, value) => isWithinRange(this.state, symbol.id, value as Tristate));
  }

  evalExpr(expr: Expr | null): Tristate {
    if (expr === null) return 2;
    const { exprKind } = this.flat;
    if (exprKind[expr.id] !== absentExpr && expr.id < this.flat.exprCount) return exprValue(this.state, expr.id);
    switch (expr.kind) {
      case 'symbol':
        return this.tristate(expr.symbol);
      case 'not':
        return (2 - this.evalExpr(expr.operand)) as Tristate;
      case 'and':
      case 'or':
        return this.evalChain(expr);
      default: {
        const { symbolType, dialect } = this.flat;
        const isTrue = relationHolds(
          exprCode[expr.kind],
          this.value(expr.left),
          symbolType[expr.left.id] ?? typeCode.unknown,
          this.value(expr.right),
          symbolType[expr.right.id] ?? typeCode.unknown,
          dialect.reading.orderRelations,
        );
        return isTrue ? 2 : 0;
      }
    }
  }

  /** A chain as written can be long; it leans to the left. */
  private evalChain(expr: LogicExpr): Tristate {
    const rights: LogicExpr[] = [];
    let at: Expr = expr;
    while (at.kind === 'and' || at.kind === 'or') {
      rights.push(at);
      at = at.left;
    }
    let value: number = this.evalExpr(at);
    for (let node = rights.pop(); node !== undefined; node = rights.pop()) {
      const right = this.evalExpr(node.right);
      value = node.kind === 'and' ? Math.min(value, right) : Math.max(value, right);
    }
    return value as Tristate;
  }

  chosen(choice: Entry): KconfigSymbol | null {
    const member = chosenMember(this.state, this.model.choices.indexOf(choice));
    return member < 0 ? null : this.memberOf(choice, member);
  }

  private memberOf(choice: Entry, id: number): KconfigSymbol | null {
    const own = choice.members.find((member) => member.id === id);
    return own ?? this.model.symbols.get(this.flat.symbolNames[id] ?? '') ?? null;
  }

  choiceDefault(choice: Entry): KconfigSymbol | null {
    const member = choiceDefault(this.state, this.model.choices.indexOf(choice));
    return member < 0 ? null : this.memberOf(choice, member);
  }

  defaultText(symbol: KconfigSymbol): ByteString {
    return defaultText(this.state, symbol.id);
  }

  applyAll(mode: WholeAnswer): void {
    applyMode(this.state, mode);
  }

  rewriteTristates(from: Tristate, to: Tristate): void {
    rewriteTristates(this.state, from, to);
  }

  invalidate(): void {
    invalidate(this.state);
  }

  evaluateAll(): void {
    finishReading(this.state);
  }

  facts(symbol: KconfigSymbol): SymbolFacts {
    return symbolFacts(this, symbol);
  }
}
