import type { ByteString } from '../../core/bytes.ts';
import type { RestOf } from '../../core/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import type { KconfigArgs, KconfigCode } from '../codes.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { BuildEntry, BuildSymbol } from '../model/build-types.ts';
import type { Expr, MacroUse, Relation } from '../model/model.ts';
import type { TreeBuilder } from '../model/tree-builder.ts';
import type { Reporter } from '../report.ts';
import { ConfStop } from '../report.ts';
import type { AssignOperator } from './macro.ts';
import type { TokenKind } from './token.ts';
import { tableOf, Token } from './token.ts';
import type { TokenSource } from './token-source.ts';

/** How a `source` statement names its file. */
export interface SourceForm {
  /** Relative to the directory of the including file. */
  readonly isRelative: boolean;
  /** A missing file is no error. */
  readonly isOptional: boolean;
}

/** Functions that the parser calls outside of the language. */
export interface ParserHooks {
  assign(name: ByteString, operator: AssignOperator, value: ByteString): void;
  /** A `source` statement; may call `enter` of the token source. */
  source(path: ByteString, form: SourceForm): void;
  /** A `mainmenu` statement that counts. */
  onMainMenu(): void;
  /** Called for each statement that used macros and the entry it belongs to. */
  onMacros(macros: readonly MacroUse[], entry: BuildEntry): void;
  /** `option env="NAME"` in the current entry. */
  setFromEnvironment(symbol: BuildSymbol, name: ByteString): void;
}

/** Thrown inside the parser at a token that does not fit. */
class SyntaxStop extends Error {}
export const syntaxStop = new SyntaxStop();

/** Thrown inside the parser where the input ends in an entry that survives faulty lines. */
class InputEnd extends Error {}
export const inputEnd = new InputEnd();

/** kgate's limits, where conf's parser stack ends or its memory does. */
const nestingLimit = 1000;
const operandLimit = 4000;

/** Operators waiting on the stack of an expression. */
const waitingOpen = 0;
const waitingNot = 1;
const waitingAnd = 2;
const waitingOr = 3;

/**
 * Tokens one at a time, and expressions. A token is fetched only when a decision needs it: the
 * statement line moves with it.
 */
export class TokenReader {
  token: TokenKind = Token.end;
  hasToken = false;
  /** Tokens still to be accepted before the next error is reported. */
  quiet = 0;
  /** Stacks of the expression being read; kept, since most expressions are one operand. */
  private readonly operands: Expr[] = [];
  private readonly operators: number[] = [];
  private operandCount = 0;
  private operatorCount = 0;
  /** Location of the last statement asked for: most statements ask several times. */
  private location: Location = { file: '', line: 0 };
  readonly scanner: TokenSource;
  readonly builder: TreeBuilder;
  readonly reporter: Reporter;
  readonly hooks: ParserHooks;
  readonly dialect: Dialect;

  constructor(scanner: TokenSource, builder: TreeBuilder, reporter: Reporter, hooks: ParserHooks) {
    this.scanner = scanner;
    this.builder = builder;
    this.reporter = reporter;
    this.dialect = builder.dialect;
    this.hooks = hooks;
  }

  condition(): Expr | null {
    if (this.peek() !== Token.if) return null;
    this.advance();
    return this.expression();
  }

  /**
   * Operator precedence with explicit stacks: `!` over `&&` over `||`, comparisons of two symbols
   * are operands, both binary operators lean left.
   */
  expression(): Expr {
    const { operators } = this;
    // A faulty expression can leave some behind.
    this.operandCount = 0;
    this.operatorCount = 0;
    let open = 0;
    let count = 0;
    for (;;) {
      const token = this.peek();
      if (token === Token.not || token === Token.openParenthesis) {
        this.advance();
        operators[this.operatorCount++] = token === Token.not ? waitingNot : waitingOpen;
        if (token === Token.openParenthesis) open++;
        if (this.operatorCount > nestingLimit) this.tooMuch('expression is nested too deeply');
        continue;
      }
      this.operands[this.operandCount++] = this.operand();
      if (++count > operandLimit) this.tooMuch('expression has too many operands');
      for (;;) {
        const after = this.peek();
        if (after === Token.closeParenthesis && open > 0) {
          while (operators[this.operatorCount - 1] !== waitingOpen) this.reduce();
          this.operatorCount--;
          open--;
          this.advance();
          continue;
        }
        if (after === Token.and || after === Token.or) {
          while (this.operatorCount > 0) {
            const waiting = operators[this.operatorCount - 1];
            if (waiting === waitingOpen || (waiting === waitingOr && after === Token.and)) break;
            this.reduce();
          }
          this.advance();
          operators[this.operatorCount++] = after === Token.and ? waitingAnd : waitingOr;
          break;
        }
        while (this.operatorCount > 0 && operators[this.operatorCount - 1] !== waitingOpen) this.reduce();
        if (this.operatorCount > 0) throw syntaxStop;
        return this.operands[0]!;
      }
    }
  }

  /** Applies the operator on top of the stack. */
  private reduce(): void {
    const { pool } = this.builder;
    const { operands } = this;
    const operator = this.operators[--this.operatorCount];
    const top = this.operandCount - 1;
    const right = operands[top]!;
    if (operator === waitingNot) operands[top] = pool.not(right);
    else {
      operands[top - 1] = pool.logic(operator === waitingAnd ? 'and' : 'or', operands[top - 1]!, right);
      this.operandCount = top;
    }
  }

  private operand(): Expr {
    const { pool } = this.builder;
    const left = this.expectOperand();
    const relation = relations[this.peek()];
    if (relation === undefined) return pool.symbol(left);
    this.advance();
    return pool.compare(relation, left, this.expectOperand());
  }

  addClause(kind: 'depends' | 'if' | 'visible', expr: Expr): void {
    this.builder.addClause(kind, expr, this.here(), this.scanner.macros);
    this.noteMacros();
  }

  noteMacros(): void {
    if (this.scanner.macros.length > 0) this.hooks.onMacros(this.scanner.macros, this.builder.current);
  }

  expectName(): BuildSymbol {
    this.expect(Token.word);
    return this.scanner.identifier(this.builder.symbols);
  }

  expectOperand(): BuildSymbol {
    const token = this.peek();
    if (token === Token.word) {
      this.advance();
      return this.scanner.identifier(this.builder.symbols);
    }
    this.expect(Token.quoted);
    return this.builder.symbols.constant(this.scanner.value);
  }

  /** A text: quoted, or one word where the dialect takes that. */
  expectText(): ByteString {
    if (!this.isText(this.peek())) throw syntaxStop;
    this.advance();
    return this.scanner.value;
  }

  isText(token: TokenKind): boolean {
    return token === Token.quoted || (token === Token.word && this.dialect.reading.unquotedTexts);
  }

  expectEol(): void {
    this.expect(Token.eol);
  }

  expect(token: TokenKind): void {
    if (this.peek() !== token) throw syntaxStop;
    this.advance();
  }

  peek(): TokenKind {
    if (!this.hasToken) {
      this.token = this.scanner.next();
      this.hasToken = true;
    }
    return this.token;
  }

  /** Accepts the token that was looked at. */
  advance(): void {
    this.hasToken = false;
    if (this.quiet > 0) this.quiet--;
  }

  /** The generic line of a syntax error, once until three tokens were accepted. */
  reportSyntaxError(): void {
    if (this.quiet === 0) {
      this.reporter.errors++;
      const here = this.messageLocation();
      const offset = this.dialect.messages.syntaxErrorLineOffset;
      if (offset === null)
        this.reporter.note('kconfig/syntax-error', 'error', `${here.file}:${here.line}: syntax error`, here);
      else
        this.reporter.report('kconfig/syntax-error', 'error', `${here.file}:${here.line + offset}: syntax error`, here);
    }
    this.quiet = 3;
  }

  /** Skips the rest of the line and its newline; false at the end of the input. */
  skipLine(): boolean {
    while (this.peek() !== Token.eol) {
      if (this.token === Token.end) return false;
      this.hasToken = false;
    }
    this.advance();
    return true;
  }

  error<Code extends KconfigCode>(code: Code, text: ByteString, ...rest: RestOf<KconfigArgs[Code]>): void {
    const here = this.messageLocation();
    this.reporter.report(code, 'error', `${here.file}:${here.line}: ${text}`, here, ...rest);
    this.reporter.errors++;
  }

  warn<Code extends KconfigCode>(code: Code, text: ByteString, ...rest: RestOf<KconfigArgs[Code]>): void {
    const here = this.messageLocation();
    this.reporter.report(code, 'warning', `${here.file}:${here.line}: ${text}`, here, ...rest);
  }

  tooMuch(text: ByteString): never {
    const here = this.here();
    this.reporter.report('kconfig/limit', 'error', `${here.file}:${here.line}: ${text}`, here);
    this.reporter.errors++;
    throw new ConfStop();
  }

  /** Where an entry or property that is made now stands. */
  here(): Location {
    const { file, statementLine } = this.scanner;
    if (this.location.line !== statementLine || this.location.file !== file) {
      this.location = { file, line: statementLine };
    }
    return this.location;
  }

  /** The place that messages name. */
  private messageLocation(): Location {
    if (!this.dialect.messages.messagesNameStatementFile) return this.here();
    const { statementFile, statementLine } = this.scanner;
    return { file: statementFile, line: statementLine };
  }
}

const relations: readonly (Relation | undefined)[] = tableOf<Relation>({
  [Token.equal]: '=',
  [Token.unequal]: '!=',
  [Token.less]: '<',
  [Token.lessEqual]: '<=',
  [Token.greater]: '>',
  [Token.greaterEqual]: '>=',
});
