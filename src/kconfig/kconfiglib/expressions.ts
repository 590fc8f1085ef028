/** Conditions as text and in parts. Source: kconfiglib.py 14.1, expr_str, split_expr, expr_items. */

import type { ByteString } from '../../core/bytes.ts';
import { Choice, type Expr, type MenuNode, Sym } from './types.ts';

/** True for a symbol or a choice, which are conditions by themselves. */
export function isItem(expr: Expr): expr is Sym | Choice {
  return expr instanceof Sym || expr instanceof Choice;
}

/** `left && right`, where a constant decides it without one. */
export function makeAnd(left: Expr, right: Expr, y: Sym, n: Sym): Expr {
  if (left === y) return right;
  if (right === y) return left;
  return left === n || right === n ? n : { op: '&&', left, right };
}

/** `left || right`, where a constant decides it without one. */
export function makeOr(left: Expr, right: Expr, y: Sym, n: Sym): Expr {
  if (left === n) return right;
  if (right === n) return left;
  return left === y || right === y ? y : { op: '||', left, right };
}

/** A symbol or a choice as it stands in a condition. */
export function itemText(item: Sym | Choice): ByteString {
  if (item instanceof Choice) return item.name === null || item.name === '' ? '<choice>' : `<choice ${item.name}>`;
  return item.isConstant && !['n', 'm', 'y'].includes(item.name) ? `"${escapeText(item.name)}"` : item.name;
}

/** A condition as text. */
export function exprText(expr: Expr): ByteString {
  if (isItem(expr)) return itemText(expr);
  switch (expr.op) {
    case '&&':
      return `${inParentheses(expr.left, '||')} && ${inParentheses(expr.right, '||')}`;
    case '||':
      return `${inParentheses(expr.left, '&&')} || ${inParentheses(expr.right, '&&')}`;
    case '!':
      return isItem(expr.left) ? `!${itemText(expr.left)}` : `!(${exprText(expr.left)})`;
    default:
      return `${itemText(expr.left)} ${expr.op} ${itemText(expr.right)}`;
  }
}

function inParentheses(expr: Expr, op: '&&' | '||'): ByteString {
  return !isItem(expr) && expr.op === op ? `(${exprText(expr)})` : exprText(expr);
}

/** The operands of a chain of one operator. */
export function splitExpr(expr: Expr, op: '&&' | '||'): Expr[] {
  const parts: Expr[] = [];
  const todo: Expr[] = [expr];
  for (let one = todo.pop(); one !== undefined; one = todo.pop()) {
    if (!isItem(one) && one.op === op && (one.op === '&&' || one.op === '||')) todo.push(one.right, one.left);
    else parts.push(one);
  }
  return parts;
}

/** The symbols and choices in a condition. */
export function exprItems(expr: Expr, into: Set<Sym | Choice> = new Set()): Set<Sym | Choice> {
  const todo: Expr[] = [expr];
  for (let one = todo.pop(); one !== undefined; one = todo.pop()) {
    if (isItem(one)) into.add(one);
    else if (one.op === '!') todo.push(one.left);
    else todo.push(one.right, one.left);
  }
  return into;
}

/** Everything that a menu node names. */
export function referencedItems(node: MenuNode): Set<Sym | Choice> {
  const items = exprItems(node.dep);
  if (node.prompt !== null) exprItems(node.prompt.cond, items);
  if (node.item === 'menu') exprItems(node.visibility, items);
  for (const { cond, value } of [...node.defaults, ...node.selects, ...node.implies]) {
    exprItems(value, items);
    exprItems(cond, items);
  }
  for (const { cond, high, low } of node.ranges) {
    items.add(low);
    items.add(high);
    exprItems(cond, items);
  }
  return items;
}

/** A text for between quotes. */
export function escapeText(text: ByteString): ByteString {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}

/** The text that was between quotes. */
export function unescapeText(text: ByteString): ByteString {
  return text.replace(/\\(.)/g, '$1');
}

/** A symbol or a choice with the places that define it. */
export function nameAndPlace(item: Sym | Choice): ByteString {
  const places = item.nodes.map((node) => `${node.file}:${node.line}`).join(', ');
  const name = item instanceof Sym ? item.name : itemText(item);
  return `${name} ${item.nodes.length > 0 ? `(defined at ${places})` : '(undefined)'}`;
}
