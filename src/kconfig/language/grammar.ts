/**
 * The statement table: which function parses the line of which keyword, for each kind of entry. The keyword
 * table of the scanner already leaves out the words that a dialect does not know.
 * Source: docs/kconfig-semantics.md §1.4.
 */
import type { Dialect } from '../dialect/dialect.ts';
import {
  choiceDefaultLine,
  defaultLine,
  dependsLine,
  helpLine,
  modulesLine,
  optionalLine,
  optionLine,
  optionListLine,
  promptLine,
  rangeLine,
  refusedLine,
  resetLine,
  selectLine,
  transitionalLine,
  typeLine,
  visibleLine,
} from './attributes.ts';
import type { Grammar, Line } from './parser.ts';
import {
  assignment,
  comment,
  config,
  configDefault,
  emptyLines,
  endBlock,
  ignoredMainMenu,
  menu,
  openChoice,
  openIf,
  source,
} from './statements.ts';
import { tableOf, Token, type TokenKind } from './token.ts';

type Lines = Readonly<Partial<Record<TokenKind, Line>>>;

const grammars = new WeakMap<Dialect, Grammar>();

/** The statements and attribute lines of a dialect, made once. */
export function grammarOf(dialect: Dialect): Grammar {
  let grammar = grammars.get(dialect);
  if (grammar === undefined) {
    grammar = createGrammar(dialect);
    grammars.set(dialect, grammar);
  }
  return grammar;
}

function createGrammar({ reading }: Dialect): Grammar {
  const isReserved = reading.keywords === 'reserved';
  const assignments: Lines = { [isReserved ? Token.word : Token.variable]: assignment };
  const common: Lines = {
    [Token.eol]: emptyLines,
    [Token.config]: config,
    [Token.comment]: comment,
    [Token.if]: openIf,
    [Token.endif]: endBlock,
    [Token.endmenu]: endBlock,
    [Token.endchoice]: endBlock,
  };
  const inChoice: Lines = {
    ...common,
    ...(reading.menuconfigInChoice ? { [Token.menuconfig]: config, ...assignments } : {}),
    ...(reading.sourceInChoice ? { [Token.source]: source } : {}),
  };
  const statements: Lines = {
    ...common,
    ...assignments,
    ...(reading.ignoresMainMenu ? { [Token.mainmenu]: ignoredMainMenu } : {}),
    [Token.menuconfig]: config,
    [Token.configdefault]: configDefault,
    [Token.menu]: menu,
    [Token.choice]: openChoice,
    [Token.source]: source,
    [Token.rsource]: source,
    [Token.osource]: source,
    [Token.orsource]: source,
  };
  const depends: Lines = { [Token.depends]: dependsLine, [Token.requires]: dependsLine };
  const configLines: Lines = {
    ...depends,
    [Token.bool]: typeLine,
    [Token.tristate]: typeLine,
    [Token.int]: typeLine,
    [Token.hex]: typeLine,
    [Token.string]: typeLine,
    [Token.prompt]: promptLine,
    [Token.default]: defaultLine,
    [Token.defBool]: defaultLine,
    [Token.defTristate]: defaultLine,
    [Token.defInt]: defaultLine,
    [Token.defHex]: defaultLine,
    [Token.defString]: defaultLine,
    [Token.select]: selectLine,
    [Token.imply]: selectLine,
    [Token.range]: rangeLine,
    [Token.transitional]: transitionalLine,
    [Token.option]: reading.unknownOption === 'ignored' ? optionListLine : optionLine,
    [Token.help]: helpLine,
    ...(reading.moduleSwitch === 'modules' ? { [Token.modules]: modulesLine } : {}),
  };
  const menuLines: Lines = { ...depends, ...(reading.visibleIf === 'any' ? { [Token.visible]: visibleLine } : {}) };
  const choiceLines: Lines = {
    ...depends,
    ...typesInChoice(reading),
    [Token.prompt]: promptLine,
    [Token.optional]: optionalLine,
    ...(reading.resetInChoice && { [Token.reset]: resetLine }),
    [Token.default]: choiceDefaultLine,
    [Token.help]: helpLine,
  };
  const [statementTable, choiceTable] = [tableOf(statements), tableOf(inChoice)];
  const isStatement = (token: TokenKind): boolean => statementTable[token] !== undefined;
  const canFollow = (token: TokenKind): boolean =>
    isStatement(token) || attributeTokens.has(token) || token === Token.end;
  return {
    statements: statementTable,
    inChoice: choiceTable,
    config: { lines: tableOf(configLines), canFollow },
    comment: { lines: tableOf(depends), canFollow },
    menu: { lines: tableOf(menuLines), canFollow: (token) => isStatement(token) && token !== Token.mainmenu },
    choice: { lines: tableOf(choiceLines), canFollow: (token) => choiceTable[token] !== undefined },
  };
}

/** Lines of a choice that start with a type. */
function typesInChoice({ keywords, optionalChoice, choicePromptByType }: Dialect['reading']): Lines {
  const logical: Lines = optionalChoice
    ? { [Token.bool]: typeLine, [Token.tristate]: typeLine }
    : choicePromptByType
      ? { [Token.bool]: promptLine }
      : {};
  if (keywords === 'reserved') return logical;
  return {
    ...logical,
    [Token.int]: refusedLine,
    [Token.hex]: refusedLine,
    [Token.string]: refusedLine,
    [Token.defBool]: refusedLine,
    [Token.defTristate]: refusedLine,
  };
}

/** Attributes that are reported by name where a statement is awaited. */
export const attributeTokens: ReadonlySet<TokenKind> = new Set([
  Token.depends,
  Token.prompt,
  Token.bool,
  Token.tristate,
  Token.int,
  Token.hex,
  Token.string,
  Token.select,
  Token.imply,
  Token.optional,
  Token.reset,
  Token.range,
  Token.default,
  Token.defBool,
  Token.defTristate,
  Token.visible,
]);
