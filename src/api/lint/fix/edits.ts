/** Edits of texts: which go together, what they leave, where a line is behind them, the difference as a diff. */
import type { ByteString } from '../../../core/bytes.ts';
import type { TextEdit } from '../../../core/diagnostic.ts';
import { linesOf } from '../../../lint/index.ts';

/** Edits in the order of their places. */
export function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((one, other) => one.start - other.start || one.end - other.end);
}

/** True when two edits of one file are about the same bytes. */
export function overlap(one: TextEdit, other: TextEdit): boolean {
  return (
    one.file === other.file &&
    one.start < Math.max(other.end, other.start + 1) &&
    other.start < Math.max(one.end, one.start + 1)
  );
}

/** The text behind edits of one file that do not overlap. */
export function applyEdits(text: ByteString, edits: readonly TextEdit[]): ByteString {
  const parts: ByteString[] = [];
  let from = 0;
  for (const { end, start, text: own } of inOrder(edits)) {
    parts.push(text.slice(from, start), own);
    from = end;
  }
  return parts.join('') + text.slice(from);
}

/** For each line of the text before, 1-based, its number behind; absent for one that is gone. */
export function lineMap(before: ByteString, after: ByteString): Map<number, number> {
  const [old, own] = [linesOf(before), linesOf(after)];
  const map = new Map<number, number>();
  for (const [kind, at, to] of stepsBetween(old, own)) if (kind === ' ') map.set(at + 1, to + 1);
  return map;
}

/** One step from a text to another: the kind of a diff's line, and where it is in both. */
export type Step = readonly [kind: ' ' | '-' | '+', at: number, to: number];

/** Lines behind a difference that are looked through for the next equal one. */
const reach = 2_000;

/** Lines that stay in order, found from the top: enough for edits that take lines away or change some. */
export function stepsBetween(old: readonly ByteString[], own: readonly ByteString[]): Step[] {
  const steps: Step[] = [];
  let at = 0;
  let to = 0;
  while (at < old.length || to < own.length) {
    if (at < old.length && old[at] === own[to]) {
      steps.push([' ', at++, to++]);
      continue;
    }
    const [gone, added] = nextEqual(old, own, at, to);
    for (let left = gone; left > 0; left--) steps.push(['-', at++, to]);
    for (let left = added; left > 0; left--) steps.push(['+', at, to++]);
  }
  return steps;
}

/** How many lines are gone and added up to the next that are equal, the fewest together. */
function nextEqual(
  old: readonly ByteString[],
  own: readonly ByteString[],
  at: number,
  to: number,
): readonly [number, number] {
  const rest = [old.length - at, own.length - to] as const;
  for (let sum = 1; sum < Math.min(reach, rest[0] + rest[1]); sum++) {
    for (let gone = Math.min(sum, rest[0]); gone >= 0 && sum - gone <= rest[1]; gone--) {
      const added = sum - gone;
      if (gone < rest[0] && added < rest[1] && old[at + gone] === own[to + added]) return [gone, added];
    }
  }
  return rest;
}

/** Lines of context, as `diff -u` has them. */
const context = 3;

/** The difference of two texts of a file as `git diff` writes it; empty where there is none. */
export function unifiedDiff(file: string, before: ByteString, after: ByteString): ByteString {
  if (before === after) return '';
  const [old, own] = [linesOf(before), linesOf(after)];
  const steps = stepsBetween(old, own);
  const out = [`--- a/${file}\n`, `+++ b/${file}\n`];
  const changed = steps.flatMap(([kind], index) => (kind === ' ' ? [] : [index]));
  for (let first = 0; first < changed.length; ) {
    let last = first;
    while (last + 1 < changed.length && (changed[last + 1] ?? 0) - (changed[last] ?? 0) <= 2 * context) last++;
    const part = steps.slice(Math.max(0, (changed[first] ?? 0) - context), (changed[last] ?? 0) + context + 1);
    const [[, at, to] = [' ', 0, 0]] = part;
    const count = (kind: '-' | '+'): number => part.filter(([own]) => own === ' ' || own === kind).length;
    const range = (start: number, length: number): string =>
      `${length === 0 ? start : start + 1}${length === 1 ? '' : `,${length}`}`;
    out.push(`@@ -${range(at, count('-'))} +${range(to, count('+'))} @@\n`);
    for (const [kind, from, into] of part) {
      const line = (kind === '+' ? own[into] : old[from]) ?? '';
      out.push(`${kind}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`);
    }
    first = last + 1;
  }
  return out.join('');
}
