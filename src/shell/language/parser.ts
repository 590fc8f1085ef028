import type { ByteString } from '../../core/bytes.ts';
import type { Assignment, CaseItem, Command, ParameterOperator, Redirection, Word, WordPart } from './ast.ts';
import { Unsupported } from './signals.ts';

/**
 * A recursive-descent parser for the shell command language of POSIX.1-2017 XCU 2, as dash reads
 * it. Whatever is outside the part kgate runs exactly is reported with {@link Unsupported}; a
 * syntax error is, too, because only the real shell words it. `isBash`: arrays, here-strings and `${name/text/text}` are
 * read as well, as bash does.
 */
export function parseShell(text: ByteString, firstLine = 1, { depth = 0, isBash = false } = {}): Command {
  const parser = new Parser(text, firstLine, depth, isBash);
  return parser.parseProgram();
}

/** Deepest nesting of commands and substitutions; hostile texts must not exhaust the stack. */
const maxDepth = 120;

/** Words that begin or end a compound command. Source: POSIX.1-2017 XCU 2.4. */
export const reservedWords: ReadonlySet<string> = new Set(
  '! { } case do done elif else esac fi for if in then until while'.split(' '),
);

type Token =
  | { kind: 'word'; word: Word; bare: ByteString | null; line: number }
  | { kind: 'number'; value: number; line: number }
  | { kind: 'operator'; text: string; line: number }
  | { kind: 'newline'; line: number }
  | { kind: 'end'; line: number };

/** A here-document that was announced and whose text starts after the next newline. */
interface PendingDocument {
  readonly delimiter: ByteString;
  readonly isQuoted: boolean;
  readonly stripsTabs: boolean;
  readonly receive: (word: Word) => void;
}

const isNameStart = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isNameChar = (code: number): boolean => isNameStart(code) || isDigit(code);

/** True when the text is a shell variable name. */
export function isName(text: ByteString): boolean {
  if (text.length === 0 || !isNameStart(text.charCodeAt(0))) return false;
  for (let i = 1; i < text.length; i++) if (!isNameChar(text.charCodeAt(i))) return false;
  return true;
}

/** The longest operator at a position. Source: POSIX.1-2017 XCU 2.3, 2.10.1. */
const operatorForm = /&&?|\|\|?|;;?|[()]|<<-?|<[&>]?|>[>&|]?/y;

/** `/TEXT/TEXT}` and `//TEXT/TEXT}` behind a name, without patterns and expansions. Source: Bash Reference Manual 5.2, 3.5.3. */
const replaceForm = /\/(\/?)((?:[^{}'"`$\\\n/*?[\]&~#%]|\\[$.])+)\/((?:[^{}'"`$\\\n&~]|\\\$)*)\}/y;

class Parser {
  private readonly text: ByteString;
  private position = 0;
  private line: number;
  private depth: number;
  private readonly isBash: boolean;
  private lookahead: Token | null = null;
  private pending: PendingDocument[] = [];

  constructor(text: ByteString, firstLine: number, depth: number, isBash: boolean) {
    this.text = text;
    this.line = firstLine;
    this.depth = depth;
    this.isBash = isBash;
  }

  parseProgram(): Command {
    const command = this.parseList(() => false);
    if (this.peek().kind !== 'end') throw new Unsupported('syntax error');
    return command;
  }

  /** Commands up to a terminator that is left unread; an empty list is an empty sequence. */
  private parseList(isEnd: (token: Token) => boolean): Command {
    this.enter();
    const commands: Command[] = [];
    for (;;) {
      let token = this.peek();
      while (token.kind === 'newline') {
        this.next();
        token = this.peek();
      }
      if (token.kind === 'end' || isEnd(token) || isOperator(token, ')') || isOperator(token, ';;')) break;
      commands.push(this.parseAndOr());
      const separator = this.peek();
      if (isOperator(separator, '&')) throw new Unsupported('background command');
      if (isOperator(separator, ';') || separator.kind === 'newline') {
        this.next();
        continue;
      }
      break;
    }
    this.depth--;
    const only = commands[0];
    return commands.length === 1 && only !== undefined ? only : { kind: 'sequence', commands };
  }

  private parseAndOr(): Command {
    let left = this.parsePipeline();
    for (;;) {
      const token = this.peek();
      if (!isOperator(token, '&&') && !isOperator(token, '||')) return left;
      this.next();
      this.skipNewlines();
      const right = this.parsePipeline();
      left = { kind: isOperator(token, '&&') ? 'and' : 'or', left, right };
    }
  }

  private parsePipeline(): Command {
    const first = this.peek();
    if (first.kind === 'word' && first.bare === '!') {
      this.next();
      const second = this.peek();
      // dash takes one `!` only.
      if (second.kind === 'word' && second.bare === '!') throw new Unsupported('syntax error');
      return { kind: 'not', command: this.parsePipeline() };
    }
    const commands = [this.parseCommand()];
    while (isOperator(this.peek(), '|')) {
      this.next();
      this.skipNewlines();
      commands.push(this.parseCommand());
    }
    const only = commands[0];
    return commands.length === 1 && only !== undefined ? only : { kind: 'pipeline', commands };
  }

  private parseCommand(): Command {
    this.enter();
    const command = this.parseCommandBody();
    this.depth--;
    return command;
  }

  private parseCommandBody(): Command {
    const token = this.peek();
    if (isOperator(token, '(')) {
      this.next();
      const body = this.parseRequiredList(() => false);
      this.expectOperator(')');
      return { kind: 'subshell', body, redirections: this.parseRedirections(), line: token.line };
    }
    if (token.kind === 'word' && token.bare !== null && reservedWords.has(token.bare)) {
      const compound = this.parseCompound(token.bare);
      const redirections = this.parseRedirections();
      return redirections.length === 0
        ? compound
        : { kind: 'redirected', body: compound, redirections, line: token.line };
    }
    return this.parseSimple();
  }

  private parseCompound(keyword: string): Command {
    switch (keyword) {
      case '{': {
        this.next();
        const body = this.parseRequiredList((token) => isBare(token, '}'));
        this.expectBare('}');
        return body;
      }
      case 'if':
        this.next();
        return this.parseIfRest();
      case 'while':
      case 'until': {
        this.next();
        const condition = this.parseRequiredList((token) => isBare(token, 'do'));
        const body = this.parseDoGroup();
        return { kind: keyword, condition, body };
      }
      case 'for':
        return this.parseFor(this.next().line);
      case 'case':
        return this.parseCase(this.next().line);
      default:
        throw new Unsupported('syntax error');
    }
  }

  private parseIfRest(): Command {
    const condition = this.parseRequiredList((token) => isBare(token, 'then'));
    this.expectBare('then');
    const isEnd = (token: Token): boolean => isBare(token, 'elif') || isBare(token, 'else') || isBare(token, 'fi');
    const then = this.parseRequiredList(isEnd);
    const token = this.next();
    if (isBare(token, 'elif')) {
      this.enter();
      const otherwise = this.parseIfRest();
      this.depth--;
      return { kind: 'if', condition, then, otherwise };
    }
    if (isBare(token, 'else')) {
      const otherwise = this.parseRequiredList((end) => isBare(end, 'fi'));
      this.expectBare('fi');
      return { kind: 'if', condition, then, otherwise };
    }
    if (!isBare(token, 'fi')) throw new Unsupported('syntax error');
    return { kind: 'if', condition, then, otherwise: null };
  }

  private parseDoGroup(): Command {
    this.expectBare('do');
    const body = this.parseRequiredList((token) => isBare(token, 'done'));
    this.expectBare('done');
    return body;
  }

  private parseFor(line: number): Command {
    const name = this.next();
    if (name.kind !== 'word' || name.bare === null || !isName(name.bare)) throw new Unsupported('syntax error');
    this.skipNewlines();
    let words: Word[] | null = null;
    if (isBare(this.peek(), 'in')) {
      this.next();
      words = [];
      for (;;) {
        const token = this.peek();
        if (token.kind !== 'word') break;
        this.next();
        words.push(token.word);
      }
      const end = this.peek();
      if (!isOperator(end, ';') && end.kind !== 'newline') throw new Unsupported('syntax error');
      this.next();
    } else if (isOperator(this.peek(), ';')) {
      this.next();
    }
    this.skipNewlines();
    return { kind: 'for', variable: name.bare, words, body: this.parseDoGroup(), line };
  }

  private parseCase(line: number): Command {
    const subject = this.next();
    if (subject.kind !== 'word') throw new Unsupported('syntax error');
    this.skipNewlines();
    this.expectBare('in');
    this.skipNewlines();
    const items: CaseItem[] = [];
    while (!isBare(this.peek(), 'esac')) {
      if (isOperator(this.peek(), '(')) this.next();
      const patterns: Word[] = [];
      for (;;) {
        const pattern = this.next();
        if (pattern.kind !== 'word') throw new Unsupported('syntax error');
        patterns.push(pattern.word);
        const token = this.next();
        if (isOperator(token, ')')) break;
        if (!isOperator(token, '|')) throw new Unsupported('syntax error');
      }
      const body = this.parseList((token) => isBare(token, 'esac'));
      items.push({ patterns, body: body.kind === 'sequence' && body.commands.length === 0 ? null : body });
      if (isOperator(this.peek(), ';;')) this.next();
      else if (!isBare(this.peek(), 'esac')) throw new Unsupported('syntax error');
      this.skipNewlines();
    }
    this.next();
    return { kind: 'case', subject: subject.word, items, line };
  }

  private parseSimple(): Command {
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    const line = this.peek().line;
    for (;;) {
      const token = this.peek();
      if (token.kind === 'word') {
        this.next();
        const array = this.isBash && words.length === 0 ? this.parseArray(token.word, token.bare) : null;
        if (array !== null) {
          assignments.push(array);
          continue;
        }
        const assignment = words.length === 0 ? splitAssignment(token.word) : null;
        if (assignment !== null) {
          assignments.push(assignment);
          continue;
        }
        if (words.length === 0 && assignments.length === 0 && isOperator(this.peek(), '(')) {
          return this.parseFunction(token.bare);
        }
        words.push(token.word);
      } else if (!this.parseRedirection(redirections)) {
        break;
      }
    }
    if (words.length === 0 && assignments.length === 0 && redirections.length === 0) {
      throw new Unsupported('syntax error');
    }
    return { kind: 'simple', assignments, words, redirections, line };
  }

  /** bash's `NAME=(words)` behind its first word; null for any other word. */
  private parseArray({ parts: [first] }: Word, bare: ByteString | null): Assignment | null {
    if (first?.kind !== 'literal' || first.quoted) return null;
    const [, name, plus] = /^([A-Za-z_]\w*)(\+?)=$/.exec(bare ?? '') ?? [];
    if (name === undefined || this.text.charAt(this.position) !== '(') {
      if (/^[A-Za-z_]\w*(?:\+=|\[[^=]*=)/.test(first.text)) throw new Unsupported('assignment of bash');
      return null;
    }
    this.expectOperator('(');
    const elements: Word[] = [];
    for (let token = this.next(); !isOperator(token, ')'); token = this.next()) {
      if (token.kind === 'newline') continue;
      if (token.kind !== 'word' || token.bare?.startsWith('[') === true) throw new Unsupported('element of an array');
      elements.push(token.word);
    }
    return { name, value: { parts: [] }, elements, appends: plus === '+' };
  }

  private parseFunction(name: ByteString | null): Command {
    this.next();
    this.expectOperator(')');
    if (name === null || !isName(name)) throw new Unsupported('function name');
    this.skipNewlines();
    return { kind: 'function', name, body: this.parseCommand() };
  }

  private parseRedirections(): Redirection[] {
    const redirections: Redirection[] = [];
    while (this.parseRedirection(redirections));
    return redirections;
  }

  /** Reads one redirection into `into`; false when the next token starts none. */
  private parseRedirection(into: Redirection[]): boolean {
    let token = this.peek();
    let descriptor: number | null = null;
    if (token.kind === 'number') {
      descriptor = token.value;
      this.next();
      token = this.peek();
    }
    if (token.kind !== 'operator') {
      if (descriptor !== null) throw new Unsupported('syntax error');
      return false;
    }
    const text = token.text;
    switch (text) {
      case '<':
      case '>':
      case '>>':
      case '<&':
      case '>&':
      case '>|': {
        this.next();
        const target = this.next();
        if (target.kind !== 'word' && target.kind !== 'number') throw new Unsupported('syntax error');
        const word =
          target.kind === 'word'
            ? target.word
            : { parts: [{ kind: 'literal' as const, text: String(target.value), quoted: false }] };
        const operator = text === '>|' ? '>' : text;
        into.push({ descriptor: descriptor ?? (text.startsWith('<') ? 0 : 1), operator, target: word });
        return true;
      }
      case '<<':
      case '<<-': {
        this.next();
        if (this.isBash && text === '<<' && this.text.charAt(this.position) === '<') {
          this.position++;
          const string = this.next();
          if (string.kind !== 'word') throw new Unsupported('syntax error');
          into.push({ descriptor: descriptor ?? 0, operator: '<<<', target: string.word });
          return true;
        }
        const target = this.next();
        if (target.kind !== 'word') throw new Unsupported('syntax error');
        const index = into.length;
        const slot: Redirection = { descriptor: descriptor ?? 0, operator: '<<', target: { parts: [] } };
        into.push(slot);
        let delimiter = '';
        let isQuoted = false;
        for (const part of target.word.parts) {
          if (part.kind !== 'literal') throw new Unsupported('here-document delimiter');
          delimiter += part.text;
          isQuoted ||= part.quoted;
        }
        this.pending.push({
          delimiter,
          isQuoted,
          stripsTabs: text === '<<-',
          receive: (word) => {
            into[index] = { ...slot, target: word };
          },
        });
        return true;
      }
      default:
        if (descriptor !== null) throw new Unsupported('syntax error');
        return false;
    }
  }

  private parseRequiredList(isEnd: (token: Token) => boolean): Command {
    const list = this.parseList(isEnd);
    if (list.kind === 'sequence' && list.commands.length === 0) throw new Unsupported('syntax error');
    return list;
  }

  private enter(): void {
    if (++this.depth > maxDepth) throw new Unsupported('nested too deeply');
  }

  private skipNewlines(): void {
    while (this.peek().kind === 'newline') this.next();
  }

  private expectBare(word: string): void {
    if (!isBare(this.next(), word)) throw new Unsupported('syntax error');
  }

  private expectOperator(text: string): void {
    if (!isOperator(this.next(), text)) throw new Unsupported('syntax error');
  }

  private peek(): Token {
    this.lookahead ??= this.scan();
    return this.lookahead;
  }

  private next(): Token {
    const token = this.peek();
    this.lookahead = null;
    return token;
  }

  private scan(): Token {
    this.skipBlanks();
    const { text } = this;
    const line = this.line;
    if (this.position >= text.length) {
      if (this.pending.length > 0) this.readDocuments();
      return { kind: 'end', line };
    }
    const char = text.charAt(this.position);
    if (char === '\n') {
      this.position++;
      this.line++;
      if (this.pending.length > 0) this.readDocuments();
      return { kind: 'newline', line };
    }
    const operator = this.scanOperator();
    if (operator !== null) {
      this.position += operator.length;
      return { kind: 'operator', text: operator, line };
    }
    if (isDigit(text.charCodeAt(this.position))) {
      const after = text.charAt(this.position + 1);
      if (after === '<' || after === '>') {
        this.position++;
        return { kind: 'number', value: text.charCodeAt(this.position - 1) - 48, line };
      }
    }
    const parts = this.scanWord('plain');
    let bare: ByteString | null = '';
    for (const part of parts) {
      if (part.kind !== 'literal' || part.quoted) {
        bare = null;
        break;
      }
      bare += part.text;
    }
    return { kind: 'word', word: { parts }, bare, line };
  }

  private scanOperator(): string | null {
    operatorForm.lastIndex = this.position;
    const operator = operatorForm.exec(this.text)?.[0] ?? null;
    if (operator === '<>') throw new Unsupported('<> redirection');
    return operator;
  }

  /** Blanks, joined lines and comments between tokens. */
  private skipBlanks(): void {
    const { text } = this;
    for (;;) {
      const char = text.charAt(this.position);
      if (char === ' ' || char === '\t') {
        this.position++;
      } else if (char === '\\' && text.charAt(this.position + 1) === '\n') {
        this.position += 2;
        this.line++;
      } else if (char === '#') {
        const end = text.indexOf('\n', this.position);
        this.position = end < 0 ? text.length : end;
      } else {
        return;
      }
    }
  }

  /**
   * The parts of a word from here to its end. `plain`: up to an unquoted metacharacter; `brace`:
   * the word of a `${x-word}` outside quotes; `brace-quoted`: inside quotes (`"${x-word}"`), where
   * single quotes mean themselves. The two brace forms stop before the closing `}`.
   */
  private scanWord(mode: 'plain' | 'brace' | 'brace-quoted'): WordPart[] {
    const { text } = this;
    const parts: WordPart[] = [];
    let literal = '';
    const outerQuoted = mode === 'brace-quoted';
    const flush = (): void => {
      if (literal !== '') parts.push({ kind: 'literal', text: literal, quoted: outerQuoted });
      literal = '';
    };
    for (;;) {
      if (this.position >= text.length) {
        if (mode !== 'plain') throw new Unsupported('syntax error');
        break;
      }
      const char = text.charAt(this.position);
      if (mode === 'plain') {
        if (isMetacharacter(char)) break;
      } else if (char === '}') {
        break;
      }
      switch (char) {
        case '\\': {
          const escaped = text.charAt(this.position + 1);
          if (escaped === '\n') {
            this.position += 2;
            this.line++;
            break;
          }
          if (outerQuoted && !'$`"\\}'.includes(escaped)) {
            literal += char;
            this.position++;
            break;
          }
          flush();
          parts.push({ kind: 'literal', text: escaped === '' ? '\\' : escaped, quoted: true });
          this.position += escaped === '' ? 1 : 2;
          break;
        }
        case "'": {
          if (outerQuoted) {
            literal += char;
            this.position++;
            break;
          }
          flush();
          const end = text.indexOf("'", this.position + 1);
          if (end < 0) throw new Unsupported('syntax error');
          const quoted = text.slice(this.position + 1, end);
          this.countLines(quoted);
          this.position = end + 1;
          parts.push({ kind: 'literal', text: quoted, quoted: true });
          break;
        }
        case '"':
          // Quotes inside a quoted ${…} are where shells differ most.
          if (outerQuoted) throw new Unsupported('quotes inside a quoted parameter expansion');
          flush();
          this.position++;
          this.scanDoubleQuoted(parts, '"');
          break;
        case '$': {
          flush();
          const before = this.position;
          this.scanDollar(parts, outerQuoted);
          if (this.position === before) throw new Unsupported('syntax error');
          break;
        }
        case '`':
          flush();
          this.scanBackquotes(parts, outerQuoted);
          break;
        case '\n':
          this.line++;
          literal += char;
          this.position++;
          break;
        default:
          literal += char;
          this.position++;
      }
    }
    flush();
    return parts;
  }

  /** Content of double quotes (`"` ends it) or of a here-document (`null`: the end of the text does). */
  private scanDoubleQuoted(parts: WordPart[], terminator: '"' | null): void {
    const { text } = this;
    let literal = '';
    let hasPart = false;
    const flush = (): void => {
      if (literal !== '') {
        parts.push({ kind: 'literal', text: literal, quoted: true });
        hasPart = true;
      }
      literal = '';
    };
    for (;;) {
      if (this.position >= text.length) {
        if (terminator !== null) throw new Unsupported('syntax error');
        break;
      }
      const char = text.charAt(this.position);
      if (char === terminator) {
        this.position++;
        break;
      }
      if (char === '\\') {
        const escaped = text.charAt(this.position + 1);
        if (escaped === '\n') {
          this.position += 2;
          this.line++;
        } else if (escaped === '$' || escaped === '`' || escaped === '\\' || (escaped === '"' && terminator === '"')) {
          literal += escaped;
          this.position += 2;
        } else {
          literal += char;
          this.position++;
        }
      } else if (char === '$') {
        flush();
        this.scanDollar(parts, true);
        hasPart = true;
      } else if (char === '`') {
        flush();
        this.scanBackquotes(parts, true);
        hasPart = true;
      } else {
        if (char === '\n') this.line++;
        literal += char;
        this.position++;
      }
    }
    flush();
    if (!hasPart) parts.push({ kind: 'literal', text: '', quoted: true });
  }

  private scanDollar(parts: WordPart[], quoted: boolean): void {
    const { text } = this;
    const after = text.charAt(this.position + 1);
    const code = text.charCodeAt(this.position + 1);
    if (after === '(') {
      if (text.charAt(this.position + 2) === '(') this.scanArithmetic(parts, quoted);
      else this.scanSubstitution(parts, quoted);
      return;
    }
    if (after === '{') {
      this.scanBraced(parts, quoted);
      return;
    }
    let name = '';
    if (isNameStart(code)) {
      let end = this.position + 2;
      while (isNameChar(text.charCodeAt(end))) end++;
      name = text.slice(this.position + 1, end);
    } else if (after !== '' && '0123456789#@*?$!-'.includes(after)) {
      name = after;
    }
    if (name === '') {
      parts.push({ kind: 'literal', text: '$', quoted });
      this.position++;
      return;
    }
    this.position += 1 + name.length;
    parts.push({ kind: 'parameter', name, operator: '', colon: false, word: null, quoted });
  }

  private scanBraced(parts: WordPart[], quoted: boolean): void {
    const { text } = this;
    this.enter();
    let at = this.position + 2;
    let isLength = false;
    if (text.charAt(at) === '#' && text.charAt(at + 1) !== '}') {
      isLength = true;
      at++;
    }
    let end = at;
    if (isNameStart(text.charCodeAt(at))) {
      while (isNameChar(text.charCodeAt(end))) end++;
    } else if (isDigit(text.charCodeAt(at))) {
      while (isDigit(text.charCodeAt(end))) end++;
    } else if ('#@*?$!-'.includes(text.charAt(at)) && text.charAt(at) !== '') {
      end++;
    }
    const name = text.slice(at, end);
    if (name === '') throw new Unsupported('bad substitution');
    this.position = end;
    const isArray = this.isBash && isNameStart(name.charCodeAt(0)) && text.charAt(end) === '[';
    const subscript = isArray ? text.charAt(end + 1) : '';
    if (isArray) {
      if (text.charAt(end + 2) !== ']') throw new Unsupported('element of an array');
      this.position += 3;
    }
    const list = subscript === '@' || subscript === '*' ? ({ subscript } as const) : {};
    if (isArray && list.subscript === undefined) throw new Unsupported('element of an array');
    if (isLength) {
      if (text.charAt(this.position) !== '}' || '@*'.includes(name)) throw new Unsupported('bad substitution');
      this.position++;
      parts.push({ kind: 'parameter', name, operator: 'length', colon: false, word: null, quoted, ...list });
      this.depth--;
      return;
    }
    let colon = false;
    if (text.charAt(this.position) === ':') {
      colon = true;
      this.position++;
    }
    let operator: ParameterOperator = '';
    const char = text.charAt(this.position);
    if (char === '-' || char === '=' || char === '?' || char === '+') {
      operator = char;
      this.position++;
    } else if (!colon && (char === '%' || char === '#')) {
      this.position++;
      operator = char;
      if (text.charAt(this.position) === char) {
        this.position++;
        operator = char === '%' ? '%%' : '##';
      }
    } else if (this.isBash && !colon && char === '/') {
      replaceForm.lastIndex = this.position;
      const [whole, all, from = '', to = ''] = replaceForm.exec(text) ?? [];
      if (whole === undefined) throw new Unsupported('replacing of a pattern');
      this.position += whole.length;
      const plain = (escaped: ByteString): ByteString => escaped.replace(/\\(.)/g, '$1');
      const word: Word = { parts: [{ kind: 'literal', text: plain(from), quoted: true }] };
      const how = { operator: all === '/' ? '//' : '/', replacement: plain(to) } as const;
      parts.push({ kind: 'parameter', name, colon, word, quoted, ...how, ...list });
      this.depth--;
      return;
    } else if (!colon && char === '/' && /^\/[^{}'"`$\\\n]*\}/.test(text.slice(this.position))) {
      this.position = text.indexOf('}', this.position);
      operator = 'bad';
    } else if (colon || char !== '}') {
      throw new Unsupported('bad substitution');
    }
    let word: Word | null = null;
    if (operator !== '' && operator !== 'bad') {
      const isPattern = operator.startsWith('%') || operator.startsWith('#');
      word = { parts: this.scanWord(quoted && !isPattern ? 'brace-quoted' : 'brace') };
    }
    if (text.charAt(this.position) !== '}') throw new Unsupported('bad substitution');
    this.position++;
    parts.push({ kind: 'parameter', name, operator, colon, word, quoted, ...list });
    this.depth--;
  }

  private scanSubstitution(parts: WordPart[], quoted: boolean): void {
    this.enter();
    const savedPending = this.pending;
    const savedLookahead = this.lookahead;
    this.pending = [];
    this.lookahead = null;
    this.position += 2;
    const body = this.parseList(() => false);
    if (!isOperator(this.peek(), ')')) throw new Unsupported('syntax error');
    if (this.pending.length > 0) throw new Unsupported('here-document without a text');
    // The closing parenthesis was scanned, so the position is right behind it.
    this.lookahead = savedLookahead;
    this.pending = savedPending;
    parts.push({ kind: 'command', body, quoted });
    this.depth--;
  }

  private scanBackquotes(parts: WordPart[], quoted: boolean): void {
    const { text } = this;
    this.enter();
    let inner = '';
    let at = this.position + 1;
    for (;;) {
      if (at >= text.length) throw new Unsupported('syntax error');
      const char = text.charAt(at);
      if (char === '`') break;
      if (char === '\\') {
        const escaped = text.charAt(at + 1);
        if (escaped === '$' || escaped === '`' || escaped === '\\' || (quoted && escaped === '"')) {
          inner += escaped;
          at += 2;
          continue;
        }
      }
      inner += char;
      at++;
    }
    this.countLines(text.slice(this.position, at));
    this.position = at + 1;
    parts.push({ kind: 'command', body: parseShell(inner, 1, { depth: this.depth, isBash: this.isBash }), quoted });
    this.depth--;
  }

  private scanArithmetic(parts: WordPart[], quoted: boolean): void {
    const { text } = this;
    this.enter();
    this.position += 3;
    const inner: WordPart[] = [];
    let literal = '';
    let open = 0;
    const flush = (): void => {
      if (literal !== '') inner.push({ kind: 'literal', text: literal, quoted: true });
      literal = '';
    };
    for (;;) {
      if (this.position >= text.length) throw new Unsupported('syntax error');
      const char = text.charAt(this.position);
      if (char === ')' && open === 0) {
        if (text.charAt(this.position + 1) !== ')') throw new Unsupported('syntax error');
        this.position += 2;
        break;
      }
      if (char === '$') {
        flush();
        this.scanDollar(inner, true);
      } else if (char === '`') {
        flush();
        this.scanBackquotes(inner, true);
      } else if (char === '"' || char === "'" || char === '\\') {
        throw new Unsupported('quotes in arithmetic');
      } else {
        if (char === '(') open++;
        if (char === ')') open--;
        if (char === '\n') this.line++;
        literal += char;
        this.position++;
      }
    }
    flush();
    parts.push({ kind: 'arithmetic', expression: { parts: inner }, quoted });
    this.depth--;
  }

  private readDocuments(): void {
    const documents = this.pending;
    this.pending = [];
    for (const document of documents) {
      const firstLine = this.line;
      let body = '';
      for (;;) {
        if (this.position >= this.text.length) break;
        const newline = this.text.indexOf('\n', this.position);
        const end = newline < 0 ? this.text.length : newline;
        let from = this.position;
        if (document.stripsTabs) while (this.text.charAt(from) === '\t') from++;
        const content = this.text.slice(from, end);
        this.position = newline < 0 ? end : end + 1;
        this.line++;
        if (content === document.delimiter) break;
        body += newline < 0 ? content : `${content}\n`;
        // A joined line hides a delimiter after it and keeps its tabs; too rare to be worth its rule.
        if (!document.isQuoted && content.endsWith('\\')) throw new Unsupported('joined line in a here-document');
      }
      if (document.isQuoted) {
        document.receive({ parts: [{ kind: 'literal', text: body, quoted: true }] });
        continue;
      }
      const inner = new Parser(body, firstLine, this.depth, this.isBash);
      const parts: WordPart[] = [];
      inner.scanDoubleQuoted(parts, null);
      document.receive({ parts });
    }
  }

  private countLines(text: ByteString): void {
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.line++;
  }
}

function isOperator(token: Token, text: string): boolean {
  return token.kind === 'operator' && token.text === text;
}

function isBare(token: Token, word: string): boolean {
  return token.kind === 'word' && token.bare === word;
}

function isMetacharacter(char: string): boolean {
  switch (char) {
    case ' ':
    case '\t':
    case '\n':
    case ';':
    case '&':
    case '|':
    case '<':
    case '>':
    case '(':
    case ')':
      return true;
    default:
      return false;
  }
}

function splitAssignment(word: Word): Assignment | null {
  const first = word.parts[0];
  if (first === undefined || first.kind !== 'literal' || first.quoted) return null;
  const equals = first.text.indexOf('=');
  if (equals <= 0 || !isName(first.text.slice(0, equals))) return null;
  const rest = first.text.slice(equals + 1);
  const parts = word.parts.slice(1);
  if (rest !== '') parts.unshift({ kind: 'literal', text: rest, quoted: false });
  return { name: first.text.slice(0, equals), value: { parts } };
}
