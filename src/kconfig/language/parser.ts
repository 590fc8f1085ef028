import type { RestOf } from '../../core/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import type { KconfigArgs, KconfigCode } from '../codes.ts';
import type { BuildEntry, BuildSymbol } from '../model/build-types.ts';
import { Simplifier } from '../model/simplify.ts';
import type { TreeBuilder } from '../model/tree-builder.ts';
import type { Reporter } from '../report.ts';
import type { TokenKind } from './token.ts';
import { type ParserHooks, TokenReader } from './token-reader.ts';
import type { TokenSource } from './token-source.ts';

/** The statements that open a block. */
export type BlockKind = 'if' | 'menu' | 'choice';

/** A block that is open. */
export interface Block {
  readonly kind: BlockKind;
  readonly entry: BuildEntry;
  /** Only the statements of a choice are known. */
  readonly inChoice: boolean;
}

/**
 * Parses one statement or attribute line. The keyword is the token that was looked at; a token that
 * does not fit throws `syntaxStop`.
 */
export type Line = (parser: Parser, keyword: TokenKind) => void;

/** Lines by keyword. */
export type LineTable = readonly (Line | undefined)[];

/** The attribute lines of one kind of entry. */
export interface Attributes {
  readonly lines: LineTable;
  /** True for tokens that may follow them, where an entry survives faulty lines. */
  readonly canFollow: (token: TokenKind) => boolean;
}

/** The statements and attribute lines of a dialect. */
export interface Grammar {
  readonly statements: LineTable;
  readonly inChoice: LineTable;
  readonly config: Attributes;
  readonly comment: Attributes;
  readonly menu: Attributes;
  readonly choice: Attributes;
}

/** A statement that did not parse. */
export interface FaultyStatement {
  /** Its first token, which is still the current one when `isKnown` is false. */
  readonly token: TokenKind;
  /** Text of the first token where that is a plain word. */
  readonly word: string;
  /** The token starts a statement here. */
  readonly isKnown: boolean;
  /** The innermost block when the statement began. */
  readonly block: Block | undefined;
}

/** How parsing goes on after a token that does not fit. */
export interface Recovery {
  /** Reads the attribute lines of an entry. */
  attributes(parser: Parser, attributes: Attributes): void;
  /** Reports a faulty statement and skips it; false at the end of the input. */
  statement(parser: Parser, fault: FaultyStatement): boolean;
  /** An end keyword outside of all blocks. */
  endOutsideBlocks(parser: Parser): void;
}

const blockLimit = 2000;

/** The state of parsing one tree: tokens, the tree that is built and the blocks that are open. */
export class Parser extends TokenReader {
  readonly grammar: Grammar;
  readonly recovery: Recovery;
  readonly blocks: Block[] = [];
  /** The open choice, where its members are listed while they are read. */
  choice: BuildEntry | null = null;
  private comparer: Simplifier | null = null;

  constructor(
    scanner: TokenSource,
    builder: TreeBuilder,
    reporter: Reporter,
    hooks: ParserHooks,
    { grammar, recovery }: Pick<Parser, 'grammar' | 'recovery'>,
  ) {
    super(scanner, builder, reporter, hooks);
    this.grammar = grammar;
    this.recovery = recovery;
  }

  /** The symbol of the entry that is read; entries with attributes of symbols have one. */
  get symbol(): BuildSymbol {
    return this.builder.current.symbol!;
  }

  /** Rewrites comparisons with n, before the tree is complete. */
  get simplifier(): Simplifier {
    const { pool, symbols } = this.builder;
    this.comparer ??= new Simplifier(pool, symbols, symbols.no, () => undefined, this.dialect.model);
    return this.comparer;
  }

  get block(): Block | undefined {
    return this.blocks[this.blocks.length - 1];
  }

  pushBlock(kind: BlockKind, inChoice: boolean): void {
    if (this.blocks.length >= blockLimit) this.tooMuch('blocks are nested too deeply');
    this.blocks.push({ kind, entry: this.builder.openBlock(), inChoice });
  }

  /** Leaves the innermost block because of an error or the end of the input; false when none is open. */
  abandonBlock(): boolean {
    const block = this.blocks.pop();
    if (block === undefined) return false;
    const { kind, entry } = block;
    const { location } = entry;
    const message = `${location.file}:${location.line}: missing end statement for this entry`;
    this.reporter.report('kconfig/missing-end', 'error', message, location, { block: kind });
    if (this.builder.block === block.entry) this.builder.closeBlock();
    return true;
  }

  /** Leaves all blocks, innermost first. */
  abandonBlocks(): void {
    while (this.abandonBlock()) {
      // Each is reported.
    }
  }

  /** An error of a choice or a member: `FILE:LINE: error: TEXT` at its entry. */
  choiceFault<Code extends KconfigCode>(
    code: Code,
    text: string,
    at: Location,
    ...rest: RestOf<KconfigArgs[Code]>
  ): void {
    this.reporter.report(code, 'error', `${at.file}:${at.line}: error: ${text}`, at, ...rest);
    this.reporter.errors++;
  }

  /** An error or a warning, as the dialect has it. */
  fault<Code extends KconfigCode>(code: Code, text: string, ...rest: RestOf<KconfigArgs[Code]>): void {
    if (this.dialect.messages.menuconfigFaultsAreErrors) this.error(code, text, ...rest);
    else this.warn(code, `warning: ${text}`, ...rest);
  }
}
