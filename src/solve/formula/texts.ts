/**
 * Values of ints, hexes and strings as literals. A symbol has the values that comparisons, ranges and defaults of the tree can
 * distinguish: its own of now, constants it is compared with and their neighbours, its defaults, its bounds, and those of the
 * symbols it takes them from. Source of the rules: computeText, unclampedText, clampedText of `src/kconfig/values`.
 */
import type { ByteString } from '../../core/bytes.ts';
import {
  type Bound,
  type ConfigState,
  clampText,
  exprCode,
  isLogicalType,
  type FlatModel,
  propertyCode,
  readNumber,
  symbolKindCode,
  typeCode,
  valueOf,
} from '../../kconfig/index.ts';
import type { Encoding, TextLiterals } from './encoding.ts';
import { no, yes } from './gates.ts';
import { otherOf, otherText } from './other-text.ts';
import { oneOf } from './requests.ts';

/** Values of one symbol beyond which it is left free. */
const maxValues = 128;

const letters = ['n', 'm', 'y'] as const;

/** What equals a bool or tristate in a comparison. Source: readOperand of `src/kconfig/values/relation.ts`. */
const logicalTexts = [...letters, '0', '1', '2'] as const;

/** Literals of texts by symbol. */
export class TextValues implements TextLiterals {
  private readonly formula: Encoding;
  private readonly state: ConfigState | null;
  private readonly known = new Map<number, ReadonlyMap<ByteString, number>>();
  private readonly domains = new Map<number, readonly ByteString[]>();
  private readonly wanted = new Map<number, Set<ByteString>>();
  private readonly open = new Set<number>();
  private compared: ReadonlyMap<number, ReadonlySet<number>> | null = null;

  constructor(formula: Encoding, state: ConfigState | null) {
    this.formula = formula;
    this.state = state;
  }

  /** Makes a text one that a symbol can have; before the symbol is encoded. */
  want(id: number, text: ByteString): void {
    const texts = this.wanted.get(id);
    if (texts === undefined) this.wanted.set(id, new Set([text]));
    else texts.add(text);
  }

  /** The literal of "this symbol has this text". */
  is(id: number, text: ByteString): number {
    const values = this.values(id);
    // Left free: it may have any text.
    return values === null ? this.formula.gates.variable() : (values.get(text) ?? no);
  }

  /** Equality of two bools or tristates; null for other types. */
  sameValue(left: number, right: number): number | null {
    const { flat, gates } = this.formula;
    const isLogical = (id: number): boolean =>
      flat.symbolType[id] === typeCode.bool || flat.symbolType[id] === typeCode.tristate;
    const isLetter = (id: number): boolean => id === flat.no || id === flat.mod || id === flat.yes;
    if (!(isLogical(left) || isLetter(left)) || !(isLogical(right) || isLetter(right))) return null;
    if (isLetter(left) && isLetter(right)) return left === right ? yes : no;
    if (flat.dialect.values.modWithoutModulesIsNo) return null;
    const a = this.formula.value(left);
    const b = this.formula.value(right);
    const same = (one: number, other: number): number => -gates.or(gates.and(one, -other), gates.and(-one, other));
    return gates.and(same(a.on, b.on), same(a.y, b.y));
  }

  /** Each text a symbol can have with its literal, exactly one of which is true; null where it is left free. */
  values(id: number): ReadonlyMap<ByteString, number> | null {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const { flat } = this.formula;
    const type = flat.symbolType[id]!;
    let made: ReadonlyMap<ByteString, number>;
    if (isLogicalType(type)) {
      made = this.ofLogical(id);
    } else if (type === typeCode.unknown || flat.symbolKind[id] === symbolKindCode.constant) {
      made = new Map([[flat.symbolNames[id]!, yes]]);
    } else {
      if (this.open.has(id) || this.formula.circles.has(id)) return null;
      this.open.add(id);
      const now = this.ofText(id, type);
      const found = now !== null && this.formula.isFact(id) ? this.openFact(id, now) : now;
      this.open.delete(id);
      if (found === null) return null;
      made = found;
    }
    this.known.set(id, made);
    return made;
  }

  private ofLogical(id: number): Map<ByteString, number> {
    const { formula } = this;
    const { flat, gates } = formula;
    const { on, y } = formula.value(id);
    const isM = gates.and(on, -y);
    const values = new Map<ByteString, number>([
      ['n', -on],
      ['m', isM],
      ['y', y],
    ]);
    if (flat.dialect.values.modWithoutModulesIsNo) {
      const isLost = gates.and(isM, -formula.modules());
      values.set('n', gates.or(-on, isLost));
      values.set('m', gates.and(isM, formula.modules()));
    }
    for (const letter of letters) if (values.get(letter) === no) values.delete(letter);
    return values;
  }

  /** True where a symbol can have this very text, or one that compares as it does with everything in the tree. */
  hasInDomain(id: number, text: ByteString): boolean {
    return this.domain(id).includes(text);
  }

  /** Every text a symbol could have. Where all requests are free, what the user types is not known: it may be any text. */
  private domain(id: number): readonly ByteString[] {
    const known = this.domains.get(id);
    if (known !== undefined) return known;
    const { flat } = this.formula;
    const found = new Set<ByteString>();
    this.domains.set(id, []);
    this.collect(id, found, new Set());
    if (this.formula.hasPrompt(id) || this.formula.isFact(id)) {
      this.collectCompared(id, found);
      const isNumber = flat.symbolType[id] !== typeCode.string;
      // A negative number is below every int and above every hex.
      if (this.state === null && flat.symbolType[id] === typeCode.int) found.add('-1');
      // A text that is none of those that the tree names.
      if (this.state !== null && !isNumber && this.compared?.has(id) === true) found.add(unusedText(found));
      if (this.state === null && (!isNumber || usedAsText(flat).has(id))) found.add(otherText(id));
    }
    const list = [...found];
    this.domains.set(id, list);
    return list;
  }

  private collect(id: number, found: Set<ByteString>, seen: Set<number>): void {
    const { flat } = this.formula;
    if (seen.has(id) || found.size > maxValues) return;
    seen.add(id);
    const type = flat.symbolType[id]!;
    if (isLogicalType(type) && flat.symbolKind[id] !== symbolKindCode.constant) {
      // As a default or a bound, such a symbol is the text n.
      found.add('n');
      return;
    }
    if (type === typeCode.unknown || flat.symbolKind[id] === symbolKindCode.constant) {
      found.add(flat.symbolNames[id]!);
      return;
    }
    found.add(emptyText(flat, type));
    if (this.state !== null) {
      const { user } = this.state;
      found.add(valueOf(this.state, id));
      if (user.has[id] === 1) found.add(user.texts[id] ?? '');
    }
    for (const text of this.wanted.get(id) ?? []) found.add(text);
    for (let at = flat.propertyStart[id]!; at < flat.propertyStart[id + 1]!; at++) {
      const kind = flat.propertyKind[at];
      if (kind === propertyCode.default) {
        const source = single(flat, flat.propertyValue[at]!);
        if (source >= 0) this.collect(source, found, seen);
      } else if (kind === propertyCode.range) {
        for (const bound of [flat.propertyLow[at]!, flat.propertyHigh[at]!]) this.collect(bound, found, seen);
      }
    }
  }

  /** Constants that a symbol is compared with and the numbers next to them; what other symbols have that it is compared with. */
  private collectCompared(id: number, found: Set<ByteString>): void {
    const { flat } = this.formula;
    const type = flat.symbolType[id]!;
    this.compared ??= comparedWith(flat);
    for (const other of this.compared.get(id) ?? []) {
      const texts = new Set<ByteString>();
      if (isLogicalType(flat.symbolType[other])) for (const text of logicalTexts) texts.add(text);
      else this.collect(other, texts, new Set());
      for (const text of texts) {
        found.add(text);
        if (type !== typeCode.string) for (const near of neighbours(text, type)) found.add(near);
      }
    }
  }

  private ofText(id: number, type: number): Map<ByteString, number> | null {
    const { formula } = this;
    const { flat, gates } = formula;
    const domain = this.domain(id);
    if (domain.length > maxValues) {
      formula.free.set(id, 'it can have too many values');
      return null;
    }
    // Before the range: the user's text, else the first default that applies, else none.
    const unclamped = new Map<ByteString, number[]>();
    const give = (text: ByteString, literal: number): void => {
      if (literal === no) return;
      const list = unclamped.get(text);
      if (list === undefined) unclamped.set(text, [literal]);
      else list.push(literal);
    };
    let left = yes;
    if (formula.hasPrompt(id)) {
      const visible = formula.visibility(id).on;
      if (visible !== no) {
        const { has, is } = formula.requests.text(id, domain);
        const counts = gates.and(visible, has);
        for (const [text, literal] of is) give(text, gates.and(counts, literal));
        left = -counts;
      }
    }
    for (let at = flat.propertyStart[id]!; at < flat.propertyStart[id + 1]! && left !== no; at++) {
      if (flat.propertyKind[at] !== propertyCode.default) continue;
      const condition = formula.expression(flat.propertyCondition[at]!).on;
      const applies = gates.and(left, condition);
      if (applies === no) continue;
      left = gates.and(left, -condition);
      const source = single(flat, flat.propertyValue[at]!);
      if (source < 0) give(emptyText(flat, type), applies);
      else {
        const texts = this.slot(source);
        if (texts === null) return null;
        for (const [text, literal] of texts) give(text, gates.and(applies, literal));
      }
    }
    give(emptyText(flat, type), left);
    const raw = new Map([...unclamped].map(([text, literals]) => [text, gates.any(literals)]));
    return type === typeCode.string ? raw : this.clamped(id, raw);
  }

  /** A text that is another one where its soft literal is given up. */
  private openFact(id: number, now: ReadonlyMap<ByteString, number>): Map<ByteString, number> {
    const { gates, requests } = this.formula;
    const kept = requests.fact(id);
    const values = new Map<ByteString, number>();
    for (const text of new Set([...now.keys(), ...this.domain(id)])) {
      const is = gates.variable();
      gates.equateWhere(kept, is, now.get(text) ?? no);
      values.set(text, is);
    }
    oneOf(gates, [...values.values()]);
    return values;
  }

  /** What a default or a bound takes from a symbol. */
  private slot(source: number): ReadonlyMap<ByteString, number> | null {
    const { flat } = this.formula;
    const isConstant = flat.symbolKind[source] === symbolKindCode.constant;
    if (isConstant) return new Map([[flat.symbolNames[source]!, yes]]);
    if (isLogicalType(flat.symbolType[source])) return new Map([['n', yes]]);
    return this.values(source);
  }

  /** The values inside the range in force. */
  private clamped(id: number, raw: ReadonlyMap<ByteString, number>): Map<ByteString, number> | null {
    const { formula } = this;
    const { flat, gates } = formula;
    const cases = new Map<ByteString, number[]>();
    const give = (text: ByteString, literal: number): void => {
      if (literal === no) return;
      const list = cases.get(text);
      if (list === undefined) cases.set(text, [literal]);
      else list.push(literal);
    };
    let left = yes;
    for (let at = flat.propertyStart[id]!; at < flat.propertyStart[id + 1]! && left !== no; at++) {
      if (flat.propertyKind[at] !== propertyCode.range) continue;
      const condition = formula.expression(flat.propertyCondition[at]!).on;
      const applies = gates.and(left, condition);
      if (applies === no) continue;
      left = gates.and(left, -condition);
      const lows = this.slot(flat.propertyLow[at]!);
      const highs = this.slot(flat.propertyHigh[at]!);
      if (lows === null || highs === null || raw.size * lows.size * highs.size > maxValues * maxValues) return null;
      for (const [low, isLow] of lows) {
        for (const [high, isHigh] of highs) {
          const inForce = gates.all([applies, isLow, isHigh]);
          if (inForce === no) continue;
          const lower = (): Bound => ({ text: low, type: flat.symbolType[flat.propertyLow[at]!]! });
          const upper = (): Bound => ({ text: high, type: flat.symbolType[flat.propertyHigh[at]!]! });
          for (const [text, literal] of raw) {
            if ([text, low, high].some((one) => otherOf(one) >= 0)) {
              // Which side of the bounds it is on is not known.
              const isInside = gates.variable();
              const isBelow = gates.variable();
              const here = gates.and(inForce, literal);
              give(text, gates.and(here, isInside));
              give(low, gates.all([here, -isInside, isBelow]));
              give(high, gates.all([here, -isInside, -isBelow]));
              continue;
            }
            const replaced = clampText(flat.dialect, flat.symbolType[id]!, text, lower, upper);
            give(replaced?.text ?? text, gates.and(inForce, literal));
          }
        }
      }
    }
    for (const [text, literal] of raw) give(text, gates.and(left, literal));
    return new Map([...cases].map(([text, literals]) => [text, gates.any(literals)]));
  }
}

function unusedText(found: ReadonlySet<ByteString>): ByteString {
  let text = 'text';
  while (found.has(text)) text += 't';
  return text;
}

function single(flat: FlatModel, expr: number): number {
  return expr >= 0 && flat.exprKind[expr] === exprCode.symbol ? flat.exprLeft[expr]! : -1;
}

function emptyText(flat: FlatModel, type: number): ByteString {
  const { emptyNumber } = flat.dialect.values;
  return type === typeCode.int ? emptyNumber.int : type === typeCode.hex ? emptyNumber.hex : '';
}

/** The numbers that a text can be read as in a comparison, and those next to them: there it can change its value. */
function neighbours(text: ByteString, type: number): Set<ByteString> {
  const found = new Set<ByteString>();
  for (const base of [0, type === typeCode.int ? 10 : 16] as const) {
    const { end, overflow, value } = readNumber(text, base);
    if (end === 0 || end !== text.length || overflow) continue;
    for (const near of [value - 1n, value, value + 1n]) {
      if (type === typeCode.int) found.add(`${near}`);
      else if (near >= 0n) found.add(`0x${near.toString(16)}`);
    }
  }
  return found;
}

const texts = new WeakMap<FlatModel, ReadonlySet<number>>();

/** Symbols whose text is compared with that of another symbol, or is the default or the bound of one. */
function usedAsText(flat: FlatModel): ReadonlySet<number> {
  const known = texts.get(flat);
  if (known !== undefined) return known;
  const found = new Set<number>();
  const isConstant = (id: number): boolean =>
    flat.symbolKind[id] === symbolKindCode.constant || flat.symbolType[id] === typeCode.unknown;
  for (let expr = 0; expr < flat.exprCount; expr++) {
    const kind = flat.exprKind[expr]!;
    if (kind < exprCode['='] || kind > exprCode['>=']) continue;
    const left = flat.exprLeft[expr]!;
    const right = flat.exprRight[expr]!;
    if (!isConstant(right)) found.add(left);
    if (!isConstant(left)) found.add(right);
  }
  for (let at = 0; at < flat.propertyKind.length; at++) {
    const kind = flat.propertyKind[at];
    if (kind === propertyCode.default) found.add(single(flat, flat.propertyValue[at]!));
    else if (kind === propertyCode.range) found.add(flat.propertyLow[at]!).add(flat.propertyHigh[at]!);
  }
  texts.set(flat, found);
  return found;
}

const comparisons = new WeakMap<FlatModel, ReadonlyMap<number, ReadonlySet<number>>>();

/** By symbol: those it is compared with anywhere in the tree. */
function comparedWith(flat: FlatModel): ReadonlyMap<number, ReadonlySet<number>> {
  const known = comparisons.get(flat);
  if (known !== undefined) return known;
  const found = new Map<number, Set<number>>();
  const add = (one: number, other: number): void => {
    const list = found.get(one);
    if (list === undefined) found.set(one, new Set([other]));
    else list.add(other);
  };
  for (let expr = 0; expr < flat.exprCount; expr++) {
    const kind = flat.exprKind[expr]!;
    if (kind < exprCode['='] || kind > exprCode['>=']) continue;
    add(flat.exprLeft[expr]!, flat.exprRight[expr]!);
    add(flat.exprRight[expr]!, flat.exprLeft[expr]!);
  }
  comparisons.set(flat, found);
  return found;
}
