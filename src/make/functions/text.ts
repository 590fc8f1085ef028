/** Functions on text and lists of words. Source: GNU make manual 4.3 §8.2, §8.3; docs/make-semantics.md §2.4. */

import type { ByteString } from '../../core/bytes.ts';
import { limits } from '../limits.ts';
import type { EagerFunction, MakeState } from '../state/make-state.ts';
import { countStep, tooLarge } from '../state/spending.ts';
import {
  compareBytes,
  compilePattern,
  isSpace,
  matchesPattern,
  type Pattern,
  splitWords,
  substitutePattern,
} from '../syntax/chars.ts';

function patsubst(_make: MakeState, args: readonly ByteString[]): ByteString {
  const pattern = compilePattern(args[0]!);
  const text = args[2]!;
  // A pattern without `%` replaces whole words and leaves the white space between words alone.
  if (pattern.parts === null) return replaceWholeWords(text, pattern.text, compilePattern(args[1]!).text);
  const replacement = compilePattern(args[1]!);
  return substitutePattern(splitWords(text), pattern.parts, replacement.parts ?? replacement.text);
}

function replaceWholeWords(text: ByteString, word: ByteString, replacement: ByteString): ByteString {
  // No text at all is a word only where none stands: in nothing, or behind a blank at the end. Observed with make 4.3.
  if (word === '') return text === '' || isSpace(text.charCodeAt(text.length - 1)) ? text + replacement : text;
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

function subst(make: MakeState, args: readonly ByteString[]): ByteString {
  const [from = '', to = '', text = ''] = args;
  // The first occurrence of nothing is at the end of the text.
  if (from === '') return text + to;
  if (text.indexOf(from) < 0) return text;
  const pieces = text.split(from);
  if (text.length + (pieces.length - 1) * to.length > limits.size) {
    tooLarge(make);
  }
  return pieces.join(to);
}

function findstring(_make: MakeState, args: readonly ByteString[]): ByteString {
  return args[1]!.includes(args[0]!) ? args[0]! : '';
}

/** Lists of this length are worth a look at whether the same was asked before: the flags of a compiler are. */
const longList = 200;

/** Longer ones, and more of them, are not kept. */
const maxKeptLength = 16_384;
const maxKeptLists = 256;

/** What `filter` and `filter-out` last gave of long lists: by list, then by patterns. */
const kept = {
  true: new Map<ByteString, Map<ByteString, ByteString>>(),
  false: new Map<ByteString, Map<ByteString, ByteString>>(),
};

function selectWords(make: MakeState, args: readonly ByteString[], keep: boolean): ByteString {
  const [patterns = '', list = ''] = args;
  if (list.length < longList || list.length + patterns.length > maxKeptLength) {
    return selectFrom(make, splitWords(list), patterns, keep);
  }
  const lists = kept[`${keep}`];
  let known = lists.get(list);
  if (known === undefined) {
    if (lists.size >= maxKeptLists) lists.clear();
    lists.set(list, (known = new Map()));
  }
  let selected = known.get(patterns);
  if (selected === undefined) {
    if (known.size >= maxKeptLists) known.clear();
    known.set(patterns, (selected = selectFrom(make, splitWords(list), patterns, keep)));
  }
  return selected;
}

function selectFrom(make: MakeState, words: readonly ByteString[], text: ByteString, keep: boolean): ByteString {
  if (words.length === 0) return '';
  const literals = new Set<ByteString>();
  const patterns: Pattern[] = [];
  for (const word of splitWords(text)) {
    const pattern = compilePattern(word);
    if (pattern.parts === null) literals.add(pattern.text);
    else patterns.push(pattern);
  }
  let out = '';
  let isFirst = true;
  for (const word of words) {
    let matches = literals.has(word);
    countStep(make, patterns.length >> 5);
    for (let i = 0; !matches && i < patterns.length; i++) matches = matchesPattern(patterns[i]!, word);
    if (matches !== keep) continue;
    out = isFirst ? word : `${out} ${word}`;
    isFirst = false;
  }
  return out;
}

/** True for words with one blank between them and nothing around them. */
function isStripped(text: ByteString): boolean {
  return !/^ |[\t-\r]| {2}| $/.test(text);
}

/** Byte order, but that first bytes above 127 come before all others: make compares them as signed. Observed on x86. */
function compareWords(left: ByteString, right: ByteString): number {
  const first = ((left.charCodeAt(0) << 24) >> 24) - ((right.charCodeAt(0) << 24) >> 24);
  return first !== 0 ? first : compareBytes(left, right);
}

function sort(_make: MakeState, args: readonly ByteString[]): ByteString {
  return [...new Set(splitWords(args[0]!))].sort(compareWords).join(' ');
}

function lastword(_make: MakeState, args: readonly ByteString[]): ByteString {
  const text = args[0]!;
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  let start = end;
  while (start > 0 && !isSpace(text.charCodeAt(start - 1))) start--;
  const word = text.slice(start, end);
  // A part of a text keeps all of it in memory.
  return end - start > 64 || text.length < 4096 ? word : ` ${word}`.slice(1);
}

/** The functions of this file by name. */
export const textFunctions: ReadonlyMap<string, EagerFunction> = new Map<string, EagerFunction>([
  ['patsubst', patsubst],
  ['subst', subst],
  ['findstring', findstring],
  ['filter', (make, args) => selectWords(make, args, true)],
  ['filter-out', (make, args) => selectWords(make, args, false)],
  ['sort', sort],
  ['lastword', lastword],
  ['strip', (_make, args) => (isStripped(args[0]!) ? args[0]! : splitWords(args[0]!).join(' '))],
]);
