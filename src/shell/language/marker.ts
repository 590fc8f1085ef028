import type { ByteString } from '../../core/bytes.ts';
import { UnknownAnswer } from './signals.ts';

/**
 * A replayed program may have printed more than was recorded. Its output then holds a mark that no
 * byte string can hold, and whatever would depend on the missing part is unknown instead of wrong.
 */
export const unrecordedMark = '\ue000';

/** Like {@link unrecordedMark}, for output whose lines are all known but whose order is not. */
export const unorderedMark = '\ue001';

/** True when part of the text was not recorded. */
export function isPartlyKnown(text: ByteString): boolean {
  return text.includes(unrecordedMark) || text.includes(unorderedMark);
}

/** Throws UnknownAnswer when part of the text was not recorded. */
export function requireKnown(text: ByteString): ByteString {
  if (isPartlyKnown(text)) throw new UnknownAnswer('only a part of what a program printed is recorded');
  return text;
}

/** The recorded part of a text. */
export function knownPart(text: ByteString): ByteString {
  return isPartlyKnown(text) ? text.replace(/[\ue000\ue001]\n?/g, '') : text;
}
