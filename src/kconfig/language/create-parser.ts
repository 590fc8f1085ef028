import type { ByteString } from '../../core/bytes.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { TreeBuilder } from '../model/tree-builder.ts';
import type { Reporter } from '../report.ts';
import { ContextScanner } from './context-scanner.ts';
import { grammarOf } from './grammar.ts';
import { Parser } from './parser.ts';
import { contextRecovery, reservedRecovery } from './recovery.ts';
import { Scanner } from './scanner.ts';
import { parseStatements } from './statements.ts';
import type { ParserHooks } from './token-reader.ts';
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

/** Parses the tokens of a scanner up to the end of the top file, by the grammar of the builder's dialect. */
export function parseTokens(scanner: TokenSource, builder: TreeBuilder, reporter: Reporter, hooks: ParserHooks): void {
  const { dialect } = builder;
  const recovery = dialect.reading.keywords === 'reserved' ? reservedRecovery : contextRecovery;
  parseStatements(new Parser(scanner, builder, reporter, hooks, { grammar: grammarOf(dialect), recovery }));
}
