import type { ByteString } from '../../core/bytes.ts';
import type { BuildEntry, BuildSymbol } from '../model/build-types.ts';
import { append } from '../model/build-types.ts';
import { symbolFlag } from '../model/flat-model.ts';
import type { Block } from './attribute-parser.ts';
import { AttributeParser, endedBlock } from './attribute-parser.ts';
import type { AssignOperator } from './macro.ts';
import type { TokenKind } from './token.ts';
import { Token } from './token.ts';
import { syntaxStop } from './token-reader.ts';

/**
 * Reads statements into a tree where keywords are reserved. Behaves like the LALR parser of conf: a
 * token is fetched only when a decision needs it (the statement line moves with it), an error is
 * reported once until three tokens were accepted, and the rest of a faulty line is skipped.
 * Source: kconfig-semantics 1.4 and 1.8, observed with conf 5.10, 6.1, 6.12 and 7.1.
 */
export class Parser extends AttributeParser {
  private choice: BuildEntry | null = null;

  parse(): void {
    try {
      if (this.peek() === Token.mainmenu) this.mainMenu();
    } catch (error) {
      if (error !== syntaxStop) throw error;
      // conf has nowhere to go on from here.
      this.reportSyntaxError();
      return;
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
          this.openIf(block?.inChoice === true && !this.dialect.reading.anyInChoiceIf);
          return true;
        case Token.endif:
        case Token.endmenu:
        case Token.endchoice:
          if (block === undefined) throw syntaxStop;
          if (block.kind === 'choice') this.choice = null;
          this.endBlock(block, endedBlock(token));
          return true;
        default:
      }
      if (block?.inChoice === true && !this.isKnownInChoice(token)) throw syntaxStop;
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
        case Token.rsource:
        case Token.osource:
        case Token.orsource:
          this.source(token);
          return true;
        case Token.configdefault:
          this.configDefault();
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
      return this.recover(word, block);
    }
  }

  /** Statements besides config, comment and if. */
  private isKnownInChoice(token: TokenKind): boolean {
    const { dialect } = this;
    if (token === Token.menuconfig || token === Token.word) return dialect.reading.menuconfigInChoice;
    return token === Token.source && dialect.reading.sourceInChoice;
  }

  private mainMenu(): void {
    this.advance();
    const text = this.expectText();
    const macros = this.scanner.macros;
    this.expectEol();
    this.builder.addPrompt('menu', this.hooks.expandText(text), null, this.here(), macros);
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
    if (kind === 'menuconfig') this.closeMenuconfig(entry);
    else if (this.choice !== null) this.addMember(this.choice, entry, symbol);
  }

  /** `configdefault`: defaults for a symbol that is defined elsewhere. */
  private configDefault(): void {
    this.advance();
    const symbol = this.expectName();
    this.expectEol();
    const entry = this.builder.addConfigDefault(symbol, this.here());
    this.noteMacros();
    while (this.configOption()) {
      // Attributes until something else comes.
    }
    this.builder.seal();
    const isPure = entry.clauses.length === 0 && entry.properties.every((property) => property.kind === 'default');
    if (!isPure) this.error('kconfig/configdefault-has-more', `configdefault '${symbol.name}' has more than defaults`);
  }

  private addMember(choice: BuildEntry, entry: BuildEntry, symbol: BuildSymbol): void {
    const at = entry.location;
    if (entry.prompt === null) {
      this.choiceFault('kconfig/choice-member-without-prompt', 'choice member must have a prompt', at);
    }
    if (symbol.type !== 'bool') this.choiceFault('kconfig/choice-member-not-bool', 'choice member must be bool', at);
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
      case Token.string:
        this.typeLine(token);
        return true;
      case Token.prompt:
        this.promptLine();
        return true;
      case Token.default:
      case Token.defBool:
      case Token.defTristate:
      case Token.defInt:
      case Token.defHex:
      case Token.defString:
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
      case Token.modules:
        if (this.dialect.reading.moduleSwitch !== 'modules') return false;
        this.advance();
        this.expectEol();
        this.setModules();
        return true;
      case Token.transitional:
        this.advance();
        this.expectEol();
        this.setFlag(symbolFlag.transitional);
        return true;
      case Token.option:
        this.optionLine();
        return true;
      default:
        return this.dependsOrHelp();
    }
  }

  private optionLine(): void {
    this.advance();
    const token = this.peek();
    if (token === Token.word && this.dialect.reading.optionEnv === 'sets' && this.scanner.value === 'env') {
      this.advance();
      this.expect(Token.equal);
      const name = this.expectText();
      this.expectEol();
      this.hooks.setFromEnvironment(this.builder.current.symbol as BuildSymbol, name);
      return;
    }
    if (token !== Token.modules && token !== Token.defconfigList && token !== Token.allnoconfigY) throw syntaxStop;
    this.advance();
    this.expectEol();
    if (token === Token.modules) this.setModules();
    else if (token === Token.defconfigList) this.setDefconfigList();
    else this.setFlag(symbolFlag.allnoconfigY);
  }

  private dependsOrHelp(): boolean {
    if (this.peek() === Token.help) {
      this.helpText();
      return true;
    }
    return this.depends();
  }

  private depends(): boolean {
    if (this.peek() !== Token.depends) return false;
    this.dependsLine();
    return true;
  }

  private comment(): void {
    this.advance();
    const text = this.expectText();
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
    const text = this.expectText();
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
    let name = '';
    if (this.dialect.reading.namedChoice && this.peek() === Token.word) {
      name = this.scanner.value;
      this.advance();
    }
    this.expectEol();
    const isNew = this.dialect.messages.choiceFaultsAreErrors;
    const entry = this.builder.addEntry('choice', this.builder.symbols.choice(name), this.here());
    if (isNew) this.builder.setType('bool', this.here());
    while (this.choiceOption()) {
      // All attributes.
    }
    if (isNew && entry.prompt === null) {
      this.choiceFault('kconfig/choice-without-prompt', 'choice must have a prompt', entry.location);
    }
    this.pushBlock('choice', true);
    if (isNew) this.choice = entry;
  }

  private choiceOption(): boolean {
    const token = this.peek();
    switch (token) {
      case Token.prompt:
        this.promptLine();
        return true;
      case Token.bool:
      case Token.tristate:
        if (this.dialect.reading.optionalChoice) this.typeLine(token);
        else if (this.dialect.reading.choicePromptByType && token === Token.bool) this.promptLine();
        else return false;
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
        return this.dependsOrHelp();
    }
  }

  private source(token: TokenKind): void {
    this.advance();
    const path = this.expectText();
    this.expectEol();
    this.hooks.source(path, {
      isRelative: token === Token.rsource || token === Token.orsource,
      isOptional: token === Token.osource || token === Token.orsource,
    });
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
    this.hooks.assign(name, assignOperator(token), value);
  }

  /** Reports the error and skips to the end of the line; false at the end of the input. */
  private recover(word: ByteString | null, block: Block | undefined): boolean {
    this.reportSyntaxError();
    let shown = word;
    if (block?.kind === 'choice' && block.inChoice && !this.dialect.reading.choiceSurvivesErrors) {
      this.blocks.pop();
      this.reportMissingEnd(block);
      if (this.builder.block === block.entry) this.builder.closeBlock();
      shown = null;
    }
    if (!this.skipLine()) {
      // The input ended inside blocks: all of them are reported, innermost first.
      for (let at = this.blocks.length - 1; at >= 0; at--) this.reportMissingEnd(this.blocks[at] as Block);
      return false;
    }
    if (shown !== null) this.error('kconfig/unknown-statement', `unknown statement "${shown}"`);
    else this.error('kconfig/invalid-statement', 'invalid statement');
    return true;
  }
}

/** The operator an assignment token stands for. */
export function assignOperator(token: TokenKind): AssignOperator {
  return token === Token.equal ? '=' : token === Token.colonEqual ? ':=' : '+=';
}
