import type { Location } from '../core/location.ts';
import type { ByteString } from '../core/text.ts';
import { isWordCode } from './macro.ts';
import type { Expansion } from './macro.ts';
import type { MacroUse } from './model.ts';
import type { Reporter } from './report.ts';
import { keywords, Token } from './token.ts';
import type { TokenKind } from './token.ts';

/** One file being read and the place its `source` statement returns to. */
interface Frame {
  readonly name: string;
  readonly text: ByteString;
  at: number;
  line: number;
  /** Line of the `source` statement in this file that opened the next one. */
  sourceLine: number;
  /** End of the line last asked for; lines with many references are measured once. */
  lineEnd: number;
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

/**
 * Turns Kconfig text into tokens. Two line clocks, as in conf: `line` is the physical line,
 * `statementLine` the line of the first token of the current statement.
 * Source: kconfig-semantics 1.1 to 1.5.
 */
export class Scanner {
  /** Text of the last word, quoted word, help text or assignment value. */
  value: ByteString = '';
  statementLine = 0;
  private readonly stack: Frame[] = [];
  private frame: Frame;
  private state: State = 'initial';
  private previous: TokenKind = Token.eol;
  private beforePrevious: TokenKind = Token.eol;
  private uses: MacroUse[] | null = null;
  private readonly reporter: Reporter;
  private readonly expander: TokenExpander;

  constructor(name: string, text: ByteString, reporter: Reporter, expander: TokenExpander) {
    this.reporter = reporter;
    this.expander = expander;
    this.frame = { name, text, at: 0, line: 1, sourceLine: 0, lineEnd: -1 };
  }

  get file(): string {
    return this.frame.name;
  }

  /** Physical line. */
  get line(): number {
    return this.frame.line;
  }

  /** References expanded in the current statement so far. */
  get macros(): readonly MacroUse[] {
    return this.uses ?? noUses;
  }

  /** Continues in another file; the current one goes on after it. */
  enter(name: string, text: ByteString): void {
    this.frame.sourceLine = this.statementLine;
    this.stack.push(this.frame);
    this.frame = { name, text, at: 0, line: 1, sourceLine: 0, lineEnd: -1 };
  }

  /** Open files innermost first with the line of their current `source` statement. */
  includeChain(): Location[] {
    const chain = this.stack.map((frame) => ({ file: frame.name, line: frame.sourceLine }));
    chain.push({ file: this.frame.name, line: this.statementLine });
    return chain.reverse();
  }

  /** The next characters are a help text. */
  startHelp(): void {
    this.state = 'help';
  }

  next(): TokenKind {
    for (;;) {
      const isFirst = this.previous === Token.eol || this.previous === Token.helpText;
      if (isFirst) this.uses = null;
      const token = this.scan();
      if (isFirst) {
        if (token === Token.eol) continue;
        this.statementLine = this.frame.line;
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
    const frame = this.frame;
    const text = frame.text;
    const length = text.length;
    for (;;) {
      if (frame.at >= length) return this.endOfFile();
      const code = text.charCodeAt(frame.at);
      switch (code) {
        case space:
        case tab:
          frame.at++;
          continue;
        case newline:
          frame.at++;
          frame.line++;
          return Token.eol;
        case 35: // #
          frame.at = endOfLine(text, frame.at);
          continue;
        case 92: // backslash
          if (text.charCodeAt(frame.at + 1) === newline) {
            frame.at += 2;
            frame.line++;
            continue;
          }
          break;
        case 34: // "
        case 39: // '
          frame.at++;
          return this.scanString(code);
        case 40:
          frame.at++;
          return Token.openParenthesis;
        case 41:
          frame.at++;
          return Token.closeParenthesis;
        case 33:
          return this.operator(Token.unequal, Token.not);
        case 60:
          return this.operator(Token.lessEqual, Token.less);
        case 62:
          return this.operator(Token.greaterEqual, Token.greater);
        case 61:
          frame.at++;
          return Token.equal;
        case 38:
        case 124:
          if (text.charCodeAt(frame.at + 1) === code) {
            frame.at += 2;
            return code === 38 ? Token.and : Token.or;
          }
          break;
        case 58:
        case 43:
          if (text.charCodeAt(frame.at + 1) === 61) {
            frame.at += 2;
            return code === 58 ? Token.colonEqual : Token.plusEqual;
          }
          break;
        default: {
          if (code !== 36 && !isWordCode(code)) break;
          const token = this.scanWord();
          if (token === Token.end) continue;
          return token;
        }
      }
      frame.at++;
      const message = `${frame.name}:${frame.line}:warning: ignoring unsupported character '${String.fromCharCode(code)}'`;
      this.reporter.report('kconfig/unsupported-character', 'warning', message, this.position());
    }
  }

  private operator(withEqual: TokenKind, alone: TokenKind): TokenKind {
    if (this.frame.text.charCodeAt(this.frame.at + 1) === 61) {
      this.frame.at += 2;
      return withEqual;
    }
    this.frame.at++;
    return alone;
  }

  /** A word or keyword; `end` when an expansion left nothing. */
  private scanWord(): TokenKind {
    const frame = this.frame;
    const text = frame.text;
    let at = frame.at;
    let code = text.charCodeAt(at);
    while (isWordCode(code)) code = text.charCodeAt(++at);
    if (code !== 36) {
      const word = text.slice(frame.at, at);
      frame.at = at;
      const keyword = keywords.get(word);
      if (keyword !== undefined) return keyword;
      this.value = word;
      return Token.word;
    }
    if (this.uses === null) this.uses = [];
    const expansion = this.expander.expandWord(text, frame.at, lineEnd(frame), this.uses);
    frame.at = expansion.end;
    this.value = upToNul(expansion.value);
    // An answer nobody could tell stands for n, so that the statement around it stays whole.
    const isOperand = this.previous !== Token.eol && this.previous !== Token.helpText;
    if (this.value === '' && isOperand && this.uses.some(isUnknown)) this.value = 'n';
    return this.value === '' ? Token.end : Token.word;
  }

  private scanString(quote: number): TokenKind {
    const frame = this.frame;
    const text = frame.text;
    let value = '';
    let from = frame.at;
    for (;;) {
      const code = text.charCodeAt(frame.at);
      if (frame.at >= text.length) break;
      if (code === quote) {
        value += text.slice(from, frame.at);
        frame.at++;
        this.value = upToNul(value);
        return Token.quoted;
      }
      if (code === newline) {
        const message = `${frame.name}:${this.statementLine}:warning: multi-line strings not supported`;
        const location = { file: frame.name, line: this.statementLine };
        this.reporter.report('kconfig/unterminated-string', 'warning', message, location);
        break;
      }
      if (code === 92) {
        value += text.slice(from, frame.at);
        frame.at++;
        from = frame.at;
        if (frame.at < text.length && text.charCodeAt(frame.at) !== newline) frame.at++;
      } else if (code === 36) {
        value += text.slice(from, frame.at);
        if (this.uses === null) this.uses = [];
        const expansion = this.expander.expandReference(text, frame.at, lineEnd(frame), this.uses);
        value += expansion.value;
        frame.at = expansion.end;
        from = frame.at;
      } else frame.at++;
    }
    this.value = upToNul(value + text.slice(from, frame.at));
    return Token.quoted;
  }

  /** `end` stands for the end of the file. */
  private scanAssignValue(): TokenKind {
    const frame = this.frame;
    const text = frame.text;
    while (frame.at < text.length) {
      const code = text.charCodeAt(frame.at);
      if (code === newline) {
        frame.at++;
        frame.line++;
        this.state = 'initial';
        return Token.eol;
      }
      if (code !== space && code !== tab) {
        const end = endOfLine(text, frame.at);
        this.value = upToNul(text.slice(frame.at, end));
        frame.at = end;
        return Token.assignValue;
      }
      frame.at++;
    }
    return Token.end;
  }

  /**
   * A help text: ended by a line in column 0 or indented less than its first line; blank lines
   * belong to it. Source: kconfig-semantics 1.5.
   */
  private scanHelp(): TokenKind {
    const frame = this.frame;
    const text = frame.text;
    const length = text.length;
    let value = '';
    let indent = 0;
    let column = 0;
    this.state = 'initial';
    while (frame.at < length) {
      let at = frame.at;
      let code = text.charCodeAt(at);
      while (code === space || code === tab) code = text.charCodeAt(++at);
      if (at < length && code === newline) {
        frame.at = at + 1;
        frame.line++;
        const following = text.charCodeAt(at + 1);
        if (at + 1 < length && following !== space && following !== tab && following !== newline) break;
        value += '\n';
        continue;
      }
      if (at > frame.at) {
        column = 0;
        for (let index = frame.at; index < at; index++) {
          column = text.charCodeAt(index) === tab ? (column & ~7) + 8 : column + 1;
        }
        frame.at = at;
        if (indent > 0) {
          if (column < indent) break;
          value += ' '.repeat(column - indent);
        }
        continue;
      }
      const end = endOfLine(text, at);
      let last = end;
      while (last > at && isBlank(text.charCodeAt(last - 1))) last--;
      value += text.slice(at, last);
      frame.at = end;
      if (indent === 0) indent = column;
    }
    this.value = upToNul(value);
    return Token.helpText;
  }

  private endOfFile(): TokenKind {
    this.state = 'initial';
    const frame = this.frame;
    if (this.previous !== Token.eol && this.previous !== Token.helpText) {
      const message = `${frame.name}:${frame.line}:warning: no new line at end of file`;
      this.reporter.report('kconfig/no-newline-at-end', 'warning', message, this.position());
    }
    const parent = this.stack.pop();
    if (parent === undefined) return Token.end;
    this.frame = parent;
    return Token.eol;
  }

  private position(): Location {
    return { file: this.frame.name, line: this.frame.line };
  }
}

function endOfLine(text: ByteString, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function isUnknown(use: MacroUse): boolean {
  return use.shellCalls.some((call) => call.answer.unknown !== null);
}

function lineEnd(frame: Frame): number {
  if (frame.lineEnd < frame.at) frame.lineEnd = endOfLine(frame.text, frame.at);
  return frame.lineEnd;
}

function isBlank(code: number): boolean {
  return code === space || code === tab;
}

/** conf keeps texts as C strings. */
function upToNul(text: ByteString): ByteString {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}
