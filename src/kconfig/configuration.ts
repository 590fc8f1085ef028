import type { Diagnostic } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { ByteString } from '../core/text.ts';
import { compileModel, typeCode } from './compiled.ts';
import type { CompiledModel } from './compiled.ts';
import type { ActiveSelect, Configuration, Origin, SymbolFacts, UserValue } from './configuration-types.ts';
import { readDotConfig } from './dotconfig.ts';
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
import { isValidText, readNumber } from './number.ts';
import { printWith } from './print-expression.ts';
import { relationHolds } from './relation.ts';
import { Reporter } from './report.ts';
import { leavesOf } from './simplify.ts';
import { entriesBelow } from './check-dependencies.ts';
import type { BuildEntry } from './build-types.ts';

/** Options of {@link createConfiguration}. */
export interface ConfigurationOptions {
  /** KCONFIG_WARN_UNKNOWN_SYMBOLS: unknown names in a read file draw a warning. */
  readonly warnUnknownSymbols?: boolean;
}

/** A configuration of `model` in which no symbol has a user value. */
export function createConfiguration(model: KconfigModel, options: ConfigurationOptions = {}): Configuration {
  return new Evaluator(model, options);
}

const tristateTexts = ['n', 'm', 'y'] as const;
const unknownValue = 255;

/**
 * Values of one model by the rules of conf with the new choice engine. State is kept in arrays by
 * symbol id; `visible` outlives invalidation because resolving a choice reads it before it is
 * computed anew, as conf does. Source: kconfig-semantics 3.
 */
class Evaluator implements Configuration {
  readonly model: KconfigModel;
  changed = true;
  readWarnings = 0;
  unmetReports = 0;
  private readonly options: ConfigurationOptions;
  private readonly compiled: CompiledModel;
  private reporter = new Reporter();
  private readonly exprValues: Uint8Array;
  private readonly valid: Uint8Array;
  private readonly writes: Uint8Array;
  private readonly values: Uint8Array;
  private readonly texts: ByteString[];
  private readonly visible: Uint8Array;
  private readonly direct: Uint8Array;
  private readonly reverse: Uint8Array;
  private readonly implied: Uint8Array;
  private readonly hasUser: Uint8Array;
  private readonly userValues: Uint8Array;
  private readonly userTexts: (ByteString | null)[];
  private readonly userLocations: (Location | null)[];
  /** Priority list per choice; null while it is the textual order. */
  private readonly priorities: (readonly KconfigSymbol[] | null)[];
  /** The last file read named a symbol the tree does not know. */
  private sawUnknown = false;
  private modulesValue: Tristate = 0;
  /** Chains being evaluated, outermost first. */
  private readonly spine: LogicExpr[] = [];
  /** The module switch was evaluated since the last invalidation. */
  private isReady = false;

  constructor(model: KconfigModel, options: ConfigurationOptions, from: Evaluator | null = null) {
    this.model = model;
    this.options = options;
    this.compiled = compileModel(model);
    const count = model.symbolCount;
    this.exprValues = new Uint8Array(model.expressionCount).fill(unknownValue);
    this.valid = new Uint8Array(count);
    this.writes = new Uint8Array(count);
    this.values = new Uint8Array(count);
    this.texts = new Array<ByteString>(count).fill('');
    this.visible = new Uint8Array(count);
    this.direct = new Uint8Array(count);
    this.reverse = new Uint8Array(count);
    this.implied = new Uint8Array(count);
    this.hasUser = from === null ? new Uint8Array(count) : from.hasUser.slice();
    this.userValues = from === null ? new Uint8Array(count) : from.userValues.slice();
    this.userTexts = from === null ? new Array<null>(count).fill(null) : from.userTexts.slice();
    this.userLocations = from === null ? new Array<null>(count).fill(null) : from.userLocations.slice();
    this.priorities = from === null ? model.choices.map(() => null) : from.priorities.slice();
    this.values[model.mod.id] = 1;
    this.values[model.yes.id] = 2;
    this.setConstants();
  }

  get output(): readonly OutputChunk[] {
    return this.reporter.output;
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.reporter.diagnostics;
  }

  clone(): Configuration {
    return new Evaluator(this.model, this.options, this);
  }

  readConfig(text: ByteString, fileName: string): void {
    this.hasUser.fill(0);
    this.userValues.fill(0);
    this.userTexts.fill(null);
    this.userLocations.fill(null);
    this.forget();
    this.sawUnknown = false;
    this.readWarnings = readDotConfig(text, fileName, this.model, this.reporter, {
      warnsUnknown: this.options.warnUnknownSymbols ?? false,
      hasValue: (symbol) => this.hasUser[symbol.id] === 1,
      setTristate: (symbol, value, location) => {
        this.hasUser[symbol.id] = 1;
        this.userValues[symbol.id] = value;
        this.userLocations[symbol.id] = location;
      },
      setText: (symbol, value, location) => {
        this.hasUser[symbol.id] = 1;
        this.userTexts[symbol.id] = value;
        this.userLocations[symbol.id] = location;
      },
      unknown: () => {
        this.sawUnknown = true;
      },
      accepted: (symbol) => this.moveToFront(symbol),
    });
  }

  setUserValue(symbol: KconfigSymbol, value: ByteString): boolean {
    const { id } = symbol;
    const type = this.compiled.types[id];
    if (type === typeCode.bool || type === typeCode.tristate) {
      const number = tristateTexts.indexOf(value as 'n' | 'm' | 'y');
      if (number < 0 || (number === 1 && type === typeCode.bool)) return false;
      this.userValues[id] = number;
    } else {
      if (!isValidText(symbol.type, value)) return false;
      this.userTexts[id] = value;
    }
    this.hasUser[id] = 1;
    this.userLocations[id] = null;
    this.moveToFront(symbol);
    this.forgetAll();
    return true;
  }

  clearUserValue(symbol: KconfigSymbol): void {
    this.hasUser[symbol.id] = 0;
    this.userValues[symbol.id] = 0;
    this.userTexts[symbol.id] = null;
    this.userLocations[symbol.id] = null;
    this.forgetAll();
  }

  userValue(symbol: KconfigSymbol): UserValue | null {
    const { id } = symbol;
    if (this.hasUser[id] === 0) return null;
    const text = this.isLogical(id)
      ? (tristateTexts[this.userValues[id] as Tristate] as string)
      : (this.userTexts[id] ?? '');
    return { text, location: this.userLocations[id] ?? null };
  }

  value(symbol: KconfigSymbol): ByteString {
    this.calculate(symbol);
    return this.text(symbol);
  }

  tristate(symbol: KconfigSymbol): Tristate {
    this.calculate(symbol);
    return this.values[symbol.id] as Tristate;
  }

  visibility(symbol: KconfigSymbol): Tristate {
    this.calculate(symbol);
    return this.visible[symbol.id] as Tristate;
  }

  isWritten(symbol: KconfigSymbol): boolean {
    this.calculate(symbol);
    return this.writes[symbol.id] === 1 && symbol.type !== 'unknown';
  }

  isChangeable(symbol: KconfigSymbol): boolean {
    this.calculate(symbol);
    const { id } = symbol;
    return symbol.kind !== 'choice' && (this.visible[id] as number) > (this.reverse[id] as number);
  }

  evalExpr(expr: Expr | null): Tristate {
    this.prepare();
    return this.evaluate(expr);
  }

  chosen(choice: Entry): KconfigSymbol | null {
    this.prepare();
    for (const member of choice.members) {
      this.calculate(member);
      if (this.values[member.id] === 2 && this.visible[member.id] !== 0) return member;
    }
    return null;
  }

  applyAll(mode: 'no' | 'yes' | 'mod' | 'def'): void {
    if (mode !== 'def') {
      const value = mode === 'no' ? 0 : mode === 'mod' ? 1 : 2;
      for (const entry of entriesBelow(this.model.root as BuildEntry)) {
        const { symbol } = entry;
        if (symbol === null || entry.prompt === null || this.hasUser[symbol.id] === 1) continue;
        if (!this.isLogical(symbol.id) || symbol.kind === 'choice' || this.compiled.isMember[symbol.id] === 1) continue;
        this.userValues[symbol.id] = value;
        this.hasUser[symbol.id] = 1;
      }
    }
    this.invalidate();
  }

  rewriteTristates(from: Tristate, to: Tristate): void {
    this.prepare();
    for (const symbol of this.model.hashOrder) {
      if (this.effectiveType(symbol.id) === typeCode.tristate && this.userValues[symbol.id] === from) {
        this.userValues[symbol.id] = to;
      }
    }
    this.invalidate();
  }

  invalidate(): void {
    this.forget();
    this.changed = true;
    this.prepare();
  }

  evaluateAll(): void {
    this.changed = this.readWarnings > 0 || this.sawUnknown;
    this.prepare();
    for (const symbol of this.model.hashOrder) {
      this.calculate(symbol);
      if (!this.changed && symbol.kind !== 'choice' && this.differs(symbol.id)) this.changed = true;
    }
  }

  /** True when a `.config` written now would not repeat what was read. */
  private differs(id: number): boolean {
    if (this.hasUser[id] === 0) return this.writes[id] === 1;
    if (this.writes[id] === 0) return true;
    return this.isLogical(id) ? this.userValues[id] !== this.values[id] : this.userTexts[id] !== this.texts[id];
  }

  defaultText(symbol: KconfigSymbol): ByteString {
    this.calculate(symbol);
    const { id } = symbol;
    this.findVisibility(symbol);
    const property = this.activeProperty(symbol, 'default');
    if (!this.isLogical(id)) {
      let text = '';
      if (property !== null && property.value?.kind === 'symbol') {
        this.calculate(property.value.symbol);
        text = this.plainText(property.value.symbol);
      }
      if (text === '' && symbol.type === 'int') return '0';
      return text === '' && symbol.type === 'hex' ? '0x0' : text;
    }
    let value = property === null ? 0 : Math.min(this.evaluate(property.value), this.evaluate(property.condition));
    value = Math.max(value, this.reverse[id] as number);
    if (value === 1 && this.compiled.isMember[id] === 0 && this.tristate(this.model.modules) === 0) value = 2;
    if (value === 1 && symbol.type === 'bool') value = 2;
    value = Math.max(value, this.implied[id] as number);
    return tristateTexts[value as Tristate];
  }

  facts(symbol: KconfigSymbol): SymbolFacts {
    this.calculate(symbol);
    const { id } = symbol;
    const value = this.text(symbol);
    const userValue = this.userValue(symbol);
    const defaultProperty = this.activeProperty(symbol, 'default');
    const range = this.rangeFacts(symbol);
    return {
      symbol,
      value,
      type: this.typeName(symbol),
      written: this.isWritten(symbol),
      userValue,
      obeyed: userValue === null || userValue.text === value,
      origin: this.originOf(symbol, defaultProperty, range?.clamped ?? false),
      defaultProperty,
      selects: this.activeSelects(symbol.selectedBy),
      implies: this.activeSelects(symbol.impliedBy),
      directValue: this.direct[id] as Tristate,
      reverseValue: this.reverse[id] as Tristate,
      impliedValue: this.implied[id] as Tristate,
      visibility: this.visible[id] as Tristate,
      range,
      chosen: symbol.choice === null ? null : this.chosen(symbol.choice),
      unmet: (this.direct[id] as number) < (this.reverse[id] as number),
    };
  }

  private originOf(symbol: KconfigSymbol, property: Property | null, isClamped: boolean): Origin {
    const { id } = symbol;
    const isVisible = this.visible[id] !== 0;
    const usesUser = isVisible && this.hasUser[id] === 1;
    if (!this.isLogical(id)) {
      if (isClamped) return 'range';
      if (usesUser) return 'user';
      return property === null || property.value?.kind !== 'symbol' ? 'unset' : 'default';
    }
    if (symbol.choice !== null) {
      if (!isVisible) return 'unset';
      return usesUser && this.userValues[id] === this.values[id] ? 'user' : 'choice';
    }
    const reverse = this.reverse[id] as number;
    const value = this.values[id] as number;
    if (usesUser) {
      const own = Math.min(this.userValues[id] as number, this.visible[id] as number);
      return reverse > own ? 'select' : 'user';
    }
    const own = property === null ? 0 : Math.min(this.evaluate(property.value), this.evaluate(property.condition));
    const withImply = Math.min(Math.max(own, this.implied[id] as number), this.direct[id] as number);
    if (reverse > Math.max(own, this.implied[id] === 0 ? 0 : withImply)) return 'select';
    if (value > 0 && this.implied[id] !== 0 && withImply > own) return 'imply';
    return property === null ? 'unset' : 'default';
  }

  private rangeFacts(symbol: KconfigSymbol): SymbolFacts['range'] {
    const property = this.activeProperty(symbol, 'range');
    if (property === null || (symbol.type !== 'int' && symbol.type !== 'hex')) return null;
    return { property, clamped: this.clamp(symbol, property, this.unclampedText(symbol)) !== null };
  }

  private activeSelects(properties: readonly Property[]): ActiveSelect[] {
    const active: ActiveSelect[] = [];
    for (const property of properties) {
      const selector = property.entry.symbol as KconfigSymbol;
      const value = Math.min(this.tristate(selector), this.evaluate(property.condition)) as Tristate;
      if (value !== 0) active.push({ property, selector, value });
    }
    return active;
  }

  /** Forgets what was computed but not what was visible. */
  private forget(): void {
    this.valid.fill(0);
    this.exprValues.fill(unknownValue);
    this.setConstants();
    this.isReady = false;
  }

  /** Starts as a fresh run of conf would. */
  private forgetAll(): void {
    this.forget();
    this.visible.fill(0);
    this.modulesValue = 0;
    this.changed = true;
  }

  private setConstants(): void {
    for (const symbol of [this.model.no, this.model.mod, this.model.yes]) {
      this.valid[symbol.id] = 1;
      this.texts[symbol.id] = symbol.name;
    }
  }

  private prepare(): void {
    if (this.isReady) return;
    this.isReady = true;
    if (this.model.dependencyOrder !== null) {
      this.calculate(this.model.modules);
      for (const symbol of this.model.dependencyOrder) this.calculate(symbol);
    }
    this.calculate(this.model.modules);
  }

  private isLogical(id: number): boolean {
    const type = this.compiled.types[id];
    return type === typeCode.bool || type === typeCode.tristate;
  }

  private effectiveType(id: number): number {
    const type = this.compiled.types[id] as number;
    return type === typeCode.tristate && this.modulesValue === 0 ? typeCode.bool : type;
  }

  private typeName(symbol: KconfigSymbol): SymbolType {
    return symbol.type === 'tristate' && this.modulesValue === 0 ? 'bool' : symbol.type;
  }

  /** Text of a computed value. */
  private text(symbol: KconfigSymbol): ByteString {
    return this.isLogical(symbol.id) ? tristateTexts[this.values[symbol.id] as Tristate] : this.plainText(symbol);
  }

  /** The text slot: for a bool or tristate it always holds `n`. Source: kconfig-semantics 8.2. */
  private plainText(symbol: KconfigSymbol): ByteString {
    return this.texts[symbol.id] as ByteString;
  }

  private evaluate(expr: Expr | null): Tristate {
    if (expr === null) return 2;
    const known = this.exprValues[expr.id] as number;
    if (known !== unknownValue) return known as Tristate;
    let value: number;
    switch (expr.kind) {
      case 'symbol':
        this.calculate(expr.symbol);
        value = this.values[expr.symbol.id] as number;
        break;
      case 'not':
        value = 2 - this.evaluate(expr.operand);
        break;
      case 'and':
      case 'or':
        value = this.evaluateChain(expr);
        break;
      default:
        this.calculate(expr.left);
        this.calculate(expr.right);
        value = relationHolds(expr, this.text(expr.left), this.text(expr.right)) ? 2 : 0;
    }
    this.exprValues[expr.id] = value;
    return value as Tristate;
  }

  /** Goes down the left side without recursion; every operand is evaluated, as conf does. */
  private evaluateChain(top: Expr): number {
    const { spine } = this;
    const base = spine.length;
    let at = top;
    while ((at.kind === 'and' || at.kind === 'or') && this.exprValues[at.id] === unknownValue) {
      spine.push(at);
      at = at.left;
    }
    let value: number = this.evaluate(at);
    while (spine.length > base) {
      const node = spine.pop() as LogicExpr;
      const right = this.evaluate(node.right);
      value = node.kind === 'and' ? Math.min(value, right) : Math.max(value, right);
      this.exprValues[node.id] = value;
    }
    return value;
  }

  /** The first property of a kind whose condition holds. */
  private activeProperty(symbol: KconfigSymbol, kind: 'default' | 'range'): Property | null {
    const { properties } = symbol;
    for (let at = 0; at < properties.length; at++) {
      const property = properties[at] as Property;
      if (property.kind === kind && this.evaluate(property.condition) !== 0) return property;
    }
    return null;
  }

  private findVisibility(symbol: KconfigSymbol): void {
    const { id } = symbol;
    let value = 0;
    const { properties } = symbol;
    for (let at = 0; at < properties.length; at++) {
      const property = properties[at] as Property;
      if (property.text !== null) value = Math.max(value, this.evaluate(property.condition));
    }
    if (value === 1 && (this.compiled.types[id] !== typeCode.tristate || this.modulesValue === 0)) value = 2;
    this.visible[id] = value;
    if (this.compiled.isMember[id] === 1) return;
    const bool = (of: number): number => (of === 1 && this.effectiveType(id) === typeCode.bool ? 2 : of);
    this.direct[id] = bool(this.evaluate(symbol.directDependency));
    this.reverse[id] = symbol.reverseDependency === null ? 0 : bool(this.evaluate(symbol.reverseDependency));
    this.implied[id] = symbol.impliedDependency === null ? 0 : bool(this.evaluate(symbol.impliedDependency));
  }

  private calculate(symbol: KconfigSymbol): void {
    if (!this.isReady) this.prepare();
    const { id } = symbol;
    if (this.valid[id] === 1) return;
    this.valid[id] = 1;
    switch (symbol.type) {
      case 'unknown':
        this.texts[id] = symbol.name;
        this.values[id] = 0;
        return;
      case 'bool':
      case 'tristate':
        this.calculateLogical(symbol);
        break;
      default:
        this.calculateText(symbol);
    }
    if (symbol === this.model.modules) this.modulesValue = this.values[id] as Tristate;
    if (symbol.kind === 'choice') this.writes[id] = 0;
  }

  private calculateLogical(symbol: KconfigSymbol): void {
    const { id } = symbol;
    this.writes[id] = 0;
    this.findVisibility(symbol);
    if (this.visible[id] !== 0) this.writes[id] = 1;
    // What a recursive question sees.
    this.values[id] = 0;
    this.texts[id] = 'n';
    const choice = this.compiled.choiceOf[id] as number;
    let value: number;
    if (choice >= 0) {
      this.resolveChoice(choice);
      value = this.values[id];
    } else {
      value = this.ownValue(symbol);
      if ((this.direct[id] as number) < (this.reverse[id] as number)) this.reportUnmet(symbol);
      value = Math.max(value, this.reverse[id] as number);
    }
    if (value === 1 && this.effectiveType(id) === typeCode.bool) value = 2;
    this.values[id] = value;
  }

  /** User value, or default and imply; before selects. */
  private ownValue(symbol: KconfigSymbol): number {
    const { id } = symbol;
    if (this.visible[id] !== 0 && this.hasUser[id] === 1) {
      return Math.min(this.userValues[id] as number, this.visible[id] as number);
    }
    let value = 0;
    if (this.reverse[id] !== 0) this.writes[id] = 1;
    if (symbol.kind === 'choice') return value;
    const property = this.activeProperty(symbol, 'default');
    if (property !== null) {
      value = Math.min(this.evaluate(property.value), this.evaluate(property.condition));
      if (value !== 0) this.writes[id] = 1;
    }
    if (this.implied[id] !== 0) {
      this.writes[id] = 1;
      value = Math.min(Math.max(value, this.implied[id] as number), this.direct[id] as number);
    }
    return value;
  }

  private calculateText(symbol: KconfigSymbol): void {
    const { id } = symbol;
    this.writes[id] = 0;
    this.findVisibility(symbol);
    if (this.visible[id] !== 0) this.writes[id] = 1;
    this.values[id] = 0;
    this.texts[id] = this.emptyText(symbol);
    const text = this.unclampedText(symbol, true);
    this.texts[id] = text;
    const range = this.activeProperty(symbol, 'range');
    if (range !== null && symbol.type !== 'string') this.texts[id] = this.clamp(symbol, range, text) ?? text;
  }

  private emptyText(symbol: KconfigSymbol): ByteString {
    const { emptyNumber } = this.model.dialect;
    return symbol.type === 'int' ? emptyNumber.int : symbol.type === 'hex' ? emptyNumber.hex : '';
  }

  private unclampedText(symbol: KconfigSymbol, marks = false): ByteString {
    const { id } = symbol;
    const user = this.userTexts[id];
    if (this.visible[id] !== 0 && this.hasUser[id] === 1 && user !== null && user !== undefined) return user;
    const property = this.activeProperty(symbol, 'default');
    if (property === null || property.value?.kind !== 'symbol') return this.emptyText(symbol);
    if (marks) this.writes[id] = 1;
    this.calculate(property.value.symbol);
    return this.plainText(property.value.symbol);
  }

  /** Text of the bound that replaces a value outside the range, or null. Source: kconfig-semantics 3.3. */
  private clamp(symbol: KconfigSymbol, range: Property, text: ByteString): ByteString | null {
    const base = symbol.type === 'int' ? 10 : 16;
    const value = readNumber(text, base).value;
    const low = range.low as KconfigSymbol;
    if (value < this.boundValue(low, base)) return this.plainText(low);
    const high = range.high as KconfigSymbol;
    return value > this.boundValue(high, base) ? this.plainText(high) : null;
  }

  private boundValue(bound: KconfigSymbol, base: 10 | 16): bigint {
    this.calculate(bound);
    const own = bound.type === 'int' ? 10 : bound.type === 'hex' ? 16 : base;
    return readNumber(this.plainText(bound), own).value;
  }

  private priorityOf(choice: number): readonly KconfigSymbol[] {
    return this.priorities[choice] ?? (this.compiled.choices[choice]?.members as readonly KconfigSymbol[]);
  }

  private moveToFront(symbol: KconfigSymbol): void {
    const choice = this.compiled.choiceOf[symbol.id] as number;
    if (choice < 0) return;
    this.priorities[choice] = [symbol, ...this.priorityOf(choice).filter((member) => member !== symbol)];
  }

  /** Decides a choice and gives all its visible members their values. Source: kconfig-semantics 3.5. */
  private resolveChoice(index: number): void {
    const choice = this.compiled.choices[index];
    if (choice === undefined) return;
    const members = this.priorityOf(index);
    let winner: KconfigSymbol | null = null;
    for (const member of members) {
      this.findVisibility(member);
      if (this.visible[member.id] === 0) continue;
      if (this.hasUser[member.id] === 1 && this.userValues[member.id] === 2) {
        winner = member;
        break;
      }
    }
    if (winner === null) {
      winner = this.choiceDefault(index);
      if (winner !== null && this.hasUser[winner.id] === 1 && this.userValues[winner.id] === 0) winner = null;
    }
    if (winner === null) {
      winner = choice.below.find((member) => this.visible[member.id] !== 0 && this.hasUser[member.id] === 0) ?? null;
    }
    if (winner === null) {
      for (let at = members.length - 1; at >= 0 && winner === null; at--) {
        const member = members[at] as KconfigSymbol;
        if (this.visible[member.id] !== 0) winner = member;
      }
    }
    for (const member of choice.below) {
      if (this.visible[member.id] === 0) continue;
      this.values[member.id] = member === winner ? 2 : 0;
      this.texts[member.id] = 'n';
      this.valid[member.id] = 1;
      this.writes[member.id] = 1;
    }
  }

  /** The member a choice takes when the user says nothing; needs the members' visibility. */
  choiceDefault(index: number): KconfigSymbol | null {
    const choice = this.compiled.choices[index];
    if (choice === undefined) return null;
    for (const property of choice.symbol.properties) {
      if (property.kind !== 'default') continue;
      if (this.evaluate(property.condition) === 0 || property.value?.kind !== 'symbol') continue;
      if (this.visible[property.value.symbol.id] !== 0) return property.value.symbol;
    }
    return choice.below.find((member) => this.visible[member.id] !== 0) ?? null;
  }

  private reportUnmet(symbol: KconfigSymbol): void {
    const { id } = symbol;
    this.unmetReports++;
    const valueOf = (of: KconfigSymbol): ByteString => this.text(of);
    const depends = printWith(symbol.directDependency, valueOf);
    let text = `\nWARNING: unmet direct dependencies detected for ${symbol.name}\n`;
    text += `  Depends on [${this.direct[id] === 1 ? 'm' : 'n'}]: ${depends}\n`;
    if (symbol.reverseDependency !== null) {
      const selectors = leavesOf('or', symbol.reverseDependency);
      for (const wanted of [2, 1] as const) {
        const active = selectors.filter((leaf) => this.evaluate(leaf) === wanted);
        if (active.length === 0) continue;
        text += `  Selected by [${tristateTexts[wanted]}]:\n`;
        for (const leaf of active) text += `  - ${printWith(leaf, valueOf)}\n`;
      }
    }
    this.reporter.print('stderr', text);
    const location = symbol.entries[0]?.location ?? null;
    this.reporter.note('kconfig/unmet-dependencies', 'warning', text.trim(), location);
  }
}

/** The member a choice takes when the user says nothing; null when none is visible. */
export function choiceDefaultOf(configuration: Configuration, choice: Entry): KconfigSymbol | null {
  const index = configuration.model.choices.indexOf(choice);
  return configuration instanceof Evaluator ? configuration.choiceDefault(index) : null;
}
