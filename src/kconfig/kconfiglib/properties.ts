/** The lines below `config`, `menu`, `choice` and `comment`. Source: kconfiglib.py 14.1, _parse_props, _parse_help. */

import type { ByteString } from '../../core/bytes.ts';
import { makeAnd, makeOr, nameAndPlace } from './expressions.ts';
import { expandTabs, isBlank, stripEnd, stripStart, strip } from './python-text.ts';
import type { Reader } from './reader.ts';
import type { LibrarySession } from './session.ts';
import { isText } from './tokenizer.ts';
import type { TokenLine } from './token-line.ts';
import { Choice, type Expr, type LibraryType, type MenuNode, Sym } from './types.ts';

/** What a list of properties is read from. */
export interface PropertyLines {
  readonly session: LibrarySession;
  readonly reader: Reader;
  readonly tokens: TokenLine;
  nextLine(): boolean;
  repeat(): void;
  takeAfterHelp(line: ByteString): void;
}

/** Reads the properties of a node, up to the first line that is none. */
export function parseProperties(lines: PropertyLines, node: MenuNode): void {
  while (lines.nextLine()) {
    const keyword = lines.tokens.keyword;
    if (keyword !== null && !parseProperty(lines, node, keyword)) {
      lines.repeat();
      return;
    }
  }
}

/** Reads one property; false when the line is none. */
function parseProperty(lines: PropertyLines, node: MenuNode, keyword: string): boolean {
  const { reader, session, tokens } = lines;
  const { n, y } = session;
  switch (keyword) {
    case 'bool':
    case 'tristate':
    case 'int':
    case 'hex':
    case 'string':
      setType(lines, node, keyword);
      if (tokens.list[1] !== null) parsePrompt(lines, node);
      return true;
    case 'depends':
      if (!tokens.passes('on')) reader.fail("expected 'on' after 'depends'");
      node.dep = makeAnd(node.dep, dependency(lines), y, n);
      return true;
    case 'help':
      parseHelp(lines, node);
      return true;
    case 'select':
    case 'imply':
      if (!(node.item instanceof Sym)) reader.fail(`only symbols can ${keyword}`);
      node[keyword === 'select' ? 'selects' : 'implies'].push({ value: tokens.target(), cond: tokens.guard() });
      return true;
    case 'default':
      node.defaults.push({ value: tokens.expression(false), cond: tokens.guard() });
      return true;
    case 'def_bool':
    case 'def_tristate':
    case 'def_int':
    case 'def_hex':
    case 'def_string':
      setType(lines, node, keyword.slice(4) as LibraryType);
      node.defaults.push({ value: tokens.expression(false), cond: tokens.guard() });
      return true;
    case 'prompt':
      parsePrompt(lines, node);
      return true;
    case 'range':
      node.ranges.push({ low: tokens.symbol(), high: tokens.symbol(), cond: tokens.guard() });
      return true;
    case 'visible':
      if (!tokens.passes('if')) reader.fail("expected 'if' after 'visible'");
      if (node.item !== 'menu') reader.fail('only menus have this property');
      node.visibility = makeAnd(node.visibility, tokens.conditionToEnd(), y, n);
      return true;
    case 'option':
      parseOption(lines, node);
      return true;
    case 'optional':
      if (!(node.item instanceof Choice)) return reader.fail('"optional" is only valid for choices');
      node.item.isOptional = true;
      return true;
    case 'modules':
      if (session.options.variant?.isFork !== true) return false;
      if (node.item !== session.modules) warnModules(lines, 'property', "'modules'");
      return true;
    default:
      return false;
  }
}

/** `A`, and for Zephyr's own Kconfiglib `A if B`, which is `!B || A`. */
function dependency({ session, tokens }: PropertyLines): Expr {
  if (session.options.variant?.isFork !== true) return tokens.conditionToEnd();
  const main = tokens.expression(true);
  if (!tokens.passes('if')) {
    tokens.expectEnd(tokens.at);
    return main;
  }
  const left = tokens.conditionToEnd();
  return makeOr({ op: '!', left }, main, session.y, session.n);
}

/** The symbol or choice of a line that needs one; Kconfiglib ends by an exception of Python without. */
function owner({ reader }: PropertyLines, { item }: MenuNode): Sym | Choice {
  return typeof item === 'string' ? reader.fail('only symbols and choices have this property') : item;
}

function setType(lines: PropertyLines, node: MenuNode, type: LibraryType): void {
  const { session } = lines;
  const item = owner(lines, node);
  if (item.type !== 'unknown' && item.type !== type)
    session.warn(`${nameAndPlace(item)} defined with multiple types, ${type} will be used`, null, item.nodes.at(-1));
  item.type = type;
}

function parsePrompt(lines: PropertyLines, node: MenuNode): void {
  const { reader, session, tokens } = lines;
  const item = owner(lines, node);
  if (node.prompt !== null)
    session.warn(`${nameAndPlace(item)} defined with multiple prompts in single location`, null, node);
  const prompt = tokens.list[1];
  tokens.at = 2;
  if (!isText(prompt)) return reader.fail('expected prompt string');
  if (prompt.text !== strip(prompt.text))
    session.warn(`${nameAndPlace(item)} has leading or trailing whitespace in its prompt`, null, node);
  node.prompt = { text: strip(prompt.text), cond: tokens.guard() };
}

function parseOption(lines: PropertyLines, node: MenuNode): void {
  const { reader, session, tokens } = lines;
  const { place } = reader;
  if (tokens.passes('env')) {
    if (!tokens.passes('=')) reader.fail("expected '=' after 'env'");
    parseEnv(lines, symbolOf(lines, node), node, tokens.textToEnd());
  } else if (tokens.passes('defconfig_list')) {
    const { defconfigList } = session;
    const item = symbolOf(lines, node);
    if (defconfigList === null) session.defconfigList = item;
    else {
      const both = `${defconfigList.name} and ${item.name}`;
      const end = `Only ${defconfigList.name} will be used.`;
      session.warn(`'option defconfig_list' set on multiple symbols (${both}). ${end}`, place);
    }
  } else if (tokens.passes('modules')) {
    if (node.item !== session.modules) warnModules(lines, 'option', "'option modules'");
  } else if (tokens.passes('allnoconfig_y')) {
    if (!(node.item instanceof Sym)) return reader.fail("the 'allnoconfig_y' option is only valid for symbols");
    node.item.isAllnoconfigY = true;
  } else reader.fail('unrecognized option');
}

function symbolOf(lines: PropertyLines, { item }: MenuNode): Sym {
  return item instanceof Sym ? item : lines.reader.fail('only symbols have this option');
}

function parseEnv({ reader, session }: PropertyLines, item: Sym, node: MenuNode, variable: ByteString): void {
  item.envVariable = variable;
  const { env } = session;
  if (Object.hasOwn(env, variable)) {
    node.defaults.push({ value: session.constant(env[variable] ?? ''), cond: session.y });
  } else {
    const unset = `but the environment variable ${item.name} is not set`;
    session.warn(`${variable} has 'option env="${item.name}"', ${unset}`, reader.place);
  }
  if (variable === item.name) return;
  session.warn(
    'Kconfiglib expands environment variables in strings directly, meaning you do not need \'option env=...\' "bounce" ' +
      `symbols. For compatibility with the C tools, rename ${item.name} to ${variable} (so that the symbol name matches ` +
      'the environment variable name).',
    reader.place,
  );
}

function warnModules({ reader, session }: PropertyLines, what: string, modern: string): void {
  session.warn(
    `the 'modules' ${what} is not supported. Let me know if this is a problem for you, as it wouldn't be that hard to ` +
      'implement. Note that modules are supported -- Kconfiglib just assumes the symbol name MODULES, like older versions ' +
      `of the C implementation did when ${modern} wasn't used.`,
    reader.place,
  );
}

function parseHelp(lines: PropertyLines, node: MenuNode): void {
  const { reader, session } = lines;
  const item = owner(lines, node);
  if (node.help !== null) {
    const only = 'defined with more than one help text -- only the last one will be used';
    session.warn(`${nameAndPlace(item)} ${only}`, null, node);
  }
  const endEmpty = (line: ByteString): void => {
    session.warn(`${nameAndPlace(item)} has 'help' but empty help text`, null, node);
    node.help = '';
    if (line !== '') lines.takeAfterHelp(line);
  };
  let line: ByteString;
  do {
    line = reader.next();
    reader.line++;
    if (line === '') return endEmpty(line);
  } while (isBlank(line));
  let text = expandTabs(line);
  const indent = indentOf(text);
  if (indent === 0) return endEmpty(line);
  const kept = [text.slice(indent)];
  for (;;) {
    line = reader.next();
    if (isBlank(line)) {
      kept.push('\n');
      continue;
    }
    if (line === '') break;
    text = expandTabs(line);
    if (indentOf(text) < indent) break;
    kept.push(text.slice(indent));
  }
  reader.line += kept.length;
  node.help = stripEnd(kept.join(''));
  if (line !== '') lines.takeAfterHelp(line);
}

function indentOf(line: ByteString): number {
  return line.length - stripStart(line).length;
}
