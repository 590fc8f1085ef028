import { describe, expect, it } from 'vitest';
import { isValidText, readNumber } from '../../../src/kconfig/values/number.ts';

/** Source: C17 7.22.1.4, strtoll and strtoull. */
describe('readNumber', () => {
  it.each([
    ['12', 10, 12n, 2],
    ['  -12x', 10, -12n, 5],
    ['+7', 10, 7n, 2],
    ['0x1f', 16, 31n, 4],
    ['1F', 16, 31n, 2],
    ['0x1f', 0, 31n, 4],
    ['017', 0, 15n, 3],
    ['0x', 0, 0n, 1],
    ['0x1f', 10, 0n, 1],
    ['x', 10, 0n, 0],
    ['', 10, 0n, 0],
    ['-', 10, 0n, 0],
  ] as const)('%s in base %i', (text, base, value, end) => {
    expect(readNumber(text, base)).toEqual({ value, end, overflow: false });
  });

  it.each([
    ['9223372036854775807', false, 9223372036854775807n, false],
    ['9223372036854775808', false, 9223372036854775807n, true],
    ['-9223372036854775808', false, -9223372036854775808n, false],
    ['-9223372036854775809', false, -9223372036854775808n, true],
    ['18446744073709551615', true, 18446744073709551615n, false],
    ['18446744073709551616', true, 18446744073709551615n, true],
    ['-1', true, 18446744073709551615n, false],
    ['9'.repeat(100), false, 9223372036854775807n, true],
  ] as const)('%s has 64 bits', (text, isUnsigned, value, overflow) => {
    expect(readNumber(text, 10, isUnsigned)).toMatchObject({ value, overflow });
  });
});

/** Source: scripts/kconfig/symbol.c sym_string_valid. */
describe('isValidText', () => {
  it.each([
    ['int', ['0', '7', '-7', '10'], ['', '-', '07', '00', '1a', '+1', ' 1']],
    ['hex', ['0', '1f', '0x1F', '0X0', '00'], ['', '0x', 'g', '-1', '0x1g']],
    ['bool', ['y', 'n', 'yes'], ['', 'x', '1']],
    ['tristate', ['y', 'm', 'n'], ['', 'x']],
    ['string', ['', 'anything'], []],
    ['unknown', [], ['y']],
  ] as const)('%s', (type, valid, invalid) => {
    for (const text of valid) expect([text, isValidText(type, text)]).toEqual([text, true]);
    for (const text of invalid) expect([text, isValidText(type, text)]).toEqual([text, false]);
  });
});
