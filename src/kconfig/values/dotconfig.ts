import type { ByteString } from '../../core/bytes.ts';
import type { RestOf, Severity } from '../../core/diagnostic.ts';
import type { KconfigArgs, KconfigCode } from '../codes.ts';
import { isLogicalType, typeCode } from '../model/flat-model.ts';
import { addWinner, moveToFront } from './choice-order.ts';
import { nameNotSet, readTristate, unquote } from './config-lines.ts';
import type { ConfigState } from './config-state.ts';
import { copyUserValues, forgetValues } from './config-state.ts';
import { isValidText } from './number.ts';
import { giveText, giveTristate } from './user-values.ts';

/** Messages about one text; those that follow are counted and not reported. */
const messageLimit = 100_000;
/** Longest line the oldest tools read at once. */
const oldestLineLimit = 1023;
/** A longer line is cut here: no symbol has such a value, and strings must not grow without bound. */
const lineLimit = 1 << 27;

/**
 * What reading made of one line. `given`: a user value; `unknown`: nothing defines the name; `ignored`: the value says
 * nothing to the type, and conf says nothing of it; `refused`: the same with a warning of conf; `stray`: a comment, or a
 * line that is no assignment.
 */
export interface ReadLine {
  readonly kind: 'given' | 'unknown' | 'ignored' | 'refused' | 'stray';
  /** 1-based. */
  readonly line: number;
  /** The whole line, without its end. */
  readonly text: ByteString;
  /** Behind the prefix and up to the `=`; empty for a stray line. */
  readonly name: ByteString;
  /** Behind the `=`; `n` for a line that says `is not set`. */
  readonly value: ByteString;
  /** Of the model; -1 for none. */
  readonly symbol: number;
}

/** The symbol a `.config` line of this name means; -1 when there is none. */
export function symbolNamed(state: ConfigState, name: ByteString): number {
  return state.facts.byName.get(name) ?? -1;
}

/**
 * Forgets all user values, then reads a `.config`-like text line by line; a text in blocks may be cut anywhere.
 * `fileName` is used in messages; `note` gets each line. Nothing is computed yet. Source: docs/kconfig-semantics.md §4.3 and §4.4.
 */
export function readUserValues(
  state: ConfigState,
  text: ByteString | Iterable<ByteString>,
  fileName: string,
  note?: (line: ReadLine) => void,
): void {
  forgetUserValues(state);
  state.userFile = fileName;
  const reader = new ConfigReader(state, note);
  if (typeof text === 'string') reader.block(text);
  else for (const block of text) reader.block(block);
  reader.end();
  state.fileValues = copyUserValues(state.user);
}

function forgetUserValues(state: ConfigState): void {
  const { user } = state;
  state.isExact = !state.isReady;
  state.pending = [];
  user.has.fill(0);
  user.tristates.fill(0);
  user.texts.fill(null);
  user.lines.fill(0);
  forgetValues(state);
  if (!state.isNew) {
    state.winners.fill([]);
    // Reading answers every choice.
    for (const { symbol } of state.flat.choices) user.has[symbol] = 1;
  }
  state.readWarnings = 0;
  state.sawUnknown = false;
}

/** The text without the longer one it was cut from, which V8 would keep alive. */
function ownText(text: ByteString): ByteString {
  return text.length < 13 ? text : Buffer.from(text, 'latin1').toString('latin1');
}

/** Reads one text; counts its lines and messages. */
class ConfigReader {
  private number = 0;
  private messages = 0;
  /** Start of a line whose end is in a later block. */
  private pending = '';
  private readonly state: ConfigState;
  private readonly note: ((line: ReadLine) => void) | undefined;
  /** The line being read. */
  private text = '';
  /** Unknown names draw a warning. */
  private readonly warnsUnknown: boolean;

  constructor(state: ConfigState, note: ((line: ReadLine) => void) | undefined) {
    this.state = state;
    this.note = note;
    const { unknownSymbols } = state.dialect.dotConfig;
    const isAsked = unknownSymbols === 'opt-in' && state.options.warnUnknownSymbols === true;
    this.warnsUnknown = unknownSymbols === 'always' || isAsked;
  }

  block(text: ByteString): void {
    let at = 0;
    for (;;) {
      const end = text.indexOf('\n', at);
      if (end < 0) break;
      if (this.pending === '') this.line(text.slice(at, end), true);
      else {
        const line = this.pending + text.slice(at, end);
        this.pending = '';
        this.line(line, true);
      }
      at = end + 1;
    }
    if (at < text.length && this.pending.length < lineLimit) this.pending += text.slice(at, at + lineLimit);
  }

  end(): void {
    if (this.pending !== '') this.line(this.pending, false);
    this.pending = '';
  }

  /** One line without its newline; `isEnded` when it had one. */
  private line(raw: ByteString, isEnded: boolean): void {
    const { dialect, isBusybox, prefix } = this.state;
    if (isBusybox) {
      this.oldestLines(raw);
      return;
    }
    this.number++;
    const line = isEnded && raw.charCodeAt(raw.length - 1) === 13 ? raw.slice(0, -1) : raw;
    if (line === '') return;
    this.text = line;
    if (line.charCodeAt(0) === 35) {
      const name = nameNotSet(line, dialect, prefix);
      if (name !== null) this.assign(name, 'n', true);
      else this.noteLine('stray');
      return;
    }
    if (line.startsWith(prefix)) {
      const equals = line.indexOf('=', prefix.length);
      if (equals >= 0) {
        this.assign(line.slice(prefix.length, equals), line.slice(equals + 1), false);
        return;
      }
      if (!dialect.dotConfig.warnsLineWithoutEquals) {
        this.noteLine('stray');
        return;
      }
    }
    this.noteLine('stray');
    if (dialect.dotConfig.warnsLineWithoutEquals) this.unexpected(line);
    else if (line.charCodeAt(0) !== 13) {
      // The older reader prints up to the first carriage return.
      this.unexpected(line.split('\r', 1)[0] ?? '');
    }
  }

  private assign(name: ByteString, value: ByteString, isNotSet: boolean): void {
    const { state } = this;
    const { dialect, flat, user } = state;
    const symbol = symbolNamed(state, name);
    if (symbol < 0) {
      if (this.warnsUnknown) this.warn('kconfig/config-unknown-symbol', `unknown symbol: ${name}`, { symbol: name });
      state.sawUnknown = true;
      this.noteLine('unknown', name, value);
      return;
    }
    if (user.has[symbol] === 1) {
      const args = { symbol: flat.symbolNames[symbol] ?? '' };
      const message = `override: reassigning to symbol ${args.symbol}`;
      this.report('kconfig/config-reassigned', message, dialect.dotConfig.reassignment === 'notice', args);
    }
    // A `not set` line says nothing to an int or hex where that draws no warning.
    if (!isNotSet || isLogicalType(flat.symbolType[symbol]) || dialect.dotConfig.warnsNotSetNumber) {
      if (!this.acceptNoting(symbol, value)) return;
    }
    this.noteChoice(symbol);
  }

  /** What a line that was not refused does to the choice of its symbol. */
  private noteChoice(symbol: number): void {
    const { state } = this;
    const { choices, symbolChoice, symbolNames } = state.flat;
    const { has, tristates } = state.user;
    const index = symbolChoice[symbol]!;
    if (index < 0) return;
    if (state.isNew) {
      moveToFront(state, symbol);
      return;
    }
    const choice = choices[index]!.symbol;
    const before = tristates[choice]!;
    const value = tristates[symbol]!;
    const name = symbolNames[symbol]!;
    if (value === 1 && before === 2) {
      has[choice] = 0;
      this.warnChoice(name, `${name} creates inconsistent choice state`, false);
    } else if (value === 2) {
      if (before !== 0 && state.isBusybox) {
        // The oldest tools keep the first member that is y.
        has[choice] = 0;
        this.warnChoice(name, `${name} creates inconsistent choice state`, false);
      } else {
        addWinner(state, index, symbol);
        const isNotice = state.dialect.dotConfig.choiceReadMessages === 'notice';
        if (before !== 0) this.warnChoice(name, `override: ${name} changes choice state`, isNotice);
      }
    }
    tristates[choice] = Math.max(before, value);
  }

  private warnChoice(symbol: ByteString, message: ByteString, isNotice: boolean): void {
    if (this.state.dialect.dotConfig.choiceReadMessages === 'none') return;
    this.report('kconfig/config-choice-state', message, isNotice, { symbol });
  }

  private noteLine(kind: ReadLine['kind'], name = '', value = '', symbol = -1): void {
    this.note?.({ kind, line: this.number, text: this.text, name, value, symbol });
  }

  /** {@link accept}, with the line noted. */
  private acceptNoting(symbol: number, value: ByteString): boolean {
    const { flat, user } = this.state;
    const isAccepted = this.accept(symbol, value);
    const isGiven = user.has[symbol] === 1 && user.lines[symbol] === this.number;
    const isKnown = flat.symbolType[symbol] !== typeCode.unknown;
    const kind = isGiven ? 'given' : !isAccepted ? 'refused' : isKnown ? 'ignored' : 'unknown';
    this.noteLine(kind, flat.symbolNames[symbol], value, symbol);
    return isAccepted;
  }

  /** Stores one value; false when it was refused with a warning. */
  private accept(symbol: number, value: ByteString): boolean {
    const { state, number } = this;
    const { symbolNames, symbolType } = state.flat;
    const type = symbolType[symbol]!;
    const name = symbolNames[symbol]!;
    switch (type) {
      case typeCode.bool:
      case typeCode.tristate: {
        const read = readTristate(type, value);
        if (read === null) break;
        giveTristate(state, symbol, read, number);
        return true;
      }
      case typeCode.string: {
        if (value.charCodeAt(0) !== 34) return true;
        const text = unquote(value, state.dialect);
        if (text === null) this.warn('kconfig/config-invalid-string', 'invalid string found', { symbol: name });
        else giveText(state, symbol, ownText(text), number);
        return text !== null;
      }
      case typeCode.int:
      case typeCode.hex:
        if (isValidText(type === typeCode.int ? 'int' : 'hex', value)) {
          giveText(state, symbol, ownText(value), number);
          return true;
        }
        if (state.isBusybox && value === '') return false;
        break;
      default:
        return true;
    }
    const message = `symbol value '${value}' invalid for ${name}`;
    this.warn('kconfig/config-invalid-value', message, { symbol: name, value });
    return false;
  }

  /** The oldest tools read 1023 bytes at a time and take each piece for a line. */
  private oldestLines(raw: ByteString): void {
    for (let at = 0; at === 0 || at < raw.length; at += oldestLineLimit) {
      this.number++;
      this.oldestLine(raw.slice(at, at + oldestLineLimit));
    }
  }

  /** Observed with conf of busybox 1.35. */
  private oldestLine(line: ByteString): void {
    if (line === '') return;
    this.text = line;
    const { state } = this;
    const { dialect, flat, prefix, user } = state;
    const isComment = line.charCodeAt(0) === 35;
    let name: ByteString | null;
    let value = 'n';
    if (isComment) {
      name = nameNotSet(line, dialect, prefix);
      if (name === null) {
        this.noteLine('stray');
        return;
      }
    } else {
      if (!line.startsWith(prefix)) {
        this.noteLine('stray');
        this.warn('kconfig/config-unexpected-data', 'unexpected data', { line });
        return;
      }
      const equals = line.indexOf('=', prefix.length);
      if (equals < 0) {
        this.noteLine('stray');
        return;
      }
      name = line.slice(prefix.length, equals);
      value = line.slice(equals + 1);
    }
    const symbol = symbolNamed(state, name);
    if (symbol < 0) {
      this.warn('kconfig/config-unknown-symbol', `trying to assign nonexistent symbol ${name}`, { symbol: name });
      this.noteLine('unknown', name, value);
      return;
    }
    const isLogical = isLogicalType(flat.symbolType[symbol]);
    if (user.has[symbol] === 1) {
      const args = { symbol: flat.symbolNames[symbol] ?? '' };
      this.warn('kconfig/config-reassigned', `trying to reassign symbol ${args.symbol}`, args);
      this.noteLine('refused', args.symbol, value, symbol);
    } else if ((!isComment || isLogical) && !this.acceptNoting(symbol, value) && !isLogical) return;
    this.noteChoice(symbol);
  }

  private unexpected(line: ByteString): void {
    this.warn('kconfig/config-unexpected-data', `unexpected data: ${line}`, { line });
  }

  private warn<Code extends KconfigCode>(code: Code, message: ByteString, ...rest: RestOf<KconfigArgs[Code]>): void {
    this.report(code, message, false, ...rest);
  }

  /** A notice does not count as a warning. */
  private report<Code extends KconfigCode>(
    code: Code,
    message: ByteString,
    isNotice: boolean,
    ...rest: RestOf<KconfigArgs[Code]>
  ): void {
    const { reporter, userFile: file } = this.state;
    if (!isNotice) this.state.readWarnings++;
    if (++this.messages > messageLimit) return;
    const location = { file, line: this.number };
    const severity: Severity = isNotice ? 'info' : 'warning';
    const text = `${file}:${this.number}:${isNotice ? 'notice' : 'warning'}: ${message}`;
    reporter.report(code, severity, ownText(text), location, ...rest);
    if (this.messages < messageLimit) return;
    const limit = `${file}:${this.number}: more than ${messageLimit} messages; the rest is left out`;
    reporter.report('kconfig/limit', 'warning', limit, location);
  }
}
