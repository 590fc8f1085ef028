/**
 * The questions of oldconfig, oldaskconfig and syncconfig, and all modes of the busybox generation.
 * Source: docs/kconfig-semantics.md §6.4 and §8.29; observed with conf 5.10, 6.1, 6.12, 7.1, U-Boot 2023.01,
 * coreboot 25.09 and busybox 1.35.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { FlatModel } from '../model/flat-model.ts';
import { entryCode, symbolKindCode, typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import type { ConfigState } from '../values/config-state.ts';
import { readNumber } from '../values/number.ts';
import { LineReader, strip, upToNul } from './ask-input.ts';
import type { AskMode, AskOptions, Listed } from './ask-rules.ts';
import { AskStop, answerOf, isLogicalOf, isNewSymbol, repeatedMembers, wholeAnswer } from './ask-rules.ts';
import { chooseMember, chosenMember, decideChoice, isEntryVisible } from '../values/entry-values.ts';
import { invalidate, keepValues } from '../values/propagate.ts';
import {
  isChangeable,
  isTextWithinRange,
  isWithinRange,
  tristateOf,
  valueOf,
  visibilityOf,
} from '../values/symbol-values.ts';
import { hasUserValue, setUserValue, userText } from '../values/user-values.ts';

const answers = ['n', 'm', 'y'] as const;
const signs = ['N', 'M', 'Y'] as const;
/** conf's line buffer: PATH_MAX, 128 bytes in the busybox generation. */
const lineSize = 4096;
const busyboxLineSize = 128;

/**
 * Passes in a row that may find new symbols without reading a line. conf of 6.1 and before goes on for ever
 * where a member of a choice stays new.
 */
const idlePasses = 50;

/** Asks for the values of symbols; sets them in the state. */
export class Asker {
  /** Values were set since the count was reset. */
  private changes = 0;
  private mode: AskMode = 'all';
  private indent = 1;
  /** The menu that is being listed. */
  private root = 0;
  /** Symbols found new in this pass. */
  private found = 0;
  /** The answer: what stands in conf's line buffer. */
  private line: ByteString = '';
  private linesRead = 0;
  /** A line was read in this round of a question. */
  private hasRead = false;
  private readonly options: AskOptions;
  private readonly state: ConfigState;
  private readonly flat: FlatModel;
  private readonly reader: LineReader;
  private readonly choiceAt: ReadonlyMap<number, number>;
  /** Members of choices that have several entries. */
  private readonly askedTwice: ReadonlySet<number>;
  private readonly isNewEngine: boolean;
  private readonly asksAlways: boolean;

  constructor(options: AskOptions) {
    this.options = options;
    this.state = options.state;
    this.flat = options.state.flat;
    const { dialect, choices } = this.flat;
    this.isNewEngine = dialect.values.choiceEngine === 'new';
    this.asksAlways = dialect.modes.asksInAllModes;
    this.reader = new LineReader(options.input, this.asksAlways ? busyboxLineSize : lineSize);
    this.choiceAt = new Map(choices.map((choice, index) => [choice.entry, index]));
    this.askedTwice = repeatedMembers(this.flat);
  }

  /** Goes once through the whole tree. */
  askTree(mode: AskMode): void {
    this.mode = mode;
    this.root = 0;
    this.ask(0);
  }

  /** Asks for new symbols until there are none. */
  askNew(mode: AskMode): void {
    this.mode = mode;
    let idle = 0;
    do {
      const before = this.linesRead;
      this.found = 0;
      this.changes = 0;
      this.check(0);
      idle = this.linesRead === before ? idle + 1 : 0;
      if (this.found > 0 && (this.changes === 0 || idle > idlePasses)) this.stopEndless('a symbol that stays new');
    } while (this.found > 0);
  }

  private out(text: ByteString): void {
    this.options.print('stdout', text);
  }

  private prompt(entry: number): ByteString {
    const text = this.flat.entryPrompt[entry];
    if (text !== null && text !== undefined) return text;
    return this.flat.symbolNames[this.flat.entrySymbol[entry] as number] ?? '(null)';
  }

  private isMenu(entry: number): boolean {
    const kind = this.flat.entryKind[entry];
    if (kind === entryCode.root || kind === entryCode.menu) return true;
    return kind === entryCode.menuconfig && this.flat.entryPrompt[entry] !== null;
  }

  private isChoice(symbol: number): boolean {
    return this.flat.symbolKind[symbol] === symbolKindCode.choice;
  }

  /**
   * conf shows what it found visible last: of a choice of the new engine only the members up to the
   * winner are looked at again. A member with several prompts has several lines, each visible by itself.
   */
  private isShown(entry: number): boolean {
    const { state, flat } = this;
    const symbol = flat.entrySymbol[entry] as number;
    const isMember = this.isNewEngine && symbol >= 0 && (flat.symbolChoice[symbol] as number) >= 0;
    if (!isMember || (flat.entryPrompt[entry] ?? null) === null) return isEntryVisible(state, entry);
    if (visibilityOf(state, symbol) === 0) return false;
    return !this.askedTwice.has(symbol) || isEntryVisible(state, entry);
  }

  private *children(entry: number): Iterable<number> {
    const { entryFirstChild, entryNext } = this.flat;
    for (let at = entryFirstChild[entry] as number; at >= 0; at = entryNext[at] as number) yield at;
  }

  /** Shows an entry and what is below it. */
  private ask(entry: number): void {
    const { state, flat } = this;
    if (!this.isShown(entry)) return;
    const isMenu = this.isMenu(entry);
    if (isMenu && this.root !== entry && this.mode !== 'all' && (this.mode === 'silent' || !this.asksAlways)) {
      this.check(entry);
      return;
    }
    if (isMenu || flat.entryKind[entry] === entryCode.comment) {
      const star = '*'.padStart(this.indent);
      this.out(`${star}\n${star} ${this.prompt(entry)}\n${star}\n`);
    }
    const symbol = flat.entrySymbol[entry] as number;
    if (symbol >= 0) {
      if (this.isChoice(symbol)) {
        this.askChoice(entry, symbol);
        if (this.isNewEngine || tristateOf(state, symbol) !== 1) return;
      } else {
        const type = flat.symbolType[symbol];
        if (type === typeCode.int || type === typeCode.hex || type === typeCode.string) this.askString(entry, symbol);
        else this.askTristate(entry, symbol);
      }
      this.indent += 2;
    }
    for (const child of this.children(entry)) this.ask(child);
    if (symbol >= 0) this.indent -= 2;
  }

  /** Looks for new symbols below an entry; each lists its whole menu. */
  private check(entry: number): void {
    if (!this.isShown(entry)) return;
    const symbol = this.flat.entrySymbol[entry] as number;
    if (symbol >= 0 && isNewSymbol(this.state, symbol)) {
      if (this.found++ === 0) this.out('*\n* Restart config...\n*\n');
      let menu = entry;
      while (menu !== 0 && !this.isMenu(menu)) menu = this.flat.entryParent[menu] as number;
      this.root = menu;
      this.ask(menu);
    }
    for (const child of this.children(entry)) this.check(child);
  }

  /** True when the user's line is to be looked at; else the question was answered by printing the value. */
  private askValue(symbol: number, shown: ByteString): boolean {
    const { state } = this;
    if (!hasUserValue(state, symbol)) this.out('(NEW) ');
    this.line = '\n';
    if (this.asksAlways) {
      this.askValueAlways(symbol, shown);
      return true;
    }
    if (!isChangeable(state, symbol) || (this.mode === 'new' && hasUserValue(state, symbol))) {
      this.out(`${shown}\n`);
      return false;
    }
    this.readLine();
    return true;
  }

  /** What the busybox generation puts into the line buffer in each mode. */
  private askValueAlways(symbol: number, shown: ByteString): void {
    const { state, mode } = this;
    const isLogical = isLogicalOf(state, symbol);
    if (!isChangeable(state, symbol) || mode === 'default') {
      this.out(`${shown}\n`);
      return;
    }
    const isWhole = mode === 'yes' || mode === 'mod' || mode === 'no';
    const answer = isWhole && isLogical ? wholeAnswer(state, symbol, mode) : null;
    if (answer !== null) {
      this.line = `${answers[answer]}\n`;
      this.out(this.line);
      return;
    }
    if (mode !== 'all' && hasUserValue(state, symbol)) {
      this.out(`${shown}\n`);
      return;
    }
    if (mode === 'all' || mode === 'new' || mode === 'silent') {
      this.checkTerminal();
      this.readLine();
      return;
    }
    if (!isLogical) {
      this.out(`${shown}\n`);
      return;
    }
    if (mode === 'random') {
      let value: number;
      do value = this.options.draw() % 3;
      while (!isWithinRange(state, symbol, value as Tristate));
      this.line = `${answers[value as Tristate]}\n`;
    }
    this.out(this.line);
  }

  /** The silent mode of the busybox generation wants a terminal. */
  private checkTerminal(): void {
    if (this.mode !== 'silent' || !this.asksAlways || !this.options.echoes || this.wasAskedAll) return;
    this.out("aborted!\n\nConsole input/output is redirected. Run 'make oldconfig' to update configuration.\n\n");
    throw new AskStop();
  }

  /** The silent mode follows the mode that asks all: questions are then allowed anywhere. */
  wasAskedAll = false;

  private readLine(): void {
    const piece = this.reader.read();
    if (piece === null) {
      if (this.asksAlways && this.flat.dialect.modes.inputEndStops) throw new AskStop();
      // The oldest conf does not look whether there was a line.
      if (this.asksAlways) return;
      this.options.print('stderr', '\nError in reading or end of file.\n');
    } else {
      this.line = upToNul(piece);
      this.hasRead = true;
      this.linesRead++;
    }
    if (this.options.echoes && !this.asksAlways) this.out(this.line);
  }

  /** Starts another round of a question: the last one must have read something, or it never ends. */
  private again(symbol: number, entry: number): void {
    const name = this.flat.symbolNames[symbol] ?? '';
    if (!this.hasRead && name === '') this.stopEndless(`the choice '${this.prompt(entry)}'`);
    if (!this.hasRead) this.stopEndless(`'${name}'`, name);
    this.hasRead = false;
  }

  private stopEndless(what: string, symbol: ByteString | null = null): never {
    const message = `no valid answer for ${what} and no more input: conf would ask for ever`;
    this.options.print('stderr', `\nerror: ${message}\n`);
    this.options.note('kconfig/endless-question', message, { symbol });
    throw new AskStop();
  }

  private askString(entry: number, symbol: number): void {
    const name = this.flat.symbolNames[symbol] as ByteString;
    this.hasRead = false;
    for (;;) {
      let value: ByteString | null = valueOf(this.state, symbol);
      this.out(`${' '.repeat(this.indent - 1)}${this.prompt(entry)} (${name}) [${value}] `);
      if (!this.askValue(symbol, value)) return;
      if (this.line === '?\n') {
        this.out(this.options.helpOf(entry));
        value = null;
      } else if (!this.line.startsWith('\n')) value = this.line.slice(0, -1);
      if (value !== null && this.setText(symbol, value)) return;
      if (this.flat.dialect.modes.inputEndGuard && this.reader.hasEnded) {
        const message = `no value for new symbol '${name}' at end of input`;
        this.options.print('stderr', `\nerror: ${message}\n`);
        this.options.note('kconfig/no-value-at-end-of-input', message, { symbol: name });
        throw new AskStop();
      }
      this.again(symbol, entry);
    }
  }

  private askTristate(entry: number, symbol: number): void {
    const { state } = this;
    const name = this.flat.symbolNames[symbol] as ByteString;
    const label = name === '' ? '' : `(${name}) `;
    this.hasRead = false;
    for (;;) {
      const old = tristateOf(state, symbol);
      let options: string = signs[old];
      for (const value of [0, 1, 2] as const) {
        if (old !== value && isWithinRange(state, symbol, value)) options += `/${answers[value]}`;
      }
      if (this.hasHelpSign(entry)) options += '/?';
      this.out(`${' '.repeat(this.indent - 1)}${this.prompt(entry)} ${label}[${options}] `);
      if (!this.askValue(symbol, answers[old])) return;
      const answer = strip(this.line);
      const value = answer === '' ? old : answerOf(answer);
      if (value !== null) {
        if (this.setTristate(symbol, value)) return;
        this.out(this.options.helpOf(entry));
      } else if (answer.startsWith('?')) this.out(this.options.helpOf(entry));
      this.again(symbol, entry);
    }
  }

  /** The busybox generation offers `?` only where there is help. */
  private hasHelpSign(entry: number): boolean {
    return !this.asksAlways || !this.options.helpOf(entry).startsWith('\nSorry, no help available');
  }

  private askChoice(entry: number, symbol: number): void {
    const { state } = this;
    let isNew = !this.isNewEngine && !hasUserValue(state, symbol);
    if (!this.isNewEngine) {
      const canChange = isChangeable(state, symbol);
      if (canChange) this.askTristate(entry, symbol);
      const value = tristateOf(state, symbol);
      if (value === 1 && !canChange) this.out(`${' '.repeat(this.indent - 1)}${this.prompt(entry)}\n`);
      if (value !== 2) return;
    }
    const choice = this.choiceAt.get(entry) ?? -1;
    this.hasRead = false;
    for (;;) {
      const listed = this.listMembers(entry, choice);
      if (this.isNewEngine && listed.hasNew) isNew = true;
      const picked = this.pickMember(entry, listed, isNew);
      if (picked !== null) {
        const child = listed.entries[picked - 1];
        if (child !== undefined && this.line.endsWith('?')) this.out(this.options.helpOf(child));
        else if (child !== undefined) {
          this.chooseMember(choice, this.flat.entrySymbol[child] as number);
          if (!this.isNewEngine) this.askBelow(child);
          return;
        }
      }
      this.again(symbol, entry);
    }
  }

  /** What is below the chosen member; the busybox generation only looks at the first entry. */
  private askBelow(child: number): void {
    for (const below of this.children(child)) {
      this.indent += 2;
      this.ask(below);
      this.indent -= 2;
      if (this.asksAlways) return;
    }
  }

  private listMembers(entry: number, choice: number): Listed {
    const { state, flat } = this;
    this.out(`${' '.repeat(this.indent - 1)}${this.prompt(entry)}\n`);
    const chosen = this.isNewEngine ? decideChoice(state, choice) : chosenMember(state, choice);
    this.line = '';
    const entries: number[] = [];
    let current = 0;
    let hasNew = false;
    for (const child of this.children(entry)) {
      if (!this.isShown(child)) continue;
      const member = flat.entrySymbol[child] as number;
      if (member < 0) {
        this.out(`${'*'.padStart(this.indent)} ${this.prompt(child)}\n`);
        continue;
      }
      entries.push(child);
      if (member === chosen) current = entries.length;
      const sign = (member === chosen ? '>' : ' ').padStart(this.indent);
      const isNew = !hasUserValue(state, member);
      if (isNew) hasNew = true;
      this.out(
        `${sign} ${entries.length}. ${this.prompt(child)} (${flat.symbolNames[member]})${isNew ? ' (NEW)' : ''}\n`,
      );
    }
    return { entries, current, hasNew };
  }

  /** Number of the wanted member, null to ask again. */
  private pickMember(entry: number, listed: Listed, isNew: boolean): number | null {
    const { entries, current } = listed;
    const count = entries.length;
    this.out(`${' '.repeat(this.indent - 1)}choice`);
    if (count === 1) {
      this.out('[1]: 1\n');
      return 1;
    }
    this.out(`[1-${count}${this.hasHelpSign(entry) ? '?' : ''}]: `);
    const { mode } = this;
    const isAsking = mode === 'all' || ((mode === 'new' || mode === 'silent') && isNew);
    if (!isAsking) {
      const picked = mode === 'random' && count > 0 ? (this.options.draw() % count) + 1 : current;
      this.out(`${picked}\n`);
      return picked;
    }
    this.checkTerminal();
    this.readLine();
    this.line = strip(this.line);
    if (this.line.startsWith('?')) {
      this.out(this.options.helpOf(entry));
      return null;
    }
    if (this.line === '') return current;
    if (!/^[0-9]/.test(this.line)) return null;
    return Number(BigInt.asIntN(32, readNumber(this.line, 10).value));
  }

  private chooseMember(choice: number, member: number): void {
    const { state } = this;
    const isOther = this.isNewEngine ? chosenMember(state, choice) !== member : tristateOf(state, member) !== 2;
    this.answer(isOther, () => chooseMember(state, choice, member));
  }

  /** Gives values; conf forgets all that it computed only where an answer is another than the present value. */
  private answer(isOther: boolean, give: () => void): void {
    const { state } = this;
    const { changed } = state;
    give();
    this.changes++;
    if (isOther) {
      invalidate(state);
      return;
    }
    keepValues(state);
    state.changed = changed;
  }

  private setTristate(symbol: number, value: Tristate): boolean {
    const { state, flat } = this;
    const old = tristateOf(state, symbol);
    if ((this.isNewEngine || old !== value) && !isWithinRange(state, symbol, value)) return false;
    const choice = flat.symbolChoice[symbol] as number;
    this.answer(old !== value, () => {
      if (!this.isNewEngine && choice >= 0 && value === 2) chooseMember(state, choice, symbol);
      else this.giveTristate(symbol, value, choice);
    });
    return true;
  }

  /** The answer for a member of a tristate choice leaves the answer for the choice as it was. */
  private giveTristate(symbol: number, value: Tristate, choice: number): void {
    const { state } = this;
    const owner = this.isNewEngine ? -1 : (this.flat.choices[choice]?.symbol ?? -1);
    const before = owner < 0 ? null : userText(state, owner);
    setUserValue(state, symbol, answers[value]);
    if (before !== null) setUserValue(state, owner, before);
  }

  private setText(symbol: number, text: ByteString): boolean {
    const { state, flat } = this;
    if (!isTextWithinRange(state, symbol, text)) return false;
    const needsPrefix = flat.symbolType[symbol] === typeCode.hex && !/^0[xX]/.test(text);
    const isSame = !needsPrefix && userText(state, symbol) === text;
    this.answer(!isSame, () => setUserValue(state, symbol, needsPrefix ? `0x${text}` : text));
    return true;
  }
}
