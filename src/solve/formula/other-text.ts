/** Values of strings and numbers that are not listed one by one. */
import type { ByteString } from '../../core/bytes.ts';

/** First byte of a text that represents every text that the domain of a symbol does not have; no text of a tree begins so. */
const otherMark = '\0';

/** Every text that the domain of a symbol does not have, as one value. */
export function otherText(id: number): ByteString {
  return `${otherMark}${id}`;
}

/** The symbol of {@link otherText}; -1 for a text that is itself. */
export function otherOf(text: ByteString): number {
  return text.startsWith(otherMark) ? Number(text.slice(otherMark.length)) : -1;
}
