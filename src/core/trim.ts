import type { ByteString } from './bytes.ts';

/**
 * A text without the characters of `set` at its end. Time grows with their number alone, where a pattern such as `/x+$/`
 * begins again at each of them.
 */
export function trimEnd(text: ByteString, set: string): ByteString {
  let end = text.length;
  while (end > 0 && set.includes(text.charAt(end - 1))) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

/** The same for both ends. */
export function trimEnds(text: ByteString, set: string): ByteString {
  const kept = trimEnd(text, set);
  let start = 0;
  while (start < kept.length && set.includes(kept.charAt(start))) start += 1;
  return start === 0 ? kept : kept.slice(start);
}
