import type { Cause } from '../core/diagnostic.ts';
import { formatLocation } from '../core/location.ts';
import { shorten } from '../core/shorten.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import type { Excerpt } from '../results/excerpt.ts';
import { addExcerpt } from './excerpt.ts';
import { addFix } from './fix.ts';
import { rootsOf } from './fold.ts';
import { headlineOf, severityWord } from './headline.ts';
import {
  add,
  columnsOf,
  createPage,
  linkedCode,
  type Page,
  printable,
  printableLines,
  type TextStyle,
  wrap,
  wrapCommand,
} from './style.ts';

export { valueText } from './fix.ts';

/** Causes deeper than this are summed up; the JSON form has them all. */
const maxDepth = 12;

/** Lines of what decides that are shown without `--verbose`, at most and in any case. */
const maxRootLines = 12;
const minRootLines = 3;

/** Lines of a finding up to its first fix, so that all of it is on the first screen of 24 lines. */
const screenLines = 18;

/** Rows of one message of another program that are shown without `--verbose`, and its lines in any case. */
const maxMessageRows = 9;
const minMessageLines = 2;

/** Messages whose last lines say most: a compiler's, then make's. */
const endsMatter: ReadonlySet<string> = new Set([
  'make/missing-header',
  'make/missing-program',
  'make/recipe-failed',
  'make/recipe-warning',
]);

/** Symptoms of one finding that are listed without `--verbose`; a headline may have the first of them. */
const maxItems = 12;

/** The same of a note, each on one line. */
const maxNoted = 3;

/** Columns in front of a symptom, and of the mark of a cut. */
const indented = 6;
const namedInHeadline: ReadonlySet<string> = new Set(['kernel/new-symbols']);

/** A cause and what is behind it, as nested list items. */
export function addCause(page: Page, cause: Cause, indent: string, depth = 0): void {
  const { out, paint, width } = page;
  const position = cause.location === null ? '' : `${formatLocation(cause.location)}: `;
  const text = `${position}${cause.message}`;
  const bullet = `${indent}- `;
  const rest = `${indent}  `;
  if (cause.kind === 'command') {
    out.push(...wrapCommand(printableLines(text), width, bullet, `${rest}  `).map(paint.accent));
  } else add(page, text, bullet, rest);
  for (const detail of cause.detail ?? []) add(page, detail, `${rest}| `, `${rest}|   `, paint.faint);
  if (cause.causes.length === 0) return;
  if (depth >= (page.style.depth ?? maxDepth + 1) - 1) out.push(`${rest}- … (deeper causes: --format json)`);
  else for (const next of cause.causes) addCause(page, next, rest, depth + 1);
}

/** A conditional that no symbol and no command decided, or an include: on the way, but no reason. */
function isPlain(cause: Cause): boolean {
  return (cause.kind === 'conditional' || cause.kind === 'include') && cause.causes.length === 0;
}

/** The whole chain. */
function addChain(page: Page, causes: readonly Cause[]): void {
  if (causes.length === 0) return;
  page.out.push('  because');
  const reasons = causes.filter((cause) => !isPlain(cause));
  const shown = reasons.length === 0 ? causes : reasons;
  for (const cause of shown) addCause(page, cause, '  ');
  const places = causes.flatMap((cause) =>
    shown.includes(cause) || cause.location === null ? [] : [formatLocation(cause.location)],
  );
  if (places.length > 0) add(page, `included from ${places.join(', ')}`, '  - ', '    ');
}

/** What decides, each on a line of its own; commands with what they said. At most `room` lines. */
function addRoots(page: Page, causes: readonly Cause[], room: number): void {
  const { out, paint, width } = page;
  const lines: string[] = [];
  for (const { detail, isCommand, text } of rootsOf(causes)) {
    if (isCommand) lines.push(...wrapCommand(printableLines(text), width, '  = ', '      ').map(paint.accent));
    else lines.push(...wrap(printableLines(text), width, '  = ', '    '));
    for (const line of detail) {
      lines.push(...wrap(printable(line), width, '    | ', '    |   ').map(paint.faint));
    }
  }
  const most = Math.min(maxRootLines, Math.max(minRootLines, room));
  const isCut = lines.length > most;
  out.push(...(isCut ? lines.slice(0, most - 1) : lines));
  if (isCut) out.push(`  … ${lines.length - most + 1} more lines (--verbose)`);
}

/** The symptoms of a finding. */
function addItems(page: Page, { items = [], severity }: Diagnostic): void {
  const isWhole = page.style.isVerbose === true;
  const isNote = severity === 'info' || severity === 'hint';
  const shown = isWhole ? items : items.slice(0, isNote ? maxNoted : maxItems);
  for (const { location, message } of shown) {
    const text = location === null ? message : `${formatLocation(location)}: ${message}`;
    add(page, isNote && !isWhole ? shorten(text, page.width - indented) : text, '  ', '    ');
  }
  if (items.length > shown.length) page.out.push(`  … and ${items.length - shown.length} more (--verbose)`);
}

/** `error[code]: message`, the message wrapped where it is ours. */
function addHeadline(page: Page, diagnostic: Diagnostic): void {
  const { out, paint, style, width } = page;
  const { code, severity } = diagnostic;
  const tone = severity === 'error' ? paint.error : severity === 'warning' ? paint.warning : paint.strong;
  const head = `${severityWord(diagnostic)}[${code}]`;
  const title = printableLines(headlineOf(diagnostic).title);
  const lines = wrap(title, width, `${head}: `, '  ');
  const [top = '', ...rest] = lines;
  const painted = `${severityWord(diagnostic)}[${linkedCode(style, code)}]`;
  out.push(`${tone(painted)}${paint.strong(top.slice(head.length))}`, ...rest.map(paint.strong));
}

/** Rows that a line takes in the terminal: those of another program are not wrapped here. */
function rowsOfLine(line: string, width: number): number {
  return Math.max(1, Math.ceil(columnsOf(line) / width));
}

/** How many of these lines, from the first on, a short report has room for. */
function fitting(lines: readonly string[], width: number): number {
  let rows = 0;
  const last = lines.findIndex((line) => (rows += rowsOfLine(line, width)) > maxMessageRows);
  return last < 0 ? lines.length : Math.max(last, minMessageLines);
}

/** The text of another program, to the letter; what is left out of a long one is counted. */
function addVerbatim(page: Page, text: string, isEndShown: boolean): void {
  const { out, paint, style, width } = page;
  const lines = printableLines(text).replace(/\n+$/, '').split('\n');
  const fits = fitting(isEndShown ? lines.toReversed() : lines, width);
  const hidden = lines.length - fits;
  if (style.isVerbose === true || hidden <= 0) out.push(...lines.map(paint.strong));
  else if (isEndShown) out.push(`… ${hidden} lines before (--verbose)`, ...lines.slice(-fits).map(paint.strong));
  else out.push(...lines.slice(0, fits).map(paint.strong), `… ${hidden} more lines (--verbose)`);
}

function rowsOf({ out, width }: Page): number {
  return out.reduce((rows, line) => rows + rowsOfLine(line, width), 0);
}

/** What stands below the headline: place with the lines of source, another program's text to the letter, causes, ways out. */
export function renderBody(diagnostic: Diagnostic, style: TextStyle, excerpts: readonly Excerpt[] = []): string[] {
  const page = createPage(style);
  const { causes, code, fixes, items = [], notes } = diagnostic;
  if (items.length === 0) addExcerpt(page, diagnostic, excerpts);
  const { verbatim } = headlineOf(diagnostic);
  if (verbatim !== null) addVerbatim(page, verbatim, endsMatter.has(code));
  if (page.style.isVerbose === true || !namedInHeadline.has(diagnostic.code)) addItems(page, diagnostic);
  const ways = createPage(style);
  for (const note of notes) add(ways, note, '  note: ', '        ');
  const [first, ...more] = fixes;
  if (first !== undefined) addFix(ways, first, 1);
  if (style.isVerbose === true) addChain(page, causes);
  else addRoots(page, causes, screenLines - rowsOf(page) - rowsOf(ways));
  page.out.push(...ways.out);
  for (const [index, fix] of more.entries()) addFix(page, fix, index + 2);
  return page.out;
}

/** One diagnostic: the headline, and what stands below it. With `isVerbose` the whole chain. */
export function renderDiagnostic(
  diagnostic: Diagnostic,
  style: TextStyle,
  excerpts: readonly Excerpt[] = [],
): string[] {
  const page = createPage(style);
  addHeadline(page, diagnostic);
  return [...page.out, ...renderBody(diagnostic, style, excerpts)];
}
