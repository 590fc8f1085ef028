import type { ByteString } from '../../core/bytes.ts';

/** State before the first byte. */
export const fnvStart = 0x811c9dc5 | 0;
/** One step is `Math.imul(state ^ byte, fnvPrime)`. */
export const fnvPrime = 0x01000193;

/** FNV-1a, 32 bit, over signed bytes as the C tool sees them. */
export function fnv1a(text: ByteString): number {
  let hash = fnvStart;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    hash = Math.imul(hash ^ (code < 128 ? code : code - 256), fnvPrime);
  }
  return hash >>> 0;
}
