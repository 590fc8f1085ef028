/** What code below a condition calls. */
import type { ByteString } from '../../core/bytes.ts';
import { wordAtEnd } from './scan-source.ts';

/** Lines that are looked through. */
const maxLines = 80;
const keywords = new Set('if while for switch return sizeof defined do else likely unlikely typeof'.split(' '));

/** The text that a condition in a line guards: up to the `#endif` or `#else`, or the statement behind an `if`. */
export function textBelow(lines: readonly ByteString[], line: number): ByteString {
  const first = lines[line - 1] ?? '';
  if (/^[ \t]*#/.test(first)) {
    let depth = 0;
    const kept: ByteString[] = [];
    for (const text of lines.slice(line, line + maxLines)) {
      if (/^[ \t]*#[ \t]*if/.test(text)) depth++;
      else if (/^[ \t]*#[ \t]*(?:endif|else|elif)\b/.test(text)) {
        if (depth === 0) break;
        if (/endif/.test(text)) depth--;
      } else kept.push(text);
    }
    return withoutComments(kept.join('\n'));
  }
  const text = withoutComments(lines.slice(line - 1, line + maxLines).join('\n'));
  const at = text.indexOf('IS_ENABLED');
  // Only a plain `if (IS_ENABLED(X)…)`: what follows a negation or `||` runs for other reasons.
  const head = /^[^;{}]*\bif[ \t]*\((?![^;{}]*\|\|)[ \t]*$/.exec(text.slice(0, at));
  if (head === null) return '';
  return statementBehind(text, text.indexOf('(', text.lastIndexOf('if', at)));
}

/** The statement behind a pair of brackets that opens at a place. */
function statementBehind(text: ByteString, open: number): ByteString {
  const close = closing(text, open, '(', ')');
  const condition = text.slice(open, close);
  if (condition.includes('||')) return '';
  const rest = text.slice(close + 1).trimStart();
  if (rest.startsWith('{')) return rest.slice(1, closing(rest, 0, '{', '}'));
  const end = rest.indexOf(';');
  return end === -1 ? '' : rest.slice(0, end + 1);
}

function closing(text: ByteString, from: number, opener: string, closer: string): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === opener) depth++;
    else if (text[at] === closer && --depth === 0) return at;
  }
  return text.length;
}

/** Names that are called in a text; members of structures are not. */
export function calledIn(text: ByteString): string[] {
  const names = new Set<string>();
  for (const { 0: name, index } of text.matchAll(/\b[a-z_]\w*/g)) {
    if (keywords.has(name) || text[index + name.length] !== '(') continue;
    const before = text.slice(Math.max(0, index - 8), index).trimEnd();
    if (!before.endsWith('->') && !before.endsWith('.')) names.add(name);
  }
  return [...names];
}

/** Functions that a file defines for others, with the lines of their definitions. */
export function functionsIn(text: ByteString): Map<string, number> {
  const found = new Map<string, number>();
  let line = 0;
  let start = 0;
  while (start < text.length) {
    line++;
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const head = text.slice(start, end);
    const open = /^[a-z_]/.test(head) && !head.startsWith('static') ? head.indexOf('(') : -1;
    const name = open === -1 ? '' : wordAtEnd(head.slice(0, open).trimEnd());
    if (name !== '' && !found.has(name)) {
      const brace = text.indexOf('{', start);
      const semicolon = text.indexOf(';', start);
      if (brace !== -1 && (semicolon === -1 || brace < semicolon)) found.set(name, line);
    }
    start = end + 1;
  }
  return found;
}

function withoutComments(text: ByteString): ByteString {
  return text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ' ');
}
