/** Values of symbols, choices and conditions. Source: kconfiglib.py 14.1, Symbol.str_value, Symbol.tri_value, Choice, expr_value. */

import type { ByteString } from '../../core/bytes.ts';
import { orderHolds } from '../values/relation.ts';
import { exprText, isItem, nameAndPlace, splitExpr } from './expressions.ts';
import { parseInteger, toHex } from './python-text.ts';
import type { LibrarySession } from './session.ts';
import {
  Choice,
  type Expr,
  isLogical,
  type LibraryType,
  type Operation,
  type Place,
  Sym,
  type Tri,
  triNames,
} from './types.ts';

/** Computes values for one session, and keeps them until something changes. */
export class Values {
  readonly session: LibrarySession;

  constructor(session: LibrarySession) {
    this.session = session;
  }

  /** The value of a condition. */
  expr(expr: Expr): Tri {
    if (isItem(expr)) return expr instanceof Sym ? this.tri(expr) : this.choice(expr);
    switch (expr.op) {
      case '&&': {
        const left = this.expr(expr.left);
        return left === 0 ? 0 : least(left, this.expr(expr.right));
      }
      case '||': {
        const left = this.expr(expr.left);
        return left === 2 ? 2 : most(left, this.expr(expr.right));
      }
      case '!':
        return (2 - this.expr(expr.left)) as Tri;
      default:
        return this.relation(expr) ? 2 : 0;
    }
  }

  private relation({ left, op, right }: Extract<Operation, { readonly right: Sym }>): boolean {
    return orderHolds(op, this.compare(left, right));
  }

  private compare(left: Sym, right: Sym): number {
    if (left.type !== 'string' || right.type !== 'string') {
      const leftNumber = this.number(left);
      const rightNumber = leftNumber === undefined ? undefined : this.number(right);
      if (leftNumber !== undefined && rightNumber !== undefined) return order(leftNumber, rightNumber);
    }
    return order(this.text(left), this.text(right));
  }

  private number(symbol: Sym): bigint | undefined {
    if (isLogical(symbol.type)) return BigInt(this.tri(symbol));
    const base = symbol.type === 'hex' ? 16 : symbol.type === 'int' ? 10 : 0;
    return parseInteger(this.text(symbol), base);
  }

  /** The type that counts now: a tristate is a bool without modules and in a choice with the value y. */
  type(item: Sym | Choice): LibraryType {
    if (item.type !== 'tristate') return item.type;
    const isBool =
      (item instanceof Sym && item.choice !== null && this.choice(item.choice) === 2) ||
      this.tri(this.session.modules) === 0;
    return isBool ? 'bool' : 'tristate';
  }

  /** The value as text. */
  text(symbol: Sym): ByteString {
    if (symbol.knownText !== null) return symbol.knownText;
    let value: ByteString;
    if (isLogical(symbol.type)) value = triNames[this.tri(symbol)];
    else if (symbol.type === 'unknown') value = symbol.name;
    else {
      const visibility = this.visibility(symbol);
      symbol.isWritten = visibility !== 0;
      value = symbol.type === 'string' ? this.string(symbol, visibility) : this.numberText(symbol, visibility);
      if (symbol.envVariable !== null || symbol === this.session.defconfigList) symbol.isWritten = false;
    }
    symbol.knownText = value;
    return value;
  }

  private string(symbol: Sym, visibility: Tri): ByteString {
    if (visibility !== 0 && typeof symbol.userValue === 'string') return symbol.userValue;
    const found = symbol.defaults.find(({ cond }) => this.expr(cond) !== 0);
    if (found === undefined) return '';
    const value = this.text(found.value as Sym);
    symbol.isWritten = true;
    return value;
  }

  private numberText(symbol: Sym, visibility: Tri): ByteString {
    const base = symbol.type === 'hex' ? 16 : 10;
    const shown = base === 10 ? String : toHex;
    const range = symbol.ranges.find(({ cond }) => this.expr(cond) !== 0);
    const bounds = range && {
      low: parseInteger(this.text(range.low), base) ?? 0n,
      high: parseInteger(this.text(range.high), base) ?? 0n,
    };
    const { userValue } = symbol;
    if (visibility !== 0 && typeof userValue === 'string' && userValue !== '') {
      const user = parseInteger(userValue, base) ?? 0n;
      if (bounds === undefined || (bounds.low <= user && user <= bounds.high)) return userValue;
      const what = `user value ${shown(user)} on the ${symbol.type} symbol ${nameAndPlace(symbol)} ignored`;
      const why = `due to being outside the active range ([${shown(bounds.low)}, ${shown(bounds.high)}])`;
      this.warn(`${what} ${why} -- falling back on defaults`, symbol);
    }
    const found = symbol.defaults.find(({ cond }) => this.expr(cond) !== 0);
    if (found !== undefined) symbol.isWritten = true;
    const value = found === undefined ? '' : this.text(found.value as Sym);
    const number = parseInteger(value, base) ?? 0n;
    if (bounds === undefined) return value;
    const clamp = number < bounds.low ? bounds.low : number > bounds.high ? bounds.high : undefined;
    if (clamp === undefined) return value;
    if (found !== undefined) {
      const what = `default value ${number} on ${nameAndPlace(symbol)} clamped to ${shown(clamp)}`;
      this.warn(
        `${what} due to being outside the active range ([${shown(bounds.low)}, ${shown(bounds.high)}])`,
        symbol,
      );
    }
    return shown(clamp);
  }

  /** The value as n, m or y; n for a symbol that has no such value. */
  tri(symbol: Sym): Tri {
    if (symbol.knownTri !== null) return symbol.knownTri;
    let value: Tri = 0;
    if (isLogical(symbol.type)) value = this.logical(symbol);
    else if (symbol.type !== 'unknown') {
      const what = `The ${symbol.type} symbol ${nameAndPlace(symbol)} is being evaluated in a logical context somewhere.`;
      this.warn(`${what} It will always evaluate to n.`, symbol);
    }
    symbol.knownTri = value;
    return value;
  }

  private logical(symbol: Sym): Tri {
    const visibility = this.visibility(symbol);
    symbol.isWritten = visibility !== 0;
    const { choice, userValue } = symbol;
    if (choice !== null) {
      if (visibility === 2) return this.selection(choice) === symbol ? 2 : 0;
      return visibility !== 0 && typeof userValue === 'number' && userValue !== 0 ? 1 : 0;
    }
    let value: Tri = 0;
    if (visibility !== 0 && typeof userValue === 'number') value = least(userValue, visibility);
    else {
      for (const { cond, value: given } of symbol.defaults) {
        const holds = this.expr(cond);
        if (holds === 0) continue;
        value = least(this.expr(given), holds);
        if (value !== 0) symbol.isWritten = true;
        break;
      }
      const weak = this.expr(symbol.weakReverse);
      if (weak !== 0 && this.expr(symbol.direct) !== 0) {
        value = most(weak, value);
        symbol.isWritten = true;
      }
    }
    const reverse = this.expr(symbol.reverse);
    if (reverse !== 0) {
      if (this.expr(symbol.direct) < reverse) this.warnUnmet(symbol);
      value = most(reverse, value);
      symbol.isWritten = true;
    }
    return value === 1 && (this.type(symbol) === 'bool' || this.expr(symbol.weakReverse) === 2) ? 2 : value;
  }

  private warnUnmet(symbol: Sym): void {
    const direct = this.expr(symbol.direct);
    const has = `${nameAndPlace(symbol)} has direct dependencies ${exprText(symbol.direct)} with value ${triNames[direct]}`;
    const by = `but is currently being ${triNames[this.expr(symbol.reverse)]}-selected by the following symbols:`;
    let text = `${has}, ${by}`;
    for (const select of splitExpr(symbol.reverse, '||')) {
      if (this.expr(select) <= this.expr(symbol.direct)) continue;
      const source = splitExpr(select, '&&')[0] as Sym;
      const own = `direct dependencies ${exprText(source.direct)} (value: ${triNames[this.expr(source.direct)]})`;
      text += `\n - ${nameAndPlace(source)}, with value ${this.text(source)}, ${own}`;
      if (!isItem(select) && select.op === '&&')
        text += `, and select condition ${exprText(select.right)} (value: ${triNames[this.expr(select.right)]})`;
    }
    this.warn(text, symbol);
  }

  /** How far the user can see and set something. */
  visibility(item: Sym | Choice): Tri {
    item.knownVisibility ??= this.computeVisibility(item);
    return item.knownVisibility;
  }

  private computeVisibility(item: Sym | Choice): Tri {
    let visibility: Tri = 0;
    for (const { prompt } of item.nodes) if (prompt !== null) visibility = most(visibility, this.expr(prompt.cond));
    if (item instanceof Sym && item.choice !== null) {
      const { choice } = item;
      if (choice.type === 'tristate' && item.type !== 'tristate' && this.choice(choice) !== 2) return 0;
      if (item.type === 'tristate' && visibility === 1 && this.choice(choice) === 2) return 0;
    }
    return visibility === 1 && this.type(item) !== 'tristate' ? 2 : visibility;
  }

  /** The value of a choice. */
  choice(choice: Choice): Tri {
    const own: Tri = choice.isOptional ? 0 : 1;
    const wanted = choice.userValue === null ? own : most(own, choice.userValue);
    const value = least(wanted, this.visibility(choice));
    return value === 1 && this.type(choice) === 'bool' ? 2 : value;
  }

  /** The member that has the value y; null where none has it. */
  selection(choice: Choice): Sym | null {
    if (choice.knownSelection === undefined) choice.knownSelection = this.computeSelection(choice);
    return choice.knownSelection;
  }

  private computeSelection(choice: Choice): Sym | null {
    if (this.choice(choice) !== 2) return null;
    const { userSelection } = choice;
    return userSelection !== null && this.visibility(userSelection) !== 0
      ? userSelection
      : this.defaultSelection(choice);
  }

  /** The member that has the value y where the user chose none. */
  defaultSelection(choice: Choice): Sym | null {
    for (const { cond, value } of choice.defaults) {
      if (this.expr(cond) !== 0 && this.visibility(value as Sym) !== 0) return value as Sym;
    }
    return choice.syms.find((symbol) => this.visibility(symbol) !== 0) ?? null;
  }

  /** The line of a `.config`; empty where the symbol has none. */
  configLine(symbol: Sym, escape: (text: ByteString) => ByteString): ByteString {
    const value = this.text(symbol);
    if (!symbol.isWritten) return '';
    const name = `${this.session.prefix}${symbol.name}`;
    // A symbol without a type is a string to Kconfiglib here.
    if (isLogical(symbol.type)) return value === 'n' ? `# ${name} is not set\n` : `${name}=${value}\n`;
    return symbol.type === 'int' || symbol.type === 'hex' ? `${name}=${value}\n` : `${name}="${escape(value)}"\n`;
  }

  /** Forgets what follows from an item. Source: Symbol._rec_invalidate. */
  forget(item: Sym | Choice): void {
    const todo: (Sym | Choice)[] = [item];
    for (let one = todo.pop(); one !== undefined; one = todo.pop()) {
      if (one === this.session.modules) {
        for (const any of [...this.session.definedSyms, ...this.session.choices]) forgetOne(any);
        continue;
      }
      forgetOne(one);
      for (const dependent of one.dependents) if (dependent.knownVisibility !== null) todo.push(dependent);
    }
  }

  private warn(text: ByteString, symbol: Sym): void {
    const about: Place | null = symbol.userPlace ?? symbol.nodes[0] ?? null;
    this.session.warn(text, null, about);
  }
}

function forgetOne(item: Sym | Choice): void {
  item.knownVisibility = null;
  if (item instanceof Choice) item.knownSelection = undefined;
  else {
    item.knownText = null;
    item.knownTri = null;
  }
}

function order<Value extends bigint | string>(left: Value, right: Value): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function least(left: Tri, right: Tri): Tri {
  return left < right ? left : right;
}

function most(left: Tri, right: Tri): Tri {
  return left > right ? left : right;
}
