import type { Location } from '../core/location.ts';
import type { ByteString } from '../core/text.ts';
import { append } from './build-types.ts';
import type { BuildEntry, BuildSymbol } from './build-types.ts';
import type { KconfigCode } from './codes.ts';
import type { Dialect } from './dialect.ts';
import { symbolFlag } from './flat-model.ts';
import type { AssignOperator } from './macro.ts';
import type { Expr, MacroUse, Relation, SymbolType } from './model.ts';
import { ConfStop } from './report.ts';
import type { Reporter } from './report.ts';
import type { Scanner } from './scanner.ts';
import { Token } from './token.ts';
import type { TokenKind } from './token.ts';
import type { TreeBuilder } from './tree-builder.ts';

/** What the parser hands outward. */
export interface ParserHooks {
  assign(name: ByteString, operator: AssignOperator, value: ByteString): void;
  /** A `source` statement; may call {@link Scanner.enter}. */
  source(path: ByteString): void;
  /** Called for each statement that used macros and the entry it belongs to. */
  onMacros(macros: readonly MacroUse[], entry: BuildEntry): void;
}

type BlockKind = 'if' | 'menu' | 'choice';

interface Block {
  readonly kind: BlockKind;
  readonly entry: BuildEntry;
  /** Inside a choice only config, comment and if statements are known. */
  readonly inChoice: boolean;
}

/** kgate's limits, where conf's parser stack ends or its memory does. */
const blockLimit = 2000;
const nestingLimit = 1000;
const operandLimit = 4000;

/** Thrown inside the parser at a token that does not fit. */
class SyntaxStop extends Error {}
const syntaxStop = new SyntaxStop();

/** Operators waiting on the stack of an expression. */
const waitingOpen = 0;
const waitingNot = 1;
const waitingAnd = 2;
const waitingOr = 3;

/**
 * Reads statements into a tree. Behaves like the LALR parser of conf: a token is fetched only when
 * a decision needs it (the statement line moves with it), an error is reported once until three
 * tokens were accepted, and the rest of a faulty line is skipped.
 * Source: kconfig-semantics 1.4 and 1.8, observed with conf 6.12.
 */
export class Parser {
  private token: TokenKind = Token.end;
  private hasToken = false;
  /** Tokens still to be accepted before the next error is reported. */
  private quiet = 0;
  /** Stacks of the expression being read; kept, since most expressions are one operand. */
  private readonly operands: Expr[] = [];
  private readonly operators: number[] = [];
  private operandCount = 0;
  private operatorCount = 0;
  /** Location of the last statement asked for: most statements ask several times. */
  private location: Location = { file: '', line: 0 };
  private readonly blocks: Block[] = [];
  private choice: BuildEntry | null = null;
  private readonly scanner: Scanner;
  private readonly builder: TreeBuilder;
  private readonly reporter: Reporter;
  private readonly hooks: ParserHooks;
  private readonly dialect: Dialect;

  constructor(scanner: Scanner, builder: TreeBuilder, reporter: Reporter, dialect: Dialect, hooks: ParserHooks) {
    this.scanner = scanner;
    this.builder = builder;
    this.reporter = reporter;
    this.dialect = dialect;
    this.hooks = hooks;
  }

  parse(): void {
    try {
      if (this.peek() === Token.mainmenu) this.mainMenu();
    } catch (error) {
      if (error !== syntaxStop) throw error;
      if (!this.recover(null)) return;
    }
    while (this.statement()) {
      // Everything happens in the statement.
    }
  }

  /** False at the end of the input. */
  private statement(): boolean {
    const block = this.blocks[this.blocks.length - 1];
    const token = this.peek();
    if (token === Token.end && block === undefined) return false;
    let word: ByteString | null = null;
    try {
      switch (token) {
        case Token.config:
          this.config('config');
          return true;
        case Token.comment:
          this.comment();
          return true;
        case Token.if:
          this.openIf(block?.inChoice ?? false);
          return true;
        case Token.endif:
        case Token.endmenu:
        case Token.endchoice:
          if (block === undefined) throw syntaxStop;
          this.endBlock(block, token === Token.endif ? 'if' : token === Token.endmenu ? 'menu' : 'choice');
          return true;
        default:
      }
      if (block?.inChoice === true) throw syntaxStop;
      switch (token) {
        case Token.menuconfig:
          this.config('menuconfig');
          return true;
        case Token.menu:
          this.menu();
          return true;
        case Token.choice:
          this.openChoice();
          return true;
        case Token.source:
          this.source();
          return true;
        case Token.word:
          word = this.scanner.value;
          this.assignment();
          return true;
        default:
          throw syntaxStop;
      }
    } catch (error) {
      if (error !== syntaxStop) throw error;
      return this.recover(word);
    }
  }

  private mainMenu(): void {
    this.advance();
    const text = this.expectQuoted();
    const macros = this.scanner.macros;
    this.expectEol();
    this.builder.addPrompt('menu', text, null, this.here(), macros);
  }

  private config(kind: 'config' | 'menuconfig'): void {
    this.advance();
    const symbol = this.expectName();
    this.expectEol();
    const entry = this.builder.addEntry(kind, symbol, this.here());
    this.noteMacros();
    while (this.configOption()) {
      // Attributes until something else comes.
    }
    if (kind === 'menuconfig') {
      if (entry.prompt !== null) entry.prompt.kind = 'menu';
      else this.warn('kconfig/menuconfig-without-prompt', 'warning: menuconfig statement without prompt');
    } else if (this.choice !== null) this.addMember(this.choice, entry, symbol);
  }

  private addMember(choice: BuildEntry, entry: BuildEntry, symbol: BuildSymbol): void {
    const at = entry.location;
    const prefix = `${at.file}:${at.line}: error: `;
    if (entry.prompt === null) {
      this.reporter.report(
        'kconfig/choice-member-without-prompt',
        'error',
        `${prefix}choice member must have a prompt`,
        at,
      );
      this.reporter.errors++;
    }
    if (symbol.type !== 'bool') {
      this.reporter.report('kconfig/choice-member-not-bool', 'error', `${prefix}choice member must be bool`, at);
      this.reporter.errors++;
    }
    if ((symbol.flags & symbolFlag.member) === 0) {
      symbol.flags |= symbolFlag.member;
      choice.members = append(choice.members, symbol);
    }
  }

  /** False when the next token starts no attribute of a config entry. */
  private configOption(): boolean {
    const token = this.peek();
    switch (token) {
      case Token.bool:
      case Token.tristate:
      case Token.int:
      case Token.hex:
      case Token.string: {
        this.advance();
        if (this.peek() === Token.quoted) this.promptText();
        this.expectEol();
        this.builder.setType(typeOf(token), this.here());
        return true;
      }
      case Token.prompt:
        this.prompt();
        return true;
      case Token.default:
      case Token.defBool:
      case Token.defTristate: {
        this.advance();
        const value = this.expression();
        const condition = this.condition();
        this.expectEol();
        this.builder.addDefault(value, condition, this.here(), this.scanner.macros);
        this.noteMacros();
        if (token === Token.defBool) this.builder.setType('bool', this.here());
        if (token === Token.defTristate) this.builder.setType('tristate', this.here());
        return true;
      }
      case Token.select:
      case Token.imply: {
        this.advance();
        const target = this.expectName();
        const condition = this.condition();
        this.expectEol();
        const kind = token === Token.select ? 'select' : 'imply';
        this.builder.addSelect(kind, target, condition, this.here(), this.scanner.macros);
        this.noteMacros();
        return true;
      }
      case Token.range: {
        this.advance();
        const low = this.expectOperand();
        const high = this.expectOperand();
        const condition = this.condition();
        this.expectEol();
        this.builder.addRange(low, high, condition, this.here(), this.scanner.macros);
        this.noteMacros();
        return true;
      }
      case Token.modules:
        this.advance();
        this.expectEol();
        this.setModules();
        return true;
      default:
        return this.dependsOrHelp();
    }
  }

  private setModules(): void {
    const symbol = this.builder.current.symbol as BuildSymbol;
    const known = this.builder.modules;
    if (known !== null) {
      const text = `symbol '${symbol.name}' redefines option 'modules' already defined by symbol '${known.name}'`;
      this.error('kconfig/modules-redefined', text);
    }
    this.builder.modules = symbol;
  }

  private dependsOrHelp(): boolean {
    if (this.peek() === Token.help) {
      this.help();
      return true;
    }
    return this.depends();
  }

  private depends(): boolean {
    if (this.peek() !== Token.depends) return false;
    this.advance();
    this.expect(Token.on);
    const expr = this.expression();
    this.expectEol();
    this.addClause('depends', expr);
    return true;
  }

  private help(): void {
    this.advance();
    this.expectEol();
    this.scanner.startHelp();
    this.expect(Token.helpText);
    const { scanner, builder } = this;
    if (builder.hasHelp()) {
      const message = `warning: '${this.currentName()}' defined with more than one help text -- only the last one will be used`;
      this.warn('kconfig/duplicate-help', message);
    }
    if (scanner.help.isBlank) {
      this.warn('kconfig/blank-help', `warning: '${this.currentName()}' defined with blank help text`);
    }
    builder.setHelp(scanner.helpSource, scanner.helpStart);
  }

  private currentName(): ByteString {
    const symbol = this.builder.current.symbol as BuildSymbol;
    return symbol.kind === 'choice' ? '<choice>' : symbol.name;
  }

  private prompt(): void {
    this.advance();
    if (this.peek() !== Token.quoted) throw syntaxStop;
    this.promptText(false);
  }

  /**
   * Text and condition of a prompt. After a type the prompt counts before the end of the line was
   * seen, after `prompt` only then.
   */
  private promptText(isAfterType = true): void {
    const text = this.expectQuoted();
    const condition = this.condition();
    if (!isAfterType) this.expectEol();
    const macros = this.scanner.macros;
    this.builder.addPrompt('prompt', text, condition, this.here(), macros);
    this.noteMacros();
  }

  private comment(): void {
    this.advance();
    const text = this.expectQuoted();
    this.expectEol();
    this.builder.addEntry('comment', null, this.here());
    this.builder.addPrompt('comment', text, null, this.here(), this.scanner.macros);
    this.noteMacros();
    while (this.depends()) {
      // All `depends on` lines.
    }
  }

  private openIf(inChoice: boolean): void {
    this.advance();
    const expr = this.expression();
    this.expectEol();
    this.builder.addEntry('if', null, this.here());
    this.addClause('if', expr);
    this.pushBlock('if', inChoice);
  }

  private menu(): void {
    this.advance();
    const text = this.expectQuoted();
    this.expectEol();
    this.builder.addEntry('menu', null, this.here());
    this.builder.addPrompt('menu', text, null, this.here(), this.scanner.macros);
    this.noteMacros();
    while (this.menuOption()) {
      // All attributes.
    }
    this.pushBlock('menu', false);
  }

  private menuOption(): boolean {
    if (this.peek() !== Token.visible) return this.depends();
    this.advance();
    const condition = this.condition();
    this.expectEol();
    if (condition !== null) this.addClause('visible', condition);
    return true;
  }

  private openChoice(): void {
    this.advance();
    this.expectEol();
    const symbol = this.builder.symbols.choice();
    const entry = this.builder.addEntry('choice', symbol, this.here());
    this.builder.setType('bool', this.here());
    while (this.choiceOption()) {
      // All attributes.
    }
    if (entry.prompt === null) {
      const at = entry.location;
      const message = `${at.file}:${at.line}: error: choice must have a prompt`;
      this.reporter.report('kconfig/choice-without-prompt', 'error', message, at);
      this.reporter.errors++;
    }
    this.pushBlock('choice', true);
    this.choice = entry;
  }

  private choiceOption(): boolean {
    switch (this.peek()) {
      case Token.prompt:
      case Token.bool:
        this.prompt();
        return true;
      case Token.default: {
        this.advance();
        const target = this.expectName();
        const condition = this.condition();
        this.expectEol();
        const value = this.builder.pool.symbol(target);
        this.builder.addDefault(value, condition, this.here(), this.scanner.macros);
        this.noteMacros();
        return true;
      }
      default:
        return this.dependsOrHelp();
    }
  }

  private source(): void {
    this.advance();
    const path = this.expectQuoted();
    this.expectEol();
    this.hooks.source(path);
  }

  private assignment(): void {
    this.advance();
    const name = this.scanner.value;
    const token = this.peek();
    if (token !== Token.equal && token !== Token.colonEqual && token !== Token.plusEqual) throw syntaxStop;
    this.advance();
    let value = '';
    if (this.peek() === Token.assignValue) {
      value = this.scanner.value;
      this.advance();
    }
    this.expectEol();
    this.hooks.assign(name, token === Token.equal ? '=' : token === Token.colonEqual ? ':=' : '+=', value);
  }

  private pushBlock(kind: BlockKind, inChoice: boolean): void {
    if (this.blocks.length >= blockLimit) {
      const here = this.here();
      this.reporter.fatal('kconfig/limit', `${here.file}:${here.line}: blocks are nested too deeply`, here);
    }
    this.blocks.push({ kind, entry: this.builder.openBlock(), inChoice });
  }

  private endBlock(block: Block, kind: BlockKind): void {
    this.advance();
    this.expectEol();
    this.blocks.pop();
    if (block.kind === 'choice') this.choice = null;
    if (kind !== block.kind) {
      this.error('kconfig/unexpected-end', `unexpected '${kind}' within ${block.kind} block`);
      return;
    }
    const opened = this.builder.block;
    if (opened.location.file !== this.scanner.file) {
      const here = this.here();
      const at = opened.location;
      const message = `${here.file}:${here.line}: '${kind}' in different file than '${block.kind}'`;
      const where = `${at.file}:${at.line}: location of the '${block.kind}'`;
      this.reporter.report('kconfig/end-in-different-file', 'error', message, here, [
        { kind: 'definition', message: where, location: at, causes: [] },
      ]);
      this.reporter.print('stderr', `${where}\n`);
      this.reporter.errors++;
      return;
    }
    this.builder.closeBlock();
  }

  private condition(): Expr | null {
    if (this.peek() !== Token.if) return null;
    this.advance();
    return this.expression();
  }

  /**
   * Operator precedence with explicit stacks: `!` over `&&` over `||`, comparisons of two symbols
   * are operands, both binary operators lean left.
   */
  private expression(): Expr {
    const { operators } = this;
    // What a faulty expression left behind.
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
        return this.operands[0] as Expr;
      }
    }
  }

  /** Applies the operator on top of the stack. */
  private reduce(): void {
    const { pool } = this.builder;
    const { operands } = this;
    const operator = this.operators[--this.operatorCount];
    const top = this.operandCount - 1;
    const right = operands[top] as Expr;
    if (operator === waitingNot) operands[top] = pool.not(right);
    else {
      operands[top - 1] = pool.logic(operator === waitingAnd ? 'and' : 'or', operands[top - 1] as Expr, right);
      this.operandCount = top;
    }
  }

  private operand(): Expr {
    const { pool } = this.builder;
    const left = this.expectOperand();
    const relation = relationOf(this.peek());
    if (relation === null) return pool.symbol(left);
    this.advance();
    return pool.compare(relation, left, this.expectOperand());
  }

  private addClause(kind: 'depends' | 'if' | 'visible', expr: Expr): void {
    this.builder.addClause(kind, expr, this.here(), this.scanner.macros);
    this.noteMacros();
  }

  private noteMacros(): void {
    if (this.scanner.macros.length > 0) this.hooks.onMacros(this.scanner.macros, this.builder.current);
  }

  private expectName(): BuildSymbol {
    this.expect(Token.word);
    return this.scanner.identifier(this.builder.symbols);
  }

  private expectOperand(): BuildSymbol {
    const token = this.peek();
    if (token === Token.word) {
      this.advance();
      return this.scanner.identifier(this.builder.symbols);
    }
    this.expect(Token.quoted);
    return this.builder.symbols.constant(this.scanner.value);
  }

  private expectQuoted(): ByteString {
    this.expect(Token.quoted);
    return this.scanner.value;
  }

  private expectEol(): void {
    this.expect(Token.eol);
  }

  private expect(token: TokenKind): void {
    if (this.peek() !== token) throw syntaxStop;
    this.advance();
  }

  private peek(): TokenKind {
    if (!this.hasToken) {
      this.token = this.scanner.next();
      this.hasToken = true;
    }
    return this.token;
  }

  /** Accepts the token that was looked at. */
  private advance(): void {
    this.hasToken = false;
    if (this.quiet > 0) this.quiet--;
  }

  /** Reports the error and skips to the end of the line; false at the end of the input. */
  private recover(word: ByteString | null): boolean {
    if (this.quiet === 0) {
      this.reporter.errors++;
      const here = this.here();
      const line = here.line + (this.dialect.syntaxErrorLineOffset ?? 0);
      this.reporter.report('kconfig/syntax-error', 'error', `${here.file}:${line}: syntax error`, here);
    }
    this.quiet = 3;
    while (this.peek() !== Token.eol) {
      if (this.token === Token.end) {
        this.abort();
        return false;
      }
      this.hasToken = false;
    }
    this.advance();
    if (word !== null) this.error('kconfig/unknown-statement', `unknown statement "${word}"`);
    else this.error('kconfig/invalid-statement', 'invalid statement');
    return true;
  }

  /** The input ended inside blocks: all of them are reported, innermost first. */
  private abort(): void {
    for (let at = this.blocks.length - 1; at >= 0; at--) {
      const location = (this.blocks[at] as Block).entry.location;
      const message = `${location.file}:${location.line}: missing end statement for this entry`;
      this.reporter.report('kconfig/missing-end', 'error', message, location);
    }
  }

  private error(code: KconfigCode, text: ByteString): void {
    const here = this.here();
    this.reporter.report(code, 'error', `${here.file}:${here.line}: ${text}`, here);
    this.reporter.errors++;
  }

  private warn(code: KconfigCode, text: ByteString): void {
    const here = this.here();
    this.reporter.report(code, 'warning', `${here.file}:${here.line}: ${text}`, here);
  }

  private tooMuch(text: ByteString): never {
    const here = this.here();
    this.reporter.report('kconfig/limit', 'error', `${here.file}:${here.line}: ${text}`, here);
    this.reporter.errors++;
    throw new ConfStop();
  }

  private here(): Location {
    const { file, statementLine } = this.scanner;
    if (this.location.line !== statementLine || this.location.file !== file) {
      this.location = { file, line: statementLine };
    }
    return this.location;
  }
}

function typeOf(token: TokenKind): SymbolType {
  switch (token) {
    case Token.bool:
      return 'bool';
    case Token.tristate:
      return 'tristate';
    case Token.int:
      return 'int';
    case Token.hex:
      return 'hex';
    default:
      return 'string';
  }
}

function relationOf(token: TokenKind): Relation | null {
  switch (token) {
    case Token.equal:
      return '=';
    case Token.unequal:
      return '!=';
    case Token.less:
      return '<';
    case Token.lessEqual:
      return '<=';
    case Token.greater:
      return '>';
    case Token.greaterEqual:
      return '>=';
    default:
      return null;
  }
}
