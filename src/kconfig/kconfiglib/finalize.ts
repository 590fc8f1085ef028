/** From lines to a menu: conditions handed down, implicit menus, choices. Source: kconfiglib.py 14.1, _finalize_node. */

import { isItem, makeAnd, makeOr } from './expressions.ts';
import type { LibrarySession } from './session.ts';
import { Choice, type Expr, type MenuNode, Sym } from './types.ts';

/** Completes a node and all below it. */
export function finalizeNode(session: LibrarySession, node: MenuNode, visibleIf: Expr): void {
  const { n, y } = session;
  if (node.item instanceof Sym) {
    addProperties(session, node, node.item);
    let last = node;
    while (last.next !== null && belongsBelow(node.item, last.next, session)) {
      finalizeNode(session, last.next, visibleIf);
      last = last.next;
      last.parent = node;
    }
    if (last !== node) {
      node.list = node.next;
      node.next = last.next;
      last.next = null;
    }
  } else if (node.list !== null) {
    const visible = node.item === 'menu' ? makeAnd(visibleIf, node.visibility, y, n) : visibleIf;
    propagate(session, node, visible);
    for (let one: MenuNode | null = node.list; one !== null; one = one.next) finalizeNode(session, one, visible);
  }
  if (node.list !== null) {
    flatten(node.list);
    node.list = withoutIfs(node.list);
  }
  if (node.item instanceof Choice) {
    node.item.direct = makeOr(node.item.direct, node.dep, y, n);
    node.item.defaults.push(...node.defaults);
    finalizeChoice(node.item, node);
  }
}

/** Hands the conditions of a node down to those in it. */
function propagate(session: LibrarySession, node: MenuNode, visibleIf: Expr): void {
  const { n, y } = session;
  const and = (left: Expr, right: Expr): Expr => makeAnd(left, right, y, n);
  const base = node.item instanceof Choice ? node.item : node.dep;
  for (let one: MenuNode | null = node.list; one !== null; one = one.next) {
    const dep = and(one.dep, base);
    one.dep = dep;
    const { prompt } = one;
    if (one.item instanceof Sym || one.item instanceof Choice) {
      if (prompt !== null) one.prompt = { text: prompt.text, cond: and(prompt.cond, and(visibleIf, dep)) };
      one.defaults = one.defaults.map(({ cond, value }) => ({ value, cond: and(cond, dep) }));
      one.ranges = one.ranges.map(({ cond, high, low }) => ({ low, high, cond: and(cond, dep) }));
      one.selects = one.selects.map(({ cond, value }) => ({ value, cond: and(cond, dep) }));
      one.implies = one.implies.map(({ cond, value }) => ({ value, cond: and(cond, dep) }));
    } else if (prompt !== null) one.prompt = { text: prompt.text, cond: and(prompt.cond, dep) };
  }
}

function addProperties({ n, y }: LibrarySession, node: MenuNode, symbol: Sym): void {
  if (node.isDefaultOnly) {
    symbol.addedDefaults.push({ at: symbol.defaults.length, defaults: node.defaults });
    return;
  }
  symbol.direct = makeOr(symbol.direct, node.dep, y, n);
  symbol.defaults.push(...node.defaults);
  symbol.ranges.push(...node.ranges);
  symbol.selects.push(...node.selects);
  symbol.implies.push(...node.implies);
  for (const { cond, value } of node.selects) value.reverse = makeOr(value.reverse, makeAnd(symbol, cond, y, n), y, n);
  for (const { cond, value } of node.implies)
    value.weakReverse = makeOr(value.weakReverse, makeAnd(symbol, cond, y, n), y, n);
}

/** Puts the defaults of `configdefault` where they stand; they count where the symbol's own definitions do. Source: _finalize_sym. */
export function addDefaults({ n, y }: LibrarySession, symbol: Sym): void {
  let inserted = 0;
  for (const { at, defaults } of symbol.addedDefaults) {
    for (const { cond, value } of defaults) {
      symbol.defaults.splice(at + inserted, 0, { value, cond: makeAnd(symbol.direct, cond, y, n) });
      inserted++;
    }
  }
}

function belongsBelow(symbol: Sym, node: MenuNode, session: LibrarySession): boolean {
  return dependsOn(node.prompt?.cond ?? node.dep, symbol, session);
}

/** True where a condition cannot hold without the symbol. */
function dependsOn(expr: Expr, symbol: Sym, session: LibrarySession): boolean {
  if (isItem(expr)) return expr === symbol;
  if (expr.op === '&&') return dependsOn(expr.left, symbol, session) || dependsOn(expr.right, symbol, session);
  if (expr.op !== '=' && expr.op !== '!=') return false;
  let { left, right } = expr;
  if (right === symbol) [left, right] = [right, left];
  else if (left !== symbol) return false;
  // As Kconfiglib groups it: a comparison of any kind with y counts.
  return (expr.op === '=' && right === session.m) || right === session.y || (expr.op === '!=' && right === session.n);
}

/** Lifts the children of nodes without a prompt to where those stand. */
function flatten(first: MenuNode): void {
  for (let node: MenuNode | null = first; node !== null; node = node.next) {
    if (node.list === null || node.prompt !== null || node.item instanceof Choice) continue;
    let last: MenuNode = node.list;
    for (;;) {
      last.parent = node.parent;
      if (last.next === null) break;
      last = last.next;
    }
    last.next = node.next;
    node.next = node.list;
    node.list = null;
  }
}

function withoutIfs(list: MenuNode): MenuNode | null {
  const behind = (node: MenuNode | null): MenuNode | null => {
    let one = node;
    while (one !== null && one.item === 'if') one = one.next;
    return one;
  };
  const first = behind(list);
  for (let node = first; node !== null; node = node.next) node.next = behind(node.next);
  return first;
}

function finalizeChoice(choice: Choice, node: MenuNode): void {
  for (let one = node.list; one !== null; one = one.next) {
    if (!(one.item instanceof Sym)) continue;
    one.item.choice = choice;
    choice.syms.push(one.item);
  }
  if (choice.type === 'unknown') choice.type = choice.syms.find(({ type }) => type !== 'unknown')?.type ?? 'unknown';
  for (const symbol of choice.syms) if (symbol.type === 'unknown') symbol.type = choice.type;
}

/** Who has to be computed again when a symbol or a choice changes. */
export function linkDependents(symbols: readonly Sym[], choices: readonly Choice[]): void {
  for (const symbol of symbols) {
    for (const { prompt } of symbol.nodes) if (prompt !== null) addDependent(symbol, prompt.cond);
    for (const { cond, value } of symbol.defaults) {
      addDependent(symbol, value);
      addDependent(symbol, cond);
    }
    addDependent(symbol, symbol.reverse);
    addDependent(symbol, symbol.weakReverse);
    for (const { cond, high, low } of symbol.ranges) {
      addDependent(symbol, low);
      addDependent(symbol, high);
      addDependent(symbol, cond);
    }
    addDependent(symbol, symbol.direct);
  }
  for (const choice of choices) {
    for (const { prompt } of choice.nodes) if (prompt !== null) addDependent(choice, prompt.cond);
    for (const { cond } of choice.defaults) addDependent(choice, cond);
  }
}

function addDependent(item: Sym | Choice, expr: Expr): void {
  const todo: Expr[] = [expr];
  for (let one = todo.pop(); one !== undefined; one = todo.pop()) {
    if (isItem(one)) {
      if (!one.isConstant) one.dependents.add(item);
    } else if (one.op === '!') todo.push(one.left);
    else todo.push(one.right, one.left);
  }
}
