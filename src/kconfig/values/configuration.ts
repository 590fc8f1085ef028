import type { ByteString } from '../../core/bytes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { FlatModel } from '../model/flat-model.ts';
import { absentExpr, exprCode, typeCode } from '../model/flat-model.ts';
import { flattenModel } from '../model/flatten.ts';
import type { Entry, Expr, KconfigModel, KconfigSymbol, LogicExpr, OutputChunk, Tristate } from '../model/model.ts';
import type { Configuration, SymbolFacts, UserValue } from './configuration-types.ts';
import { createEvaluation } from './evaluation.ts';
import { tristateTexts } from './evaluation-print.ts';
import type { Evaluation, EvaluationOptions } from './evaluation-types.ts';
import { relationHolds } from './relation.ts';
import { symbolFacts } from './symbol-facts.ts';

/** Options of {@link createConfiguration}. */
export type ConfigurationOptions = EvaluationOptions;

/** A configuration of `model` in which no symbol has a user value. */
export function createConfiguration(model: KconfigModel, options: ConfigurationOptions = {}): Configuration {
  return new ModelConfiguration(model, createEvaluation(flattenModel(model), options));
}

/** {@link Evaluation} with the objects of the model instead of numbers, and the facts behind values. */
class ModelConfiguration implements Configuration {
  readonly model: KconfigModel;
  readonly evaluation: Evaluation;
  private readonly flat: FlatModel;

  constructor(model: KconfigModel, evaluation: Evaluation) {
    this.model = model;
    this.evaluation = evaluation;
    this.flat = evaluation.flat;
  }

  get changed(): boolean {
    return this.evaluation.changed;
  }

  get readWarnings(): number {
    return this.evaluation.readWarnings;
  }

  get unmetReports(): number {
    return this.evaluation.unmetReports;
  }

  get computations(): number {
    return this.evaluation.computations;
  }

  get output(): readonly OutputChunk[] {
    return this.evaluation.output;
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.evaluation.diagnostics;
  }

  clone(): Configuration {
    return new ModelConfiguration(this.model, this.evaluation.clone());
  }

  readConfig(text: ByteString | Iterable<ByteString>, fileName: string): void {
    this.evaluation.readConfig(text, fileName);
  }

  setUserValue(symbol: KconfigSymbol, value: ByteString): boolean {
    return this.evaluation.setUserValue(symbol.id, value);
  }

  clearUserValue(symbol: KconfigSymbol): void {
    this.evaluation.clearUserValue(symbol.id);
  }

  resetUserValue(symbol: KconfigSymbol): void {
    this.evaluation.resetUserValue(symbol.id);
  }

  userValue(symbol: KconfigSymbol): UserValue | null {
    const text = this.evaluation.userText(symbol.id);
    return text === null ? null : { text, location: this.evaluation.userLocation(symbol.id) };
  }

  value(symbol: KconfigSymbol): ByteString {
    return this.evaluation.value(symbol.id);
  }

  tristate(symbol: KconfigSymbol): Tristate {
    return this.evaluation.tristate(symbol.id);
  }

  visibility(symbol: KconfigSymbol): Tristate {
    return this.evaluation.visibility(symbol.id);
  }

  isWritten(symbol: KconfigSymbol): boolean {
    return this.evaluation.isWritten(symbol.id);
  }

  isChangeable(symbol: KconfigSymbol): boolean {
    return this.evaluation.isChangeable(symbol.id);
  }

  assignable(symbol: KconfigSymbol): ('n' | 'm' | 'y')[] {
    return tristateTexts.filter((_, value) => this.evaluation.isWithinRange(symbol.id, value as Tristate));
  }

  evalExpr(expr: Expr | null): Tristate {
    if (expr === null) return 2;
    const { exprKind } = this.flat;
    if (exprKind[expr.id] !== absentExpr && expr.id < this.flat.exprCount) return this.evaluation.evaluate(expr.id);
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
    const member = this.evaluation.chosen(this.model.choices.indexOf(choice));
    return member < 0 ? null : this.memberOf(choice, member);
  }

  private memberOf(choice: Entry, id: number): KconfigSymbol | null {
    const own = choice.members.find((member) => member.id === id);
    return own ?? this.model.symbols.get(this.flat.symbolNames[id] ?? '') ?? null;
  }

  choiceDefault(choice: Entry): KconfigSymbol | null {
    const member = this.evaluation.choiceDefault(this.model.choices.indexOf(choice));
    return member < 0 ? null : this.memberOf(choice, member);
  }

  defaultText(symbol: KconfigSymbol): ByteString {
    return this.evaluation.defaultText(symbol.id);
  }

  applyAll(mode: 'no' | 'yes' | 'mod' | 'def'): void {
    this.evaluation.applyAll(mode);
  }

  rewriteTristates(from: Tristate, to: Tristate): void {
    this.evaluation.rewriteTristates(from, to);
  }

  invalidate(): void {
    this.evaluation.invalidate();
  }

  evaluateAll(): void {
    this.evaluation.finishReading();
  }

  facts(symbol: KconfigSymbol): SymbolFacts {
    return symbolFacts(this, symbol);
  }
}
