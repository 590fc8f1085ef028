/**
 * Unified diffs as data: what `diff -u`, `git diff` and the mails of `git format-patch` say about files. Source: git 2.39,
 * Documentation/diff-generate-patch.txt; POSIX `diff`, "Diff -u Output Format".
 */
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';

/** One line of a hunk. */
export interface HunkLine {
  /** `' '`: in both texts, `'+'`: added, `'-'`: removed. */
  readonly kind: ' ' | '+' | '-';
  /** With its newline, where it has one. */
  readonly text: ByteString;
}

/** One `@@` part. */
export interface Hunk {
  /** First line in the old text, 1-based; 0 where the old text is empty. */
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly HunkLine[];
  /** Line of the `@@` in the patch's own file. */
  readonly at: number;
}

/** What a patch does to one file. */
export interface FilePatch {
  /** Path before, as the patch has it, with its first part (`a/`); null for a new file. */
  readonly oldPath: string | null;
  /** Path behind; null for a file that is removed. */
  readonly newPath: string | null;
  /** The old path stays: `copy from`. */
  readonly isCopy: boolean;
  /** The paths have no first part to be taken away: those of `rename from`. */
  readonly isBare: boolean;
  /** Its content is not in the patch as lines: binary files, links, submodules. */
  readonly isOpaque: boolean;
  readonly hunks: readonly Hunk[];
}

const hunkHead = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/;

/** One text, line by line. */
interface Reader {
  readonly lines: readonly ByteString[];
  at: number;
  /** Number of the first line in the file it comes from. */
  readonly firstLine: number;
  readonly name: string;
}

/** Every change of a text; lines around them (a mail's words) are passed over. Throws UsageError for a hunk without its end. */
export function parseDiff(text: ByteString, name: string, firstLine = 1): FilePatch[] {
  const reader: Reader = { lines: linesOf(text), at: 0, firstLine, name };
  const files: FilePatch[] = [];
  while (reader.at < reader.lines.length) {
    const line = reader.lines[reader.at] ?? '';
    if (line.startsWith('diff --git ')) files.push(gitPatch(reader));
    else if (isOldHead(reader)) files.push(plainPatch(reader));
    else reader.at++;
  }
  return files;
}

/** Lines with their newlines. */
export function linesOf(text: ByteString): ByteString[] {
  const lines: ByteString[] = [];
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    lines.push(text.slice(start, end + 1));
    start = end + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

/** `---`, `+++` and `@@` in a row. */
function isOldHead({ lines, at }: Reader): boolean {
  return (
    lines[at]?.startsWith('--- ') === true &&
    lines[at + 1]?.startsWith('+++ ') === true &&
    hunkHead.test(lines[at + 2] ?? '')
  );
}

function plainPatch(reader: Reader): FilePatch {
  const [oldName, newName] = heads(reader);
  const hunks = hunksOf(reader);
  const [first] = hunks;
  const isAlone = first !== undefined && hunks.length === 1;
  // GNU diff -N names a missing file like the other one, with the time 0.
  const isNew = oldName.path === '/dev/null' || (isAlone && first.oldStart === 0 && oldName.isEpoch);
  const isGone = newName.path === '/dev/null' || (isAlone && first.newStart === 0 && newName.isEpoch);
  return {
    oldPath: isNew ? null : oldName.path,
    newPath: isGone ? null : newName.path,
    isCopy: false,
    isBare: false,
    isOpaque: false,
    hunks,
  };
}

/** The names of `---` and `+++`. */
function heads(reader: Reader): [NamedFile, NamedFile] {
  const { lines } = reader;
  const names = [nameOf(lines[reader.at] ?? ''), nameOf(lines[reader.at + 1] ?? '')] as const;
  reader.at += 2;
  return [...names];
}

interface NamedFile {
  readonly path: string;
  readonly isEpoch: boolean;
}

function nameOf(line: ByteString): NamedFile {
  const rest = line.slice(4).replace(/\r?\n$/, '');
  const quoted = unquoted(rest);
  if (quoted !== undefined) return { path: quoted.name, isEpoch: false };
  // A time may follow behind a tab.
  const [path = '', time = ''] = rest.split('\t');
  return { path, isEpoch: /^(?:1970-01-01|1969-12-31) /.test(time) };
}

/** A name in quotes as git writes it, and what follows. Source: git 2.39, quote.c. */
function unquoted(text: ByteString): { readonly name: string; readonly rest: ByteString } | undefined {
  const match = /^"((?:[^"\\]|\\.)*)"/.exec(text);
  if (match === null) return undefined;
  const controls: Readonly<Record<string, string>> = {
    a: '\x07',
    b: '\b',
    f: '\f',
    n: '\n',
    r: '\r',
    t: '\t',
    v: '\v',
  };
  const name = (match[1] ?? '').replace(/\\([0-7]{3}|.)/g, (_, what: string) =>
    what.length === 3 ? String.fromCharCode(Number.parseInt(what, 8) & 0xff) : (controls[what] ?? what),
  );
  return { name, rest: text.slice(match[0].length) };
}

/** Both names of a `diff --git` line where they are the same behind their first part; else undefined. */
function namesOfHead(line: ByteString): [string, string] | undefined {
  const rest = line.slice('diff --git '.length).replace(/\r?\n$/, '');
  const first = unquoted(rest);
  if (first !== undefined) {
    const second = unquoted(first.rest.trimStart())?.name ?? first.rest.trimStart();
    return [first.name, second];
  }
  const middle = (rest.length - 1) / 2;
  if (rest[middle] !== ' ') return undefined;
  const [one, other] = [rest.slice(0, middle), rest.slice(middle + 1)];
  return withoutParts(one, 1) === withoutParts(other, 1) ? [one, other] : undefined;
}

/** A path without its first parts. */
export function withoutParts(path: string, parts: number): string {
  return path.split('/').slice(parts).join('/');
}

function gitPatch(reader: Reader): FilePatch {
  const { lines } = reader;
  const names = namesOfHead(lines[reader.at] ?? '');
  reader.at++;
  let oldPath = names?.[0] ?? null;
  let newPath = names?.[1] ?? null;
  let isCopy = false;
  let isBare = false;
  let isOpaque = false;
  let isNew = false;
  let isGone = false;
  for (; reader.at < lines.length; reader.at++) {
    const line = (lines[reader.at] ?? '').replace(/\r?\n$/, '');
    const moved = /^(rename|copy) (from|to) (.*)$/.exec(line);
    if (moved !== null) {
      const path = unquoted(moved[3] ?? '')?.name ?? moved[3] ?? '';
      if (moved[2] === 'from') oldPath = path;
      else newPath = path;
      isCopy = moved[1] === 'copy';
      isBare = true;
    } else if (line.startsWith('new file mode ')) {
      isNew = true;
      isOpaque ||= isNoText(line);
    } else if (line.startsWith('deleted file mode ')) isGone = true;
    else if (line.startsWith('new mode ') || /^index .* \d{6}$/.test(line)) isOpaque ||= isNoText(line);
    else if (line.startsWith('GIT binary patch') || line.startsWith('Binary files ')) isOpaque = true;
    else if (!/^(?:old mode |similarity index |dissimilarity index |index )/.test(line)) break;
  }
  if (isOldHead(reader)) {
    const [oldName, newName] = heads(reader);
    if (!isBare) [oldPath, newPath] = [oldName.path, newName.path];
  }
  const hunks = hunksOf(reader);
  if (isNew || oldPath === '/dev/null') oldPath = null;
  if (isGone || newPath === '/dev/null') newPath = null;
  return { oldPath, newPath, isCopy, isBare, isOpaque, hunks };
}

/** The mode of a link or of a submodule. */
function isNoText(line: string): boolean {
  return /1[26]0000$/.test(line);
}

function hunksOf(reader: Reader): Hunk[] {
  const hunks: Hunk[] = [];
  for (;;) {
    const hunk = hunkAt(reader);
    if (hunk === undefined) return hunks;
    hunks.push(hunk);
  }
}

function hunkAt(reader: Reader): Hunk | undefined {
  const { lines, firstLine, name } = reader;
  const head = hunkHead.exec(lines[reader.at] ?? '');
  if (head === null) return undefined;
  const at = firstLine + reader.at;
  const [, oldStart, oldCount = '1', newStart, newCount = '1'] = head;
  let oldLeft = Number(oldCount);
  let newLeft = Number(newCount);
  const found: HunkLine[] = [];
  reader.at++;
  while (oldLeft > 0 || newLeft > 0 || lines[reader.at]?.startsWith('\\') === true) {
    const line = lines[reader.at];
    const kind = line === undefined ? undefined : line === '\n' || line === '\r\n' ? ' ' : line[0];
    if (line !== undefined && kind === '\\') {
      const last = found.pop();
      if (last !== undefined) found.push({ ...last, text: last.text.replace(/\n$/, '') });
    } else if (line !== undefined && (kind === ' ' || kind === '+' || kind === '-')) {
      // Some mail programs take the blank of an empty line away.
      found.push({ kind, text: line[0] === kind ? line.slice(1) : line });
      if (kind !== '+') oldLeft--;
      if (kind !== '-') newLeft--;
    }
    const isOdd = kind === undefined || !' +-\\'.includes(kind);
    if (isOdd || oldLeft < 0 || newLeft < 0) {
      throw new UsageError('lint/bad-patch', `${name}:${at}: the hunk has other lines than its head says`, {
        hint: 'a patch that a mail program has changed cannot be read',
      });
    }
    reader.at++;
  }
  return { oldStart: Number(oldStart), newStart: Number(newStart), lines: found, at };
}
