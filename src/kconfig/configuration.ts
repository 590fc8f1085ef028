import type { Diagnostic } from '../core/diagnostic.ts';
import type { ByteString } from '../core/text.ts';
import type { ActiveSelect, Configuration, Origin, SymbolFacts, UserValue } from './configuration-types.ts';
import { createEvaluation } from './evaluation.ts';
import type { Evaluation, EvaluationOptions } from './evaluation-types.ts';
import { absentExpr, exprCode, typeCode } from './flat-model.ts';
import type { FlatModel } from './flat-model.ts';
import { flattenModel } from './flatten.ts';
import type {
  Entry,
  Expr,
  KconfigModel,
  KconfigSymbol,
  LogicExpr,
  OutputChunk,
  Property,
  SymbolType,
  Tristate,
} from './model.ts';
import { relationHolds } from './relation.ts';

/** Options of {@link createConfiguration}. */
export type ConfigurationOptions = EvaluationOptions;

/** A configuration of `model` in which no symbol has a user value. */
export function createConfiguration(model: KconfigModel, options: ConfigurationOptions = {}): Configuration {
  return new ModelConfiguration(model, createEvaluation(flattenModel(model), options));
}

const typeNames: readonly SymbolType[] = ['unknown', 'bool', 'tristate', 'int', 'hex', 'string'];

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
          dialect.orderRelations,
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
    const { evaluation } = this;
    const { id } = symbol;
    const value = evaluation.value(id);
    const userValue = this.userValue(symbol);
    const defaultProperty = this.activeProperty(symbol, 'default');
    const range = this.rangeFacts(symbol, value, userValue, defaultProperty);
    const directValue = evaluation.directValue(id);
    const reverseValue = evaluation.reverseValue(id);
    return {
      symbol,
      value,
      type: typeNames[evaluation.effectiveType(id)] ?? 'unknown',
      written: evaluation.isWritten(id),
      userValue,
      obeyed: userValue === null || userValue.text === value,
      origin: this.originOf(symbol, userValue, defaultProperty, range?.clamped ?? false),
      defaultProperty,
      selects: this.activeSelects(symbol.selectedBy),
      implies: this.activeSelects(symbol.impliedBy),
      directValue,
      reverseValue,
      impliedValue: evaluation.impliedValue(id),
      visibility: evaluation.visibility(id),
      range,
      chosen: symbol.choice === null ? null : this.chosen(symbol.choice),
      unmet: directValue < reverseValue,
    };
  }

  private activeProperty(symbol: KconfigSymbol, kind: 'default' | 'range'): Property | null {
    const at = this.evaluation.activeProperty(symbol.id, kind);
    return at < 0 ? null : (symbol.properties[at - (this.flat.propertyStart[symbol.id] as number)] ?? null);
  }

  private originOf(
    symbol: KconfigSymbol,
    userValue: UserValue | null,
    property: Property | null,
    isClamped: boolean,
  ): Origin {
    const { evaluation } = this;
    const { id } = symbol;
    const visible = evaluation.visibility(id);
    const usesUser = visible !== 0 && userValue !== null;
    const type = this.flat.symbolType[id];
    if (type !== typeCode.bool && type !== typeCode.tristate) {
      if (isClamped) return 'range';
      if (usesUser) return 'user';
      return property === null || property.value?.kind !== 'symbol' ? 'unset' : 'default';
    }
    const value = evaluation.tristate(id);
    const user = userValue === null ? 0 : 'nmy'.indexOf(userValue.text);
    if (symbol.choice !== null) {
      if (visible === 0) return 'unset';
      return usesUser && user === value ? 'user' : 'choice';
    }
    const reverse = evaluation.reverseValue(id);
    if (usesUser) return reverse > Math.min(user, visible) ? 'select' : 'user';
    const implied = evaluation.impliedValue(id);
    const own = property === null ? 0 : Math.min(this.evalExpr(property.value), this.evalExpr(property.condition));
    const cap = this.flat.dialect.implyCapped ? evaluation.directValue(id) : 2;
    const withImply = Math.min(Math.max(own, implied), cap);
    if (reverse > Math.max(own, implied === 0 ? 0 : withImply)) return 'select';
    if (value > 0 && implied !== 0 && withImply > own) return 'imply';
    return property === null ? 'unset' : 'default';
  }

  private rangeFacts(
    symbol: KconfigSymbol,
    value: ByteString,
    userValue: UserValue | null,
    defaultProperty: Property | null,
  ): SymbolFacts['range'] {
    const type = this.flat.symbolType[symbol.id];
    if (type !== typeCode.int && type !== typeCode.hex) return null;
    const property = this.activeProperty(symbol, 'range');
    if (property === null) return null;
    return { property, clamped: value !== this.unclampedText(symbol, userValue, defaultProperty) };
  }

  /** What the symbol would be without a range. */
  private unclampedText(symbol: KconfigSymbol, userValue: UserValue | null, property: Property | null): ByteString {
    if (userValue !== null && this.evaluation.visibility(symbol.id) !== 0) return userValue.text;
    if (property?.value?.kind === 'symbol') return this.evaluation.textSlot(property.value.symbol.id);
    const { emptyNumber } = this.flat.dialect;
    return symbol.type === 'int' ? emptyNumber.int : emptyNumber.hex;
  }

  private activeSelects(properties: readonly Property[]): ActiveSelect[] {
    const active: ActiveSelect[] = [];
    for (const property of properties) {
      const selector = property.entry.symbol as KconfigSymbol;
      const value = Math.min(this.tristate(selector), this.evalExpr(property.condition)) as Tristate;
      if (value !== 0) active.push({ property, selector, value });
    }
    return active;
  }
}

/** The member a choice takes when the user says nothing; null when none is visible. */
export function choiceDefaultOf(configuration: Configuration, choice: Entry): KconfigSymbol | null {
  return configuration instanceof ModelConfiguration ? configuration.choiceDefault(choice) : null;
}
