/**
 * What the user asks for, as variables: each symbol with a prompt has no value of his, or n, m or y; a choice has a member
 * that he picks; an int, hex or string has one of a few texts. What is asked for now is a soft literal.
 */
import type { ByteString } from '../../core/bytes.ts';
import { type ConfigState, type FlatModel, typeCode } from '../../kconfig/index.ts';
import { type Gates, no, type Pair, yes } from './gates.ts';

/** A request that can change: true `kept` means it is as it is now. */
export interface SoftRequest {
  /** A symbol, or that of a choice: then `members` says who can be picked. */
  readonly symbol: number;
  /** Index in the model's choices, -1 for none. */
  readonly choice: number;
  readonly kept: number;
  /** True for a value that comes from outside the configuration. */
  readonly isFact: boolean;
}

/** The user's value of a bool or tristate. */
export interface LogicalRequest extends Pair {
  /** True where he has one. */
  readonly has: number;
}

/** The user's value of another type. */
export interface TextRequest {
  readonly has: number;
  /** The literal of each text that it could be; exactly one is true. */
  readonly is: ReadonlyMap<ByteString, number>;
}

/** What the user picks in a choice. */
export interface ChoiceRequest {
  /** By member: he picks it. At most one is true. */
  readonly picks: ReadonlyMap<number, number>;
  /** The pick that counts now, -1 for none. */
  readonly current: number;
  /** Tristate members of a tristate choice (older engines): what the user asks for; y is the pick. */
  readonly members: ReadonlyMap<number, LogicalRequest>;
  /** True where the choice has a value of the user: all members that are shown have one (older engines). */
  readonly isAnswered: number;
}

/** Makes the variables of requests when they are asked for. With a null state every request is free. */
export class Requests {
  readonly softs: SoftRequest[] = [];
  private readonly logicals = new Map<number, LogicalRequest>();
  private readonly texts = new Map<number, TextRequest>();
  private readonly choices = new Map<number, ChoiceRequest>();
  private readonly members = new Map<number, { readonly has: number; readonly asksNo: number }>();
  private readonly gates: Gates;
  private readonly flat: FlatModel;
  private readonly state: ConfigState | null;

  constructor(gates: Gates, flat: FlatModel, state: ConfigState | null) {
    this.gates = gates;
    this.flat = flat;
    this.state = state;
  }

  /** Of a bool or tristate with a prompt that is no member of a choice. */
  logical(id: number): LogicalRequest {
    const known = this.logicals.get(id);
    if (known !== undefined) return known;
    const made = this.makeLogical(id);
    this.logicals.set(id, made);
    return made;
  }

  private makeLogical(id: number): LogicalRequest {
    const { flat, gates, state } = this;
    const on = gates.variable();
    const isBool = flat.symbolType[id] !== typeCode.tristate;
    const y = isBool ? on : gates.variable();
    if (!isBool) gates.clause([-y, on]);
    if (state === null) return { has: gates.variable(), on, y };
    const isSet = state.user.has[id] === 1;
    const value = isSet ? state.user.tristates[id] : -1;
    let kept: number;
    let has = yes;
    if (value === 0) kept = -on;
    else if (value === 2) kept = y;
    else {
      kept = gates.variable();
      if (value === 1) {
        gates.clause([-kept, on]);
        gates.clause([-kept, -y]);
        gates.clause([kept, -on, y]);
      } else has = -kept;
    }
    this.softs.push({ symbol: id, choice: -1, kept, isFact: false });
    return { has, on, y };
  }

  /** The soft literal of a value that comes from outside the configuration. */
  fact(id: number): number {
    const kept = this.gates.variable();
    this.softs.push({ symbol: id, choice: -1, kept, isFact: true });
    return kept;
  }

  /** Of an int, hex or string with a prompt. `domain` has the texts that it could be. */
  text(id: number, domain: readonly ByteString[]): TextRequest {
    const known = this.texts.get(id);
    if (known !== undefined) return known;
    const { gates, state } = this;
    const is = new Map<ByteString, number>();
    const isSet = state !== null && state.user.has[id] === 1;
    const now = isSet ? (state.user.texts[id] ?? '') : null;
    for (const text of now === null ? domain : new Set([...domain, now])) is.set(text, gates.variable());
    oneOf(gates, [...is.values()]);
    let has = yes;
    if (now === null) {
      has = gates.variable();
      if (state !== null) this.softs.push({ symbol: id, choice: -1, kept: -has, isFact: false });
    } else this.softs.push({ symbol: id, choice: -1, kept: is.get(now) ?? no, isFact: false });
    const made = { has, is };
    this.texts.set(id, made);
    return made;
  }

  /** Of a choice, by index. */
  choice(index: number): ChoiceRequest {
    const known = this.choices.get(index);
    if (known !== undefined) return known;
    const { flat, gates, state } = this;
    const picks = new Map<number, number>();
    const { below, members, symbol } = flat.choices[index]!;
    for (const member of new Set([...members, ...below])) picks.set(member, gates.variable());
    const literals = [...picks.values()];
    const current = this.pickedNow(index);
    atMostOne(gates, literals);
    const isTristate = this.isOlderTristate(symbol);
    if (state !== null) {
      const kept = current < 0 ? -gates.any(literals) : (picks.get(current) ?? no);
      if (current >= 0 && !isTristate) gates.clause(literals);
      this.softs.push({ symbol, choice: index, kept, isFact: false });
    }
    const asked = new Map<number, LogicalRequest>();
    if (isTristate) {
      for (const [member, pick] of picks) {
        if (flat.symbolType[member] === typeCode.tristate) asked.set(member, this.member(member, pick, current));
      }
    }
    const isAnswered = members.every((member) => this.memberHas(member) === yes) ? yes : gates.variable();
    const made = { picks, current, members: asked, isAnswered };
    this.choices.set(index, made);
    return made;
  }

  private isOlderTristate(choice: number): boolean {
    const { flat } = this;
    return flat.dialect.values.choiceEngine !== 'new' && flat.symbolType[choice] === typeCode.tristate;
  }

  /** The user's value of a member: y where it is picked, else n or m. That of the one picked now changes with the pick. */
  private member(id: number, pick: number, current: number): LogicalRequest {
    const { gates, state } = this;
    const on = gates.variable();
    gates.clause([-pick, on]);
    if (state !== null && id !== current) {
      const isOn = state.user.has[id] === 1 && state.user.tristates[id] !== 0;
      this.softs.push({ symbol: id, choice: -1, kept: isOn ? on : -gates.and(on, -pick), isFact: false });
    }
    const has = state === null ? gates.variable() : state.user.has[id] === 1 ? yes : on;
    const made = { has, on, y: pick };
    this.logicals.set(id, made);
    return made;
  }

  /** The member whose request counts now, visible or not; -1 for none. */
  private pickedNow(index: number): number {
    const { state } = this;
    if (state === null) return -1;
    return (state.isNew ? this.asksYes(index)[0] : state.winners[index]?.at(-1)) ?? -1;
  }

  /** A member of a choice has a value of the user, whichever. */
  memberHas(member: number): number {
    if (this.state !== null) return this.state.user.has[member] === 1 ? yes : no;
    return this.freeMember(member).has;
  }

  /** The user's value of a member is n. */
  memberAsksNo(member: number): number {
    const { state } = this;
    if (state !== null) return state.user.has[member] === 1 && state.user.tristates[member] === 0 ? yes : no;
    return this.freeMember(member).asksNo;
  }

  private freeMember(member: number): { readonly has: number; readonly asksNo: number } {
    let made = this.members.get(member);
    if (made === undefined) {
      const has = this.gates.variable();
      made = { has, asksNo: this.gates.and(has, this.gates.variable()) };
      this.members.set(member, made);
    }
    return made;
  }

  /** Members whose request is y now, the one that counts first (new engine). */
  asksYes(index: number): number[] {
    const { state } = this;
    if (state === null) return [];
    const { has, tristates } = state.user;
    return this.priority(index).filter((member) => has[member] === 1 && tristates[member] === 2);
  }

  /** All members, the one that was answered last first (new engine). */
  priority(index: number): number[] {
    const { flat, state } = this;
    const members = flat.choices[index]!.members;
    if (state === null) return [...members];
    const front = [...(state.movedToFront[index] ?? [])].reverse();
    return [...new Set([...front, ...(state.priorities[index] ?? members)])];
  }

  /** The logical requests that were made, by symbol. */
  madeLogicals(): ReadonlyMap<number, LogicalRequest> {
    return this.logicals;
  }

  madeTexts(): ReadonlyMap<number, TextRequest> {
    return this.texts;
  }
}

/** Makes exactly one of the literals true. */
export function oneOf(gates: Gates, literals: readonly number[]): void {
  if (literals.length > 0) gates.clause(literals);
  atMostOne(gates, literals);
}

/** Pairwise for a few, by a ladder for many. */
function atMostOne(gates: Gates, literals: readonly number[]): void {
  if (literals.length <= 6) {
    literals.forEach((left, at) => {
      for (const right of literals.slice(at + 1)) gates.clause([-left, -right]);
    });
    return;
  }
  let before = no;
  for (const literal of literals) {
    gates.clause([-before, -literal]);
    if (literal === literals.at(-1)) break;
    const reached = gates.variable();
    gates.clause([-literal, reached]);
    gates.clause([-before, reached]);
    before = reached;
  }
}
