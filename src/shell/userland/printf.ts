import type { ByteString } from '../../core/bytes.ts';
import { Unsupported } from '../language/signals.ts';

const simpleEscapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * A text with the escapes of dash's `echo` and `%b` resolved; `isCut` when `\c` ended the output.
 * Source: POSIX.1-2017 `printf` (%b), `echo` on XSI systems.
 */
export function unescape(text: ByteString): { text: ByteString; isCut: boolean } {
  if (!text.includes('\\')) return { text, isCut: false };
  let result = '';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char !== '\\') {
      result += char;
      continue;
    }
    const escaped = text.charAt(i + 1);
    if (escaped === 'c') return { text: result, isCut: true };
    const octal = /^(?:0[0-7]{0,3}|[1-7][0-7]{0,2})/.exec(text.slice(i + 1, i + 5));
    if (octal !== null) {
      result += octalByte(octal[0]);
      i += octal[0].length;
    } else if (simpleEscapes[escaped] !== undefined) {
      result += simpleEscapes[escaped];
      i++;
    } else {
      result += char;
    }
  }
  return { text: result, isCut: false };
}

function octalByte(digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 8) & 255);
}

/** One conversion of a format: flags, width, precision, letter. */
interface Conversion {
  readonly flags: string;
  readonly width: string | null;
  readonly precision: string | null;
  readonly letter: string;
}

type FormatPiece = { kind: 'text'; text: ByteString } | { kind: 'conversion'; conversion: Conversion };

/** The output of `printf format values…`. Source: POSIX.1-2017 `printf`; dash 0.5.12 observed. */
export function formatPrintf(format: ByteString, values: readonly ByteString[]): ByteString {
  const pieces = parseFormat(format);
  let result = '';
  let at = 0;
  do {
    const before = at;
    for (const piece of pieces) {
      if (piece.kind === 'text') {
        result += piece.text;
        continue;
      }
      const { flags, letter } = piece.conversion;
      const width = piece.conversion.width === '*' ? fieldSize(values[at++]) : Number(piece.conversion.width ?? 0);
      const precision =
        piece.conversion.precision === '*'
          ? fieldSize(values[at++])
          : piece.conversion.precision === null
            ? null
            : Number(piece.conversion.precision);
      if (width > 10_000 || (precision ?? 0) > 10_000) throw new Unsupported('printf field size');
      const value = values[at++];
      if (letter === 'b') {
        const { text, isCut } = unescape(value ?? '');
        if (isCut) return result + text;
        result += pad(precision === null ? text : text.slice(0, precision), width, flags, false);
      } else if (letter === 's') {
        const text = value ?? '';
        result += pad(precision === null ? text : text.slice(0, precision), width, flags, false);
      } else if (letter === 'c') {
        if (value === undefined || value === '') throw new Unsupported('printf %c without a character');
        result += pad(value.charAt(0), width, flags, false);
      } else {
        result += formatInteger(value ?? '', letter, flags, width, precision);
      }
      if (result.length > 4_000_000) throw new Unsupported('printf output');
    }
    if (at === before) break;
  } while (at < values.length);
  return result;
}

function parseFormat(format: ByteString): FormatPiece[] {
  const pieces: FormatPiece[] = [];
  let text = '';
  for (let i = 0; i < format.length; i++) {
    const char = format.charAt(i);
    if (char === '\\') {
      const escaped = format.charAt(i + 1);
      const octal = /^[0-7]{1,3}/.exec(format.slice(i + 1, i + 4));
      if (escaped === 'c' || escaped === '') throw new Unsupported('printf escape');
      if (octal !== null) {
        text += octalByte(octal[0]);
        i += octal[0].length;
      } else if (simpleEscapes[escaped] !== undefined) {
        text += simpleEscapes[escaped];
        i++;
      } else {
        text += char;
      }
    } else if (char === '%') {
      if (format.charAt(i + 1) === '%') {
        text += '%';
        i++;
        continue;
      }
      const match = /^([-+ #0]*)(\d+|\*)?(?:\.(\d*|\*))?([bcsdiouxX])/.exec(format.slice(i + 1, i + 40));
      if (match === null) throw new Unsupported('printf conversion');
      if (text !== '') pieces.push({ kind: 'text', text });
      text = '';
      const [whole, flags = '', width, precision, letter = ''] = match;
      pieces.push({
        kind: 'conversion',
        conversion: { flags, width: width ?? null, precision: precision ?? null, letter },
      });
      i += whole.length;
    } else {
      text += char;
    }
  }
  if (text !== '') pieces.push({ kind: 'text', text });
  return pieces;
}

function fieldSize(text: ByteString | undefined): number {
  if (text === undefined || !/^\d{1,4}$/.test(text)) throw new Unsupported('printf field size');
  return Number(text);
}

function formatInteger(
  text: ByteString,
  letter: string,
  flags: string,
  width: number,
  precision: number | null,
): string {
  if (text !== '' && !/^(?:0|-?[1-9]\d{0,17})$/.test(text)) throw new Unsupported('printf number');
  let value = BigInt(text === '' ? 0 : text);
  let sign = '';
  let digits: string;
  if (letter === 'd' || letter === 'i') {
    if (value < 0n) {
      sign = '-';
      value = -value;
    } else if (flags.includes('+')) sign = '+';
    else if (flags.includes(' ')) sign = ' ';
    digits = value.toString();
  } else {
    value = BigInt.asUintN(64, value);
    if (flags.includes('#')) throw new Unsupported('printf flag #');
    digits = value.toString(letter === 'o' ? 8 : letter === 'u' ? 10 : 16);
    if (letter === 'X') digits = digits.toUpperCase();
  }
  if (precision !== null) {
    digits = precision === 0 && value === 0n ? '' : digits.padStart(precision, '0');
  } else if (flags.includes('0') && !flags.includes('-')) {
    digits = digits.padStart(width - sign.length, '0');
  }
  return pad(sign + digits, width, flags, true);
}

function pad(text: ByteString, width: number, flags: string, isNumber: boolean): ByteString {
  if (text.length >= width) return text;
  if (flags.includes('-')) return text.padEnd(width, ' ');
  if (flags.includes('0') && !isNumber) throw new Unsupported('printf flag 0');
  return text.padStart(width, ' ');
}
