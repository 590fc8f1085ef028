import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { BuildEntry, BuildSymbol } from '../model/build-types.ts';
import { symbolFlag } from '../model/flat-model.ts';
import type { SymbolType } from '../model/model.ts';
import { Simplifier } from '../model/simplify.ts';
import type { TokenKind } from './token.ts';
import { Token } from './token.ts';
import { syntaxStop, TokenReader } from './token-reader.ts';

/** What opens a block. */
export type BlockKind = 'if' | 'menu' | 'choice';

/** A block that is open. */
export interface Block {
  readonly kind: BlockKind;
  readonly entry: BuildEntry;
  /** Only what may stand in a choice is known. */
  readonly inChoice: boolean;
}

const blockLimit = 2000;

/**
 * Attribute lines and blocks, which all grammars share. Methods are called with their keyword as the
 * token that was looked at, and throw `syntaxStop` at a token that does not fit.
 * Source: kconfig-semantics 1.4.
 */
export abstract class AttributeParser extends TokenReader {
  protected readonly blocks: Block[] = [];
  private comparer: Simplifier | null = null;

  protected typeLine(token: TokenKind): void {
    this.advance();
    if (this.isText(this.peek())) this.promptText(true);
    this.expectEol();
    this.builder.setType(typeOf(token), this.here());
  }

  protected promptLine(): void {
    this.advance();
    this.promptText(false);
  }

  /**
   * Text and condition of a prompt. After a type the prompt counts before the end of the line was
   * seen, after `prompt` only then.
   */
  private promptText(isAfterType: boolean): void {
    const text = this.expectText();
    const condition = this.condition();
    if (!isAfterType) this.expectEol();
    this.builder.addPrompt('prompt', text, condition, this.here(), this.scanner.macros);
    this.noteMacros();
  }

  protected defaultLine(token: TokenKind): void {
    this.advance();
    const value = this.expression();
    const condition = this.condition();
    this.expectEol();
    this.builder.addDefault(value, condition, this.here(), this.scanner.macros);
    this.noteMacros();
    const type = defaultType(token);
    if (type !== null) this.builder.setType(type, this.here());
  }

  /** A default of a choice names one symbol. */
  protected choiceDefaultLine(): void {
    this.advance();
    const target = this.expectName();
    const condition = this.condition();
    this.expectEol();
    this.builder.addDefault(this.builder.pool.symbol(target), condition, this.here(), this.scanner.macros);
    this.noteMacros();
  }

  protected selectLine(kind: 'select' | 'imply'): void {
    this.advance();
    const target = this.expectName();
    const condition = this.condition();
    this.expectEol();
    this.builder.addSelect(kind, target, condition, this.here(), this.scanner.macros);
    this.noteMacros();
  }

  protected rangeLine(): void {
    this.advance();
    const low = this.expectOperand();
    const high = this.expectOperand();
    const condition = this.condition();
    this.expectEol();
    this.builder.addRange(low, high, condition, this.here(), this.scanner.macros);
    this.noteMacros();
  }

  /** `depends on E`; with `if F` where the dialect has it: E || F = n. */
  protected dependsLine(): void {
    this.advance();
    this.expect(Token.on);
    this.dependsExpression();
  }

  protected dependsExpression(): void {
    let expr = this.expression();
    if (this.dialect.reading.dependsIf) {
      const condition = this.condition();
      if (condition !== null) {
        const { pool, symbols } = this.builder;
        this.comparer ??= new Simplifier(pool, symbols, symbols.no, () => undefined, this.dialect.model);
        expr = pool.logic('or', expr, this.comparer.compareWithNo(condition, '='));
      }
    }
    this.expectEol();
    this.addClause('depends', expr);
  }

  protected helpText(): void {
    this.advance();
    this.expectEol();
    this.scanner.startHelp();
    this.expect(Token.helpText);
    const { scanner, builder, dialect } = this;
    if (!dialect.messages.oldWarnings) {
      const name = this.currentName();
      if (builder.hasHelp()) {
        const text = `'${name}' defined with more than one help text`;
        if (dialect.messages.menuconfigFaultsAreErrors) this.error('kconfig/duplicate-help', text);
        else this.warn('kconfig/duplicate-help', `warning: ${text} -- only the last one will be used`);
      }
      if (scanner.help.isBlank) this.fault('kconfig/blank-help', `'${name}' defined with blank help text`);
    }
    builder.setHelp(scanner.helpSource, scanner.helpStart);
  }

  /** An error or a warning, as the dialect has it. */
  protected fault(code: 'kconfig/blank-help' | 'kconfig/menuconfig-without-prompt', text: ByteString): void {
    if (this.dialect.messages.menuconfigFaultsAreErrors) this.error(code, text);
    else this.warn(code, `warning: ${text}`);
  }

  private currentName(): ByteString {
    const symbol = this.builder.current.symbol as BuildSymbol;
    return symbol.name === '' ? '<choice>' : symbol.name;
  }

  /** The prompt of a menuconfig is that of a menu. */
  protected closeMenuconfig(entry: BuildEntry): void {
    if (entry.prompt !== null) entry.prompt.kind = 'menu';
    else this.fault('kconfig/menuconfig-without-prompt', 'menuconfig statement without prompt');
  }

  protected setModules(): void {
    const symbol = this.builder.current.symbol as BuildSymbol;
    const known = this.builder.modules;
    if (known !== null) {
      const text = `symbol '${symbol.name}' redefines option 'modules' already defined by symbol '${known.name}'`;
      this.error('kconfig/modules-redefined', text);
    }
    this.builder.modules = symbol;
  }

  protected setDefconfigList(): void {
    const symbol = this.builder.current.symbol as BuildSymbol;
    const known = this.builder.defconfigList;
    if (known === null) this.builder.defconfigList = symbol;
    else if (known !== symbol) {
      this.error('kconfig/defconfig-list-redefined', 'trying to redefine defconfig symbol');
    }
    (this.builder.defconfigList as BuildSymbol).flags |= symbolFlag.internal;
  }

  protected setFlag(flag: number): void {
    (this.builder.current.symbol as BuildSymbol).flags |= flag;
  }

  protected pushBlock(kind: BlockKind, inChoice: boolean): void {
    if (this.blocks.length >= blockLimit) this.tooMuch('blocks are nested too deeply');
    this.blocks.push({ kind, entry: this.builder.openBlock(), inChoice });
  }

  /** An end keyword inside a block. */
  protected endBlock(block: Block, kind: BlockKind): void {
    this.advance();
    this.expectEol();
    this.blocks.pop();
    const shown = this.dialect.messages.namesEndKeyword ? `end${kind}` : kind;
    if (kind !== block.kind) {
      this.error('kconfig/unexpected-end', `unexpected '${shown}' within ${block.kind} block`);
      return;
    }
    const at = this.builder.block.location;
    if (at.file !== this.scanner.file) {
      const where = `${at.file}:${at.line}: location of the '${block.kind}'`;
      this.error('kconfig/end-in-different-file', `'${shown}' in different file than '${block.kind}'`, [
        { kind: 'definition', message: where, location: at, causes: [] },
      ]);
      this.reporter.print('stderr', `${where}\n`);
      return;
    }
    this.builder.closeBlock();
  }

  /** A block ended by an error or the end of the input. */
  protected reportMissingEnd(block: Block): void {
    const { location } = block.entry;
    const message = `${location.file}:${location.line}: missing end statement for this entry`;
    this.reporter.report('kconfig/missing-end', 'error', message, location);
  }

  /** An error of a choice or a member: `FILE:LINE: error: TEXT` at its entry. */
  protected choiceFault(
    code: 'kconfig/choice-without-prompt' | 'kconfig/choice-member-without-prompt' | 'kconfig/choice-member-not-bool',
    text: string,
    at: Location,
  ): void {
    this.reporter.report(code, 'error', `${at.file}:${at.line}: error: ${text}`, at);
    this.reporter.errors++;
  }
}

/** The kind of block an end keyword closes. */
export function endedBlock(token: TokenKind): BlockKind {
  return token === Token.endif ? 'if' : token === Token.endmenu ? 'menu' : 'choice';
}

/** True for bool and tristate keywords. */
export function isLogicalType(token: TokenKind): boolean {
  return token === Token.bool || token === Token.tristate;
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
    case Token.string:
      return 'string';
    default:
      throw syntaxStop;
  }
}

/** The type a default line gives as well. */
function defaultType(token: TokenKind): SymbolType | null {
  switch (token) {
    case Token.defBool:
      return 'bool';
    case Token.defTristate:
      return 'tristate';
    case Token.defInt:
      return 'int';
    case Token.defHex:
      return 'hex';
    case Token.defString:
      return 'string';
    default:
      return null;
  }
}
