import type { TokenKind } from './token.ts';
import { Token } from './token.ts';

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
  Token.range,
  Token.default,
  Token.defBool,
  Token.defTristate,
  Token.visible,
]);

/** What may follow the attributes of a choice. */
export const statementsInChoice: ReadonlySet<TokenKind> = new Set([
  Token.if,
  Token.comment,
  Token.config,
  Token.menuconfig,
  Token.source,
  Token.variable,
  Token.endif,
  Token.endmenu,
  Token.endchoice,
]);

/** What may follow the attributes of a menu. */
export const statementsInMenu: ReadonlySet<TokenKind> = new Set([...statementsInChoice, Token.menu, Token.choice]);

/** What may follow the attributes of a config or comment entry, wherever it stands. */
export const anyStatement: ReadonlySet<TokenKind> = new Set([...statementsInMenu, ...attributeTokens, Token.end]);
