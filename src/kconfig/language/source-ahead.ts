import type { ByteString } from '../../core/bytes.ts';

/** Files looked into before they are read; a tree that has more is read without. */
const maxFilesAhead = 20_000;

/** Options of {@link visitSources}. */
export interface SourceVisit {
  /** Text of a file that is there; undefined for any other name. */
  readonly textOf: (name: ByteString) => ByteString | undefined;
  /** Value of a variable that stands in a path; undefined where it is not known yet. */
  readonly valueOf: (variable: ByteString) => ByteString | undefined;
  /** Called for each file once, in the order in which the parser reaches them. */
  readonly onFile: (name: ByteString, text: ByteString) => void;
}

/**
 * Goes through the files that a text takes in with plain `source` statements, and through theirs. A
 * statement in a help text is taken for one: the caller must not depend on that.
 */
export function visitSources(top: ByteString, visit: SourceVisit): void {
  const seen = new Set<ByteString>();
  const waiting = sourcesOf(top, visit).reverse();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    if (seen.size >= maxFilesAhead) return;
    seen.add(name);
    const text = visit.textOf(name);
    if (text === undefined) continue;
    visit.onFile(name, text);
    for (const inner of sourcesOf(text, visit).reverse()) waiting.push(inner);
  }
}

function sourcesOf(text: ByteString, { valueOf }: SourceVisit): ByteString[] {
  const names: ByteString[] = [];
  let end = -1;
  for (let at = text.indexOf('source'); at >= 0; at = text.indexOf('source', at + 6)) {
    // Once a line: a long one may hold the word any number of times.
    if (at > end) {
      const newline = text.indexOf('\n', at);
      end = newline < 0 ? text.length : newline;
    }
    if (!/(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, at - 64), at))) continue;
    const match = /^source[ \t]+"([^"\\]*)"/.exec(text.slice(at, end));
    if (match === null) continue;
    let isKnown = true;
    const name = (match[1] ?? '').replace(/\$\(([A-Za-z_]\w*)\)/g, (_whole, variable: string) => {
      const value = valueOf(variable);
      isKnown &&= value !== undefined;
      return value ?? '';
    });
    if (isKnown && !name.includes('$')) names.push(name);
  }
  return names;
}
