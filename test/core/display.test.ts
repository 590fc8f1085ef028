import { describe, expect, it } from 'vitest';
import { encodeBytes } from '../../src/core/bytes.ts';
import { display, displayBytes, escapeJson, own, withoutOwn } from '../../src/core/display.ts';

const red = own('\u001b[31m');

describe('a report', () => {
  it.each([
    ['plain text\n\twith a tab', 'plain text\n\twith a tab'],
    [`${red}a${own('\u001b[0m')}`, '\u001b[31ma\u001b[0m'],
    ['a\u001b[31mb\u0007\r\b\u007f\u009b', 'a\\x1b[31mb\\x07\\x0d\\x08\\x7f\\x9b'],
    ['user\u202eevil\u2066x\u200b\u2028\u00ad\u{e0041}', 'user\\u202eevil\\u2066x\\u200b\\u2028\\xad\\u{e0041}'],
    ['::error::x', '\\x3a:error::x'],
    ['a\n \u00a0::error::x', 'a\n \u00a0\\x3a:error::x'],
    ['std::string a ::b', 'std::string a ::b'],
    ['x ##[group]a ##vso[b] ##TeamCity[c] ## d', 'x \\x23#[group]a \\x23#vso[b] \\x23#TeamCity[c] ## d'],
    ['a section_start:1:x section_end:2:y', 'a section_start\\x3a1:x section_end\\x3a2:y'],
    [`${red}::error::x`, '\u001b[31m\\x3a:error::x'],
    [`a${red}::b`, 'a\u001b[31m::b'],
    [`${own('::group::')}a\n${own('::endgroup::')}`, '::group::a\n::endgroup::'],
    [
      `${own('\u001b]8;;file:///a/b.c\u001b\\')}b.c${own('\u001b]8;;\u001b\\')}`,
      '\u001b]8;;file:///a/b.c\u001b\\b.c\u001b]8;;\u001b\\',
    ],
  ])('%j is shown as %j', (text, shown) => {
    expect(display(text)).toBe(shown);
  });

  it.each(['\u001b]8;;https://example.org\u001b\\', '\u001b]0;title\u0007', '\u001b[2J', '::error::x', 'text'])(
    'marks nothing but colours, links and folds: %j',
    (sequence) => {
      expect(display(own(sequence))).toMatch(/^\\udc01/);
      // biome-ignore lint: control characters are the point
      expect(display(own(sequence))).not.toMatch(/[\u0000-\u001f]/);
    },
  );

  it('has no marks that bytes of a tree could be', () => {
    const bytes = Array.from({ length: 0x10000 }, (_, at) => String.fromCharCode(at >> 8, at & 0xff)).join(
      '\xed\xb0\x81',
    );
    expect(/[\ud800-\udfff]/u.test(Buffer.from(bytes, 'latin1').toString('utf8'))).toBe(false);
  });

  it('without what is its own is what it says', () => {
    expect(withoutOwn(`${red}a${own('\u001b[0m')}b`)).toBe('ab');
  });
});

describe('the text of another program', () => {
  it.each([
    ['a\tb\n', 'a\tb\n'],
    [encodeBytes('Größe – ✓\n'), 'Größe – ✓\n'],
    ['caf\xe9 \x9b31m\xff', 'caf\\xe9 \\x9b31m\\xff'],
    ['\x1b[2J\r\n', '\\x1b[2J\\x0d\n'],
    [encodeBytes('\u202eabc'), '\\u202eabc'],
    ['::error::a\n  ::warning::b', '\\x3a:error::a\n  \\x3a:warning::b'],
    // Another piece may follow.
    ['a\n :', 'a\n \\x3a'],
    ['a #', 'a \\x23'],
    ['a ##vs', 'a \\x23#vs'],
    ['a: b # c', 'a: b # c'],
  ])('%j is shown as %j', (bytes, shown) => {
    expect(displayBytes(bytes)).toBe(shown);
  });
});

it('JSON has escapes of JSON, and the value is the same', () => {
  const value = { a: '\u001b\u009b\u202e\u{e0041}\ud83d\ude00', b: '##[error]x section_start:1:a\n::error::' };
  const json = escapeJson(JSON.stringify(value, null, 2));
  expect(JSON.parse(json)).toEqual(value);
  expect(json).not.toMatch(/[\u0080-\u009f\u202e]|##\[|section_start:|^\s*::/m);
  expect(json).toContain('\ud83d\ude00');
});
