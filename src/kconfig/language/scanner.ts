import { endOfLine, followedBy, isPathWord, isWord, newline, space, tab, upToNul } from './characters.ts';
import { fnvPrime, fnvStart } from './fnv1a.ts';
import type { TokenKind } from './token.ts';
import { Token } from './token.ts';
import { noFile, TokenSource } from './token-source.ts';

type State = 'initial' | 'assign' | 'help';

/**
 * Turns Kconfig text into tokens where keywords are reserved. Newlines that end no statement are left
 * out; a statement's line is that of its first token.
 * Source: docs/kconfig-semantics.md §1.1 to §1.5.
 */
export class Scanner extends TokenSource {
  private state: State = 'initial';
  private beforePrevious: TokenKind = Token.eol;
  private readonly inWord = this.dialect.reading.pathWords ? isPathWord : isWord;

  /** The next characters are a help text. */
  startHelp(): void {
    this.state = 'help';
  }

  next(): TokenKind {
    for (;;) {
      const isFirst = this.isAtStatementStart;
      if (isFirst) this.uses = null;
      const token = this.scan();
      if (isFirst) {
        if (token === Token.eol) continue;
        this.statementLine = this.line;
        this.statementFile = token === Token.end ? noFile : this.file;
      } else if (
        // Not after a help text: §7.23.
        this.previous === Token.word &&
        this.beforePrevious === Token.eol &&
        (token === Token.equal || token === Token.colonEqual || token === Token.plusEqual)
      ) {
        this.state = 'assign';
      }
      this.beforePrevious = this.previous;
      this.previous = token;
      return token;
    }
  }

  private scan(): TokenKind {
    if (this.state === 'help') return this.scanHelp();
    if (this.state === 'assign') {
      const token = this.scanAssignValue();
      if (token !== Token.end) return token;
      return this.endOfFile();
    }
    const { text } = this;
    const length = text.length;
    let at = this.at;
    for (;;) {
      if (at >= length) {
        this.at = at;
        return this.endOfFile();
      }
      const code = text.charCodeAt(at);
      switch (code) {
        case space:
        case tab:
          at++;
          continue;
        case newline:
          this.at = at + 1;
          this.line++;
          return Token.eol;
        case 35: // #
          at = endOfLine(text, at);
          continue;
        case 92: // backslash
          if (followedBy(text, at, newline)) {
            at += 2;
            this.line++;
            continue;
          }
          break;
        case 34: // "
        case 39: // '
          this.at = at + 1;
          return this.scanString(code);
        case 40:
          this.at = at + 1;
          return Token.openParenthesis;
        case 41:
          this.at = at + 1;
          return Token.closeParenthesis;
        case 33:
          return this.operator(at, Token.unequal, Token.not);
        case 60:
          return this.operator(at, Token.lessEqual, Token.less);
        case 62:
          return this.operator(at, Token.greaterEqual, Token.greater);
        case 61:
          this.at = at + 1;
          return Token.equal;
        case 38:
        case 124:
          if (followedBy(text, at, code)) {
            this.at = at + 2;
            return code === 38 ? Token.and : Token.or;
          }
          break;
        case 58:
        case 43:
          if (followedBy(text, at, 61)) {
            this.at = at + 2;
            return code === 58 ? Token.colonEqual : Token.plusEqual;
          }
          break;
        default: {
          if (code !== 36 && this.inWord[code] !== 1) break;
          const token = this.scanWord(at);
          if (token !== Token.end) return token;
          at = this.at;
          continue;
        }
      }
      at++;
      const character = String.fromCharCode(code);
      const message = `${this.file}:${this.line}:warning: ignoring unsupported character '${character}'`;
      this.reporter.report('kconfig/unsupported-character', 'warning', message, this.position(), { character });
    }
  }

  /** A word or keyword; `end` when an expansion left nothing. */
  private scanWord(start: number): TokenKind {
    const { inWord, text } = this;
    const length = text.length;
    let at = start;
    let hash = fnvStart;
    let code = 0;
    for (; at < length; at++) {
      code = text.charCodeAt(at);
      if (inWord[code] !== 1) break;
      hash = Math.imul(hash ^ code, fnvPrime);
    }
    if (at >= length || code !== 36) {
      this.at = at;
      const keyword = this.keywords.find(text, start, at, hash);
      if (keyword !== 0) return keyword;
      this.setWord(start, at, hash);
      return Token.word;
    }
    return this.expandWord(start, !this.isAtStatementStart) ? Token.word : Token.end;
  }

  private scanString(quote: number): TokenKind {
    const { text } = this;
    const length = text.length;
    let value = '';
    const start = this.at;
    let at = start;
    let from = at;
    while (at < length) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        value = from === start ? text.slice(from, at) : value + text.slice(from, at);
        this.at = at + 1;
        this.setValue(upToNul(value));
        return Token.quoted;
      }
      if (code === newline) {
        const file = this.dialect.messages.messagesNameStatementFile ? this.statementFile : this.file;
        const message = `${file}:${this.statementLine}:warning: multi-line strings not supported`;
        const location = { file, line: this.statementLine };
        this.reporter.report('kconfig/unterminated-string', 'warning', message, location);
        break;
      }
      if (code === 92) {
        value += text.slice(from, at);
        at++;
        from = at;
        if (at < length && text.charCodeAt(at) !== newline) at++;
      } else if (code === 36) {
        value += text.slice(from, at);
        value += this.expandInString(at);
        at = this.at;
        from = at;
      } else at++;
    }
    this.at = at;
    this.setValue(upToNul(value + text.slice(from, at)));
    return Token.quoted;
  }

  /** `end` at the end of the file. */
  private scanAssignValue(): TokenKind {
    const { text } = this;
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at);
      if (code === newline) {
        this.at++;
        this.line++;
        this.state = 'initial';
        return Token.eol;
      }
      if (code !== space && code !== tab) {
        const end = endOfLine(text, this.at);
        this.setValue(upToNul(text.slice(this.at, end)));
        this.at = end;
        return Token.assignValue;
      }
      this.at++;
    }
    return Token.end;
  }

  private scanHelp(): TokenKind {
    this.state = 'initial';
    this.readHelpText();
    return Token.helpText;
  }

  private endOfFile(): TokenKind {
    this.state = 'initial';
    if (!this.isAtStatementStart && this.dialect.messages.missingNewline !== 'silent') {
      const message = `${this.file}:${this.line}:warning: no new line at end of file`;
      this.reporter.report('kconfig/no-newline-at-end', 'warning', message, this.position());
    }
    if (this.leave()) return Token.eol;
    // The end of the top file is the end of a line too, where conf goes on after a missing newline.
    return this.isAtStatementStart || this.dialect.messages.missingNewline === 'error' ? Token.end : Token.eol;
  }
}
