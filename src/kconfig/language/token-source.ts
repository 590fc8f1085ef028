import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { BuildSymbol } from '../model/build-types.ts';
import type { MacroUse } from '../model/model.ts';
import type { SymbolTable } from '../model/symbol-table.ts';
import type { Reporter } from '../report.ts';
import { endOfLine, followedBy, upToNul } from './characters.ts';
import type { HelpExtent } from './help-text.ts';
import { readHelp } from './help-text.ts';
import type { Expansion } from './macro.ts';
import type { TokenKind } from './token.ts';
import { KeywordTable, Token } from './token.ts';

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

/** Name of the file before the first statement and after the last. */
export const noFile = '<none>';

/**
 * The common part of the scanners of all dialects: the stack of open files, the value of the last token and
 * two line clocks. `line` is the physical line, `statementLine` that of the current statement.
 */
export abstract class TokenSource {
  /** Name of the file being read. */
  file: string;
  /** Physical line. */
  line = 1;
  statementLine = 0;
  /** File the current statement began in. */
  statementFile = noFile;
  /** Text and offset of the last help text, for `helpTextAt`. */
  helpSource: ByteString = '';
  helpStart = 0;
  /** Extent of the last help text. */
  readonly help: HelpExtent = { end: 0, lines: 0, isBlank: true };
  private readonly stack: Frame[] = [];
  /** Names in `stack` and the current one; none is there twice. */
  private readonly openNames = new Set<string>();
  protected text: ByteString;
  protected at = 0;
  /** End of the line last asked for; lines with many references are measured once. */
  private lineEnd = -1;
  protected previous: TokenKind = Token.eol;
  protected uses: MacroUse[] | null = null;
  /** The last value, unless it is a word that was not yet cut out of the text. */
  private cutValue: ByteString = '';
  protected wordSource: ByteString = '';
  protected wordStart = 0;
  /** -1 when `cutValue` holds the value. */
  protected wordEnd = -1;
  protected wordHash = 0;
  protected readonly reporter: Reporter;
  protected readonly expander: TokenExpander;
  protected readonly keywords: KeywordTable;
  protected readonly dialect: Dialect;

  constructor(name: string, text: ByteString, reporter: Reporter, expander: TokenExpander, dialect: Dialect) {
    this.reporter = reporter;
    this.expander = expander;
    this.dialect = dialect;
    this.keywords = KeywordTable.of(dialect);
    this.file = name;
    this.text = text;
    this.openNames.add(name);
  }

  /** The next token; `end` is followed by `end`. */
  abstract next(): TokenKind;

  /** The next characters are a help text. */
  abstract startHelp(): void;

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
    this.openNames.add(name);
    this.file = name;
    this.text = text;
    this.at = 0;
    this.line = 1;
    this.lineEnd = -1;
  }

  /** True when a file of this name is being read, the current one or one around it. */
  isOpen(name: string): boolean {
    return this.openNames.has(name);
  }

  /**
   * Open files innermost first with the line of their current `source` statement: its first line,
   * or its last one where conf goes by the line after it.
   */
  includeChain(): Location[] {
    const byStatement = this.dialect.messages.wholeInclusionChain;
    const chain = this.stack.map((frame) => ({
      file: frame.name,
      line: byStatement ? frame.sourceLine : frame.line - 1,
    }));
    chain.push({ file: this.file, line: byStatement ? this.statementLine : this.line - 1 });
    return chain.reverse();
  }

  /**
   * Back to the file around the current one; false in the top file, which is no longer the current
   * one then where messages name the file of their statement.
   */
  protected leave(): boolean {
    const parent = this.stack.pop();
    if (parent === undefined) {
      if (this.dialect.messages.messagesNameStatementFile) this.file = noFile;
      return false;
    }
    this.openNames.delete(this.file);
    this.file = parent.name;
    this.text = parent.text;
    this.at = parent.at;
    this.line = parent.line;
    this.lineEnd = -1;
    return true;
  }

  protected readHelpText(): void {
    this.helpSource = this.text;
    this.helpStart = this.at;
    readHelp(this.text, this.at, this.help, null);
    this.at = this.help.end;
    this.line += this.help.lines;
  }

  /** The value is the word between two offsets of the text; `hash` is its signed FNV-1a. */
  protected setWord(start: number, end: number, hash: number): void {
    this.at = end;
    this.wordSource = this.text;
    this.wordStart = start;
    this.wordEnd = end;
    this.wordHash = hash;
  }

  /** Expands the word with references that starts here; false when nothing is left of it. */
  protected expandWord(start: number, isOperand: boolean): boolean {
    this.uses ??= [];
    this.at = start;
    const expansion = this.expander.expandWord(this.text, start, this.endOfThisLine(), this.uses);
    this.at = expansion.end;
    let value = upToNul(expansion.value);
    // An unknown answer counts as n, so that the statement around it stays whole.
    if (value === '' && isOperand && this.uses.some(isUnknown)) value = 'n';
    this.setValue(value);
    return value !== '';
  }

  /** Expands the reference in a string whose `$` is at `start`. */
  protected expandInString(start: number): ByteString {
    this.uses ??= [];
    this.at = start;
    const expansion = this.expander.expandReference(this.text, start, this.endOfThisLine(), this.uses);
    this.at = expansion.end;
    return expansion.value;
  }

  /** The operator at an offset, with or without `=` behind it. */
  protected operator(at: number, withEqual: TokenKind, alone: TokenKind): TokenKind {
    const hasEqual = followedBy(this.text, at, 61);
    this.at = hasEqual ? at + 2 : at + 1;
    return hasEqual ? withEqual : alone;
  }

  protected setValue(value: ByteString): void {
    this.cutValue = value;
    this.wordEnd = -1;
  }

  protected endOfThisLine(): number {
    if (this.lineEnd < this.at) this.lineEnd = endOfLine(this.text, this.at);
    return this.lineEnd;
  }

  protected position(): Location {
    return { file: this.file, line: this.line };
  }
}

/** True for a reference whose command has no known answer. */
function isUnknown(use: MacroUse): boolean {
  return use.shellCalls.some((call) => call.answer.unknown !== null);
}
