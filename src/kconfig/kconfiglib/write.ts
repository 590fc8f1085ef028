/** The files that Kconfiglib writes. Source: kconfiglib.py 14.1, write_config, write_min_config, write_autoconf. */

import type { ByteString } from '../../core/bytes.ts';
import { escapeText } from './expressions.ts';
import { followingNode } from './session.ts';
import { isLogical, type MenuNode, Sym, triNames } from './types.ts';
import type { Values } from './values.ts';

/** Text of a `.config`. The first lines are `$KCONFIG_CONFIG_HEADER`, which is empty by default. */
export function configText(values: Values, header = values.session.env['KCONFIG_CONFIG_HEADER'] ?? ''): ByteString {
  const { session } = values;
  const chunks = [header];
  const seen = new Set<Sym>();
  let isAfterEnd = false;
  for (let node: MenuNode | null = session.topNode; node !== null; ) {
    const next = followingNode(node);
    for (const menu of endedMenus(node, next)) {
      if (menu.item !== 'menu' || menu === session.topNode) continue;
      if (values.expr(menu.dep) === 0 || values.expr(menu.visibility) === 0) continue;
      chunks.push(`# end of ${menu.prompt?.text ?? ''}\n`);
      isAfterEnd = true;
    }
    if (next === null) break;
    node = next;
    const { item } = node;
    if (item instanceof Sym) {
      if (seen.has(item)) continue;
      seen.add(item);
      const line = values.configLine(item, escapeText);
      if (line === '') continue;
      if (isAfterEnd) chunks.push('\n');
      isAfterEnd = false;
      chunks.push(line);
    } else if (
      values.expr(node.dep) !== 0 &&
      (item === 'comment' || (item === 'menu' && values.expr(node.visibility) !== 0))
    ) {
      chunks.push(`\n#\n# ${node.prompt?.text ?? ''}\n#\n`);
      isAfterEnd = false;
    }
  }
  return chunks.join('');
}

/** The nodes that are complete between a node and the one behind it, innermost first. */
function* endedMenus(node: MenuNode, next: MenuNode | null): Generator<MenuNode> {
  if (node.list !== null || node.next !== null) return;
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    yield parent;
    if (parent.next !== null && parent.next === next) return;
  }
}

/** Text of a minimal configuration: what differs from the defaults. */
export function minimalText(values: Values, header = values.session.env['KCONFIG_CONFIG_HEADER'] ?? ''): ByteString {
  const chunks = [header];
  for (const symbol of values.session.definedSyms) {
    const { choice } = symbol;
    if (choice === null && values.visibility(symbol) <= values.expr(symbol.reverse)) continue;
    if (values.text(symbol) === defaultText(values, symbol)) continue;
    const isDefaultMember =
      choice !== null &&
      !choice.isOptional &&
      values.defaultSelection(choice) === symbol &&
      symbol.type === 'bool' &&
      values.tri(symbol) === 2;
    if (!isDefaultMember) chunks.push(values.configLine(symbol, escapeText));
  }
  return chunks.join('');
}

function defaultText(values: Values, symbol: Sym): ByteString {
  if (!isLogical(symbol.type)) {
    const found = symbol.type === 'unknown' ? undefined : symbol.defaults.find(({ cond }) => values.expr(cond) !== 0);
    return found === undefined ? '' : values.text(found.value as Sym);
  }
  let value = 0;
  if (symbol.choice === null) {
    for (const { cond, value: given } of symbol.defaults) {
      const holds = values.expr(cond);
      if (holds === 0) continue;
      value = Math.min(values.expr(given), holds);
      break;
    }
    value = Math.max(values.expr(symbol.reverse), values.expr(symbol.weakReverse), value);
    if (value === 1 && values.type(symbol) === 'bool') value = 2;
  }
  return triNames[value as 0 | 1 | 2];
}

/** Text of the C header. The first lines are `$KCONFIG_AUTOHEADER_HEADER`. */
export function headerText(values: Values, header = values.session.env['KCONFIG_AUTOHEADER_HEADER'] ?? ''): ByteString {
  const { definedSyms, prefix } = values.session;
  const chunks = [header];
  for (const symbol of definedSyms) {
    const value = values.text(symbol);
    if (!symbol.isWritten) continue;
    const name = `#define ${prefix}${symbol.name}`;
    if (isLogical(symbol.type)) {
      if (value !== 'n') chunks.push(`${name}${value === 'm' ? '_MODULE' : ''} 1\n`);
    } else if (symbol.type === 'string') chunks.push(`${name} "${escapeText(value)}"\n`);
    else chunks.push(`${name} ${symbol.type === 'hex' && !/^0[xX]/.test(value) ? '0x' : ''}${value}\n`);
  }
  return chunks.join('');
}
