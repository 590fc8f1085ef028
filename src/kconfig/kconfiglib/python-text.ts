/** How Python looks at text, where Kconfiglib relies on it. Source: docs.python.org/3.11, library/stdtypes and library/functions. */

import type { ByteString } from '../../core/bytes.ts';

const blanks = ' \t\n\r\v\f\x1c\x1d\x1e\x1f';

/** str.isspace(): at least one character and all of them blank. */
export function isBlank(text: ByteString): boolean {
  return text !== '' && strip(text) === '';
}

/** str.strip(), str.strip(CHARACTERS). */
export function strip(text: ByteString, characters = blanks): ByteString {
  return stripEnd(stripStart(text, characters), characters);
}

/** str.lstrip(). */
export function stripStart(text: ByteString, characters = blanks): ByteString {
  let start = 0;
  while (start < text.length && characters.includes(text[start] as string)) start++;
  return text.slice(start);
}

/** str.rstrip(). */
export function stripEnd(text: ByteString, characters = blanks): ByteString {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1] as string)) end--;
  return text.slice(0, end);
}

/** str.expandtabs(): columns are counted from the start of the line. */
export function expandTabs(line: ByteString): ByteString {
  if (!line.includes('\t')) return line;
  let column = 0;
  let result = '';
  for (const char of line) {
    if (char === '\t') {
      const width = 8 - (column % 8);
      result += ' '.repeat(width);
      column += width;
    } else {
      result += char;
      column = char === '\n' || char === '\r' ? 0 : column + 1;
    }
  }
  return result;
}

/** str.splitlines(). */
export function splitLines(text: ByteString): ByteString[] {
  const lines = text.split(/\r\n|[\n\r\v\f\x1c\x1d\x1e]/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** A file opened as text: every end of line is a newline. */
export function universalNewlines(text: ByteString): ByteString {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** The lines of a file, each with its newline. */
export function fileLines(text: ByteString): ByteString[] {
  const lines = universalNewlines(text).split('\n');
  const last = lines.pop() ?? '';
  return [...lines.map((line) => `${line}\n`), ...(last === '' ? [] : [last])];
}

const digits = {
  10: /^[+-]?[0-9]+(?:_[0-9]+)*$/,
  16: /^[+-]?(?:0[xX]_?)?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*$/,
  0: /^[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?0)*|[1-9](?:_?[0-9])*)$/,
} as const;

/** int(TEXT, BASE); undefined where Python raises ValueError. */
export function parseInteger(text: ByteString, base: 0 | 10 | 16): bigint | undefined {
  const word = strip(text);
  if (!digits[base].test(word)) return undefined;
  const isNegative = word.startsWith('-');
  let plain = word.replace(/^[+-]/, '').replaceAll('_', '').toLowerCase();
  if (base === 16 && !plain.startsWith('0x')) plain = `0x${plain}`;
  const value = BigInt(plain);
  return isNegative ? -value : value;
}

/** hex(VALUE). */
export function toHex(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** os.path.expandvars(): a variable that is not set stays as it is. */
export function expandVariables(text: ByteString, env: Readonly<Record<string, ByteString>>): ByteString {
  return text.replace(/\$(?:(\w+)|\{([^}]*)\})/g, (whole, plain: string | undefined, braced: string | undefined) => {
    const name = plain ?? braced ?? '';
    return Object.hasOwn(env, name) ? (env[name] ?? whole) : whole;
  });
}
