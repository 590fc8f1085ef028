/** Faults of a complete tree. Source: kconfiglib.py 14.1, _check_sym_sanity, _check_choice_sanity, _check_undef_syms. */

import type { ByteString } from '../../core/bytes.ts';
import { exprText, nameAndPlace, referencedItems, splitExpr } from './expressions.ts';
import { nodeText } from './node-text.ts';
import { parseInteger } from './python-text.ts';
import { LibraryError, type LibrarySession } from './session.ts';
import { type Choice, type Expr, isLogical, type MenuNode, Sym } from './types.ts';

/** Reports what is wrong with symbols. Throws LibraryError for a default that is no single symbol. */
export function checkSymbols(session: LibrarySession): void {
  for (const symbol of session.definedSyms) {
    const name = nameAndPlace(symbol);
    const warn = (text: ByteString): void => session.warn(text, null, symbol.nodes[0]);
    if (isLogical(symbol.type)) {
      for (const [word, targets] of [['selects', symbol.selects] as const, ['implies', symbol.implies] as const]) {
        for (const { value } of targets) {
          if (!isLogical(value.type) && value.type !== 'unknown')
            warn(`${name} ${word} the ${value.type} symbol ${nameAndPlace(value)}, which is not bool or tristate`);
        }
      }
    } else if (symbol.type === 'unknown') warn(`${name} defined without a type`);
    else {
      for (const { value } of symbol.defaults) checkDefault(symbol, value, warn);
      if (symbol.selects.length > 0 || symbol.implies.length > 0)
        warn(`the ${symbol.type} symbol ${name} has selects or implies`);
    }
    if (symbol.ranges.length > 0) checkRanges(symbol, name, warn);
  }
}

function checkDefault(symbol: Sym, value: Expr, warn: (text: ByteString) => void): void {
  const name = nameAndPlace(symbol);
  if (!(value instanceof Sym)) {
    const what = `the ${symbol.type} symbol ${name} has a malformed default ${exprText(value)}`;
    throw new LibraryError(`${what} -- expected a single symbol`, symbol.nodes[0] ?? null);
  }
  if (symbol.type === 'string') {
    if (!value.isConstant && value.nodes.length === 0 && !isUpper(value.name))
      warn(`style: quotes recommended around default value for string symbol ${name}`);
  } else if (!isNumber(value, symbol.type))
    warn(`the ${symbol.type} symbol ${name} has a non-${symbol.type} default ${nameAndPlace(value)}`);
}

function checkRanges(symbol: Sym, name: ByteString, warn: (text: ByteString) => void): void {
  const { type } = symbol;
  if (type !== 'int' && type !== 'hex') {
    warn(`the ${type} symbol ${name} has ranges, but is not int or hex`);
    return;
  }
  for (const { high, low } of symbol.ranges) {
    if (!isNumber(low, type) || !isNumber(high, type))
      warn(`the ${type} symbol ${name} has a non-${type} range [${nameAndPlace(low)}, ${nameAndPlace(high)}]`);
  }
}

function isNumber(symbol: Sym, type: Sym['type']): boolean {
  if (symbol.nodes.length > 0) return symbol.type === type;
  return parseInteger(symbol.name, type === 'hex' ? 16 : 10) !== undefined;
}

/** str.isupper(): a letter, and none that is small. */
function isUpper(text: ByteString): boolean {
  return /[A-Z]/.test(text) && !/[a-z]/.test(text);
}

/** Reports what is wrong with choices. Throws LibraryError for a default that is no single symbol. */
export function checkChoices(session: LibrarySession): void {
  for (const choice of session.choices) {
    const name = nameAndPlace(choice);
    const warn = (text: ByteString): void => session.warn(text, null, choice.nodes[0]);
    if (!isLogical(choice.type)) warn(`${name} defined with type ${choice.type}`);
    if (choice.nodes.every(({ prompt }) => prompt === null)) warn(`${name} defined without a prompt`);
    for (const { value } of choice.defaults) {
      if (!(value instanceof Sym))
        throw new LibraryError(`${name} has a malformed default ${exprText(value)}`, choice.nodes[0] ?? null);
      if (value.choice !== choice)
        warn(`the default selection ${nameAndPlace(value)} of ${name} is not contained in the choice`);
    }
    for (const symbol of choice.syms) checkMember(session, choice, symbol);
  }
}

function checkMember(session: LibrarySession, choice: Choice, symbol: Sym): void {
  const name = nameAndPlace(symbol);
  const warn = (text: ByteString, node: MenuNode | undefined = symbol.nodes[0]): void => session.warn(text, null, node);
  if (symbol.defaults.length > 0)
    warn(`default on the choice symbol ${name} will have no effect, as defaults do not affect choice symbols`);
  for (const [expr, word] of [[symbol.reverse, 'selected'] as const, [symbol.weakReverse, 'implied'] as const]) {
    if (expr === session.n) continue;
    const by = splitExpr(expr, '||').map((part) => `\n - ${nameAndPlace(splitExpr(part, '&&')[0] as Sym)}`);
    const effect = 'but select/imply has no effect on choice symbols';
    warn(`the choice symbol ${name} is ${word} by the following symbols, ${effect}${by.join('')}`);
  }
  for (const node of symbol.nodes) {
    if (node.parent?.item === choice) {
      if (node.prompt === null) warn(`the choice symbol ${name} has no prompt`, node);
    } else if (node.prompt !== null)
      warn(`the choice symbol ${name} is defined with a prompt outside the choice`, node);
  }
}

/** Reports symbols that are named and defined nowhere, where the environment asks for it. */
export function checkUndefined(session: LibrarySession): void {
  const { env } = session;
  if (env['KCONFIG_WARN_UNDEF'] !== 'y' && env['KCONFIG_STRICT'] !== 'y') return;
  const references = new Map<Sym | Choice, MenuNode[]>();
  for (const node of session.nodes()) {
    for (const item of referencedItems(node)) {
      const nodes = references.get(item);
      if (nodes === undefined) references.set(item, [node]);
      else nodes.push(node);
    }
  }
  for (const symbol of session.syms.values()) {
    if (symbol.nodes.length > 0 || isNumberText(symbol.name) || symbol.name === 'MODULES') continue;
    const nodes = references.get(symbol) ?? [];
    const places = nodes.map((node) => `\n\n- Referenced at ${node.file}:${node.line}:\n\n${nodeText(session, node)}`);
    session.warn(`undefined symbol ${symbol.name}:${places.join('')}`, null, nodes[0]);
  }
}

function isNumberText(text: ByteString): boolean {
  if (parseInteger(text, 10) !== undefined) return true;
  return /^0[xX]/.test(text) && parseInteger(text, 16) !== undefined;
}
