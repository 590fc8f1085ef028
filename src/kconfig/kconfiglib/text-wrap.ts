/** textwrap.fill() of Python 3.11. */

import { type ByteString, decodeBytes, encodeBytes } from '../../core/bytes.ts';
import { expandTabs } from './python-text.ts';

const mark = '[\\p{L}\\p{N}_!"\'&.,?]';
const word = '[\\p{L}\\p{N}_]';
const letter = '[\\p{L}_]';
/** Where a text may be broken. Source: textwrap.py, TextWrapper.wordsep_re. */
const breaks = new RegExp(
  [
    '([ ]+',
    `(?<=${mark})-{2,}(?=${word})`,
    `[^ ]+?(?:-(?:(?<=${letter}{2}-)|(?<=${letter}-${mark}-))(?=${letter}-?${letter})|(?=[ ]|$)|(?<=${mark})(?=-{2,}${word})))`,
  ].join('|'),
  'u',
);

/** The text in lines of at most `width` characters; runs of blanks between two words stay as they are. */
export function fillText(text: ByteString, width: number): ByteString {
  const plain = expandTabs(decodeBytes(text)).replace(/[ \n\r\v\f]/g, ' ');
  const pieces = plain.split(breaks).filter((piece) => piece !== undefined && piece !== '');
  const lines: string[] = [];
  let at = 0;
  while (at < pieces.length) {
    if (lines.length > 0 && isSpace(pieces[at])) at++;
    const line: string[] = [];
    let length = 0;
    for (; at < pieces.length && length + sizeOf(pieces[at]) <= width; at++) {
      line.push(pieces[at] ?? '');
      length += sizeOf(pieces[at]);
    }
    const next = pieces[at];
    if (next !== undefined && sizeOf(next) > width) {
      const [start, rest] = broken(next, width - length);
      line.push(start);
      pieces[at] = rest;
    }
    if (isSpace(line.at(-1))) line.pop();
    if (line.length > 0) lines.push(line.join(''));
  }
  return encodeBytes(lines.join('\n'));
}

function sizeOf(piece: string | undefined): number {
  return [...(piece ?? '')].length;
}

function isSpace(piece: string | undefined): boolean {
  return piece !== undefined && piece.trim() === '';
}

/** A word that is longer than a line in two, behind a hyphen where there is one. */
function broken(piece: string, room: number): [start: string, rest: string] {
  const characters = [...piece];
  const hyphen = characters.slice(0, room).lastIndexOf('-');
  const end = hyphen > 0 && characters.slice(0, hyphen).some((one) => one !== '-') ? hyphen + 1 : room;
  return [characters.slice(0, end).join(''), characters.slice(end).join('')];
}
