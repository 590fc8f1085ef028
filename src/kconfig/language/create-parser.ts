import type { ByteString } from '../../core/bytes.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { TreeBuilder } from '../model/tree-builder.ts';
import type { Reporter } from '../report.ts';
import { ContextParser } from './context-parser.ts';
import { ContextScanner } from './context-scanner.ts';
import { Parser } from './parser.ts';
import { Scanner } from './scanner.ts';
import type { ParserHooks, TokenReader } from './token-reader.ts';
import type { TokenExpander, TokenSource } from './token-source.ts';

/** The scanner of a dialect. */
export function createScanner(
  name: string,
  text: ByteString,
  reporter: Reporter,
  expander: TokenExpander,
  dialect: Dialect,
): TokenSource {
  return dialect.reading.keywords === 'reserved'
    ? new Scanner(name, text, reporter, expander, dialect)
    : new ContextScanner(name, text, reporter, expander, dialect);
}

/** The parser of a dialect. */
export function createParser(
  scanner: TokenSource,
  builder: TreeBuilder,
  reporter: Reporter,
  dialect: Dialect,
  hooks: ParserHooks,
): TokenReader {
  return dialect.reading.keywords === 'reserved'
    ? new Parser(scanner, builder, reporter, dialect, hooks)
    : new ContextParser(scanner, builder, reporter, dialect, hooks);
}
