/**
 * Text as a terminal or the log of a service may get it. All text is foreign until it is marked: reports mark their own
 * colours, links and folds with {@link own}, and everything else that would drive a terminal, change the order in which
 * text is read, or be a command of a service is named instead of sent.
 */
import type { ByteString } from './bytes.ts';

/** Halves of a pair that stand alone: no UTF-8 has them, so that no text of a tree can be taken for a mark. */
const begin = '\udc01';
const end = '\udc02';

const marked = /\udc01([^\udc01\udc02]*)\udc02/g;

/**
 * What may be marked: colours (SGR), links to files (OSC 8), folds of GitHub's and GitLab's logs, GitHub's annotations up to
 * their text, and the end of a line of progress. Anything else between marks is foreign text.
 */
const ownForm =
  // biome-ignore lint: escape sequences are the point
  /^(?:\u001b\[[0-9;]*m|\u001b\]8;;(?:file:\/\/[\w./~%:-]*)?\u001b\\|::(?:group|endgroup)::|\u001b\[0Ksection_(?:start|end):0:\w+(?:\[collapsed=true\])?\r\u001b\[0K|\r\u001b\[K)$/;

/** The same of GitHub's annotations; in their values `,`, `:` and `%` are escapes. */
const annotation = /^::(?:error|warning|notice)(?:[ ,]\w+=(?:[^,:%\p{C}\p{Zl}\p{Zp}]|%[0-9A-F]{2})*)+::$/u;

/**
 * Controls (C0, DEL, C1) but tab and newline, half pairs, and what has no width or turns the order of text: format
 * characters, separators of lines, all that a font may ignore. Source: Unicode 15.1, UTS #39 and "Trojan Source",
 * CVE-2021-42574.
 */
// biome-ignore lint: control characters are the point
const unseen = /[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;

/**
 * Beginnings of commands anywhere in a line. Source: GitHub's actions/runner, ActionCommand.TryParse (`##[`); Azure
 * Pipelines, "Logging commands" (`##vso[`, `##[`); TeamCity, "Service messages"; GitLab, "Custom collapsible sections";
 * Travis CI, travis-build's `travis_fold` and `travis_time`.
 */
const commandInLine = /##(?=\[|vso\[|teamcity\[)|(?:section_(?:start|end)|travis_(?:fold|time)):/gi;

/** The same that only begin a line. Source: actions/runner, ActionCommand.TryParseV2, which leaves out blanks before it. */
const commandAtStart = /^([^\S\n\r\u2028\u2029]*):(?=:)/gm;
const commandLater = /(\n[^\S\n]*):(?=:)/g;

/** The name of a character that is not sent. */
function named(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

/** A sequence of kgate's own, which {@link display} sends as it is. */
export function own(sequence: string): string {
  return `${begin}${sequence}${end}`;
}

/** A text without what is {@link own}. */
export function withoutOwn(text: string): string {
  return text.replace(marked, '');
}

/** Text that is sent as it is: most of all text, and looked at fast. */
const plain = /^[\t\n\u0020-\u007e]*$/;

/** Foreign text with its controls named; lines stay lines. */
export function nameControls(text: string): string {
  return plain.test(text) ? text : text.replace(unseen, named);
}

/** Foreign text in which no service finds a command; `isAtStart`: a line begins with it. */
function breakCommands(text: string, isAtStart: boolean): string {
  return text
    .replace(commandInLine, (found) => (found.startsWith('#') ? '\\x23#' : `${found.slice(0, -1)}\\x3a`))
    .replace(isAtStart ? commandAtStart : commandLater, '$1\\x3a');
}

/** A report as it is sent: what it marked as {@link own}, and everything else without effect on who shows it. */
export function display(text: string): string {
  let shown = '';
  let isAtStart = true;
  const add = (foreign: string): void => {
    if (foreign === '') return;
    shown += breakCommands(nameControls(foreign), isAtStart);
    const newline = foreign.lastIndexOf('\n');
    isAtStart = (newline >= 0 || isAtStart) && foreign.slice(newline + 1).trim() === '';
  };
  let last = 0;
  for (const found of text.matchAll(marked)) {
    const [whole, sequence = ''] = found;
    add(text.slice(last, found.index));
    last = found.index + whole.length;
    if (ownForm.test(sequence) || annotation.test(sequence)) shown += sequence;
    else add(whole);
  }
  add(text.slice(last));
  return shown;
}

/** One character of UTF-8, or a byte that is none. Source: RFC 3629 §4. */
const utf8 =
  // biome-ignore lint: bytes are the point
  /[\u0000-\u007f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** What a later piece could make a command of. */
const commandCut = /#(?=(?:#(?:v|vs|vso|t|te|tea|team|teamc|teamci|teamcit|teamcity)?)?$)|^[^\S\n\r\u2028\u2029]*:$/m;

/** The same where it ends a piece: a colon that begins its last line, or number signs. */
function breakCut(text: string): string {
  const newline = text.lastIndexOf('\n') + 1;
  const line = text.slice(newline);
  const broken = line.replace(commandCut, (found) => found.replace('#', '\\x23').replace(':', '\\x3a'));
  return text.slice(0, newline) + broken;
}

/**
 * Bytes of another program as they are shown to people at once; bytes that are no UTF-8 are named. A piece of a text is
 * enough: what stands before and behind it makes no command of it.
 */
export function displayBytes(bytes: ByteString): string {
  const text = bytes.replace(utf8, (found) => {
    if (found < '\x80') return found;
    return found.length === 1 ? named(found) : Buffer.from(found, 'latin1').toString('utf8');
  });
  return breakCut(breakCommands(nameControls(text), true));
}

/** JSON in which such characters and commands are escapes of JSON: a reader gets the same value. */
export function escapeJson(json: string): string {
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json
    .replace(unseen, (character) => character.split('').map(escape).join(''))
    .replace(commandInLine, (found) =>
      found.startsWith('#') ? `${escape('#')}#` : `${found.slice(0, -1)}${escape(':')}`,
    );
}
