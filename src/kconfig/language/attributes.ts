/**
 * The attribute lines of entries, which all grammars share.
 * Source: docs/kconfig-semantics.md §1.4.
 */
import { symbolFlag } from '../model/flat-model.ts';
import type { SymbolType } from '../model/model.ts';
import type { Parser } from './parser.ts';
import { Token, type TokenKind } from './token.ts';
import { syntaxStop } from './token-reader.ts';

/** Types by their keyword, and by the keyword of a default that gives the type as well. */
const types: Readonly<Partial<Record<TokenKind, SymbolType>>> = {
  [Token.bool]: 'bool',
  [Token.tristate]: 'tristate',
  [Token.int]: 'int',
  [Token.hex]: 'hex',
  [Token.string]: 'string',
  [Token.defBool]: 'bool',
  [Token.defTristate]: 'tristate',
  [Token.defInt]: 'int',
  [Token.defHex]: 'hex',
  [Token.defString]: 'string',
};

/** `bool`, optionally with a prompt. */
export function typeLine(parser: Parser, keyword: TokenKind): void {
  parser.advance();
  if (parser.isText(parser.peek())) promptText(parser, true);
  parser.expectEol();
  parser.builder.setType(types[keyword] as SymbolType, parser.here());
}

/** `prompt "text"`; `bool "text"` where a choice has no type of its own. */
export function promptLine(parser: Parser): void {
  parser.advance();
  promptText(parser, false);
}

/**
 * Text and condition of a prompt. After a type the prompt counts before the end of the line was
 * seen, after `prompt` only then.
 */
function promptText(parser: Parser, isAfterType: boolean): void {
  const text = parser.expectText();
  const condition = parser.condition();
  if (!isAfterType) parser.expectEol();
  parser.builder.addPrompt('prompt', text, condition, parser.here(), parser.scanner.macros);
  parser.noteMacros();
}

/** `default` and `def_TYPE`. */
export function defaultLine(parser: Parser, keyword: TokenKind): void {
  parser.advance();
  const value = parser.expression();
  const condition = parser.condition();
  parser.expectEol();
  parser.builder.addDefault(value, condition, parser.here(), parser.scanner.macros);
  parser.noteMacros();
  const type = types[keyword];
  if (type !== undefined) parser.builder.setType(type, parser.here());
}

/** A default of a choice names one symbol. */
export function choiceDefaultLine(parser: Parser): void {
  parser.advance();
  const target = parser.expectName();
  const condition = parser.condition();
  parser.expectEol();
  const value = parser.builder.pool.symbol(target);
  parser.builder.addDefault(value, condition, parser.here(), parser.scanner.macros);
  parser.noteMacros();
}

/** `select` and `imply`. */
export function selectLine(parser: Parser, keyword: TokenKind): void {
  parser.advance();
  const target = parser.expectName();
  const condition = parser.condition();
  parser.expectEol();
  const kind = keyword === Token.imply ? 'imply' : 'select';
  parser.builder.addSelect(kind, target, condition, parser.here(), parser.scanner.macros);
  parser.noteMacros();
}

/** `range LOW HIGH`. */
export function rangeLine(parser: Parser): void {
  parser.advance();
  const low = parser.expectOperand();
  const high = parser.expectOperand();
  const condition = parser.condition();
  parser.expectEol();
  parser.builder.addRange(low, high, condition, parser.here(), parser.scanner.macros);
  parser.noteMacros();
}

/**
 * `depends on E`; with `if F` where the dialect has it: E || F = n. The busybox generation also takes
 * `depends E` and `requires E`.
 */
export function dependsLine(parser: Parser, keyword: TokenKind): void {
  parser.advance();
  const isOptional = parser.dialect.reading.keywords === 'busybox';
  if (keyword === Token.depends && (!isOptional || parser.peek() === Token.on)) parser.expect(Token.on);
  let expr = parser.expression();
  if (parser.dialect.reading.dependsIf) {
    const condition = parser.condition();
    if (condition !== null) {
      expr = parser.builder.pool.logic('or', expr, parser.simplifier.compareWithNo(condition, '='));
    }
  }
  parser.expectEol();
  parser.addClause('depends', expr);
}

/** `visible if E` among the other attributes of a menu; without a condition it has no effect. */
export function visibleLine(parser: Parser): void {
  parser.advance();
  const condition = parser.condition();
  parser.expectEol();
  if (condition !== null) parser.addClause('visible', condition);
}

/** `visible if E` before the other attributes; the text after the condition belongs to the next line. */
export function leadingVisibleLines(parser: Parser): void {
  for (let token = parser.peek(); token === Token.eol || token === Token.visible; token = parser.peek()) {
    parser.advance();
    if (token === Token.eol) continue;
    const condition = parser.condition();
    if (condition !== null) parser.addClause('visible', condition);
  }
}

/** `help` and the text below it. */
export function helpLine(parser: Parser): void {
  const { scanner, builder, dialect } = parser;
  parser.advance();
  parser.expectEol();
  scanner.startHelp();
  parser.expect(Token.helpText);
  if (dialect.messages.reportsHelpFaults) {
    const name = parser.symbol.name === '' ? '<choice>' : parser.symbol.name;
    const args = { symbol: name };
    if (builder.hasHelp()) {
      const text = `'${name}' defined with more than one help text`;
      if (dialect.messages.menuconfigFaultsAreErrors) parser.error('kconfig/duplicate-help', text, args);
      else parser.warn('kconfig/duplicate-help', `warning: ${text} -- only the last one will be used`, args);
    }
    if (scanner.help.isBlank) parser.fault('kconfig/blank-help', `'${name}' defined with blank help text`, args);
  }
  builder.setHelp(scanner.helpSource, scanner.helpStart);
}

/** `modules`. */
export function modulesLine(parser: Parser): void {
  bareLine(parser);
  setModules(parser);
}

/** `transitional`. */
export function transitionalLine(parser: Parser): void {
  bareLine(parser);
  parser.symbol.flags |= symbolFlag.transitional;
}

/** `reset if E` in a choice: a condition for screens. */
export function resetLine(parser: Parser): void {
  parser.advance();
  parser.condition();
  parser.expectEol();
}

/** `optional` in a choice. */
export function optionalLine(parser: Parser): void {
  bareLine(parser);
  parser.builder.setOptional();
}

function bareLine(parser: Parser): void {
  parser.advance();
  parser.expectEol();
}

/** `option NAME` where the names are keywords; `option env=TEXT` where the dialect has it. */
export function optionLine(parser: Parser): void {
  parser.advance();
  const token = parser.peek();
  if (token === Token.word && parser.dialect.reading.optionEnv === 'sets' && parser.scanner.value === 'env') {
    parser.advance();
    parser.expect(Token.equal);
    const name = parser.expectText();
    parser.expectEol();
    parser.hooks.setFromEnvironment(parser.symbol, name);
    return;
  }
  if (token !== Token.modules && token !== Token.defconfigList && token !== Token.allnoconfigY) throw syntaxStop;
  bareLine(parser);
  if (token === Token.modules) setModules(parser);
  else if (token === Token.defconfigList) setDefconfigList(parser);
  else parser.symbol.flags |= symbolFlag.allnoconfigY;
}

/** `option NAME[=TEXT] …` where the names are words; one that is unknown draws a warning. */
export function optionListLine(parser: Parser): void {
  parser.advance();
  while (parser.peek() === Token.word) {
    const name = parser.scanner.value;
    parser.advance();
    let text = '';
    if (parser.peek() === Token.equal) {
      parser.advance();
      text = parser.expectText();
    }
    setOption(parser, name, text);
  }
  parser.expectEol();
}

function setOption(parser: Parser, name: string, text: string): void {
  const { optionDefconfigList, optionAllnoconfigY, optionEnv } = parser.dialect.reading;
  if (name === 'modules') setModules(parser);
  else if (name === 'defconfig_list' && optionDefconfigList) setDefconfigList(parser);
  else if (name === 'allnoconfig_y' && optionAllnoconfigY) parser.symbol.flags |= symbolFlag.allnoconfigY;
  else if (name === 'env' && optionEnv === 'sets') parser.hooks.setFromEnvironment(parser.symbol, text);
  else parser.warn('kconfig/ignored-option', `warning: ignoring unknown option ${name}`, { option: name });
}

function setModules(parser: Parser): void {
  const { builder, symbol } = parser;
  const known = builder.modules;
  if (known !== null) {
    const text = `symbol '${symbol.name}' redefines option 'modules' already defined by symbol '${known.name}'`;
    parser.error('kconfig/modules-redefined', text, { symbol: symbol.name, first: known.name });
  }
  builder.modules = symbol;
}

function setDefconfigList(parser: Parser): void {
  const { builder, symbol } = parser;
  const known = builder.defconfigList ?? symbol;
  builder.defconfigList = known;
  if (known !== symbol) {
    const args = { symbol: symbol.name };
    parser.error('kconfig/defconfig-list-redefined', 'trying to redefine defconfig symbol', args);
  }
  if (!parser.dialect.writing.writesDefconfigList) known.flags |= symbolFlag.internal;
}

/** A line of a choice that parses and is then refused without a syntax error; conf skips the line after it too. */
export function refusedLine(parser: Parser, keyword: TokenKind): void {
  parser.advance();
  if (keyword === Token.defBool || keyword === Token.defTristate) {
    parser.expectName();
    parser.condition();
  } else if (parser.isText(parser.peek())) promptText(parser, true);
  parser.expectEol();
  parser.quiet = 3;
  throw syntaxStop;
}
