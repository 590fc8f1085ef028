import type { ByteString } from '../../core/bytes.ts';
import { endOfLine, isBlank, newline, space, tab, upToNul } from './characters.ts';

/** End and kind of a help text; filled in by {@link readHelp}. */
export interface HelpExtent {
  /** Offset where the scanner goes on. */
  end: number;
  /** Newlines passed. */
  lines: number;
  /** Nothing but white space, as far as conf reads it. */
  isBlank: boolean;
}

/**
 * Reads the help text that starts at `start`: ended by a line in column 0 or indented less than its
 * first line; blank lines belong to it. Its lines are added to `parts`; few texts are ever shown, so
 * the scanner asks for the extent alone. Source: docs/kconfig-semantics.md §1.5.
 */
export function readHelp(
  text: ByteString,
  start: number,
  extent: HelpExtent,
  parts: ByteString[] | null,
  keepsBlanks = false,
): void {
  const length = text.length;
  let from = start;
  let lines = 0;
  let indent = 0;
  let column = 0;
  let isDecided = false;
  extent.isBlank = true;
  while (from < length) {
    let at = from;
    let code = text.charCodeAt(at);
    while ((code === space || code === tab) && ++at < length) code = text.charCodeAt(at);
    if (at < length && code === newline) {
      from = at + 1;
      lines++;
      if (from < length) {
        const following = text.charCodeAt(from);
        if (following !== space && following !== tab && following !== newline) break;
      }
      parts?.push('\n');
      continue;
    }
    if (at > from) {
      column = 0;
      for (let index = from; index < at; index++) {
        column = text.charCodeAt(index) === tab ? (column & ~7) + 8 : column + 1;
      }
      from = at;
      if (indent > 0) {
        if (column < indent) break;
        if (column > indent) parts?.push(' '.repeat(column - indent));
      }
      continue;
    }
    const end = endOfLine(text, at);
    for (let index = at; index < end && !isDecided; index++) {
      const inner = text.charCodeAt(index);
      if (inner === space || (inner >= 9 && inner <= 13)) continue;
      isDecided = true;
      // conf keeps texts as C strings, which end at a NUL.
      extent.isBlank = inner === 0;
    }
    if (parts !== null) {
      let last = end;
      while (!keepsBlanks && last > at && isBlank(text.charCodeAt(last - 1))) last--;
      parts.push(text.slice(at, last));
    }
    from = end;
    if (indent === 0) indent = column;
  }
  extent.end = from;
  extent.lines = lines;
}

/** The help text that starts at `start`. */
export function helpTextAt(text: ByteString, start: number, keepsBlanks: boolean): ByteString {
  const parts: ByteString[] = [];
  readHelp(text, start, { end: 0, lines: 0, isBlank: true }, parts, keepsBlanks);
  return upToNul(parts.join(''));
}
