import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import { isLogicalType, symbolFlag, symbolKindCode, typeCode } from '../model/flat-model.ts';
import type { Reporter } from '../report.ts';
import { nameNotSet, readTristate, unquote } from '../values/config-lines.ts';
import type { ConfigState } from '../values/config-state.ts';
import { symbolNamed } from '../values/dotconfig.ts';
import { isValidText } from '../values/number.ts';
import { isWritten, valueOf } from '../values/symbol-values.ts';

/** What {@link readOldAuto} found. */
export interface OldAuto {
  /** Text by symbol id, strings unquoted; undefined without a usable old value. */
  readonly values: readonly (ByteString | undefined)[];
  /** Names that the tree no longer knows, in the order of the file. */
  readonly vanished: readonly ByteString[];
}

/**
 * Reads the auto.conf of an earlier run for comparison; warnings go to the reporter as conf prints them.
 * Source: docs/kconfig-semantics.md §4.3, §5.5 and §5.7; observed with conf 5.10, 6.1 and 6.12.
 */
export function readOldAuto(state: ConfigState, text: ByteString, file: string, reporter: Reporter): OldAuto {
  const reader = new OldAutoReader(state, file, reporter);
  let number = 0;
  for (let at = 0; at < text.length; ) {
    let end = text.indexOf('\n', at);
    const next = end < 0 ? text.length : end + 1;
    if (end < 0) end = text.length;
    else if (end > at && text.charCodeAt(end - 1) === 13) end--;
    number++;
    if (end > at) reader.line(text.slice(at, end), { file, line: number });
    at = next;
  }
  return reader;
}

class OldAutoReader implements OldAuto {
  readonly values: (ByteString | undefined)[] = [];
  readonly vanished: ByteString[] = [];
  private readonly state: ConfigState;
  private readonly file: string;
  private readonly reporter: Reporter;
  /** Highest value of a member so far, by choice. */
  private readonly choiceValues = new Map<number, 0 | 1 | 2>();

  constructor(state: ConfigState, file: string, reporter: Reporter) {
    this.state = state;
    this.file = file;
    this.reporter = reporter;
  }

  line(line: ByteString, location: Location): void {
    const { state } = this;
    const { dialect, symbolType } = state.flat;
    const isComment = line.charCodeAt(0) === 35;
    const name = isComment ? nameNotSet(line, dialect, state.prefix) : this.assignedName(line, location);
    if (name === null) return;
    const value = isComment ? 'n' : line.slice(state.prefix.length + name.length + 1);
    const symbol = symbolNamed(state, name);
    if (symbol < 0) {
      if (dialect.writing.touchesVanishedStrings) this.vanished.push(name);
      else this.meetVanished(name, value, location);
      return;
    }
    if (this.values[symbol] !== undefined) {
      const severity = dialect.dotConfig.reassignment === 'notice' ? 'notice' : 'warning';
      this.reassigned(`override: reassigning to symbol ${name}`, name, location, severity);
    }
    const read = this.valueOf(symbolType[symbol]!, value);
    if (read === null) return;
    this.values[symbol] = read;
    if (dialect.dotConfig.choiceReadMessages !== 'none') this.checkChoice(symbol, read, location);
  }

  /** The oldest conf makes a symbol of the name, which takes unquoted values alone. */
  private meetVanished(name: ByteString, value: ByteString, location: Location): void {
    const isKnown = this.vanished.includes(name);
    if (isKnown) this.reassigned(`override: reassigning to symbol ${name}`, name, location);
    if (!isKnown && !value.startsWith('"')) this.vanished.push(name);
  }

  private reassigned(
    message: ByteString,
    symbol: ByteString,
    location: Location,
    severity: 'warning' | 'notice' = 'warning',
  ): void {
    const text = `${this.file}:${location.line}:${severity}: ${message}`;
    const weight = severity === 'notice' ? 'info' : 'warning';
    this.reporter.report('kconfig/config-reassigned', weight, text, location, { symbol });
  }

  private assignedName(line: ByteString, location: Location): ByteString | null {
    const { dialect, prefix } = this.state;
    const isOurs = line.startsWith(prefix);
    const equals = isOurs ? line.indexOf('=', prefix.length) : -1;
    if (equals >= 0) return line.slice(prefix.length, equals);
    if (!isOurs || dialect.dotConfig.warnsLineWithoutEquals) {
      const text = `${this.file}:${location.line}:warning: unexpected data: ${line}`;
      this.reporter.report('kconfig/config-unexpected-data', 'warning', text, location, { line });
    }
    return null;
  }

  /** The value as it is compared; null when the line does not count. */
  private valueOf(type: number, value: ByteString): ByteString | null {
    const { dialect } = this.state;
    switch (type) {
      case typeCode.bool:
      case typeCode.tristate:
        return readTristate(type, value) === null ? null : value.charAt(0);
      case typeCode.int:
        return isValidText('int', value) ? value : null;
      case typeCode.hex:
        return isValidText('hex', value) ? value : null;
      case typeCode.string:
        if (!dialect.writing.autoConfQuotes) return value;
        return value.startsWith('"') && value.length > 1 ? unquote(value, dialect) : null;
      default:
        return null;
    }
  }

  private checkChoice(symbol: number, value: ByteString, location: Location): void {
    const { dialect, symbolChoice, symbolNames } = this.state.flat;
    const choice = symbolChoice[symbol]!;
    if (choice < 0 || value === 'n') return;
    const before = this.choiceValues.get(choice) ?? 0;
    const name = symbolNames[symbol] ?? '';
    if (value === 'm' && before === 2) {
      this.reassigned(`${name} creates inconsistent choice state`, name, location);
    } else if (value === 'y' && before !== 0) {
      const severity = dialect.dotConfig.choiceReadMessages === 'notice' ? 'notice' : 'warning';
      this.reassigned(`override: ${name} changes choice state`, name, location, severity);
    }
    this.choiceValues.set(choice, before === 2 || value === 'y' ? 2 : 1);
  }
}

/** Names of the touch files that conf would touch, in its order. Source: docs/kconfig-semantics.md §5.7. */
export function touchedNames(state: ConfigState, old: OldAuto | null, directory: ByteString): ByteString[] {
  const { flat } = state;
  const { dialect, hashOrder, symbolFlags, symbolKind, symbolNames } = flat;
  if (dialect.writing.touchFiles === 'none') return [];
  const isLower = dialect.writing.touchFiles === 'lower-h';
  const nameOf = (name: ByteString): ByteString =>
    isLower ? `${directory}${name.replace(/[A-Z_]/g, lowered)}.h` : directory + name;
  const names = (old?.vanished ?? []).map(nameOf);
  for (const symbol of hashOrder) {
    if (symbolKind[symbol] === symbolKindCode.choice || symbolNames[symbol] === '') continue;
    if ((symbolFlags[symbol]! & symbolFlag.internal) !== 0) continue;
    if (isTouched(state, symbol, old?.values[symbol])) names.push(nameOf(symbolNames[symbol]!));
  }
  return names;
}

function isTouched(state: ConfigState, symbol: number, before: ByteString | undefined): boolean {
  if (!isWritten(state, symbol)) return before !== undefined;
  const value = valueOf(state, symbol);
  if (before !== undefined) return value !== before;
  return value !== 'n' || !isLogicalType(state.flat.symbolType[symbol]);
}

function lowered(letter: string): string {
  return letter === '_' ? '/' : letter.toLowerCase();
}

/** The directory of touch files, with its slash. `autoConf` is the name of auto.conf. */
export function touchDirectory(
  state: ConfigState,
  autoConf: ByteString,
  env: Readonly<Record<string, ByteString>>,
): ByteString {
  switch (state.flat.dialect.writing.touchDirectory) {
    case 'auto.conf':
      return autoConf.slice(0, autoConf.lastIndexOf('/') + 1);
    case 'include/config':
      return 'include/config/';
    case 'KCONFIG_SPLITCONFIG':
      return env['KCONFIG_SPLITCONFIG'] ?? 'include/config/';
  }
}
