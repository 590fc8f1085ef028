import type { ByteString } from '../../core/bytes.ts';
import type { Severity } from '../../core/diagnostic.ts';
import type { KconfigCode } from '../codes.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import type { Reporter } from '../report.ts';
import { isValidText } from './number.ts';

/** What the reader asks and where it puts what it finds; symbols are ids of the flat model. */
export interface ConfigSink {
  /** The symbol a name means, -1 for none. */
  symbolOf(name: ByteString): number;
  nameOf(symbol: number): ByteString;
  /** Declared type, a code. */
  typeOf(symbol: number): number;
  hasValue(symbol: number): boolean;
  setTristate(symbol: number, value: Tristate, line: number): void;
  setText(symbol: number, value: ByteString, line: number): void;
  /** Called for a name the tree does not know. */
  unknown(): void;
  /** Called after every line that was not refused; gives what it did to a choice (old engines). */
  accepted(symbol: number): ChoiceEffect;
}

/** What a line did to the choice its symbol is a member of. */
export type ChoiceEffect = 'none' | 'overrides' | 'inconsistent';

/** How a text is read. */
export interface ReadOptions {
  readonly file: string;
  readonly dialect: Dialect;
  readonly prefix: ByteString;
  /** Unknown names draw a warning. */
  readonly warnsUnknown: boolean;
}

/** Messages about one text; what comes after them is counted and not told. */
const messageLimit = 100_000;

/** The text without the longer one it was cut from, which V8 would keep alive. */
export function ownText(text: ByteString): ByteString {
  return text.length < 13 ? text : Buffer.from(text, 'latin1').toString('latin1');
}

const notSet = 'is not set';
/** Longest line the oldest tools read at once. */
const oldestLineLimit = 1023;
/** A longer line is cut here: no symbol has such a value, and strings must not grow without bound. */
const lineLimit = 1 << 27;

/**
 * Reads a `.config`-like text line by line; gives the number of warnings. A text in blocks may be cut
 * anywhere. Source: kconfig-semantics 4.3 and 4.4.
 */
export function readDotConfig(
  text: ByteString | Iterable<ByteString>,
  options: ReadOptions,
  reporter: Reporter,
  sink: ConfigSink,
): number {
  const reader = new ConfigReader(options, reporter, sink);
  if (typeof text === 'string') reader.block(text, 0);
  else for (const block of text) reader.block(block, 0);
  reader.end();
  return reader.warnings;
}

class ConfigReader {
  warnings = 0;
  private number = 0;
  private messages = 0;
  /** Start of a line whose end is in a later block. */
  private pending = '';
  private readonly options: ReadOptions;
  private readonly reporter: Reporter;
  private readonly sink: ConfigSink;
  private readonly isOldest: boolean;

  constructor(options: ReadOptions, reporter: Reporter, sink: ConfigSink) {
    this.options = options;
    this.reporter = reporter;
    this.sink = sink;
    this.isOldest = options.dialect.values.choiceEngine === 'busybox';
  }

  block(text: ByteString, from: number): void {
    let at = from;
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
    if (this.isOldest) {
      this.oldestLines(raw);
      return;
    }
    this.number++;
    const { prefix: before, dialect } = this.options;
    const line = isEnded && raw.charCodeAt(raw.length - 1) === 13 ? raw.slice(0, -1) : raw;
    if (line === '') return;
    if (line.charCodeAt(0) === 35) {
      const name = this.nameNotSet(line);
      if (name !== null) this.assign(name, 'n', true);
      return;
    }
    if (line.startsWith(before)) {
      const equals = line.indexOf('=', before.length);
      if (equals >= 0) {
        this.assign(line.slice(before.length, equals), line.slice(equals + 1), false);
        return;
      }
      if (!dialect.dotConfig.warnsLineWithoutEquals) return;
    }
    if (dialect.dotConfig.warnsLineWithoutEquals)
      this.warn('kconfig/config-unexpected-data', `unexpected data: ${line}`);
    else if (line.charCodeAt(0) !== 13) {
      // The older reader prints up to the first carriage return.
      this.warn('kconfig/config-unexpected-data', `unexpected data: ${line.split('\r', 1)[0] ?? ''}`);
    }
  }

  /** Name in a `# NAME is not set` line, or null for any other comment. */
  private nameNotSet(line: ByteString): ByteString | null {
    const { prefix: before, dialect } = this.options;
    if (dialect.dotConfig.notSetLines !== 'loose' && line.charCodeAt(1) !== 32) return null;
    if (!line.startsWith(before, 2)) return null;
    const start = 2 + before.length;
    const blank = line.indexOf(' ', start);
    if (blank < 0 || !line.startsWith(notSet, blank + 1)) return null;
    if (dialect.dotConfig.notSetLines === 'exact' && line.length !== blank + 1 + notSet.length) return null;
    return line.slice(start, blank);
  }

  private assign(name: ByteString, value: ByteString, isNotSet: boolean): void {
    const { sink } = this;
    const { dialect, warnsUnknown } = this.options;
    const symbol = sink.symbolOf(name);
    if (symbol < 0) {
      if (warnsUnknown) this.warn('kconfig/config-unknown-symbol', `unknown symbol: ${name}`);
      sink.unknown();
      return;
    }
    if (sink.hasValue(symbol)) {
      this.say(
        'kconfig/config-reassigned',
        `override: reassigning to symbol ${sink.nameOf(symbol)}`,
        dialect.dotConfig.reassignment === 'notice',
      );
    }
    const type = sink.typeOf(symbol);
    const isLogical = type === typeCode.bool || type === typeCode.tristate;
    // A `not set` line says nothing to an int or hex where that draws no warning.
    if (!isNotSet || isLogical || dialect.dotConfig.warnsNotSetNumber) {
      if (!this.accept(symbol, type, value)) return;
    }
    this.noteChoice(symbol);
  }

  private noteChoice(symbol: number): void {
    const { dialect } = this.options;
    const effect = this.sink.accepted(symbol);
    if (effect === 'none' || dialect.dotConfig.choiceReadMessages === 'none') return;
    const name = this.sink.nameOf(symbol);
    if (this.isOldest || effect === 'inconsistent') {
      this.warn('kconfig/config-choice-state', `${name} creates inconsistent choice state`);
    } else {
      const message = `override: ${name} changes choice state`;
      this.say('kconfig/config-choice-state', message, dialect.dotConfig.choiceReadMessages === 'notice');
    }
  }

  /** Stores one value; false when it was refused with a warning. */
  private accept(symbol: number, type: number, value: ByteString): boolean {
    const { sink, number } = this;
    switch (type) {
      case typeCode.bool:
      case typeCode.tristate: {
        const first = value[0];
        if (first === 'y' || first === 'n' || (first === 'm' && type === typeCode.tristate)) {
          sink.setTristate(symbol, first === 'y' ? 2 : first === 'm' ? 1 : 0, number);
          return true;
        }
        break;
      }
      case typeCode.string: {
        if (value.charCodeAt(0) !== 34) return true;
        const unquoted = this.options.dialect.dotConfig.rawStrings ? unquoteRaw(value) : unquote(value);
        if (unquoted === null) {
          this.warn('kconfig/config-invalid-string', 'invalid string found');
          return false;
        }
        sink.setText(symbol, unquoted, number);
        return true;
      }
      case typeCode.int:
      case typeCode.hex:
        if (isValidText(type === typeCode.int ? 'int' : 'hex', value)) {
          sink.setText(symbol, value, number);
          return true;
        }
        if (this.isOldest && value === '') return false;
        break;
      default:
        return true;
    }
    this.warn('kconfig/config-invalid-value', `symbol value '${value}' invalid for ${sink.nameOf(symbol)}`);
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
    const { prefix: before } = this.options;
    const isComment = line.charCodeAt(0) === 35;
    let name: ByteString | null;
    let value = 'n';
    if (isComment) {
      name = this.nameNotSet(line);
      if (name === null) return;
    } else {
      if (!line.startsWith(before)) {
        this.warn('kconfig/config-unexpected-data', 'unexpected data');
        return;
      }
      const equals = line.indexOf('=', before.length);
      if (equals < 0) return;
      name = line.slice(before.length, equals);
      value = line.slice(equals + 1);
    }
    const { sink } = this;
    const symbol = sink.symbolOf(name);
    if (symbol < 0) {
      this.warn('kconfig/config-unknown-symbol', `trying to assign nonexistent symbol ${name}`);
      return;
    }
    const type = sink.typeOf(symbol);
    const isLogical = type === typeCode.bool || type === typeCode.tristate;
    if (sink.hasValue(symbol)) {
      this.warn('kconfig/config-reassigned', `trying to reassign symbol ${sink.nameOf(symbol)}`);
    } else if ((!isComment || isLogical) && !this.accept(symbol, type, value) && !isLogical) return;
    this.noteChoice(symbol);
  }

  private warn(code: KconfigCode, message: ByteString): void {
    this.say(code, message, false);
  }

  /** A notice does not count as a warning. */
  private say(code: KconfigCode, message: ByteString, isNotice: boolean): void {
    const { file } = this.options;
    if (!isNotice) this.warnings++;
    if (++this.messages > messageLimit) return;
    const location = { file, line: this.number };
    const severity: Severity = isNotice ? 'info' : 'warning';
    const text = `${file}:${this.number}:${isNotice ? 'notice' : 'warning'}: ${message}`;
    this.reporter.report(code, severity, ownText(text), location);
    if (this.messages < messageLimit) return;
    const limit = `${file}:${this.number}: more than ${messageLimit} messages; the rest is left out`;
    this.reporter.report('kconfig/limit', 'warning', limit, location);
  }
}

/** Text between the first quote and the next unescaped one; null when there is none. */
function unquote(value: ByteString): ByteString | null {
  let text = '';
  let from = 1;
  for (let at = 1; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code === 34) return text + value.slice(from, at);
    if (code === 92) {
      text += value.slice(from, at);
      from = at + 1;
      at++;
    }
  }
  return null;
}

/** Text between the first character and the last, which must be a quote. Source: conf of u-boot. */
function unquoteRaw(value: ByteString): ByteString | null {
  return value.endsWith('"') ? value.slice(1, -1) : null;
}
