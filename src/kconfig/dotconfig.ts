import type { Location } from '../core/location.ts';
import type { ByteString } from '../core/text.ts';
import type { KconfigCode } from './codes.ts';
import type { KconfigModel, KconfigSymbol, Tristate } from './model.ts';
import { isValidText } from './number.ts';
import type { Reporter } from './report.ts';

/** Where the reader puts what it finds. */
export interface ConfigSink {
  readonly warnsUnknown: boolean;
  hasValue(symbol: KconfigSymbol): boolean;
  setTristate(symbol: KconfigSymbol, value: Tristate, location: Location): void;
  setText(symbol: KconfigSymbol, value: ByteString, location: Location): void;
  /** Called for a name the tree does not know. */
  unknown(): void;
  /** Called after every line that was not refused. */
  accepted(symbol: KconfigSymbol): void;
}

/** What every symbol name carries in a `.config`. */
export const prefix = 'CONFIG_';
const notSetPrefix = `# ${prefix}`;
const notSetSuffix = ' is not set';

/**
 * Reads a `.config`-like text line by line; gives the number of warnings.
 * Source: kconfig-semantics 4.3 and 4.4, observed with conf 6.12.
 */
export function readDotConfig(
  text: ByteString,
  file: string,
  model: KconfigModel,
  reporter: Reporter,
  sink: ConfigSink,
): number {
  let warnings = 0;
  let number = 0;
  const warn = (code: KconfigCode, message: ByteString): void => {
    const location = { file, line: number };
    reporter.report(code, 'warning', `${file}:${number}:warning: ${message}`, location);
    warnings++;
  };
  for (let at = 0; at < text.length; ) {
    let end = text.indexOf('\n', at);
    const next = end < 0 ? text.length : end + 1;
    if (end < 0) end = text.length;
    else if (end > at && text.charCodeAt(end - 1) === 13) end--;
    const line = text.slice(at, end);
    at = next;
    number++;
    if (line === '') continue;
    let name: ByteString;
    let value: ByteString;
    if (line.charCodeAt(0) === 35) {
      if (!line.startsWith(notSetPrefix)) continue;
      const blank = line.indexOf(' ', notSetPrefix.length);
      if (blank < 0 || line.length !== blank + notSetSuffix.length || !line.endsWith(notSetSuffix)) continue;
      name = line.slice(notSetPrefix.length, blank);
      value = 'n';
    } else {
      const equals = line.indexOf('=', prefix.length);
      if (!line.startsWith(prefix) || equals < 0) {
        warn('kconfig/config-unexpected-data', `unexpected data: ${line}`);
        continue;
      }
      name = line.slice(prefix.length, equals);
      value = line.slice(equals + 1);
    }
    const symbol = model.symbols.get(name);
    if (symbol === undefined) {
      if (isConstantName(name)) continue;
      if (sink.warnsUnknown) warn('kconfig/config-unknown-symbol', `unknown symbol: ${name}`);
      sink.unknown();
      continue;
    }
    if (sink.hasValue(symbol)) {
      warn('kconfig/config-reassigned', `override: reassigning to symbol ${symbol.name}`);
    }
    if (accept(symbol, value, { file, line: number }, sink, warn)) sink.accepted(symbol);
  }
  return warnings;
}

/** Stores one value; false when it was refused with a warning. */
function accept(
  symbol: KconfigSymbol,
  value: ByteString,
  location: Location,
  sink: ConfigSink,
  warn: (code: KconfigCode, message: ByteString) => void,
): boolean {
  switch (symbol.type) {
    case 'bool':
    case 'tristate': {
      const first = value[0];
      if (first === 'y' || first === 'n' || (first === 'm' && symbol.type === 'tristate')) {
        sink.setTristate(symbol, first === 'y' ? 2 : first === 'm' ? 1 : 0, location);
        return true;
      }
      break;
    }
    case 'string': {
      if (value.charCodeAt(0) !== 34) return true;
      const unquoted = unquote(value);
      if (unquoted === null) {
        warn('kconfig/config-invalid-string', 'invalid string found');
        return false;
      }
      sink.setText(symbol, unquoted, location);
      return true;
    }
    case 'int':
    case 'hex':
      if (isValidText(symbol.type, value)) {
        sink.setText(symbol, value, location);
        return true;
      }
      break;
    default:
      return true;
  }
  warn('kconfig/config-invalid-value', `symbol value '${value}' invalid for ${symbol.name}`);
  return false;
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

function isConstantName(name: ByteString): boolean {
  return name === 'y' || name === 'm' || name === 'n';
}
