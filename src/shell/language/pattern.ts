import type { ByteString } from '../../core/bytes.ts';
import { Unsupported } from './signals.ts';

/** One element of a compiled pattern. */
type Element =
  | { readonly kind: 'char'; readonly code: number }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] };

/** A shell pattern (`*`, `?`, `[…]`) ready for matching. */
export type Pattern = readonly Element[];

/** A run of pattern text; characters of a quoted run mean themselves. */
export interface PatternRun {
  readonly text: ByteString;
  readonly quoted: boolean;
}

const characterClasses: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
  ],
  alpha: [
    [65, 90],
    [97, 122],
  ],
  blank: [
    [9, 9],
    [32, 32],
  ],
  digit: [[48, 57]],
  lower: [[97, 122]],
  space: [
    [9, 13],
    [32, 32],
  ],
  upper: [[65, 90]],
  xdigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
};

/** Compiles the runs of one pattern. Source: POSIX.1-2017 XCU 2.13. */
export function compilePattern(runs: readonly PatternRun[]): Pattern {
  const codes: number[] = [];
  const special: boolean[] = [];
  for (const run of runs) {
    for (let i = 0; i < run.text.length; i++) {
      codes.push(run.text.charCodeAt(i));
      special.push(!run.quoted);
    }
  }
  const elements: Element[] = [];
  let at = 0;
  while (at < codes.length) {
    const code = codes[at] ?? 0;
    const isSpecial = special[at] === true;
    if (isSpecial && code === 42) {
      if (elements.at(-1)?.kind !== 'star') elements.push({ kind: 'star' });
      at++;
    } else if (isSpecial && code === 63) {
      elements.push({ kind: 'any' });
      at++;
    } else if (isSpecial && code === 91) {
      const set = compileSet(codes, special, at + 1);
      if (set === null) {
        elements.push({ kind: 'char', code });
        at++;
      } else {
        elements.push(set.element);
        at = set.end;
      }
    } else if (isSpecial && code === 92) {
      // A backslash that came out of an expansion: shells differ on whether it quotes.
      throw new Unsupported('backslash in an expanded pattern');
    } else {
      elements.push({ kind: 'char', code });
      at++;
    }
  }
  return elements;
}

/** The bracket expression starting behind its `[`, or null when no `]` closes it. */
function compileSet(
  codes: readonly number[],
  special: readonly boolean[],
  start: number,
): { element: Element; end: number } | null {
  let at = start;
  const ranges: [number, number][] = [];
  let negated = false;
  if ((codes[at] === 33 || codes[at] === 94) && special[at] === true) {
    // dash takes `^` like `!`, as fnmatch does.
    negated = true;
    at++;
  }
  let isFirst = true;
  for (;;) {
    const code = codes[at];
    if (code === undefined) return null;
    if (code === 93 && special[at] === true && !isFirst) {
      return { element: { kind: 'set', negated, ranges }, end: at + 1 };
    }
    isFirst = false;
    if (code === 91 && special[at] === true) {
      const kind = codes[at + 1];
      if (kind === 58) {
        const end = codes.findIndex((c, i) => i > at + 1 && c === 58 && codes[i + 1] === 93);
        const name = end < 0 ? '' : String.fromCharCode(...codes.slice(at + 2, end));
        const members = characterClasses[name];
        if (members === undefined) throw new Unsupported('character class');
        for (const [low, high] of members) ranges.push([low, high]);
        at = end + 2;
        continue;
      }
      if (kind === 46 || kind === 61) throw new Unsupported('collating symbol');
    }
    if (code === 47) throw new Unsupported('slash in a bracket expression');
    const high = codes[at + 2];
    if (codes[at + 1] === 45 && special[at + 1] === true && high !== undefined && high !== 93) {
      if (high < code) throw new Unsupported('reversed range');
      ranges.push([code, high]);
      at += 3;
    } else {
      ranges.push([code, code]);
      at++;
    }
  }
}

function matchesOne(element: Element, code: number): boolean {
  switch (element.kind) {
    case 'char':
      return element.code === code;
    case 'any':
      return true;
    case 'set':
      return element.ranges.some(([low, high]) => code >= low && code <= high) !== element.negated;
    case 'star':
      return false;
  }
}

/** Work of one match in steps, for limits: one for a thousand comparisons at worst. */
export function matchCost(pattern: Pattern, length: number): number {
  return 1 + Math.floor((length * pattern.length) / 1024);
}

/** True when the whole text matches. O(text × pattern) at worst. */
export function matchesPattern(pattern: Pattern, text: ByteString): boolean {
  let p = 0;
  let t = 0;
  let starAt = -1;
  let starText = 0;
  while (t < text.length) {
    const element = pattern[p];
    if (element !== undefined && element.kind === 'star') {
      starAt = p++;
      starText = t;
    } else if (element !== undefined && matchesOne(element, text.charCodeAt(t))) {
      p++;
      t++;
    } else if (starAt >= 0) {
      p = starAt + 1;
      t = ++starText;
    } else {
      return false;
    }
  }
  while (pattern[p]?.kind === 'star') p++;
  return p === pattern.length;
}

/** True when the pattern has no special element, so it matches one text only. */
export function isLiteralPattern(pattern: Pattern): boolean {
  return pattern.every((element) => element.kind === 'char');
}

/**
 * `text` without the shortest or longest prefix or suffix that matches. `spend` counts how much
 * work that is, so that a caller can limit it. O(text × pattern).
 */
export function trimPattern(
  text: ByteString,
  pattern: Pattern,
  operator: '%' | '%%' | '#' | '##',
  spend: (work: number) => void,
): ByteString {
  const isSuffix = operator.startsWith('%');
  const isLongest = operator.length === 2;
  if (isLiteralPattern(pattern)) {
    const isCut = isSuffix
      ? matchesPattern(pattern, text.slice(Math.max(text.length - pattern.length, 0)))
      : matchesPattern(pattern, text.slice(0, pattern.length));
    if (!isCut) return text;
    return isSuffix ? text.slice(0, text.length - pattern.length) : text.slice(pattern.length);
  }
  const length = matchedLength(isSuffix ? pattern.toReversed() : pattern, text, { isSuffix, isLongest, spend });
  if (length < 0) return text;
  return isSuffix ? text.slice(0, text.length - length) : text.slice(length);
}

/**
 * How many characters at the beginning of a text match a pattern, or at its end, read backwards; -1 where none do. All places
 * of the pattern that the text may have led to are followed at once.
 */
function matchedLength(
  pattern: Pattern,
  text: ByteString,
  {
    isLongest,
    isSuffix,
    spend,
  }: { readonly isLongest: boolean; readonly isSuffix: boolean; readonly spend: (work: number) => void },
): number {
  const end = pattern.length;
  let places = new Uint8Array(end + 1);
  let next = new Uint8Array(end + 1);
  /** Marks a place, and those behind stars that match nothing. */
  const mark = (into: Uint8Array, place: number): void => {
    let at = place;
    while (into[at] === 0) {
      into[at] = 1;
      if (pattern[at]?.kind !== 'star') return;
      at++;
    }
  };
  mark(places, 0);
  let found = places[end] === 1 ? 0 : -1;
  for (let length = 1; length <= text.length && (isLongest || found < 0); length++) {
    if (length % 1024 === 1) spend(matchCost(pattern, Math.min(1024, text.length - length + 1)));
    const code = text.charCodeAt(isSuffix ? text.length - length : length - 1);
    let isAlive = false;
    next.fill(0);
    for (let at = 0; at < end; at++) {
      if (places[at] === 0) continue;
      const element = pattern[at]!;
      if (element.kind === 'star') mark(next, at);
      else if (matchesOne(element, code)) mark(next, at + 1);
      else continue;
      isAlive = true;
    }
    if (!isAlive) break;
    [places, next] = [next, places];
    if (places[end] === 1) found = length;
  }
  return found;
}

/** A plain word with `\<` and `\>` in it, the beginning and the end of a word of letters, digits and `_`. */
export function wordPattern(word: string, atStart: boolean, atEnd: boolean): RegExp {
  const source = word
    .replace(/[/$^.*+?()[\]{}|-]/g, '\\$&')
    .replaceAll('\\<', '(?<!\\w)(?=\\w)')
    .replaceAll('\\>', '(?<=\\w)(?!\\w)');
  return new RegExp(`${atStart ? '^' : ''}${source}${atEnd ? '$' : ''}`);
}
