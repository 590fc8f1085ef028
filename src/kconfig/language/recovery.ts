import type { ByteString } from '../../core/bytes.ts';
import { attributeTokens } from './grammar.ts';
import type { Parser, Recovery } from './parser.ts';
import { Token } from './token.ts';
import { inputEnd, syntaxStop } from './token-reader.ts';

/**
 * Recovery of a grammar with reserved keywords, by bison's error rule: a faulty attribute line is a faulty
 * statement and ends its entry; the rest of the line is skipped and the blocks stay open.
 * Source: docs/kconfig-semantics.md §1.8, observed with conf 5.10, 6.1, 6.12 and 7.1.
 */
export const reservedRecovery: Recovery = {
  attributes(parser, { lines }) {
    for (;;) {
      const token = parser.peek();
      const line = lines[token];
      if (line === undefined) return;
      line(parser, token);
    }
  },

  statement(parser, { word, isKnown, block }) {
    parser.reportSyntaxError();
    const endsChoice = block?.kind === 'choice' && block.inChoice && !parser.dialect.reading.choiceSurvivesErrors;
    if (endsChoice) parser.abandonBlock();
    if (!parser.skipLine()) {
      parser.abandonBlocks();
      return false;
    }
    reportStatement(parser, isKnown && !endsChoice ? word : '');
    return true;
  },

  endOutsideBlocks() {
    throw syntaxStop;
  },
};

/**
 * Recovery of a grammar that counts every newline: a faulty attribute line is skipped and its entry stays
 * open; a faulty statement ends all blocks.
 * Source: docs/kconfig-semantics.md §1.8, observed with conf of U-Boot 2023.01 and BusyBox 1.38.
 */
export const contextRecovery: Recovery = {
  attributes(parser, { lines, canFollow }) {
    for (;;) {
      const token = parser.peek();
      const line = lines[token];
      let word: ByteString | null = null;
      try {
        if (token === Token.eol) parser.advance();
        else if (token === Token.word) {
          word = parser.scanner.value;
          parser.advance();
          parser.peek();
          throw syntaxStop;
        } else if (line !== undefined) line(parser, token);
        else if (canFollow(token)) return;
        else throw syntaxStop;
      } catch (error) {
        if (error !== syntaxStop) throw error;
        parser.reportSyntaxError();
        if (!parser.skipLine()) throw inputEnd;
        if (word !== null) parser.error('kconfig/unknown-option', `unknown option "${word}"`, { word });
        else parser.error('kconfig/invalid-option', 'invalid option');
      }
    }
  },

  statement(parser, { token, word, isKnown, block }) {
    const isMisplaced = !isKnown && block === undefined;
    let option: ByteString | null = null;
    if (isMisplaced && (token === Token.word || attributeTokens.has(token))) {
      if (token !== Token.word) option = parser.scanner.value;
      parser.advance();
      parser.peek();
    }
    parser.reportSyntaxError();
    parser.abandonBlocks();
    if (!parser.skipLine()) return false;
    if (option !== null) parser.error('kconfig/unexpected-option', `unexpected option "${option}"`, { word: option });
    else reportStatement(parser, isMisplaced ? word : '');
    return true;
  },

  endOutsideBlocks(parser) {
    parser.advance();
    parser.expectEol();
    parser.error('kconfig/unexpected-end', 'unexpected end statement', { end: null, block: null });
  },
};

function reportStatement(parser: Parser, word: ByteString): void {
  if (word !== '') parser.error('kconfig/unknown-statement', `unknown statement "${word}"`, { word });
  else parser.error('kconfig/invalid-statement', 'invalid statement');
}
