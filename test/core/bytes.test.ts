import { expect, it } from 'vitest';
import { decodeBytes, encodeBytes } from '../../src/core/bytes.ts';

it('a byte string has one unit for each byte of UTF-8', () => {
  // U+00E9 is C3 A9, U+20AC is E2 82 AC (RFC 3629).
  expect(encodeBytes('é€')).toBe('\xc3\xa9\xe2\x82\xac');
  expect(decodeBytes('\xc3\xa9\xe2\x82\xac')).toBe('é€');
});

it('plain text is the same in both forms', () => {
  expect(encodeBytes('CONFIG_A=y')).toBe('CONFIG_A=y');
  expect(decodeBytes('CONFIG_A=y')).toBe('CONFIG_A=y');
});

it('bytes that are no UTF-8 become U+FFFD', () => {
  expect(decodeBytes('a\xff')).toBe('a\ufffd');
});
