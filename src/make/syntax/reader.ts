/**
 * Splits makefile text into logical lines. Two clocks exist: a file counts physical lines, text
 * given to `$(eval)` stands still at the line of the statement that holds it.
 */

import type { ByteString } from '../../core/bytes.ts';
import { type LogicalLine, type LogicalText } from './ast.ts';
import { endsInOddBackslashes } from './chars.ts';
import type { Syntax } from './syntax.ts';

/** Logical lines of a file. Cached by content, because makefiles are read again and again. */
export function readFileLines(text: ByteString, syntax: Syntax): LogicalText {
  const cached = syntax.files.get(text);
  if (cached !== undefined) return cached;
  const result = splitFile(text);
  syntax.files.set(text, result);
  return result;
}

function newLine(text: ByteString, line: number, span: number, hasNul: boolean): LogicalLine {
  return { text, line, span, hasNul, statement: undefined, plainName: undefined, plainValue: '' };
}

function splitFile(text: ByteString): LogicalText {
  const lines: LogicalLine[] = [];
  const hasSpecial = text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0;
  let at = text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  let lineNumber = 1;
  while (at < text.length) {
    const firstLine = lineNumber;
    const start = at;
    let joined: ByteString | null = hasSpecial ? '' : null;
    let hasNul = false;
    let body: ByteString;
    for (;;) {
      let newline = text.indexOf('\n', at);
      const isLast = newline < 0;
      if (isLast) newline = text.length;
      lineNumber++;
      if (joined === null) {
        at = newline + 1;
        const goesOn = !isLast && text.charCodeAt(newline - 1) === 92 && endsInOddBackslashes(text, start, newline);
        if (goesOn && at < text.length) continue;
        // At the end of the file the last backslash-newline is still a continuation, of nothing.
        body = text.slice(start, goesOn ? at : newline);
        break;
      }
      let physical = text.slice(at, newline);
      at = newline + 1;
      const nul = physical.indexOf('\0');
      if (nul === 0) hasNul = true;
      // What follows a NUL is lost together with its newline, so the next line joins on; a NUL in
      // the first column makes an empty line instead.
      const losesNewline = nul > 0 && !isLast && at < text.length;
      if (nul >= 0) physical = physical.slice(0, nul);
      else if (!isLast && physical.endsWith('\r')) physical = physical.slice(0, -1);
      joined += physical;
      if (losesNewline) {
        lineNumber--;
        continue;
      }
      if (!isLast && endsInOddBackslashes(joined, 0, joined.length)) {
        joined += '\n';
        if (at < text.length) continue;
      }
      body = joined;
      break;
    }
    lines.push(newLine(body, firstLine, lineNumber - firstLine, hasNul));
  }
  return { lines, endLine: lineNumber };
}

/** Logical lines of text given to `$(eval)`. */
export function readEvalLines(text: ByteString, syntax: Syntax): LogicalText {
  const cached = syntax.evals.get(text);
  if (cached !== undefined) return cached;
  const lines: LogicalLine[] = [];
  let start = 0;
  let search = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', search);
    if (newline >= 0 && endsInOddBackslashes(text, search, newline)) {
      search = newline + 1;
      continue;
    }
    const end = newline < 0 ? text.length : newline;
    lines.push(newLine(text.slice(start, end), 0, 0, false));
    start = end + 1;
    search = start;
  }
  const result: LogicalText = { lines, endLine: 0 };
  syntax.evals.set(text, result);
  return result;
}
