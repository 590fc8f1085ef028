/**
 * Comments that suppress findings: `# kgate: allow RULE, RULE -- reason`, in C sources as a comment of C, and Android's
 * `CONFIG_X=y # nocheck: reason` in configurations.
 */
import type { ByteString } from '../core/bytes.ts';

/** The language of a file, as far as comments go. */
export type CommentForm = 'kconfig' | 'makefile' | 'config' | 'source';

/** One comment. */
export interface AllowComment {
  readonly kind: 'allow' | 'nocheck';
  /** 1-based, where the comment begins. */
  readonly line: number;
  readonly column: number;
  /** As written; empty for `nocheck`, which is about the setting of its line. */
  readonly rules: readonly ByteString[];
  /** Null where there is none: the comment suppresses nothing. */
  readonly reason: ByteString | null;
  /** The first and the last line that it applies to, 1-based; null where nothing follows it. */
  readonly lines: readonly [number, number] | null;
}

/** What every comment of ours has; text without it holds none. */
export const allowMark = 'kgate:';
const nocheckMark = 'nocheck';

/** A comment as it is written: where it begins, the words behind the mark, and whether its line has nothing else. */
interface Written {
  readonly kind: AllowComment['kind'];
  readonly at: number;
  readonly words: ByteString;
  readonly isAlone: boolean;
}

/** The comments of a text, in the order of their lines. */
export function readComments(text: ByteString, form: CommentForm): AllowComment[] {
  if (!text.includes(allowMark) && !(form === 'config' && text.includes(nocheckMark))) return [];
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  const help = form === 'kconfig' ? helpLines(lines) : null;
  const start = firstLine(lines, form) ?? lines.length;
  return lines.flatMap((line, index) => {
    if (help?.has(index) === true) return [];
    const found = find(line, form);
    if (found === null) return [];
    const { at, isAlone, kind, words } = found;
    const target = isAlone ? nextLine(lines, index, form) : index;
    const range = target === null ? null : logicalLine(lines, target, form);
    return [
      {
        kind,
        line: index + 1,
        column: at + 1,
        ...(kind === 'nocheck' ? { rules: [], reason: reasonOf(words) } : splitWords(words)),
        // What is about a file as a whole is reported at its first line.
        lines: isAlone && index < start ? [1, range?.[1] ?? index + 1] : range,
      },
    ];
  });
}

/** The comment of a line; null where it has none. */
function find(line: ByteString, form: CommentForm): Written | null {
  if (form === 'source') return findInSource(line);
  const at = commentStart(line, form);
  if (at === null) return null;
  const comment = line.slice(at);
  const before = line.slice(0, at);
  const isAlone = before.trim() === '';
  const allow = /^#[ \t]*kgate:[ \t]*allow(?![\w-])(.*)$/.exec(comment);
  if (allow !== null) return { kind: 'allow', at, words: allow[1] ?? '', isAlone };
  const nocheck = form === 'config' && !isAlone ? /^#[ \t]*nocheck(?![\w-])(.*)$/.exec(comment) : null;
  if (nocheck === null) return null;
  return { kind: 'nocheck', at, words: (nocheck[1] ?? '').replace(/^[ \t]*:/, ''), isAlone };
}

function findInSource(line: ByteString): Written | null {
  const mark = line.indexOf(allowMark);
  if (mark === -1) return null;
  const before = line.slice(0, mark).trimEnd();
  const opener = before.endsWith('//') ? '//' : before.endsWith('/*') ? '/*' : before.endsWith('*') ? '*' : null;
  if (opener === null || (opener === '*' && before.trim() !== '*')) return null;
  const at = before.length - opener.length;
  const rest = /^[ \t]*allow(?![\w-])(.*)$/.exec(line.slice(mark + allowMark.length))?.[1];
  if (rest === undefined) return null;
  const end = opener === '//' ? -1 : rest.indexOf('*/');
  const words = end === -1 ? rest.replace(/\\$/, '') : rest.slice(0, end);
  const behind = end === -1 ? '' : rest.slice(end + 2);
  const isAlone = line.slice(0, at).trim() === '' && behind.trim() === '';
  return { kind: 'allow', at, words, isAlone };
}

/** Where the comment of a line begins that has one of the marks; null where there is none. */
function commentStart(line: ByteString, form: CommentForm): number | null {
  for (let at = line.indexOf('#'); at !== -1; at = line.indexOf('#', at + 1)) {
    const isMarked = /^#[ \t]{0,80}(?:kgate:|nocheck)/.test(line.slice(at, at + 100));
    if (!isMarked) continue;
    if (form === 'makefile' && !line.startsWith('\t')) return line.charAt(at - 1) === '\\' ? null : at;
    // In a setting whose string has no end, the text belongs to the string.
    return isInQuotes(line, at) ? null : at;
  }
  return null;
}

function isInQuotes(line: ByteString, end: number): boolean {
  let open = '';
  for (let at = 0; at < end; at++) {
    const character = line.charAt(at);
    if (character === '\\') at++;
    else if (open === '' ? character === '"' || character === "'" : character === open)
      open = open === '' ? character : '';
  }
  return open !== '';
}

function splitWords(words: ByteString): Pick<AllowComment, 'rules' | 'reason'> {
  const at = words.indexOf('--');
  const rules = (at === -1 ? words : words.slice(0, at)).split(/[\s,]+/).filter((word) => word !== '');
  return { rules, reason: at === -1 ? null : reasonOf(words.slice(at + 2)) };
}

function reasonOf(words: ByteString): ByteString | null {
  const reason = words.trim();
  return reason === '' ? null : reason;
}

/** The first line, by index, that is neither blank nor a comment. */
function firstLine(lines: readonly ByteString[], form: CommentForm): number | null {
  return nextLine(lines, -1, form);
}

/** The next one behind a line; -1 is before the first. */
function nextLine(lines: readonly ByteString[], from: number, form: CommentForm): number | null {
  let inBlock = form === 'source' && opensBlock(lines[from] ?? '', false);
  for (let index = from + 1; index < lines.length; index++) {
    const line = (lines[index] ?? '').trim();
    if (form === 'source') {
      const wasIn = inBlock;
      inBlock = opensBlock(line, inBlock);
      const behind = wasIn ? (inBlock ? '' : line.slice(line.indexOf('*/') + 2).trim()) : line;
      if (wasIn && behind === '') continue;
      if (!wasIn && (line === '' || line.startsWith('//') || isWholeComment(line))) continue;
      return index;
    }
    if (line === '') continue;
    if (!line.startsWith('#')) return index;
    if (form === 'config' && /^# \w+ is not set/.test(line)) return index;
  }
  return null;
}

/** True for a line of C, without blanks around it, that is one comment or the first line of one. */
function isWholeComment(line: ByteString): boolean {
  const end = line.startsWith('/*') ? line.indexOf('*/', 2) : null;
  return end === -1 || (end !== null && end === line.length - 2);
}

/** True where a comment of C is open behind a line. */
function opensBlock(line: ByteString, isOpen: boolean): boolean {
  const trimmed = line.trim();
  if (isOpen || trimmed.startsWith('*')) return !trimmed.includes('*/');
  const at = trimmed.lastIndexOf('/*');
  return trimmed.startsWith('/*') && at !== -1 && trimmed.indexOf('*/', at + 2) === -1;
}

/** The lines, 1-based, that backslashes make one. */
function logicalLine(lines: readonly ByteString[], index: number, form: CommentForm): readonly [number, number] {
  const goesOn = (at: number): boolean => form !== 'config' && (lines[at] ?? '').endsWith('\\');
  let first = index;
  let last = index;
  while (first > 0 && goesOn(first - 1)) first--;
  while (last + 1 < lines.length && goesOn(last)) last++;
  return [first + 1, last + 1];
}

/**
 * Lines, by index, of help texts: `#` begins no comment there. Source: Documentation/kbuild/kconfig-language.rst, "help
 * text": it ends at the first line with less indentation than its first line.
 */
function helpLines(lines: readonly ByteString[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (let index = 0; index < lines.length; index++) {
    if (!/^\s*(?:---)?help(?:---)?\s*$/.test(lines[index] ?? '')) continue;
    let base: number | null = null;
    for (index++; index < lines.length; index++) {
      const line = lines[index] ?? '';
      if (line.trim() !== '') {
        const indent = columnsOf(line);
        base ??= indent;
        if (indent === 0 || indent < base) break;
      }
      found.add(index);
    }
    index--;
  }
  return found;
}

/** Columns of the blanks that a line begins with. */
function columnsOf(line: ByteString): number {
  let columns = 0;
  for (const character of line) {
    if (character === '\t') columns += 8 - (columns % 8);
    else if (character === ' ') columns++;
    else break;
  }
  return columns;
}
