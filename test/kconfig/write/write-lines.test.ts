import { describe, expect, it } from 'vitest';
import { dialects } from '../../../src/kconfig/index.ts';
import { typeCode } from '../../../src/kconfig/model/flat-model.ts';
import {
  configLine,
  headerStyle,
  headingOf,
  poundStyle,
  quote,
  quoteFor,
  withHexPrefix,
} from '../../../src/kconfig/write/write-lines.ts';
import { idOf, stateOf } from '../configure.ts';

describe('quote', () => {
  // Source: scripts/kconfig/confdata.c escape_string_value.
  it.each([
    ['', '""'],
    ['plain', '"plain"'],
    ['a"b', '"a\\"b"'],
    ['a\\b', '"a\\\\b"'],
    ['"\\"', '"\\"\\\\\\""'],
  ])('%s', (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });

  it('leaves escapes out for u-boot', () => {
    expect(quoteFor(dialects['u-boot'], 'a"b')).toBe('"a"b"');
    expect(quoteFor(dialects['linux-6.12'], 'a"b')).toBe('"a\\"b"');
  });
});

describe('withHexPrefix', () => {
  it.each([
    [typeCode.hex, '1f', '0x1f'],
    [typeCode.hex, '0x1f', '0x1f'],
    [typeCode.hex, '0X1F', '0X1F'],
    [typeCode.int, '10', '10'],
  ])('type %i, %s', (type, value, text) => {
    expect(withHexPrefix(type, value)).toBe(text);
  });
});

describe('headingOf', () => {
  const { 'linux-6.12': now, 'u-boot': old } = dialects;
  // Source: scripts/kconfig/confdata.c conf_write_heading of 6.12 and header_print_comment of 4.20.
  it('has three lines, and in a header of the old conf two empty ones more', () => {
    const text = 'Automatically generated file; DO NOT EDIT.';
    expect(headingOf(now, 'M', poundStyle)).toBe(`#\n# ${text}\n# M\n#\n`);
    expect(headingOf(now, 'M', headerStyle)).toBe(`/*\n * ${text}\n * M\n */\n`);
    expect(headingOf(old, 'M', poundStyle)).toBe(`#\n# ${text}\n# M\n#\n`);
    expect(headingOf(old, 'M', headerStyle)).toBe(`/*\n *\n * ${text}\n * M\n *\n */\n`);
  });

  it('is cut at 255 bytes where it went through a buffer', () => {
    const long = 'x'.repeat(300);
    expect(headingOf(now, long, poundStyle)).toContain(long);
    expect(headingOf(old, long, poundStyle)).not.toContain('x'.repeat(220));
  });
});

describe('configLine', () => {
  it('says that a bool is not set, and quotes strings alone', () => {
    const state = stateOf(
      'config A\n\tbool "a"\nconfig B\n\tdef_bool y\nconfig S\n\tstring "s"\n\tdefault "t"\nconfig H\n\thex "h"\n\tdefault 0x1\n',
    );
    const lines = ['A', 'B', 'S', 'H'].map((name) => configLine(state, idOf(state, name)));
    expect(lines).toEqual(['# CONFIG_A is not set', 'CONFIG_B=y', 'CONFIG_S="t"', 'CONFIG_H=0x1']);
  });
});
