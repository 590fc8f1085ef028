import type { Location } from '../core/location.ts';
import type { ByteString } from '../core/text.ts';
import type { BuildSymbol } from './build-types.ts';
import { fnvPrime, fnvStart } from './fnv1a.ts';
import { readHelp } from './help-text.ts';
import type { HelpExtent } from './help-text.ts';
import { isWordCode } from './macro.ts';
import type { Expansion } from './macro.ts';
import type { MacroUse } from './model.ts';
import type { Reporter } from './report.ts';
import type { SymbolTable } from './symbol-table.ts';
import { keywordAt, Token } from './token.ts';
import type { TokenKind } from './token.ts';

/** A file that waits for the one its `source` statement opened. */
interface Frame {
  readonly name: string;
  readonly text: ByteString;
  readonly at: number;
  readonly line: number;
  /** Line of the `source` statement. */
  readonly sourceLine: number;
}

/** Expands references for the scanner; the static parser leaves them as written. */
export interface TokenExpander {
  expandWord(text: ByteString, start: number, end: number, uses: MacroUse[]): Expansion;
  expandReference(text: ByteString, start: number, end: number, uses: MacroUse[]): Expansion;
}

const noUses: readonly MacroUse[] = [];
const tab = 9;
const newline = 10;
const space = 32;

type State = 'initial' | 'assign' | 'help';

/** 1 for the characters of a word. */
const isWord = Uint8Array.from({ length: 256 }, (_, code) => (isWordCode(code) ? 1 : 0));

/**
 * Turns Kconfig text into tokens. Two line clocks, as in conf: `line` is the physical line,
 * `statementLine` the line of the first token of the current statement.
 * Source: kconfig-semantics 1.1 to 1.5.
 */
export class Scanner {
  /** Name of the file being read. */
  file: string;
  /** Physical line. */
  line = 1;
  statementLine = 0;
  /** Text and offset of the last help text, for {@link helpTextAt}. */
  helpSource: ByteString = '';
  helpStart = 0;
  /** Extent of the last help text. */
  readonly help: HelpExtent = { end: 0, lines: 0, isBlank: true };
  private readonly stack: Frame[] = [];
  private text: ByteString;
  private at = 0;
  /** End of the line last asked for; lines with many references are measured once. */
  private lineEnd = -1;
  private state: State = 'initial';
  private previous: TokenKind = Token.eol;
  private beforePrevious: TokenKind = Token.eol;
  private uses: MacroUse[] | null = null;
  /** The last value, unless it is a word that nobody has asked to be cut out of the text. */
  private cutValue: ByteString = '';
  private wordSource: ByteString = '';
  private wordStart = 0;
  /** -1 when `cutValue` holds the value. */
  private wordEnd = -1;
  private wordHash = 0;
  private readonly reporter: Reporter;
  private readonly expander: TokenExpander;

  constructor(name: string, text: ByteString, reporter: Reporter, expander: TokenExpander) {
    this.reporter = reporter;
    this.expander = expander;
    this.file = name;
    this.text = text;
  }

  /** Text of the last word, quoted word or assignment value. */
  get value(): ByteString {
    if (this.wordEnd >= 0) this.setValue(this.wordSource.slice(this.wordStart, this.wordEnd));
    return this.cutValue;
  }

  /** The symbol that the last word names; a word of the text is not cut out of it when it is known. */
  identifier(symbols: SymbolTable): BuildSymbol {
    return this.wordEnd >= 0
      ? symbols.identifierAt(this.wordSource, this.wordStart, this.wordEnd, this.wordHash)
      : symbols.identifier(this.cutValue);
  }

  /** The token being read is the first of its statement. */
  get isAtStatementStart(): boolean {
    return this.previous === Token.eol || this.previous === Token.helpText;
  }

  /** References expanded in the current statement so far. */
  get macros(): readonly MacroUse[] {
    return this.uses ?? noUses;
  }

  /** Continues in another file; the current one goes on after it. */
  enter(name: string, text: ByteString): void {
    this.stack.push({ name: this.file, text: this.text, at: this.at, line: this.line, sourceLine: this.statementLine });
    this.file = name;
    this.text = text;
    this.at = 0;
    this.line = 1;
    this.lineEnd = -1;
  }

  /** True when a file of this name is being read, the current one or one around it. */
  isOpen(name: string): boolean {
    if (this.file === name) return true;
    for (let at = this.stack.length - 1; at >= 0; at--) if ((this.stack[at] as Frame).name === name) return true;
    return false;
  }

  /** Open files innermost first with the line of their current `source` statement. */
  includeChain(): Location[] {
    const chain = this.stack.map((frame) => ({ file: frame.name, line: frame.sourceLine }));
    chain.push({ file: this.file, line: this.statementLine });
    return chain.reverse();
  }

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
      } else if (
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
          if (code !== 36 && isWord[code] !== 1) break;
          const token = this.scanWord(at);
          if (token !== Token.end) return token;
          at = this.at;
          continue;
        }
      }
      at++;
      const message = `${this.file}:${this.line}:warning: ignoring unsupported character '${String.fromCharCode(code)}'`;
      this.reporter.report('kconfig/unsupported-character', 'warning', message, this.position());
    }
  }

  private operator(at: number, withEqual: TokenKind, alone: TokenKind): TokenKind {
    const hasEqual = followedBy(this.text, at, 61);
    this.at = hasEqual ? at + 2 : at + 1;
    return hasEqual ? withEqual : alone;
  }

  /** A word or keyword; `end` when an expansion left nothing. */
  private scanWord(start: number): TokenKind {
    const { text } = this;
    const length = text.length;
    let at = start;
    let hash = fnvStart;
    let code = 0;
    for (; at < length; at++) {
      code = text.charCodeAt(at);
      if (isWord[code] !== 1) break;
      hash = Math.imul(hash ^ code, fnvPrime);
    }
    if (at >= length || code !== 36) {
      this.at = at;
      const keyword = keywordAt(text, start, at, hash);
      if (keyword !== 0) return keyword;
      this.wordSource = text;
      this.wordStart = start;
      this.wordEnd = at;
      this.wordHash = hash;
      return Token.word;
    }
    if (this.uses === null) this.uses = [];
    this.at = start;
    const expansion = this.expander.expandWord(text, start, this.endOfThisLine(), this.uses);
    this.at = expansion.end;
    let value = upToNul(expansion.value);
    // An answer nobody could tell stands for n, so that the statement around it stays whole.
    if (value === '' && !this.isAtStatementStart && this.uses.some(isUnknown)) value = 'n';
    this.setValue(value);
    return value === '' ? Token.end : Token.word;
  }

  private scanString(quote: number): TokenKind {
    const { text } = this;
    const length = text.length;
    let value = '';
    let at = this.at;
    let from = at;
    while (at < length) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        value = from === this.at ? text.slice(from, at) : value + text.slice(from, at);
        this.at = at + 1;
        this.setValue(upToNul(value));
        return Token.quoted;
      }
      if (code === newline) {
        const message = `${this.file}:${this.statementLine}:warning: multi-line strings not supported`;
        const location = { file: this.file, line: this.statementLine };
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
        if (this.uses === null) this.uses = [];
        this.at = at;
        const expansion = this.expander.expandReference(text, at, this.endOfThisLine(), this.uses);
        value += expansion.value;
        at = expansion.end;
        from = at;
      } else at++;
    }
    this.at = at;
    this.setValue(upToNul(value + text.slice(from, at)));
    return Token.quoted;
  }

  /** `end` stands for the end of the file. */
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
    this.helpSource = this.text;
    this.helpStart = this.at;
    readHelp(this.text, this.at, this.help, null);
    this.at = this.help.end;
    this.line += this.help.lines;
    return Token.helpText;
  }

  private setValue(value: ByteString): void {
    this.cutValue = value;
    this.wordEnd = -1;
  }

  private endOfFile(): TokenKind {
    this.state = 'initial';
    if (!this.isAtStatementStart) {
      const message = `${this.file}:${this.line}:warning: no new line at end of file`;
      this.reporter.report('kconfig/no-newline-at-end', 'warning', message, this.position());
    }
    const parent = this.stack.pop();
    if (parent === undefined) return Token.end;
    this.file = parent.name;
    this.text = parent.text;
    this.at = parent.at;
    this.line = parent.line;
    this.lineEnd = -1;
    return Token.eol;
  }

  private endOfThisLine(): number {
    if (this.lineEnd < this.at) this.lineEnd = endOfLine(this.text, this.at);
    return this.lineEnd;
  }

  private position(): Location {
    return { file: this.file, line: this.line };
  }
}

function endOfLine(text: ByteString, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function followedBy(text: ByteString, at: number, code: number): boolean {
  return at + 1 < text.length && text.charCodeAt(at + 1) === code;
}

function isUnknown(use: MacroUse): boolean {
  return use.shellCalls.some((call) => call.answer.unknown !== null);
}

/** conf keeps texts as C strings. */
function upToNul(text: ByteString): ByteString {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}
