/**
 * The statements of the Kconfig language. A token is fetched only when a decision needs it, because the
 * statement line moves with it.
 * Source: docs/kconfig-semantics.md §1.4 and §1.8.
 */
import type { ByteString } from '../../core/bytes.ts';
import { cause } from '../../core/diagnostic.ts';
import type { BuildEntry, BuildSymbol } from '../model/build-types.ts';
import { append } from '../model/build-types.ts';
import { symbolFlag } from '../model/flat-model.ts';
import { leadingVisibleLines } from './attributes.ts';
import type { AssignOperator } from './macro.ts';
import type { BlockKind, Parser } from './parser.ts';
import { Token, type TokenKind } from './token.ts';
import { inputEnd, syntaxStop } from './token-reader.ts';

/** Reads everything up to the end of the top file. */
export function parseStatements(parser: Parser): void {
  try {
    if (!parser.dialect.reading.ignoresMainMenu) {
      emptyLines(parser);
      // A faulty mainmenu ends conf's parser.
      if (parser.peek() === Token.mainmenu && !mainMenu(parser)) return;
    }
    while (statement(parser)) {
      // Everything happens in the statement.
    }
  } catch (error) {
    if (error !== inputEnd) throw error;
    parser.abandonBlocks();
  }
}

/** False at the end of the input. */
function statement(parser: Parser): boolean {
  const { block, grammar } = parser;
  const token = parser.peek();
  if (token === Token.end && block === undefined) return false;
  const line = (block?.inChoice === true ? grammar.inChoice : grammar.statements)[token];
  const word = token === Token.word ? parser.scanner.value : '';
  try {
    if (line !== undefined) {
      line(parser, token);
      return true;
    }
  } catch (error) {
    if (error !== syntaxStop) throw error;
  }
  return parser.recovery.statement(parser, { token, word, isKnown: line !== undefined, block });
}

/** False when it does not parse. */
function mainMenu(parser: Parser): boolean {
  try {
    parser.advance();
    const text = parser.expectText();
    const { macros } = parser.scanner;
    parser.expectEol();
    parser.hooks.onMainMenu();
    parser.builder.addPrompt('menu', text, null, parser.here(), macros);
    return true;
  } catch (error) {
    if (error !== syntaxStop) throw error;
    parser.reportSyntaxError();
    return false;
  }
}

/** `mainmenu` where it may appear between all statements and has no effect. */
export function ignoredMainMenu(parser: Parser): void {
  if (parser.block !== undefined) throw syntaxStop;
  parser.advance();
  parser.expectText();
  parser.expectEol();
  emptyLines(parser);
}

/** The newlines from here on, where they are tokens. */
export function emptyLines(parser: Parser): void {
  while (parser.peek() === Token.eol) parser.advance();
}

/** `config` and `menuconfig`. */
export function config(parser: Parser, keyword: TokenKind): void {
  const kind = keyword === Token.menuconfig ? 'menuconfig' : 'config';
  const symbol = namedLine(parser);
  const entry = parser.builder.addEntry(kind, symbol, parser.here());
  parser.noteMacros();
  parser.recovery.attributes(parser, parser.grammar.config);
  if (kind === 'config') {
    if (parser.block?.inChoice === true && parser.dialect.messages.choiceFaultsAreErrors) {
      checkMemberPrompt(parser, entry, symbol);
    }
    if (parser.choice !== null) addMember(parser, parser.choice, entry, symbol);
  } else if (entry.prompt !== null) entry.prompt.kind = 'menu';
  else
    parser.fault('kconfig/menuconfig-without-prompt', 'menuconfig statement without prompt', { symbol: symbol.name });
}

/** `configdefault`: defaults for a symbol that is defined elsewhere. */
export function configDefault(parser: Parser): void {
  const symbol = namedLine(parser);
  const entry = parser.builder.addConfigDefault(symbol, parser.here());
  parser.noteMacros();
  parser.recovery.attributes(parser, parser.grammar.config);
  parser.builder.seal();
  const isPure = entry.clauses.length === 0 && entry.properties.every((property) => property.kind === 'default');
  if (isPure) return;
  const text = `configdefault '${symbol.name}' has more than defaults`;
  parser.error('kconfig/configdefault-has-more', text, { symbol: symbol.name });
}

function namedLine(parser: Parser): BuildSymbol {
  parser.advance();
  const symbol = parser.expectName();
  parser.expectEol();
  return symbol;
}

function checkMemberPrompt(parser: Parser, entry: BuildEntry, { name }: BuildSymbol): void {
  if (entry.prompt !== null) return;
  const text = 'choice member must have a prompt';
  parser.choiceFault('kconfig/choice-member-without-prompt', text, entry.location, { symbol: name });
}

function addMember(parser: Parser, choice: BuildEntry, entry: BuildEntry, symbol: BuildSymbol): void {
  const at = entry.location;
  const args = { symbol: symbol.name };
  if (symbol.type !== 'bool') {
    parser.choiceFault('kconfig/choice-member-not-bool', 'choice member must be bool', at, args);
  }
  if ((symbol.flags & symbolFlag.member) === 0) {
    symbol.flags |= symbolFlag.member;
    choice.members = append(choice.members, symbol);
  }
}

/** `comment "text"`. */
export function comment(parser: Parser): void {
  textEntry(parser, 'comment');
  parser.recovery.attributes(parser, parser.grammar.comment);
}

/** `menu "text"`. */
export function menu(parser: Parser): void {
  textEntry(parser, 'menu');
  if (parser.dialect.reading.visibleIf === 'before-depends') leadingVisibleLines(parser);
  parser.recovery.attributes(parser, parser.grammar.menu);
  parser.pushBlock('menu', false);
}

function textEntry(parser: Parser, kind: 'comment' | 'menu'): void {
  const { builder } = parser;
  parser.advance();
  const text = parser.expectText();
  parser.expectEol();
  builder.addEntry(kind, null, parser.here());
  builder.addPrompt(kind, text, null, parser.here(), parser.scanner.macros);
  parser.noteMacros();
}

/** `if E`. */
export function openIf(parser: Parser): void {
  const { anyInChoiceIf, expansion, keywords } = parser.dialect.reading;
  const inChoice = parser.block?.inChoice === true && !anyInChoiceIf;
  parser.advance();
  const expr = parser.expression();
  parser.expectEol();
  // Before Linux 4.18 conf has read on to the next statement by now.
  if (keywords === 'busybox' || expansion === 'symbols') emptyLines(parser);
  parser.builder.addEntry('if', null, parser.here());
  parser.addClause('if', expr);
  parser.pushBlock('if', inChoice);
}

/** `choice`, with a name where the dialect has it. */
export function openChoice(parser: Parser): void {
  const { builder, dialect } = parser;
  parser.advance();
  let name = '';
  if (dialect.reading.namedChoice && parser.peek() === Token.word) {
    name = parser.scanner.value;
    parser.advance();
  }
  parser.expectEol();
  const isNew = dialect.values.choiceEngine === 'new';
  const entry = builder.addEntry('choice', builder.symbols.choice(name), parser.here());
  if (isNew) builder.setType('bool', parser.here());
  parser.recovery.attributes(parser, parser.grammar.choice);
  if (dialect.messages.choiceFaultsAreErrors && entry.prompt === null) {
    parser.choiceFault('kconfig/choice-without-prompt', 'choice must have a prompt', entry.location);
  }
  parser.pushBlock('choice', true);
  if (isNew) parser.choice = entry;
}

/** `endif`, `endmenu` and `endchoice`. */
export function endBlock(parser: Parser, keyword: TokenKind): void {
  const { block, dialect, builder, scanner } = parser;
  if (block === undefined) {
    parser.recovery.endOutsideBlocks(parser);
    return;
  }
  if (block.kind === 'choice') parser.choice = null;
  parser.advance();
  parser.expectEol();
  parser.blocks.pop();
  const kind = endedBlock(keyword);
  const shown = dialect.messages.namesEndKeyword ? `end${kind}` : kind;
  if (kind !== block.kind) {
    const text = `unexpected '${shown}' within ${block.kind} block`;
    parser.error('kconfig/unexpected-end', text, { end: kind, block: block.kind });
    return;
  }
  const at = builder.block.location;
  if (at.file !== scanner.file) {
    const where = `${at.file}:${at.line}: location of the '${block.kind}'`;
    const text = `'${shown}' in different file than '${block.kind}'`;
    parser.error('kconfig/end-in-different-file', text, { block: block.kind }, [cause('definition', where, at)]);
    parser.reporter.print('stderr', `${where}\n`);
    return;
  }
  builder.closeBlock();
}

function endedBlock(keyword: TokenKind): BlockKind {
  return keyword === Token.endif ? 'if' : keyword === Token.endmenu ? 'menu' : 'choice';
}

/** `source "path"`, and the forms of Kconfiglib. */
export function source(parser: Parser, keyword: TokenKind): void {
  parser.advance();
  const path = parser.expectText();
  parser.expectEol();
  parser.hooks.source(path, {
    isRelative: keyword === Token.rsource || keyword === Token.orsource,
    isOptional: keyword === Token.osource || keyword === Token.orsource,
  });
}

/** `NAME = value`, with any of the three operators. */
export function assignment(parser: Parser): void {
  parser.advance();
  const name = parser.scanner.value;
  const operator = operators[parser.peek()];
  if (operator === undefined) throw syntaxStop;
  parser.advance();
  let value: ByteString = '';
  if (parser.peek() === Token.assignValue) {
    value = parser.scanner.value;
    parser.advance();
  }
  parser.expectEol();
  parser.hooks.assign(name, operator, value);
}

const operators: Readonly<Partial<Record<TokenKind, AssignOperator>>> = {
  [Token.equal]: '=',
  [Token.colonEqual]: ':=',
  [Token.plusEqual]: '+=',
};
