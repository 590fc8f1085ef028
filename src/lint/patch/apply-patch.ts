/** A patch applied to one text, with the origin of every line. */
import type { ByteString } from '../../core/bytes.ts';
import { type Hunk, type HunkLine, linesOf } from './parse-patch.ts';

/** A text whose lines know which patch of a series has added them. */
export interface OwnedText {
  /** With their newlines. */
  readonly lines: readonly ByteString[];
  /** By line: index of the patch, null for a line that was there. */
  readonly owners: readonly (number | null)[];
}

/** A text that no patch has touched. */
export function untouched(text: ByteString): OwnedText {
  const lines = linesOf(text);
  return { lines, owners: lines.map(() => null) };
}

/** Why a hunk does not apply. */
export interface HunkFailure {
  readonly hunk: Hunk;
  /** 1-based. */
  readonly number: number;
  /** The line of the text that is another one than the patch says; null where the text is too short. */
  readonly line: number | null;
  /** What the patch says; null where it says that the text ends, or begins, there. */
  readonly wanted: ByteString | null;
  /** The new lines stand there already. */
  readonly isApplied: boolean;
}

/** How far from its place a hunk is looked for, in lines. */
const maxOffset = 100_000;

/**
 * The text behind all hunks. Each is looked for at its place and then further away, with every line of context as it is:
 * as `git apply` does it without `--reject` and `-C`.
 */
export function applyHunks(text: OwnedText, hunks: readonly Hunk[], patch: number): OwnedText | HunkFailure {
  const lines: ByteString[] = [];
  const owners: (number | null)[] = [];
  let from = 0;
  let offset = 0;
  for (const [index, hunk] of hunks.entries()) {
    const before = hunk.lines.filter(({ kind }) => kind !== '+').map((line) => line.text);
    // A hunk without old lines stands behind the line that it names.
    const wanted = (before.length === 0 ? hunk.oldStart : hunk.oldStart - 1) + offset;
    const reach = hasNoContext(hunk) ? 0 : maxOffset;
    const at = findLines(text.lines, before, {
      wanted,
      from,
      reach,
      isAtStart: mustStart(hunk),
      isAtEnd: mustEnd(hunk),
    });
    if (at === undefined) return failureOf(text.lines, hunk, index + 1, Math.max(wanted, from), before);
    offset += at - wanted;
    lines.push(...text.lines.slice(from, at));
    owners.push(...text.owners.slice(from, at));
    from = at;
    for (const { kind, text: line } of hunk.lines) {
      if (kind === ' ') {
        lines.push(text.lines[from] ?? line);
        owners.push(text.owners[from] ?? null);
      } else if (kind === '+') {
        lines.push(line);
        owners.push(patch);
      }
      if (kind !== '+') from++;
    }
  }
  lines.push(...text.lines.slice(from));
  owners.push(...text.owners.slice(from));
  return { lines, owners };
}

/** A diff without context (`-U0`): its lines are at their place or nowhere. */
function hasNoContext({ lines }: Hunk): boolean {
  return lines.every(({ kind }) => kind !== ' ');
}

/** Source: git 2.39, apply.c, `apply_one_fragment`: `match_beginning`. */
function mustStart(hunk: Hunk): boolean {
  return hunk.oldStart === 0 || (hunk.oldStart === 1 && !hasNoContext(hunk));
}

/** No context behind the last change: the hunk is of the end of the file. Source: the same, `match_end`. */
function mustEnd(hunk: Hunk): boolean {
  return !hasNoContext(hunk) && contextAt(hunk.lines.toReversed()) === 0;
}

function contextAt(lines: readonly HunkLine[]): number {
  const first = lines.findIndex(({ kind }) => kind !== ' ');
  return first === -1 ? lines.length : first;
}

/** Where lines are looked for. */
interface Search {
  /** First line where they should be, 0-based. */
  readonly wanted: number;
  /** Not before this one. */
  readonly from: number;
  readonly reach: number;
  readonly isAtStart: boolean;
  readonly isAtEnd: boolean;
}

function findLines(lines: readonly ByteString[], wanted: readonly ByteString[], search: Search): number | undefined {
  const { wanted: place, from, reach, isAtStart, isAtEnd } = search;
  const fits = (at: number): boolean => {
    if (at < from || at + wanted.length > lines.length) return false;
    if (isAtStart && at !== 0) return false;
    if (isAtEnd && at + wanted.length !== lines.length) return false;
    return wanted.every((line, index) => lines[at + index] === line);
  };
  if (fits(place)) return place;
  for (let distance = 1; distance <= Math.min(reach, Math.max(lines.length, place)); distance++) {
    if (fits(place - distance)) return place - distance;
    if (fits(place + distance)) return place + distance;
  }
  return undefined;
}

function failureOf(
  lines: readonly ByteString[],
  hunk: Hunk,
  number: number,
  place: number,
  before: readonly ByteString[],
): HunkFailure {
  const at = before.findIndex((line, index) => lines[place + index] !== line);
  const line = at === -1 ? (mustEnd(hunk) ? place + before.length : 0) : place + at;
  const after = hunk.lines.filter(({ kind }) => kind !== '-').map((one) => one.text);
  const anywhere = {
    wanted: Math.max(0, hunk.newStart - 1),
    from: 0,
    reach: maxOffset,
    isAtStart: false,
    isAtEnd: false,
  };
  const isApplied = findLines(lines, after, anywhere) !== undefined;
  return {
    hunk,
    number,
    line: line < lines.length ? line + 1 : null,
    wanted: at === -1 ? null : (before[at] ?? ''),
    isApplied: isApplied && after.length > 0 && after.length !== before.length,
  };
}
