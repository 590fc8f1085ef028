import type { ByteString } from '../../core/bytes.ts';

/**
 * A basic or extended regular expression as the source of one of JavaScript's with the same matches; null for what
 * may differ: alternatives (POSIX takes the longest), back references, classes by name, GNU's own escapes.
 * Source: POSIX.1-2017 XBD 9; `.` and the lists are as on lines, which hold no newline.
 */
export function toPattern(pattern: ByteString, isExtended: boolean): string | null {
  let result = '';
  let canRepeat = false;
  let groups = 0;
  for (let index = 0; index < pattern.length; index += 1) {
    const one = pattern[index] ?? '';
    const next = pattern[index + 1] ?? '';
    if (one === '\\') {
      index += 1;
      if (isExtended) {
        if (!/[.[\](){}*+?^$|\\/-]/.test(next)) return null;
        result += /[-/]/.test(next) ? next : `\\${next}`;
      } else if (next === '(' || next === ')') {
        groups += next === '(' ? 1 : -1;
        if (groups < 0 || groups > 1) return null;
        result += next;
        canRepeat = false;
        continue;
      } else if (/[.[\]*^$\\/-]/.test(next)) result += /[-/]/.test(next) ? next : `\\${next}`;
      else if (next === '+' || next === '?') {
        if (!canRepeat) return null;
        result += next;
        canRepeat = false;
        continue;
      } else return null;
      canRepeat = true;
    } else if (one === '[') {
      const list = /^\[\^?\]?[^\][\\]*\]/.exec(pattern.slice(index))?.[0];
      if (
        list === undefined ||
        list.includes('[:') ||
        list.startsWith('[]') ||
        list.startsWith('[^]') ||
        !hasPlainRanges(list)
      )
        return null;
      result += list;
      index += list.length - 1;
      canRepeat = true;
    } else if (one === '*' || (isExtended && (one === '+' || one === '?'))) {
      if (!canRepeat) return null;
      result += one;
      canRepeat = false;
    } else if (one === '^') {
      if (index !== 0) return null;
      result += '^';
    } else if (one === '$') {
      if (index !== pattern.length - 1) return null;
      result += '$';
    } else if (isExtended && /[(){}|]/.test(one)) return null;
    else {
      result += /[(){}|+?/]/.test(one) ? `\\${one}` : one;
      canRepeat = true;
    }
  }
  return groups === 0 ? result : null;
}

/** True where the ranges of a list go upwards and none begins at the end of another: the rest is an error or not defined. */
function hasPlainRanges(list: string): boolean {
  const inner = list.slice(list.startsWith('[^') ? 2 : 1, -1);
  for (let at = 0; at < inner.length; at += 1) {
    if (inner[at + 1] !== '-' || at + 2 >= inner.length) continue;
    if (inner[at]! > inner[at + 2]! || (inner[at + 3] === '-' && at + 4 < inner.length)) return false;
    at += 2;
  }
  return true;
}
