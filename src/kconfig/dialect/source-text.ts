/** Texts of C, flex and bison sources as fingerprints look at them: code alone, one function at a time. */
import type { ByteString } from '../../core/bytes.ts';

/**
 * The text without comments, so that what it says about a behaviour is not taken for the behaviour. Texts in quotes stay;
 * a quote without an end on its line is a character like others, as in the patterns of flex.
 */
export function withoutComments(text: ByteString): ByteString {
  let code = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"' || char === "'") {
      at = endOfQuotes(text, at, char);
      continue;
    }
    if (char !== '/') continue;
    const isBlock = text[at + 1] === '*';
    if (!isBlock && text[at + 1] !== '/') continue;
    const end = text.indexOf(isBlock ? '*/' : '\n', at + 2);
    code += text.slice(from, at);
    if (end < 0) return code;
    from = isBlock ? end + 2 : end;
    at = from - 1;
  }
  return code + text.slice(from);
}

/** Position of the closing quote on the same line, or of the opening one. */
function endOfQuotes(text: ByteString, start: number, quote: string): number {
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === quote) return at;
    if (text[at] === '\\') at++;
  }
  return start;
}

/** A C function, not its prototype: from its head to the first brace at the beginning of a line; empty where it is not. */
export function bodyOf(text: ByteString, head: RegExp): ByteString {
  for (const { index } of text.matchAll(new RegExp(head, 'gm'))) {
    const brace = text.indexOf('{', index);
    const semicolon = text.indexOf(';', index);
    if (brace < 0 || (semicolon >= 0 && semicolon < brace)) continue;
    const end = text.indexOf('\n}', brace);
    return text.slice(index, end < 0 ? text.length : end);
  }
  return '';
}
