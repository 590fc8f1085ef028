import { usualPrefix } from '../core/symbol-name.ts';
import type { TreeSummary } from '../results/summary.ts';
import { decodeBytes } from '../core/bytes.ts';
import { nameControls, own, withoutOwn } from '../core/display.ts';
import { formatLocation, type Location } from '../core/location.ts';
import { quoteCommand } from '../core/quote-command.ts';

/** How text reports may look; the command line decides, reports never ask the terminal. */
export interface TextStyle {
  readonly useColor: boolean;
  /** Columns to wrap at; verbatim messages are never wrapped. */
  readonly width: number;
  /** With everything that is known, not only what decides. */
  readonly isVerbose?: boolean;
  /** Steps of a chain that are shown. */
  readonly depth?: number;
  /** Only the verdict and the errors. */
  readonly isQuiet?: boolean;
  /** One line a finding, and nothing else of it. */
  readonly isConcise?: boolean;
  /** The log of a service that builds: one line a finding, what is behind it in a fold where the log has any. */
  readonly log?: 'github' | 'gitlab' | 'plain' | undefined;
  /** How long the run took; absent where that is not printed. */
  readonly seconds?: number | undefined;
  /** What names of symbols carry in front; `CONFIG_` when absent. */
  readonly prefix?: string | undefined;
  /** Where links lead; absent where the terminal takes none. */
  readonly links?: LinkTargets | undefined;
}

/** What links need to know. */
export interface LinkTargets {
  /** Absolute directory of the tree: names of files start there. */
  readonly tree: string;
  /** Absolute directory of the documentation. */
  readonly docs: string;
}

/** The name of a symbol as the tree writes it. */
export function symbolName(name: string, { prefix = usualPrefix }: TextStyle): string {
  return prefix + name;
}

/** The style of a report about one tree. */
export function styleOf(tree: TreeSummary | null, style: TextStyle): TextStyle {
  return tree?.symbolPrefix === undefined ? style : { ...style, prefix: tree.symbolPrefix };
}

/** Paints for the few roles a report has; identity functions without colour. */
export interface Painter {
  readonly strong: (text: string) => string;
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly good: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly accent: (text: string) => string;
}

const paint =
  (on: boolean, code: string) =>
  (text: string): string =>
    on ? `${own(`\u001b[${code}m`)}${text}${own('\u001b[0m')}` : text;

/** The painter for a style (SGR codes every terminal since the VT100 knows). */
export function painter(style: TextStyle): Painter {
  const on = style.useColor;
  return {
    strong: paint(on, '1'),
    error: paint(on, '1;31'),
    warning: paint(on, '1;33'),
    good: paint(on, '1;32'),
    faint: paint(on, '2'),
    accent: paint(on, '36'),
  };
}

/** A text that a terminal opens as `path`. Source: the OSC 8 proposal, "Hyperlinks in terminal emulators". */
function link(text: string, path: string): string {
  const url = `file://${path.replace(/[^\w./~:-]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  })}`;
  return `${own(`\u001b]8;;${url}\u001b\\`)}${text}${own('\u001b]8;;\u001b\\')}`;
}

/** `FILE:LINE`, dim, as a link where the style has links. */
export function linked(style: TextStyle, location: Location): string {
  const text = painter(style).faint(printable(formatLocation(location)));
  const { links } = style;
  if (links === undefined || location.file.startsWith('<')) return text;
  const { file } = location;
  return link(text, file.startsWith('/') ? file : `${links.tree}/${file}`);
}

/** A code, as a link to its page where the style has links. */
export function linkedCode(style: TextStyle, code: string): string {
  const { links } = style;
  return links === undefined ? code : link(code, `${links.docs}/codes/${code.split('/')[0] ?? ''}.md`);
}

/**
 * Wraps at blanks and newlines; the first line starts with `first`, the others with `rest`. A word longer than
 * the line stays whole.
 */
export function wrap(text: string, width: number, first: string, rest: string): string[] {
  return text.split('\n').flatMap((line, index) => wrapLine(line, width, index === 0 ? first : rest, rest));
}

function wrapLine(text: string, width: number, first: string, rest: string): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest + word;
      isEmpty = false;
      continue;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  lines.push(line);
  return lines;
}

/** Wraps a shell command so that it can still be pasted: broken lines end in a backslash. */
export function wrapCommand(command: string, width: number, first: string, rest: string): string[] {
  return command.split('\n').flatMap((text, at) => {
    const lines = wrapLine(text, width - 2, at === 0 ? first : rest, rest);
    return lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line));
  });
}

/**
 * A text in one line, with its control characters named. What is printed passes `display`, which names them in any
 * case: this is for the width that they take.
 */
export function printable(text: string): string {
  return printableLines(text).replaceAll('\n', '\\x0a');
}

/** The same of a text of several lines. */
export function printableLines(text: string): string {
  return nameControls(decodeBytes(text));
}

/** Columns of a line, without what paints it and links it. */
export function columnsOf(line: string): number {
  return withoutOwn(line).length;
}

/** A report while it is written. */
export interface Page {
  readonly width: number;
  readonly style: TextStyle;
  readonly paint: Painter;
  /** Lines so far. */
  readonly out: string[];
}

/** An empty page. */
export function createPage(style: TextStyle): Page {
  return { width: style.width, style, paint: painter(style), out: [] };
}

/** Adds a text, wrapped: the first line starts with `first`, the others with `rest`. */
export function add(
  page: Page,
  text: string,
  first: string,
  rest: string,
  tone = (line: string): string => line,
): void {
  for (const line of wrap(printableLines(text), page.width, first, rest)) page.out.push(tone(line));
}

/** Adds a text behind a label in the first column. */
export function addLabelled(page: Page, label: string, text: string): void {
  add(page, text, label.padEnd(11), ' '.repeat(11));
}

/** Adds a command that can be pasted into a shell. */
export function addCommand(page: Page, argv: readonly string[], first: string, rest: string): void {
  const lines = wrapCommand(printableLines(quoteCommand(argv)), page.width, first, rest);
  page.out.push(...lines.map(page.paint.accent));
}

/** `1 probe`, `2 probes`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
