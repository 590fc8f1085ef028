/** Lines of the files that say what the user wants, with what conf's reader makes of each. */

import type { ByteString } from '../../core/bytes.ts';
import type { Severity } from '../../core/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import { type Configuration, type KconfigSymbol, type ReadLine, readLines } from '../../kconfig/index.ts';
import type { AskedFile } from '../../kernel/index.ts';
import { placeInFile } from '../config/merged-text.ts';
import { severityOf } from './asked-places.ts';

/** One line of one file. */
export interface AskedLine extends ReadLine {
  readonly location: Location;
  readonly file: AskedFile;
  /** `warning` for what the user asks, `info` for a line of the tree or of a base under fragments. */
  readonly severity: Severity;
}

/** The lines of all files. */
export interface AskedLines {
  readonly configuration: Configuration;
  /** What names carry in front. */
  readonly prefix: ByteString;
  /** In the order they were read. */
  readonly lines: readonly AskedLine[];
  /** The lines that give each symbol a value, in order: the last one counts. */
  readonly given: ReadonlyMap<KconfigSymbol, readonly AskedLine[]>;
}

/** Reads the files, each by itself. */
export function askedLines(configuration: Configuration, files: readonly AskedFile[]): AskedLines {
  const { model, state } = configuration;
  const hasFragments = files.some(({ kind }) => kind === 'fragment');
  const lines = files.flatMap((file) => {
    const severity = severityOf(file, hasFragments);
    return readLines(state, file.text, file.name).map(
      (line): AskedLine => ({ ...line, file, severity, location: placeInFile(file.name, line.line) }),
    );
  });
  const given = new Map<KconfigSymbol, AskedLine[]>();
  for (const line of lines) {
    const symbol = line.kind === 'given' ? model.symbols.get(line.name) : undefined;
    if (symbol === undefined) continue;
    const known = given.get(symbol);
    if (known === undefined) given.set(symbol, [line]);
    else known.push(line);
  }
  return { configuration, prefix: state.prefix, lines, given };
}

/** The text of a value as `.config` has it; empty for a symbol without a line. */
export function resultOf(configuration: Configuration, symbol: KconfigSymbol): ByteString {
  return configuration.isWritten(symbol) ? configuration.value(symbol) : '';
}

/** What the line asks for, strings unquoted; `n` for `is not set`. */
export function wantedBy({ value }: AskedLine, { type }: KconfigSymbol): ByteString {
  if (type === 'bool' || type === 'tristate') return value.charAt(0);
  return type === 'string' ? value.replace(/^"([\s\S]*)"$/, '$1') : value;
}
