/** Patches in files: a diff alone, a mail of `git format-patch`, a mailbox with a series, the output of `git show`. */
import { type ByteString, encodeBytes } from '../../core/bytes.ts';
import { type FilePatch, linesOf, parseDiff } from './parse-patch.ts';

/** One patch of a series. */
export interface Patch {
  /** The file that it comes from, as it is named. */
  readonly file: string;
  /** First line of its description without `[PATCH …]`; null for a diff alone. */
  readonly subject: ByteString | null;
  /** Place in its series and size of it, where its subject says so. */
  readonly number: number | null;
  readonly total: number | null;
  readonly files: readonly FilePatch[];
}

/** One message of a file. */
interface Message {
  readonly text: ByteString;
  readonly firstLine: number;
}

/** The first line of a message in a mailbox. Source: git 2.39, builtin/mailsplit.c, `is_from_line`. */
const fromLine = /^From \S.*\d\d:\d\d(?::\d\d)? .*\d{4}\s*$/;
const commitLine = /^commit [0-9a-f]{7,64}\b/;
const fieldName = /^[A-Za-z][\w-]*:/;

/** A field that a mail begins with; `Index:` begins a diff. */
const mailStart = /^(?:From|Subject|Date|Message-Id|Return-Path|Received|Delivered-To|Mime-Version|X-[\w-]+|To|Cc): ?/i;

/** The patches of a file in the order in which they apply; messages without a change are left out. */
export function readPatches(text: ByteString, file: string): Patch[] {
  const patches = messagesOf(text).flatMap((message): Patch[] => {
    const patch = patchOf(message, file);
    return patch.files.length === 0 ? [] : [patch];
  });
  // A mailbox has mails in the order in which they came.
  const isNumbered = patches.every(({ number, total }) => number !== null && total === patches[0]?.total);
  return isNumbered ? patches.sort((one, other) => (one.number ?? 0) - (other.number ?? 0)) : patches;
}

/** True for a text with some change in it. */
export function looksLikePatch(text: ByteString): boolean {
  return /^diff --git |^--- .*\r?\n\+\+\+ .*\r?\n@@ -\d/m.test(text);
}

function messagesOf(text: ByteString): Message[] {
  const lines = linesOf(text);
  const starts = [0];
  const [first = ''] = lines;
  const separator = fromLine.test(first) ? fromLine : commitLine.test(first) ? commitLine : null;
  if (separator !== null) {
    for (let at = 1; at < lines.length; at++) {
      if (separator.test(lines[at] ?? '') && /^\r?\n$/.test(lines[at - 1] ?? '')) starts.push(at);
    }
  }
  return starts.map((start, index) => ({
    text: lines.slice(start, starts[index + 1]).join(''),
    firstLine: start + 1,
  }));
}

function patchOf({ text, firstLine }: Message, file: string): Patch {
  const isMail = fromLine.test(text.slice(0, text.indexOf('\n') + 1)) || mailStart.test(text);
  if (!isMail) {
    const subject = commitLine.test(text) ? (/^ {4}(\S.*)$/m.exec(text)?.[1] ?? null) : null;
    return { file, subject, number: null, total: null, files: parseDiff(text, file, firstLine) };
  }
  const { fields, body, bodyLine } = headersOf(text);
  const decoded = bodyOf(body, fields.get('content-transfer-encoding') ?? '');
  const { subject, number, total } = subjectOf(decodeWords(fields.get('subject') ?? ''));
  return { file, subject, number, total, files: parseDiff(decoded, file, firstLine + bodyLine) };
}

/** Header fields by their names in small letters, continued lines joined, and what follows them. */
function headersOf(text: ByteString): { fields: Map<string, ByteString>; body: ByteString; bodyLine: number } {
  const fields = new Map<string, ByteString>();
  const lines = linesOf(text);
  let at = fromLine.test(lines[0] ?? '') ? 1 : 0;
  let last = '';
  const isTransported = (lines[at] ?? '').endsWith('\r\n');
  for (; at < lines.length; at++) {
    const line = (lines[at] ?? '').replace(/\r?\n$/, '');
    if (line === '') break;
    const field = fieldName.exec(line);
    if (/^[ \t]/.test(line) && last !== '') fields.set(last, `${fields.get(last) ?? ''} ${line.trim()}`);
    else if (field !== null) {
      last = field[0].slice(0, -1).toLowerCase();
      fields.set(last, line.slice(field[0].length).trim());
    }
  }
  const body = lines.slice(at + 1).join('');
  // A mail that is stored as it was sent ends every line in CR LF; git am takes the CR away as well.
  return { fields, body: isTransported ? body.replaceAll('\r\n', '\n') : body, bodyLine: at + 1 };
}

/** Source: RFC 2045, sections 6.7 and 6.8. */
function bodyOf(body: ByteString, encoding: ByteString): ByteString {
  switch (encoding.trim().toLowerCase()) {
    case 'quoted-printable':
      return fromQuoted(body.replace(/=\r?\n/g, ''));
    case 'base64':
      return Buffer.from(body, 'base64').toString('latin1').replaceAll('\r\n', '\n');
    default:
      return body;
  }
}

function fromQuoted(text: ByteString): ByteString {
  return text.replace(/=([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Words in another encoding, as UTF-8. Source: RFC 2047. */
function decodeWords(text: ByteString): ByteString {
  const joined = text.replace(/\?=\s+=\?/g, '?==?');
  return joined.replace(/=\?([\w-]+)\?([QqBb])\?([^?]*)\?=/g, (whole, charset: string, how: string, word: string) => {
    const bytes =
      how.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString('latin1')
        : fromQuoted(word.replaceAll('_', ' '));
    try {
      return encodeBytes(new TextDecoder(charset).decode(Buffer.from(bytes, 'latin1')));
    } catch {
      return whole;
    }
  });
}

/** `[PATCH v2 1/3] subsystem: words` in its parts. */
function subjectOf(text: ByteString): Pick<Patch, 'subject' | 'number' | 'total'> {
  const marks = /^(?:\s*(?:[Rr][Ee]:|\[[^\]]*\]))+/.exec(text)?.[0] ?? '';
  const place = /(?:^|[\s[])(\d{1,5})\/(\d{1,5})\]/.exec(marks);
  const subject = text.slice(marks.length).trim();
  return {
    subject: subject === '' ? null : subject,
    number: place === null ? null : Number(place[1]),
    total: place === null ? null : Number(place[2]),
  };
}
