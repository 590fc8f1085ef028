/**
 * Engine text is a byte string: a JavaScript string in which every UTF-16 unit is one byte
 * (0–255), as conf and make see their input. It makes output byte-exact for any encoding, sorts
 * like strcmp, and stays in V8's compact one-byte form. Only report/ and cli/ decode it.
 */
export type ByteString = string;

const nonAscii = /[\x80-\uffff]/;

/** Decodes a byte string as UTF-8 for people; invalid sequences become U+FFFD. */
export function decodeBytes(text: ByteString): string {
  return nonAscii.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
}

/** Encodes ordinary text (an argument, an environment value) as the byte string of its UTF-8 form. */
export function encodeBytes(text: string): ByteString {
  return nonAscii.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}
