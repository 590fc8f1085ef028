/**
 * The values of a model as a formula: what the user asks for are its free variables, every value follows from them as
 * `src/kconfig/values` computes it. Only what is asked for is encoded, with all that it depends on. Where a value cannot be
 * encoded it is left free: the formula then has more solutions than the model, and never fewer, so that a proof that there is
 * none holds. Source of each rule: the function of `src/kconfig/values` that is named with it.
 */
import type { ByteString } from '../../core/bytes.ts';
import {
  type ConfigState,
  exprCode,
  type FlatModel,
  propertyCode,
  symbolFlag,
  symbolKindCode,
  symbolsInCircles,
  typeCode,
} from '../../kconfig/index.ts';
import type { EncodedChoice, Encoding } from './encoding.ts';
import { encodeChoice } from './choices.ts';
import { full, Gates, type ClauseSink, no, off, type Pair, yes } from './gates.ts';
import { encodeRelation } from './relations.ts';
import { olderChoice, olderMember } from './older-choices.ts';
import { Requests } from './requests.ts';
import { TextValues } from './texts.ts';

/** Symbols and expressions that are encoded inside each other; beyond it one is put off. */
const maxDepth = 300;

/** The formula of one model. */
export class Formula implements Encoding {
  readonly flat: FlatModel;
  readonly gates: Gates;
  readonly requests: Requests;
  readonly texts: TextValues;
  /** Symbols whose value was left free, with the reason. */
  readonly free = new Map<number, string>();
  private readonly symbols = new Map<number, Pair>();
  private readonly expressions = new Map<number, Pair>();
  private readonly visibilities = new Map<number, Pair>();
  private readonly choices = new Map<number, EncodedChoice>();
  private readonly open = new Set<number>();
  private readonly promised = new Map<number, Pair>();
  private readonly waiting: (() => void)[] = [];
  private depth = 0;
  private readonly isNew: boolean;
  private readonly isBusybox: boolean;
  /** True where all requests are free: the formula must not have fewer solutions than the model. */
  private readonly isUnbound: boolean;
  /** Symbols that are free for that: their values depend on themselves. */
  readonly circles: ReadonlySet<number>;

  /** Symbols whose values come from outside and may be other ones at a cost: what a compiler takes, versions of tools. */
  private readonly facts: ReadonlySet<number>;

  /** With a state its user values are the requests of now; with null all requests are free. */
  constructor(
    flat: FlatModel,
    state: ConfigState | null,
    sink: ClauseSink,
    facts: ReadonlySet<number> = new Set<number>(),
  ) {
    this.facts = facts;
    this.flat = flat;
    this.gates = new Gates(sink);
    this.isUnbound = state === null;
    this.circles = state === null ? symbolsInCircles(flat) : new Set<number>();
    this.requests = new Requests(this.gates, flat, state);
    this.texts = new TextValues(this, state);
    this.isNew = flat.dialect.values.choiceEngine === 'new';
    this.isBusybox = flat.dialect.values.choiceEngine === 'busybox';
  }

  /** Value of a bool, tristate or choice; n for every other symbol, as in conf. */
  value(id: number): Pair {
    const known = this.symbols.get(id);
    if (known !== undefined) return known;
    const { flat } = this;
    if (id === flat.yes) return full;
    if (id === flat.mod) return { on: yes, y: no };
    const type = flat.symbolType[id];
    const isLogical = type === typeCode.bool || type === typeCode.tristate;
    if (!isLogical || flat.symbolKind[id] === symbolKindCode.constant) return off;
    if (this.open.has(id) || this.depth > maxDepth) return this.promise(id);
    this.open.add(id);
    this.depth += 1;
    const made = this.facts.has(id) ? this.openFact(id, this.ownValue(id)) : this.ownValue(id);
    this.depth -= 1;
    this.open.delete(id);
    this.symbols.set(id, made);
    const promised = this.promised.get(id);
    if (promised !== undefined && !(this.isUnbound && this.free.has(id))) this.equatePairs(promised, made);
    if (this.depth === 0) this.settle();
    return made;
  }

  /** True for a symbol whose value may be another one at a cost. */
  isFact(id: number): boolean {
    return this.facts.has(id);
  }

  /** A value that is another one where its soft literal is given up. */
  private openFact(id: number, now: Pair): Pair {
    const { gates } = this;
    const kept = this.requests.fact(id);
    const isBool = this.flat.symbolType[id] !== typeCode.tristate;
    const on = gates.variable();
    const y = isBool ? on : gates.variable();
    gates.clause([-y, on]);
    gates.equateWhere(kept, on, now.on);
    if (!isBool) gates.equateWhere(kept, y, now.y);
    return { on, y };
  }

  /** A symbol's text is `text`, as a literal. */
  hasText(id: number, text: ByteString): number {
    const literal = this.texts.is(id, text);
    if (this.depth === 0) this.settle();
    return literal;
  }

  /** Encodes what was put off. */
  private settle(): void {
    for (let next = this.waiting.pop(); next !== undefined; next = this.waiting.pop()) next();
  }

  /** Variables for a value that is encoded later: a circle, or a chain that is too long. */
  private promise(id: number): Pair {
    const known = this.promised.get(id);
    if (known !== undefined) return known;
    const on = this.gates.variable();
    const y = this.gates.variable();
    this.gates.clause([-y, on]);
    const made = { on, y };
    this.promised.set(id, made);
    // What a symbol in a circle is while it is computed need not be what it becomes: free where nothing may be excluded.
    if (this.open.has(id) && this.isUnbound) this.free.set(id, 'it depends on itself');
    if (!this.open.has(id)) this.waiting.push(() => void this.value(id));
    return made;
  }

  private equatePairs(left: Pair, right: Pair): void {
    this.gates.equate(left.on, right.on);
    this.gates.equate(left.y, right.y);
  }

  /** Value of an expression, by id; -1 is y. Source: evaluateExpr. */
  expression(expr: number): Pair {
    if (expr < 0) return full;
    const known = this.expressions.get(expr);
    if (known !== undefined) return known;
    if (this.depth > maxDepth) return this.promiseExpression(expr);
    this.depth += 1;
    const made = this.makeExpression(expr);
    this.depth -= 1;
    this.expressions.set(expr, made);
    if (this.depth === 0) this.settle();
    return made;
  }

  private promiseExpression(expr: number): Pair {
    const on = this.gates.variable();
    const y = this.gates.variable();
    this.gates.clause([-y, on]);
    const made = { on, y };
    this.expressions.set(expr, made);
    this.waiting.push(() => this.equatePairs(made, this.makeExpression(expr)));
    return made;
  }

  private makeExpression(expr: number): Pair {
    const { flat, gates } = this;
    const left = flat.exprLeft[expr]!;
    switch (flat.exprKind[expr]) {
      case exprCode.symbol:
        return this.value(left);
      case exprCode.not: {
        const { on, y } = this.expression(left);
        return { on: -y, y: -on };
      }
      case exprCode.and:
      case exprCode.or:
        return this.chain(expr);
      case undefined:
        return off;
      default: {
        if ((flat.exprKind[expr] ?? 0) > exprCode['>=']) return off;
        const holds = encodeRelation(this, gates, flat.exprKind[expr], left, flat.exprRight[expr]!);
        return { on: holds, y: holds };
      }
    }
  }

  /** A chain leans to the left; its operands become one gate. */
  private chain(top: number): Pair {
    const { flat, gates } = this;
    const kind = flat.exprKind[top]!;
    const ons: number[] = [];
    const ys: number[] = [];
    let at = top;
    while (flat.exprKind[at] === kind && (at === top || !this.expressions.has(at))) {
      const right = this.expression(flat.exprRight[at]!);
      ons.push(right.on);
      ys.push(right.y);
      at = flat.exprLeft[at]!;
    }
    const first = this.expression(at);
    ons.push(first.on);
    ys.push(first.y);
    return kind === exprCode.and ? { on: gates.all(ons), y: gates.all(ys) } : { on: gates.any(ons), y: gates.any(ys) };
  }

  /** How far the user can raise a symbol. Source: findVisibility, promptValue. */
  visibility(id: number): Pair {
    const known = this.visibilities.get(id);
    if (known !== undefined) return known;
    const made = this.makeVisibility(id);
    this.visibilities.set(id, made);
    return made;
  }

  private makeVisibility(id: number): Pair {
    const { flat, gates } = this;
    if ((flat.symbolFlags[id]! & symbolFlag.transitional) !== 0) return full;
    const isTristate = flat.symbolType[id] === typeCode.tristate;
    const ons: number[] = [];
    const ys: number[] = [];
    for (let at = flat.propertyStart[id]!; at < flat.propertyStart[id + 1]!; at++) {
      if (flat.propertyKind[at]! > propertyCode.comment) continue;
      const { on, y } = this.promptValue(id, this.expression(flat.propertyCondition[at]!));
      ons.push(on);
      if (isTristate) ys.push(y);
    }
    const on = gates.any(ons);
    if (!isTristate) return { on, y: on };
    return { on, y: gates.or(gates.any(ys), gates.and(on, -this.modules())) };
  }

  /** In the older engines m hides a tristate member of a choice that is y. */
  private promptValue(id: number, condition: Pair): Pair {
    const { flat, gates } = this;
    const choice = flat.symbolChoice[id]!;
    if (this.isNew || this.isBusybox || choice < 0 || flat.symbolType[id] !== typeCode.tristate) return condition;
    const { y } = this.value(flat.choices[choice]!.symbol);
    return { on: gates.and(condition.on, gates.or(condition.y, -y)), y: condition.y };
  }

  /** True where the module switch is not n. */
  modules(): number {
    const { flat } = this;
    return flat.modules === flat.no ? no : this.value(flat.modules).on;
  }

  /** True for a symbol that has a prompt of its own. */
  hasPrompt(id: number): boolean {
    const { flat } = this;
    for (let at = flat.propertyStart[id]!; at < flat.propertyStart[id + 1]!; at++) {
      if (flat.propertyKind[at]! <= propertyCode.comment) return true;
    }
    return (flat.symbolFlags[id]! & symbolFlag.transitional) !== 0;
  }

  /** True where an int, hex or string has a line: it is shown, or has a default. Source: computeSymbol, unclampedText. */
  isWritten(id: number): number {
    const { flat, gates } = this;
    const literals = [this.visibility(id).on];
    for (let at = flat.propertyStart[id]!; at < flat.propertyStart[id + 1]!; at++) {
      if (flat.propertyKind[at] !== propertyCode.default) continue;
      literals.push(this.expression(flat.propertyCondition[at]!).on);
    }
    return gates.any(literals);
  }

  /** An m counts as y for a bool, and for a tristate without modules. Source: inType, typeInForce. */
  inType(id: number, { on, y }: Pair): Pair {
    if (this.flat.symbolType[id] !== typeCode.tristate) return { on, y: on };
    return { on, y: this.gates.or(y, this.gates.and(on, -this.modules())) };
  }

  /** Source: computeLogical. */
  private ownValue(id: number): Pair {
    const { flat } = this;
    const index = flat.symbolChoice[id]!;
    if (this.circles.has(id)) return this.leaveFree(id, 'it depends on itself');
    if (this.takesOver(id)) return this.leaveFree(id, 'it can take over the value of a transitional symbol');
    if (index >= 0 && this.isNew) {
      const won = this.choice(index).wins.get(id) ?? no;
      return { on: won, y: won };
    }
    const isMember = (flat.symbolFlags[id]! & symbolFlag.member) !== 0;
    if (index >= 0 && isMember) return olderMember(this, id, index);
    if (this.isBusybox) return this.oldestValue(id);
    if (flat.symbolKind[id] === symbolKindCode.choice) return this.isNew ? off : olderChoice(this, id);
    const { gates } = this;
    if (flat.dialect.values.ignoresUnmetSelects && flat.symbolReverse[id]! >= 0) {
      return this.leaveFree(id, 'a select of it counts only with its dependencies');
    }
    const reverse = this.inType(id, this.reverse(id));
    const own = this.beforeSelects(id);
    return this.promoted(id, { on: gates.or(own.on, reverse.on), y: gates.or(own.y, reverse.y) });
  }

  private takesOver(id: number): boolean {
    const { flat } = this;
    if (!flat.dialect.reading.transitional) return false;
    for (let at = flat.propertyStart[id]!; at < flat.propertyStart[id + 1]!; at++) {
      if (flat.propertyKind[at] !== propertyCode.default) continue;
      const value = flat.propertyValue[at]!;
      if (value < 0 || flat.exprKind[value] !== exprCode.symbol) continue;
      if ((flat.symbolFlags[flat.exprLeft[value]!]! & symbolFlag.transitional) !== 0) return true;
    }
    return false;
  }

  /** A value that any can be. */
  leaveFree(id: number, reason: string): Pair {
    this.free.set(id, reason);
    const on = this.gates.variable();
    if (this.flat.symbolType[id] !== typeCode.tristate) return { on, y: on };
    const y = this.gates.variable();
    this.gates.clause([-y, on]);
    return { on, y };
  }

  reverse(id: number): Pair {
    const reverse = this.flat.symbolReverse[id]!;
    return reverse < 0 ? off : this.expression(reverse);
  }

  /** An m of a bool is y; an implied y raises an m where implies are not capped. */
  private promoted(id: number, { on, y }: Pair): Pair {
    const { flat, gates } = this;
    if (flat.symbolType[id] !== typeCode.tristate) return { on, y: on };
    const forced = flat.dialect.values.implyCapped ? no : this.implied(id).y;
    return { on, y: gates.or(y, gates.and(on, gates.or(-this.modules(), forced))) };
  }

  private implied(id: number): Pair {
    const { flat, gates } = this;
    const implied = flat.symbolImplied[id]!;
    if (implied < 0) return off;
    const value = this.inType(id, this.expression(implied));
    if (flat.dialect.values.implyCapped) return value;
    const { on } = this.inType(id, this.expression(flat.symbolDirect[id]!));
    return { on: gates.and(value.on, on), y: gates.and(value.y, on) };
  }

  /** Source: ownValue of compute-symbol.ts. */
  private beforeSelects(id: number): Pair {
    const { flat, gates } = this;
    let { on, y } = this.defaultValue(id, true);
    if (flat.symbolImplied[id]! >= 0) {
      const implied = this.implied(id);
      const raised = { on: gates.or(on, implied.on), y: gates.or(y, implied.y) };
      if (flat.dialect.values.implyCapped) {
        const direct = this.inType(id, this.expression(flat.symbolDirect[id]!));
        on = gates.choose(implied.on, gates.and(raised.on, direct.on), on);
        y = gates.choose(implied.on, gates.and(raised.y, direct.y), y);
      } else ({ on, y } = raised);
    }
    if (!this.hasPrompt(id)) return { on, y };
    const visible = this.visibility(id);
    if (visible.on === no) return { on, y };
    const request = this.requests.logical(id);
    const counts = gates.and(visible.on, request.has);
    const isBool = flat.symbolType[id] !== typeCode.tristate;
    const asked = gates.choose(counts, request.on, on);
    return { on: asked, y: isBool ? asked : gates.choose(counts, gates.and(request.y, visible.y), y) };
  }

  /** The first default whose condition is not n; `isCapped`: its condition limits it. */
  defaultValue(id: number, isCapped: boolean): Pair {
    const { flat, gates } = this;
    const isBool = flat.symbolType[id] !== typeCode.tristate;
    const found: { readonly condition: number; readonly value: Pair }[] = [];
    for (let at = flat.propertyStart[id]!; at < flat.propertyStart[id + 1]!; at++) {
      if (flat.propertyKind[at] !== propertyCode.default) continue;
      const condition = this.expression(flat.propertyCondition[at]!);
      if (condition.on === no) continue;
      const raw = this.expression(flat.propertyValue[at]!);
      const y = isBool ? raw.on : isCapped ? gates.and(raw.y, condition.y) : raw.y;
      found.push({ condition: condition.on, value: { on: raw.on, y } });
      if (condition.on === yes) break;
    }
    let { on, y }: Pair = off;
    for (const { condition, value } of found.reverse()) {
      on = gates.choose(condition, value.on, on);
      y = isBool ? on : gates.choose(condition, value.y, y);
    }
    return { on, y };
  }

  /** Source: oldestValue. */
  private oldestValue(id: number): Pair {
    const { flat, gates } = this;
    const isChoice = flat.symbolKind[id] === symbolKindCode.choice;
    const visible = this.hasPrompt(id) ? this.visibility(id) : off;
    const reverse = this.reverse(id);
    const fallback = isChoice ? off : this.defaultValue(id, false);
    if (isChoice) return olderChoice(this, id);
    let asked = fallback;
    if (visible.on !== no) {
      const { has, on, y } = this.requests.logical(id);
      asked = { on: gates.choose(has, on, fallback.on), y: gates.choose(has, y, fallback.y) };
    }
    const limited = {
      on: gates.or(gates.and(asked.on, visible.on), reverse.on),
      y: gates.or(gates.and(asked.y, visible.y), reverse.y),
    };
    const isAsked = gates.or(visible.on, reverse.on);
    return this.promoted(id, {
      on: gates.choose(isAsked, limited.on, fallback.on),
      y: gates.choose(isAsked, limited.y, fallback.y),
    });
  }

  /** The choice of an index, with who wins. */
  choice(index: number): EncodedChoice {
    const known = this.choices.get(index);
    if (known !== undefined) return known;
    const made = encodeChoice(this, index);
    this.choices.set(index, made);
    return made;
  }
}
