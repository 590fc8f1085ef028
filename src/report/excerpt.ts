/** Source lines of a finding: numbered, the part that decides underlined, with its label. */
import type { Cause, SourceMark } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import type { Excerpt } from '../results/excerpt.ts';
import { linked, type Page, printable, wrap } from './style.ts';

/** A line to show. */
interface MarkedLine {
  readonly location: Location;
  /** What is underlined: the text, or all from a column on; null underlines the words of the line. */
  readonly mark: SourceMark | null;
  readonly isMain: boolean;
  /** A program that failed decides it. */
  readonly isFailed: boolean;
}

/** The same with its text. */
interface ShownLine extends MarkedLine {
  readonly text: string;
}

/** Lines that are shown of one finding. */
const maxLines = 6;

/** What a finding of this code is about in its line. */
const words: Readonly<Record<string, RegExp>> = {
  'make/error': /\$[({]error/,
  'make/warning': /\$[({]warning/,
};

function textOf(excerpts: readonly Excerpt[], { file, line }: Location): string | undefined {
  const lines = excerpts.flatMap((one) => (one.file === file ? one.lines : []));
  return lines.find((one) => one.line === line)?.text;
}

function isFailure({ causes, kind, status }: Cause): boolean {
  return (kind === 'command' && status !== 0 && status !== undefined) || causes.some(isFailure);
}

/** The conditionals that decide, then the line of the finding itself. */
function linesOf({ causes, location }: Diagnostic): MarkedLine[] {
  // A conditional that no symbol and no program decided is on the way, and is no reason.
  const deciding = causes.filter((cause) => cause.causes.length > 0);
  const marked = (deciding.length > 0 ? deciding : causes).flatMap((cause): MarkedLine[] =>
    cause.mark === undefined || cause.location === null
      ? []
      : [{ location: cause.location, mark: cause.mark, isMain: false, isFailed: isFailure(cause) }],
  );
  return location === null ? marked : [{ location, mark: null, isMain: true, isFailed: false }, ...marked];
}

/** A tab is four blanks wide here, other control characters are named. */
function shown(text: string): string {
  return printable(text.replaceAll('\t', '    ').replace(/\r$/, ''));
}

/** Columns of the part that is underlined; null where the line is cut before it. */
function spanOf(text: string, { isMain, location, mark }: MarkedLine, code: string): readonly [number, number] {
  const start = text.length - text.trimStart().length;
  const whole: readonly [number, number] = [start, text.trimEnd().length];
  if (mark !== null) {
    const at = text.indexOf(mark.text);
    return at < 0 ? whole : [at, at + mark.text.length];
  }
  const word = isMain ? words[code]?.exec(text) : null;
  if (word != null) return [word.index, word.index + word[0].length];
  if (location.column === undefined || location.column > text.length) return whole;
  const from = location.column - 1;
  const length = /^(?:\$\([\w-]+\)?|[\w-]+)/.exec(text.slice(from))?.[0].length ?? 1;
  return [from, from + length];
}

/** The place with the column of what the finding is about, where its line has that. */
function withColumn(place: Location, line: ShownLine | undefined, code: string): Location {
  const at = line?.isMain === true ? words[code]?.exec(line.text)?.index : undefined;
  return at === undefined ? place : { ...place, column: at + 1 };
}

/**
 * Adds `--> FILE:LINE` and the lines. Nothing but the place where no line could be read. True when lines were shown.
 */
export function addExcerpt(page: Page, diagnostic: Diagnostic, excerpts: readonly Excerpt[]): void {
  const { out, paint, style, width } = page;
  const { code, location } = diagnostic;
  const found = linesOf(diagnostic).flatMap((line): ShownLine[] => {
    const text = textOf(excerpts, line.location);
    return text === undefined ? [] : [{ ...line, text }];
  });
  const lines = found.slice(0, maxLines);
  const gutter = String(Math.max(0, ...lines.map((line) => line.location.line))).length;
  const blank = `${' '.repeat(gutter)} `;
  const main = location ?? lines[0]?.location ?? null;
  if (main === null) return;
  out.push(`${blank.slice(1)}${paint.faint('-->')} ${linked(style, withColumn(main, lines[0], code))}`);
  if (lines.length === 0) return;
  const files = [...new Set([main.file, ...lines.map((line) => line.location.file)])];
  for (const file of files) {
    const own = lines
      .filter((line) => line.location.file === file)
      .sort((one, other) => one.location.line - other.location.line);
    const [first] = own;
    if (first === undefined) continue;
    if (file !== main.file) out.push(`${blank.slice(1)}${paint.faint('-->')} ${linked(style, first.location)}`);
    else out.push(`${blank}${paint.faint('|')}`);
    const shownLines = new Set<number>();
    for (const line of own) {
      if (shownLines.has(line.location.line)) continue;
      shownLines.add(line.location.line);
      const [from, to] = spanOf(line.text, line, code);
      const number = String(line.location.line).padStart(gutter);
      const room = width - gutter - 3;
      const text = shown(line.text);
      const cut = text.length > room ? `${text.slice(0, Math.max(0, room - 2))}..` : text;
      out.push(`${paint.faint(`${number} |`)} ${cut}`);
      const left = shown(line.text.slice(0, from)).length;
      const length = Math.max(1, Math.min(shown(line.text.slice(from, to)).length, room - left));
      if (left >= room) continue;
      const isError = line.isFailed || (line.isMain && diagnostic.severity === 'error');
      const tone = isError ? paint.error : line.isMain ? paint.warning : paint.accent;
      const under = (line.isMain ? '^' : '-').repeat(length);
      const label = line.mark === null ? '' : printable(line.mark.label);
      const head = `${paint.faint(`${blank}|`)} ${' '.repeat(left)}`;
      if (label === '') out.push(`${head}${tone(under)}`);
      else if (left + length + 1 + label.length <= room) out.push(`${head}${tone(`${under} ${label}`)}`);
      else {
        out.push(`${head}${tone(under)}`);
        for (const part of wrap(label, Math.max(20, room - left), '', '')) out.push(`${head}${tone(part)}`);
      }
    }
  }
}
