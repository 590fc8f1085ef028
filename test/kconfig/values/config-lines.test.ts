import { describe, expect, it } from 'vitest';
import { dialects } from '../../../src/kconfig/index.ts';
import { typeCode } from '../../../src/kconfig/model/flat-model.ts';
import { nameNotSet, readTristate, unquote } from '../../../src/kconfig/values/config-lines.ts';

const { 'linux-6.12': exact, 'linux-6.1': half, 'linux-5.3': loose, 'u-boot': uboot } = dialects;

/** Source: docs/kconfig-semantics.md §4.3; scripts/kconfig/confdata.c conf_read_simple. */
describe('nameNotSet', () => {
  it.each([
    ['# CONFIG_A is not set', 'A', 'A', 'A'],
    ['# CONFIG_A is not set any more', null, 'A', 'A'],
    ['#xCONFIG_A is not set', null, null, 'A'],
    ['# CONFIG_A is set', null, null, null],
    ['# A is not set', null, null, null],
    ['#', null, null, null],
  ])('%s', (line, ...names) => {
    expect([exact, half, loose].map((dialect) => nameNotSet(line, dialect, 'CONFIG_'))).toEqual(names);
  });

  it('knows the prefix of the run', () => {
    expect(nameNotSet('# X_A is not set', exact, 'X_')).toBe('A');
    expect(nameNotSet('# A is not set', exact, '')).toBe('A');
  });
});

describe('readTristate', () => {
  it.each([
    ['y', 2, 2],
    ['yes', 2, 2],
    ['n', 0, 0],
    ['m', null, 1],
    ['', null, null],
    ['Y', null, null],
  ])('%s', (text, bool, tristate) => {
    expect([readTristate(typeCode.bool, text), readTristate(typeCode.tristate, text)]).toEqual([bool, tristate]);
  });
});

describe('unquote', () => {
  it.each([
    ['"a"', 'a', 'a'],
    ['""', '', ''],
    ['"a\\"b\\\\c"', 'a"b\\c', 'a\\"b\\\\c'],
    ['"a" rest', 'a', null],
    ['"a', null, null],
    ['"a\\', null, null],
    ['"a\\"', null, 'a\\'],
  ])('%s', (value, text, raw) => {
    expect([unquote(value, exact), unquote(value, uboot)]).toEqual([text, raw]);
  });
});
