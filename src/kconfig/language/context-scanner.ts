import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import { endOfLine, followedBy, isBlank, isPathCode, isWord, newline, space, tab, upToNul } from './characters.ts';
import { fnvPrime, fnvStart } from './fnv1a.ts';
import type { TokenKind } from './token.ts';
import { Token } from './token.ts';
import { TokenSource } from './token-source.ts';

const dash = 45;
const dollar = 36;

/** Longest piece of a text that the busybox generation takes without a word. */
const pieceLimit = 70;

/**
 * `line`: nothing of the line was read; `command`: its first word is awaited; `parameter`: after it;
 * `unfinished`: a string ran into the end of its line.
 */
type State = 'line' | 'command' | 'parameter' | 'unfinished' | 'assign' | 'help';

/**
 * Turns Kconfig text into tokens where only the first word of a line is a keyword. Every newline is a
 * token. The statement line moves with the first word of a line only.
 * Source: docs/kconfig-semantics.md §1.1 and §1.2, observed with conf of U-Boot 2023.01 and BusyBox 1.38.
 */
export class ContextScanner extends TokenSource {
  private state: State = 'line';
  private readonly isBusybox = this.dialect.reading.keywords === 'busybox';
  private readonly hasMacros = this.dialect.reading.expansion === 'macros';

  /** The next characters are a help text. */
  startHelp(): void {
    this.state = 'help';
  }

  next(): TokenKind {
    if (this.previous === Token.eol || this.previous === Token.helpText) this.uses = null;
    const token = this.scan();
    this.previous = token;
    return token;
  }

  private scan(): TokenKind {
    for (;;) {
      const token = this.scanOne();
      if (token !== null) return token;
    }
  }

  /** Null when the characters that were read are no token. */
  private scanOne(): TokenKind | null {
    switch (this.state) {
      case 'line':
        return this.scanLine();
      case 'command':
        return this.scanCommand();
      case 'parameter':
        return this.scanParameter();
      case 'unfinished':
        return this.endUnfinished();
      case 'assign':
        return this.scanAssign();
      default:
        return this.scanHelp();
    }
  }

  private scanLine(): TokenKind | null {
    const { text } = this;
    let { at } = this;
    while (at < text.length && isBlank(text.charCodeAt(at))) at++;
    const code = text.charCodeAt(at);
    if (code === 35) at = endOfLine(text, at);
    this.at = at;
    if (at >= text.length) return this.endOfFile();
    if (text.charCodeAt(at) === newline) return this.endLine();
    this.state = 'command';
    return null;
  }

  private scanCommand(): TokenKind | null {
    const { text } = this;
    const start = this.at;
    if (start >= text.length) return this.endOfFile();
    const code = text.charCodeAt(start);
    if (code === newline) return this.endLine();
    // Before Linux 4.18 a blank is one of the characters that have no place here.
    if (isBlank(code) && this.hasMacros) {
      this.at++;
      return null;
    }
    const end = this.endOfWord(start, false);
    if (this.hasMacros && (end > start ? text.charCodeAt(end) : code) === dollar) {
      return this.expandWord(start, false) ? Token.variable : null;
    }
    if (end > start) return this.firstWord(start, end);
    if (this.hasMacros) {
      const length = code === 61 ? 1 : (code === 58 || code === 43) && followedBy(text, start, 61) ? 2 : 0;
      if (length > 0) {
        this.at = start + length;
        this.state = 'assign';
        return code === 61 ? Token.equal : code === 58 ? Token.colonEqual : Token.plusEqual;
      }
    }
    return this.skip(code);
  }

  private firstWord(start: number, end: number): TokenKind {
    this.statementFile = this.file;
    this.statementLine = this.line;
    const keyword = this.keywordAt(start, end);
    if (keyword !== 0 && keyword !== Token.on) {
      this.state = 'parameter';
      return keyword;
    }
    if (this.hasMacros) return Token.variable;
    this.state = 'parameter';
    return Token.word;
  }

  private scanParameter(): TokenKind | null {
    const { text } = this;
    const start = this.at;
    if (start >= text.length) {
      this.state = 'line';
      return null;
    }
    const code = text.charCodeAt(start);
    switch (code) {
      case newline:
        return this.endLine();
      case space:
      case tab:
        this.at++;
        return null;
      case 35: // #
        this.at = endOfLine(text, start);
        return null;
      case 92: // backslash
        if (!followedBy(text, start, newline)) break;
        this.at += 2;
        this.line++;
        return null;
      case 34: // "
      case 39: // '
        this.at++;
        return this.scanString(code);
      case 40:
        this.at++;
        return Token.openParenthesis;
      case 41:
        this.at++;
        return Token.closeParenthesis;
      case 61:
        this.at++;
        return Token.equal;
      case 33:
        return this.operator(start, Token.unequal, Token.not);
      case 60:
        if (!this.dialect.reading.orderRelations) break;
        return this.operator(start, Token.lessEqual, Token.less);
      case 62:
        if (!this.dialect.reading.orderRelations) break;
        return this.operator(start, Token.greaterEqual, Token.greater);
      case 38:
      case 124:
        if (!followedBy(text, start, code)) break;
        this.at += 2;
        return code === 38 ? Token.and : Token.or;
      default: {
        const end = this.endOfWord(start, true);
        if (this.hasMacros && (end > start ? text.charCodeAt(end) : code) === dollar) {
          return this.expandWord(start, true) ? Token.word : null;
        }
        if (end > start) return this.parameterWord(start, end);
      }
    }
    return this.skip(code);
  }

  private parameterWord(start: number, end: number): TokenKind | null {
    if (this.isBusybox && end === start + 3 && this.text.startsWith('---', start)) {
      this.at = end;
      return null;
    }
    const keyword = this.keywordAt(start, end);
    return keyword === Token.if || keyword === Token.on ? keyword : Token.word;
  }

  /**
   * The string whose quote was read. It ends at its quote, or just before the newline if its last
   * piece is text; where the dialect says so it ends with the file, too; otherwise no token comes of it.
   */
  private scanString(quote: number): TokenKind | null {
    const { text } = this;
    let value = '';
    for (;;) {
      const at = this.at;
      if (at >= text.length) {
        this.state = 'line';
        return this.dialect.reading.endOfFileEndsString ? this.quoted(value) : null;
      }
      const code = text.charCodeAt(at);
      if (code === newline) return this.endUnfinished();
      if (code === quote) {
        this.at++;
        return this.quoted(value);
      }
      if (code === dollar && this.hasMacros) {
        value += this.expandInString(at);
        continue;
      }
      if (code === 34 || code === 39) {
        value += text[at];
        this.at++;
        continue;
      }
      let end = at;
      if (code === 92) {
        end = at + 1 < text.length && text.charCodeAt(at + 1) !== newline ? at + 2 : at + 1;
        value += text.slice(at + 1, end);
      } else {
        while (end < text.length && !this.endsPiece(text.charCodeAt(end))) end++;
        value += text.slice(at, end);
        this.checkPiece(end - at, this.line);
      }
      this.at = end;
      if (text.charCodeAt(end) === newline) {
        this.state = 'unfinished';
        return this.quoted(value);
      }
    }
  }

  private endsPiece(code: number): boolean {
    return (
      code === newline ||
      code === 34 ||
      code === 39 ||
      code === 92 ||
      (code === dollar && this.dialect.reading.expansion === 'macros')
    );
  }

  private quoted(value: ByteString): TokenKind {
    this.setValue(upToNul(value));
    return Token.quoted;
  }

  /** The newline that ended a string. */
  private endUnfinished(): TokenKind {
    const location = this.statement();
    const message = `${location.file}:${location.line}:warning: multi-line strings not supported`;
    const { reporter } = this;
    reporter.print(this.dialect.messages.fileErrorsOnStdout ? 'stdout' : 'stderr', `${message}\n`);
    reporter.note('kconfig/unterminated-string', 'warning', message, location);
    return this.endLine();
  }

  private scanAssign(): TokenKind | null {
    const { text } = this;
    let { at } = this;
    while (at < text.length && isBlank(text.charCodeAt(at))) at++;
    this.at = at;
    if (at >= text.length) return this.endOfFile();
    if (text.charCodeAt(at) === newline) return this.endLine();
    const end = endOfLine(text, at);
    this.setValue(upToNul(text.slice(at, end)));
    this.at = end;
    return Token.assignValue;
  }

  private scanHelp(): TokenKind {
    const { text, line } = this;
    const start = this.at;
    this.state = 'line';
    this.readHelpText();
    if (this.dialect.messages.reportsOverlongLines) {
      for (let at = start, number = line; at < this.at; number++) {
        const end = Math.min(endOfLine(text, at), this.at);
        let from = at;
        while (from < end && isBlank(text.charCodeAt(from))) from++;
        this.checkPiece(end - from, number);
        at = end + 1;
      }
    }
    return Token.helpText;
  }

  private checkPiece(length: number, line: number): void {
    if (length <= pieceLimit || !this.dialect.messages.reportsOverlongLines) return;
    const message = `${this.file}:${line} error: Overlong line`;
    this.reporter.report('kconfig/overlong-line', 'warning', message, { file: this.file, line });
  }

  private skip(code: number): null {
    this.at++;
    if (this.dialect.messages.warnsUnsupportedCharacters) {
      const { placesCharacters } = this.dialect.messages;
      const location = placesCharacters ? { file: this.file, line: this.line } : this.statement();
      const character = String.fromCharCode(code);
      const message = `${location.file}:${location.line}:warning: ignoring unsupported character '${character}'`;
      this.reporter.report('kconfig/unsupported-character', 'warning', message, location, { character });
    }
    return null;
  }

  private endOfWord(start: number, isParameter: boolean): number {
    const { text, isBusybox } = this;
    const withPath = isParameter && this.dialect.reading.pathWords;
    let at = start;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (isWord[code] === 1 ? isBusybox && code === dash && !isParameter : !(withPath && isPathCode(code))) break;
    }
    return at;
  }

  /** The word between two offsets becomes the value; gives its keyword or 0. */
  private keywordAt(start: number, end: number): TokenKind | 0 {
    const { text } = this;
    let hash = fnvStart;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), fnvPrime);
    this.setWord(start, end, hash);
    return this.keywords.find(text, start, end, hash);
  }

  private endLine(): TokenKind {
    this.at++;
    this.line++;
    this.state = 'line';
    return Token.eol;
  }

  /** The end of every file, the top file too, is the end of a line; the state is kept. */
  private endOfFile(): TokenKind {
    if (this.leave()) return Token.eol;
    if (this.isOver) return Token.end;
    this.isOver = true;
    return Token.eol;
  }

  private isOver = false;

  private statement(): Location {
    return { file: this.statementFile, line: this.statementLine };
  }
}
