import { createScanner } from '../../../src/kconfig/language/create-parser.ts';
import { Token } from '../../../src/kconfig/language/token.ts';
import type { TokenExpander } from '../../../src/kconfig/language/token-source.ts';
import { type DialectName, dialects } from '../../../src/kconfig/index.ts';
import { Reporter } from '../../../src/kconfig/report.ts';

const names = Object.fromEntries(Object.entries(Token).map(([name, token]) => [token, name]));

/** References stay as they are written. */
const literal: TokenExpander = {
  expandWord(text, start, end) {
    const length = /^(?:\$\([^)]*\)|[\w-])*/.exec(text.slice(start, end))?.[0].length ?? 0;
    return { value: text.slice(start, start + length), end: start + length };
  },
  expandReference(text, start, end) {
    const close = text.slice(0, end).indexOf(')', start) + 1;
    return { value: text.slice(start, close), end: close };
  },
};

/** Tokens of a text as `kind` or `kind(value)`, and the lines on stderr. */
export function tokensOf(dialect: DialectName, text: string): { tokens: string[]; stderr: string } {
  const reporter = new Reporter();
  const scanner = createScanner('Kconfig', text, reporter, literal, dialects[dialect]);
  const tokens: string[] = [];
  for (let token = scanner.next(); token !== Token.end; token = scanner.next()) {
    const hasValue = token === Token.word || token === Token.quoted || token === Token.assignValue;
    tokens.push(hasValue || token === Token.variable ? `${names[token]}(${scanner.value})` : (names[token] ?? ''));
  }
  return { tokens, stderr: reporter.output.map((chunk) => chunk.text).join('') };
}
