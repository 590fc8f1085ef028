/** A definition as Kconfiglib prints it in its reports. Source: kconfiglib.py 14.1, MenuNode.custom_str. */

import type { ByteString } from '../../core/bytes.ts';
import { escapeText, exprText, isItem, itemText } from './expressions.ts';
import { splitLines } from './python-text.ts';
import type { LibrarySession } from './session.ts';
import { type Choice, type Expr, type MenuNode, Sym } from './types.ts';

/** The text of a node. */
export function nodeText(session: LibrarySession, node: MenuNode): ByteString {
  const { y } = session;
  const { item } = node;
  if (typeof item === 'string') {
    const lines = [`${item} "${node.prompt?.text ?? ''}"`];
    if (node.dep !== y) lines.push(`depends on ${exprText(node.dep)}`);
    if (item === 'menu' && node.visibility !== y) lines.push(`visible if ${exprText(node.visibility)}`);
    return lines.join('\n\t');
  }
  const lines: ByteString[] = [];
  const own = (cond: Expr): Expr => withoutDependency(session, node, cond);
  const add = (text: ByteString, cond: Expr = y): void => {
    lines.push(cond === y ? text : `${text} if ${exprText(cond)}`);
  };
  if (node.prompt === null) {
    if (item.type !== 'unknown') add(item.type);
  } else {
    const type = item.type === 'unknown' ? 'prompt' : item.type;
    add(`${type} "${escapeText(node.prompt.text)}"`, own(node.prompt.cond));
  }
  if (item instanceof Sym) {
    for (const line of options(session, item)) add(line);
    for (const { cond, high, low } of node.ranges) add(`range ${itemText(low)} ${itemText(high)}`, own(cond));
  }
  for (const { cond, value } of node.defaults) add(`default ${exprText(value)}`, own(cond));
  if (item instanceof Sym) {
    for (const { cond, value } of node.selects) add(`select ${itemText(value)}`, own(cond));
    for (const { cond, value } of node.implies) add(`imply ${itemText(value)}`, own(cond));
  } else if (item.isOptional) add('optional');
  if (node.dep !== y) add(`depends on ${exprText(node.dep)}`);
  if (node.help !== null) {
    add('help');
    for (const line of splitLines(node.help)) add(`  ${line}`);
  }
  return [headOf(node, item), ...lines].join('\n\t');
}

function headOf(node: MenuNode, item: Sym | Choice): ByteString {
  if (item instanceof Sym) return `${node.isMenuconfig ? 'menuconfig' : 'config'} ${item.name}`;
  return item.name === null || item.name === '' ? 'choice' : `choice ${item.name}`;
}

function options(session: LibrarySession, symbol: Sym): ByteString[] {
  return [
    ...(symbol.isAllnoconfigY ? ['option allnoconfig_y'] : []),
    ...(symbol === session.defconfigList ? ['option defconfig_list'] : []),
    ...(symbol.envVariable === null ? [] : [`option env="${symbol.envVariable}"`]),
    ...(symbol === session.modules ? ['option modules'] : []),
  ];
}

/** A condition without what the node's own dependencies added to it. */
function withoutDependency({ y }: LibrarySession, { dep }: MenuNode, cond: Expr): Expr {
  if (cond === dep) return y;
  return !isItem(cond) && cond.op === '&&' && cond.right === dep ? cond.left : cond;
}

/** All definitions of a symbol or a choice. */
export function itemDefinition(session: LibrarySession, item: Sym | Choice): ByteString {
  return item.nodes.map((node) => nodeText(session, node)).join('\n\n');
}
