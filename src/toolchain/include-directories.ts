import type { ByteString } from '../core/bytes.ts';

/**
 * The directories in which a call of a compiler looks for headers, as they are written, in the order of the words. Source:
 * gcc 12 manual, options for directory search: the value is in the same word or in the next one.
 */
export function includeDirectories(argv: readonly ByteString[]): ByteString[] {
  const places: ByteString[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const [, joined] = /^-(?:I|iquote|isystem|idirafter)(.*)$/.exec(argv[index] ?? '') ?? [];
    if (joined === undefined) continue;
    if (joined === '') index += 1;
    const place = joined === '' ? argv[index] : joined;
    if (place !== undefined) places.push(place);
  }
  return places;
}
