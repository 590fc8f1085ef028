/** Functions on text and lists of words. Source: GNU make manual 4.3 §8.2, §8.3. */
import type { ByteString } from '../../core/text.ts';
import {
  compareBytes,
  compilePattern,
  endOfWord,
  isSpace,
  matchesPattern,
  type Pattern,
  skipSpaces,
  splitWords,
  stripSpaces,
  substitutePattern,
} from '../chars.ts';
import { expansionLocation } from '../expand.ts';
import { type EagerFunction, fatal, limitReached, limits, type Session } from '../session.ts';

function patsubst(_session: Session, args: readonly ByteString[]): ByteString {
  const pattern = compilePattern(args[0]!);
  const text = args[2]!;
  // A pattern without `%` replaces whole words and leaves the white space between words alone.
  if (pattern.parts === null) return replaceWholeWords(text, pattern.text, args[1]!);
  const replacement = compilePattern(args[1]!);
  return substitutePattern(splitWords(text), pattern.parts, replacement.parts ?? replacement.text);
}

function replaceWholeWords(text: ByteString, word: ByteString, replacement: ByteString): ByteString {
  // No text at all stands at the end only. Observed with make 4.3.
  if (word === '') return text + replacement;
  let out = '';
  let at = 0;
  for (;;) {
    const found = text.indexOf(word, at);
    if (found < 0) return out + text.slice(at);
    out += text.slice(at, found);
    const end = found + word.length;
    const isWhole =
      (found === 0 || isSpace(text.charCodeAt(found - 1))) && (end >= text.length || isSpace(text.charCodeAt(end)));
    out += isWhole ? replacement : word;
    at = end;
    if (at >= text.length) return out;
  }
}

function subst(session: Session, args: readonly ByteString[]): ByteString {
  const [from, to, text] = args as readonly [ByteString, ByteString, ByteString];
  // The first occurrence of nothing is at the end of the text.
  if (from === '') return text + to;
  if (text.indexOf(from) < 0) return text;
  const pieces = text.split(from);
  if (text.length + (pieces.length - 1) * to.length > limits.size) {
    limitReached(session, 'make/limit-size', 'kgate: expansion is too large');
  }
  return pieces.join(to);
}

function findstring(_session: Session, args: readonly ByteString[]): ByteString {
  return args[1]!.includes(args[0]!) ? args[0]! : '';
}

function selectWords(args: readonly ByteString[], keep: boolean): ByteString {
  const words = splitWords(args[1]!);
  if (words.length === 0) return '';
  const literals = new Set<ByteString>();
  const patterns: Pattern[] = [];
  for (const word of splitWords(args[0]!)) {
    const pattern = compilePattern(word);
    if (pattern.parts === null) literals.add(pattern.text);
    else patterns.push(pattern);
  }
  let out = '';
  let isFirst = true;
  for (const word of words) {
    let matches = literals.has(word);
    for (let i = 0; !matches && i < patterns.length; i++) matches = matchesPattern(patterns[i]!, word);
    if (matches !== keep) continue;
    out = isFirst ? word : `${out} ${word}`;
    isFirst = false;
  }
  return out;
}

function sort(_session: Session, args: readonly ByteString[]): ByteString {
  return [...new Set(splitWords(args[0]!))].sort(compareBytes).join(' ');
}

function isNumber(text: ByteString): boolean {
  const digits = stripSpaces(text);
  if (digits === '') return false;
  for (let i = 0; i < digits.length; i++) {
    const code = digits.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/** Leading digits as a number, clamped so that comparisons stay exact. */
function toNumber(text: ByteString): number {
  return Math.min(Number.parseInt(stripSpaces(text), 10), 0x7fffffff);
}

function word(session: Session, args: readonly ByteString[]): ByteString {
  const where = expansionLocation(session);
  if (!isNumber(args[0]!)) {
    fatal(session, 'make/invalid-argument', `non-numeric first argument to 'word' function: '${args[0]!}'`, where);
    return '';
  }
  const index = toNumber(args[0]!);
  if (index === 0) {
    fatal(session, 'make/invalid-argument', "first argument to 'word' function must be greater than 0", where);
    return '';
  }
  return nthWord(args[1]!, index);
}

function nthWord(text: ByteString, index: number): ByteString {
  let at = 0;
  for (let count = 1; ; count++) {
    at = skipSpaces(text, at);
    if (at >= text.length) return '';
    const end = endOfWord(text, at);
    if (count === index) return text.slice(at, end);
    at = end;
  }
}

/** White space between the chosen words stays as it was. */
function wordlist(session: Session, args: readonly ByteString[]): ByteString {
  const where = expansionLocation(session);
  for (const [position, name] of [
    [0, 'first'],
    [1, 'second'],
  ] as const) {
    if (isNumber(args[position]!)) continue;
    const message = `non-numeric ${name} argument to 'wordlist' function: '${args[position]!}'`;
    fatal(session, 'make/invalid-argument', message, where);
    return '';
  }
  const first = toNumber(args[0]!);
  if (first < 1) {
    const message = `invalid first argument to 'wordlist' function: '${args[0]!}'`;
    fatal(session, 'make/invalid-argument', message, where);
    return '';
  }
  let count = toNumber(args[1]!) - first + 1;
  if (count <= 0) return '';
  const text = args[2]!;
  let at = skipSpaces(text, 0);
  for (let skipped = 1; skipped < first && at < text.length; skipped++) at = skipSpaces(text, endOfWord(text, at));
  if (at >= text.length) return '';
  const start = at;
  let end = endOfWord(text, at);
  while (--count > 0) {
    const next = skipSpaces(text, end);
    if (next >= text.length) break;
    end = endOfWord(text, next);
  }
  return text.slice(start, end);
}

function lastword(_session: Session, args: readonly ByteString[]): ByteString {
  const text = args[0]!;
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  let start = end;
  while (start > 0 && !isSpace(text.charCodeAt(start - 1))) start--;
  return text.slice(start, end);
}

/** The functions of this file by name. */
export const textFunctions: ReadonlyMap<string, EagerFunction> = new Map<string, EagerFunction>([
  ['patsubst', patsubst],
  ['subst', subst],
  ['findstring', findstring],
  ['filter', (_session, args) => selectWords(args, true)],
  ['filter-out', (_session, args) => selectWords(args, false)],
  ['sort', sort],
  ['word', word],
  ['wordlist', wordlist],
  ['words', (_session, args) => String(splitWords(args[0]!).length)],
  ['firstword', (_session, args) => nthWord(args[0]!, 1)],
  ['lastword', lastword],
  ['strip', (_session, args) => splitWords(args[0]!).join(' ')],
]);
