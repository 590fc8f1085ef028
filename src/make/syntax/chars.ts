import type { ByteString } from '../../core/bytes.ts';

/** Space or tab. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** Space, tab, newline, vertical tab, form feed or carriage return. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** Index of the first non-space at or after `from`; the text's length when there is none. */
export function skipSpaces(text: ByteString, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Index of the first space at or after `from`; the text's length when there is none. */
export function endOfWord(text: ByteString, from: number): number {
  let at = from;
  while (at < text.length && !isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The text without spaces at either end. */
export function stripSpaces(text: ByteString): ByteString {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

/** Longer lists are worth a look at whether blanks are all that separates their words. */
const longList = 200;

/** The words of a list. */
export function splitWords(text: ByteString): ByteString[] {
  if (text.length > longList && !hasOtherSpaces(text)) return text.split(' ').filter((word) => word !== '');
  const words: ByteString[] = [];
  const length = text.length;
  let at = 0;
  while (at < length) {
    while (at < length && isSpace(text.charCodeAt(at))) at++;
    if (at >= length) break;
    const start = at;
    while (at < length && !isSpace(text.charCodeAt(at))) at++;
    words.push(start === 0 && at === length ? text : text.slice(start, at));
  }
  return words;
}

function hasOtherSpaces(text: ByteString): boolean {
  return /[\t-\r]/.test(text);
}

/** Where a scan stopped, and the text after its backslash quotes were taken off. */
export interface Found {
  readonly text: ByteString;
  /** Index into {@link text}, -1 when no unquoted stop character was found. */
  readonly at: number;
}

/** A stretch of text up to an unquoted stop character. */
export interface Taken {
  /** The stretch with its backslash quotes taken off. */
  readonly taken: ByteString;
  /** Index of the stop character in the source, -1 when there is none. */
  readonly at: number;
}

/**
 * Takes text up to the first of three characters that no backslash quotes. An odd run of
 * backslashes before a stop character quotes it; half of the run disappears.
 * Source: GNU make manual 4.3 §3.1 and §4.8; docs/make-semantics.md §1.5.
 */
export function takeUntil(
  text: ByteString,
  from: number,
  first: number,
  second: number,
  third: number,
  skipReferences: boolean,
): Taken {
  let taken = '';
  let start = from;
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (skipReferences && code === 36) {
      at = skipReference(text, at);
      continue;
    }
    if (code !== first && code !== second && code !== third) {
      at++;
      continue;
    }
    let slashes = 0;
    while (at - 1 - slashes >= from && text.charCodeAt(at - 1 - slashes) === 92) slashes++;
    if (slashes > 0) {
      taken += text.slice(start, at - slashes + (slashes >> 1));
      start = at;
    }
    if (slashes % 2 === 0) return { taken: taken + text.slice(start, at), at };
    at++;
  }
  return { taken: taken + text.slice(start), at: -1 };
}

/**
 * Finds the first of up to two characters that no backslash quotes, with the effect that make's
 * search has on the text: quotes disappear up to the place found, and only there.
 */
export function findUnquoted(text: ByteString, first: number, second: number, skipReferences: boolean): Found {
  // Most texts have no stop character at all, and some are long lists.
  if (
    text.indexOf(String.fromCharCode(first)) < 0 &&
    (first === second || text.indexOf(String.fromCharCode(second)) < 0)
  ) {
    return { text, at: -1 };
  }
  const { taken, at } = takeUntil(text, 0, first, second, second, skipReferences);
  if (at < 0) return { text: taken.length === text.length ? text : taken, at: -1 };
  if (taken.length === at) return { text, at };
  return { text: taken + text.slice(at), at: taken.length };
}

/** Index after the reference whose `$` stands at `at`; the text's length when it is not closed. */
export function skipReference(text: ByteString, at: number): number {
  const open = text.charCodeAt(at + 1);
  if (open !== 40 && open !== 123) return Math.min(at + 2, text.length);
  const close = open + (open === 40 ? 1 : 2);
  let depth = 1;
  let index = at + 2;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === open) depth++;
    else if (code === close && --depth === 0) return index + 1;
  }
  return index;
}

/** The text before an unquoted `#`, quotes taken off; a `#` in a reference may be text. */
export function removeComment(text: ByteString, skipReferences: boolean): ByteString {
  if (text.indexOf('#') < 0) return text;
  const found = findUnquoted(text, 35, 35, skipReferences);
  return found.at < 0 ? found.text : found.text.slice(0, found.at);
}

/**
 * Joins continuation lines: blanks, backslash, newline and the blanks that follow become one
 * space; of other backslashes before a newline half stay. Source: GNU make manual 4.3 §3.1.1.
 */
export function joinContinuations(text: ByteString): ByteString {
  let newline = text.indexOf('\n');
  if (newline < 0) return text;
  let pieces: ByteString[] = [];
  const chunks: ByteString[] = [];
  let start = 0;
  while (newline >= 0) {
    if (pieces.length > 8192) {
      // Millions of lines: what lies behind is joined, but for a blank that may still go.
      const last = pieces.pop()!;
      chunks.push(pieces.join(''));
      pieces = [last];
    }
    let slashes = 0;
    while (newline - 1 - slashes >= start && text.charCodeAt(newline - 1 - slashes) === 92) slashes++;
    let end = newline - slashes + (slashes >> 1);
    if (slashes % 2 === 1) {
      while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
      if (end > start) pieces.push(text.slice(start, end));
      else while (pieces.length > 0 && pieces[pieces.length - 1] === ' ') pieces.pop();
      pieces.push(' ');
      start = newline + 1;
      while (start < text.length && isBlank(text.charCodeAt(start))) start++;
    } else {
      pieces.push(text.slice(start, end), '\n');
      start = newline + 1;
    }
    newline = text.indexOf('\n', start);
  }
  pieces.push(text.slice(start));
  chunks.push(pieces.join(''));
  return chunks.join('');
}

/**
 * The first unquoted `%` of a pattern, with backslashes that quote a `%` taken off.
 * Source: GNU make manual 4.3 §4.12.1.
 */
export function findPercent(text: ByteString): Found {
  if (text.indexOf('%') < 0) return { text, at: -1 };
  return findUnquoted(text, 37, 37, false);
}

/** A pattern taken apart at its `%`. */
export interface Pattern {
  readonly text: ByteString;
  /** Null when the pattern has no `%`. */
  readonly parts: { readonly prefix: ByteString; readonly suffix: ByteString } | null;
}

/** Takes a pattern apart once, for many matches. */
export function compilePattern(text: ByteString): Pattern {
  const found = findPercent(text);
  if (found.at < 0) return { text: found.text, parts: null };
  return { text: found.text, parts: { prefix: found.text.slice(0, found.at), suffix: found.text.slice(found.at + 1) } };
}

/** True when a word matches; the stem may be empty. */
export function matchesPattern(pattern: Pattern, word: ByteString): boolean {
  if (pattern.parts === null) return pattern.text === word;
  const { prefix, suffix } = pattern.parts;
  return word.length >= prefix.length + suffix.length && word.startsWith(prefix) && word.endsWith(suffix);
}

/** The order in which strcmp sorts byte strings. */
export function compareBytes(left: ByteString, right: ByteString): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Prefix and suffix around a stem. */
export interface StemShape {
  readonly prefix: ByteString;
  readonly suffix: ByteString;
}

/** Replaces each word that matches; a replacement without stem is used as it is. */
export function substitutePattern(
  words: readonly ByteString[],
  pattern: StemShape,
  replacement: StemShape | ByteString,
): ByteString {
  const { prefix, suffix } = pattern;
  const fixed = prefix.length + suffix.length;
  let out = '';
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (replacement === '') {
      // A word that is replaced by nothing leaves no blank either. Observed with make 4.3.
      if (word.length >= fixed && word.startsWith(prefix) && word.endsWith(suffix)) continue;
      out += out === '' ? word : ` ${word}`;
      continue;
    }
    if (i > 0) out += ' ';
    if (word.length >= fixed && word.startsWith(prefix) && word.endsWith(suffix)) {
      out +=
        typeof replacement === 'string'
          ? replacement
          : replacement.prefix + word.slice(prefix.length, word.length - suffix.length) + replacement.suffix;
    } else {
      out += word;
    }
  }
  return out;
}

/** True when an odd number of backslashes, none before `start`, quotes the byte at `end`. */
export function endsInOddBackslashes(text: ByteString, start: number, end: number): boolean {
  let slashes = 0;
  while (end - 1 - slashes >= start && text.charCodeAt(end - 1 - slashes) === 92) slashes++;
  return slashes % 2 === 1;
}
