import type { ByteString } from '../../core/bytes.ts';
import type { BuildSymbol } from '../model/build-types.ts';
import { symbolFlag } from '../model/flat-model.ts';
import type { Block } from './attribute-parser.ts';
import { AttributeParser, endedBlock, isLogicalType } from './attribute-parser.ts';
import { anyStatement, attributeTokens, statementsInChoice, statementsInMenu } from './context-tokens.ts';
import type { TokenKind } from './token.ts';
import { Token } from './token.ts';
import { syntaxStop } from './token-reader.ts';

/** Attribute lines an entry takes besides `depends`, `help` and empty lines. */
type Attribute = (token: TokenKind) => boolean;

/** The input ended in the middle of something. */
class InputEnd extends Error {}
const inputEnd = new InputEnd();

/**
 * Reads statements into a tree where only the first word of a line is a keyword. The grammar counts
 * every newline, a faulty attribute line leaves its entry open, and a faulty statement inside blocks
 * ends all of them.
 * Source: kconfig-semantics 1.4 and 1.8, observed with conf of U-Boot 2023.01 and BusyBox 1.38.
 */
export class ContextParser extends AttributeParser {
  private readonly isBusybox = this.dialect.reading.keywords === 'busybox';
  private readonly followers = new Set(this.isBusybox ? [...anyStatement, Token.mainmenu] : anyStatement);

  parse(): void {
    try {
      if (!this.dialect.reading.ignoresMainMenu) {
        while (this.peek() === Token.eol) this.advance();
        if (this.peek() === Token.mainmenu && !this.mainMenu()) return;
      }
      while (this.statement()) {
        // Everything happens in the statement.
      }
    } catch (error) {
      if (error !== inputEnd) throw error;
      this.popBlocks();
    }
  }

  /** False when it does not parse: conf has nowhere to go on from there. */
  private mainMenu(): boolean {
    try {
      this.advance();
      const text = this.expectText();
      this.expectEol();
      this.builder.addPrompt('menu', this.hooks.expandText(text), null, this.here(), this.scanner.macros);
      return true;
    } catch (error) {
      if (error !== syntaxStop) throw error;
      this.reportSyntaxError();
      return false;
    }
  }

  private ignoreMainMenu(): void {
    this.advance();
    this.expectText();
    this.expectEol();
    while (this.peek() === Token.eol) this.advance();
  }

  /** False at the end of the input. */
  private statement(): boolean {
    const block = this.blocks[this.blocks.length - 1];
    const token = this.peek();
    if (token === Token.end && block === undefined) return false;
    let complaint: (() => void) | null = null;
    try {
      switch (token) {
        case Token.eol:
          this.advance();
          return true;
        case Token.config:
          this.config('config');
          return true;
        case Token.menuconfig:
          this.config('menuconfig');
          return true;
        case Token.comment:
          this.comment();
          return true;
        case Token.if:
          this.openIf();
          return true;
        case Token.source:
          this.source();
          return true;
        case Token.variable:
          this.assignment();
          return true;
        case Token.endif:
        case Token.endmenu:
        case Token.endchoice:
          this.end(token, block);
          return true;
        default:
      }
      if (block?.inChoice === true) throw syntaxStop;
      if (token === Token.menu) {
        this.menu();
        return true;
      }
      if (token === Token.choice) {
        this.openChoice();
        return true;
      }
      if (token === Token.mainmenu && this.dialect.reading.ignoresMainMenu && block === undefined) {
        this.ignoreMainMenu();
        return true;
      }
      if (block === undefined) complaint = this.misplaced(token);
      throw syntaxStop;
    } catch (error) {
      if (error !== syntaxStop) throw error;
      this.recover(complaint);
      return true;
    }
  }

  /** What is said about a token at top level that starts no statement; null when it is nothing special. */
  private misplaced(token: TokenKind): (() => void) | null {
    if (token !== Token.word && !attributeTokens.has(token)) return null;
    const word = this.scanner.value;
    this.advance();
    this.peek();
    return token === Token.word
      ? () => this.error('kconfig/unknown-statement', `unknown statement "${word}"`)
      : () => this.error('kconfig/unexpected-option', `unexpected option "${word}"`);
  }

  /** A faulty statement: every block is left. */
  private recover(complaint: (() => void) | null): void {
    this.reportSyntaxError();
    this.popBlocks();
    this.skipOrEnd();
    if (complaint !== null) complaint();
    else this.error('kconfig/invalid-statement', 'invalid statement');
  }

  private skipOrEnd(): void {
    if (!this.skipLine()) throw inputEnd;
  }

  private popBlocks(): void {
    for (let block = this.blocks.pop(); block !== undefined; block = this.blocks.pop()) {
      this.reportMissingEnd(block);
      if (this.builder.block === block.entry) this.builder.closeBlock();
    }
  }

  private end(token: TokenKind, block: Block | undefined): void {
    if (block !== undefined) {
      this.endBlock(block, endedBlock(token));
      return;
    }
    this.advance();
    this.expectEol();
    this.error('kconfig/unexpected-end', 'unexpected end statement');
  }

  /**
   * Attribute lines until a token of `followers`. A line that does not parse is reported and
   * skipped, the entry goes on.
   */
  private attributes(followers: ReadonlySet<TokenKind>, attribute: Attribute): void {
    for (;;) {
      const token = this.peek();
      let word: ByteString | null = null;
      try {
        if (token === Token.eol) this.advance();
        else if (token === Token.word) {
          word = this.scanner.value;
          this.advance();
          this.peek();
          throw syntaxStop;
        } else if (!attribute(token)) {
          if (followers.has(token)) return;
          throw syntaxStop;
        }
      } catch (error) {
        if (error !== syntaxStop) throw error;
        this.reportSyntaxError();
        this.skipOrEnd();
        if (word !== null) this.error('kconfig/unknown-option', `unknown option "${word}"`);
        else this.error('kconfig/invalid-option', 'invalid option');
      }
    }
  }

  private config(kind: 'config' | 'menuconfig'): void {
    this.advance();
    const symbol = this.expectName();
    this.expectEol();
    const entry = this.builder.addEntry(kind, symbol, this.here());
    this.noteMacros();
    this.attributes(this.followers, (token) => this.configOption(token));
    if (kind === 'menuconfig') this.closeMenuconfig(entry);
  }

  private configOption(token: TokenKind): boolean {
    switch (token) {
      case Token.bool:
      case Token.tristate:
      case Token.int:
      case Token.hex:
      case Token.string:
        this.typeLine(token);
        return true;
      case Token.prompt:
        this.promptLine();
        return true;
      case Token.default:
      case Token.defBool:
      case Token.defTristate:
        this.defaultLine(token);
        return true;
      case Token.select:
        this.selectLine('select');
        return true;
      case Token.imply:
        this.selectLine('imply');
        return true;
      case Token.range:
        this.rangeLine();
        return true;
      case Token.option:
        this.optionLine();
        return true;
      default:
        return this.dependsOrHelp(token);
    }
  }

  private dependsOrHelp(token: TokenKind): boolean {
    if (token !== Token.help) return this.depends(token);
    this.helpText();
    return true;
  }

  private depends(token: TokenKind): boolean {
    if (token === Token.depends) {
      if (!this.isBusybox) {
        this.dependsLine();
        return true;
      }
      this.advance();
      if (this.peek() === Token.on) this.advance();
    } else if (token === Token.requires) this.advance();
    else return false;
    this.dependsExpression();
    return true;
  }

  /** `option NAME[=TEXT] …`. */
  private optionLine(): void {
    this.advance();
    while (this.peek() === Token.word) {
      const name = this.scanner.value;
      this.advance();
      let text = '';
      if (this.peek() === Token.equal) {
        this.advance();
        text = this.expectText();
      }
      this.option(name, text);
    }
    this.expectEol();
  }

  private option(name: ByteString, text: ByteString): void {
    const { dialect } = this;
    if (name === 'modules') this.setModules();
    else if (name === 'defconfig_list' && dialect.reading.optionDefconfigList) this.setDefconfigList();
    else if (name === 'allnoconfig_y' && dialect.reading.optionAllnoconfigY) this.setFlag(symbolFlag.allnoconfigY);
    else if (name === 'env' && dialect.reading.optionEnv === 'sets') {
      this.hooks.setFromEnvironment(this.builder.current.symbol as BuildSymbol, text);
    } else this.warn('kconfig/ignored-option', `warning: ignoring unknown option ${name}`);
  }

  private comment(): void {
    this.advance();
    const text = this.expectText();
    this.expectEol();
    this.builder.addEntry('comment', null, this.here());
    this.builder.addPrompt('comment', text, null, this.here(), this.scanner.macros);
    this.noteMacros();
    this.attributes(this.followers, (token) => this.depends(token));
  }

  private openIf(): void {
    this.advance();
    const expr = this.expression();
    this.expectEol();
    // The busybox generation has read on to the next statement by now.
    if (this.isBusybox) while (this.peek() === Token.eol) this.advance();
    this.builder.addEntry('if', null, this.here());
    this.addClause('if', expr);
    this.pushBlock('if', false);
  }

  private menu(): void {
    this.advance();
    const text = this.expectText();
    this.expectEol();
    this.builder.addEntry('menu', null, this.here());
    this.builder.addPrompt('menu', text, null, this.here(), this.scanner.macros);
    this.noteMacros();
    if (!this.isBusybox) {
      while (this.peek() === Token.eol || this.token === Token.visible) {
        const isVisible = this.token === Token.visible;
        this.advance();
        if (!isVisible) continue;
        const condition = this.condition();
        if (condition !== null) this.addClause('visible', condition);
      }
    }
    this.attributes(statementsInMenu, (token) => this.depends(token));
    this.pushBlock('menu', false);
  }

  private openChoice(): void {
    this.advance();
    let name = '';
    if (this.dialect.reading.namedChoice && this.peek() === Token.word) {
      name = this.scanner.value;
      this.advance();
    }
    this.expectEol();
    this.builder.addEntry('choice', this.builder.symbols.choice(name), this.here());
    this.attributes(statementsInChoice, (token) => this.choiceOption(token));
    this.pushBlock('choice', true);
  }

  private choiceOption(token: TokenKind): boolean {
    switch (token) {
      case Token.prompt:
        this.promptLine();
        return true;
      case Token.bool:
      case Token.tristate:
        this.typeLine(token);
        return true;
      case Token.int:
      case Token.hex:
      case Token.string:
      case Token.defBool:
      case Token.defTristate:
        this.refuse(token);
        return true;
      case Token.optional:
        this.advance();
        this.expectEol();
        this.builder.setOptional();
        return true;
      case Token.default:
        this.choiceDefaultLine();
        return true;
      default:
        return this.dependsOrHelp(token);
    }
  }

  /** A line that parses and is then refused without a syntax error; conf skips the line after it too. */
  private refuse(token: TokenKind): void {
    this.advance();
    if (isLogicalType(token) || token === Token.defBool || token === Token.defTristate) {
      this.expectName();
      this.condition();
    } else if (this.isText(this.peek())) {
      const text = this.expectText();
      this.builder.addPrompt('prompt', text, this.condition(), this.here(), this.scanner.macros);
    }
    this.expectEol();
    this.quiet = 3;
    throw syntaxStop;
  }

  private source(): void {
    this.advance();
    const path = this.expectText();
    this.expectEol();
    this.hooks.source(path, { isRelative: false, isOptional: false });
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
}
