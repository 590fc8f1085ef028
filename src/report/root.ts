/** Root causes in a report, and findings about the tree behind an answer. */
import { formatLocation, type Location } from '../core/location.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import type { RootCause } from '../results/root-cause.ts';
import { renderDiagnostic } from './diagnostic.ts';
import { oneLine } from './headline.ts';
import { add, linked, type Page, printable, printableLines, wrapCommand } from './style.ts';

/** Lines of a program's words below one root cause. */
const maxWords = 2;

/** True for what no line of `.config` changes. */
export function isObstacle({ kind }: RootCause): boolean {
  return kind !== 'line' && kind !== 'default' && kind !== 'choice' && kind !== 'range';
}

/** One root cause: what it is, whose, the condition that asks, the words of programs, and what installs a tool. */
export function addRoot(page: Page, root: RootCause, number: string, question: string): void {
  const { out, paint, style, width } = page;
  const { compilers, flag, kind, location, message, origin, tool, via, words } = root;
  const first = `  ${number}`;
  const rest = number === '' ? '    ' : ' '.repeat(first.length);
  const tone = isObstacle(root) ? paint.error : paint.strong;
  add(page, message, first, rest, tone);
  const isCommand = kind === 'compiler';
  if (isCommand) out.push(...wrapCommand(printableLines(origin), width, rest, `${rest}  `).map(paint.accent));
  else if (origin !== '') {
    out.push(`${rest}${printable(origin)}${location === null ? '' : `, ${linked(style, location)}`}`);
  }
  for (const line of words.slice(0, isCommand ? maxWords : 1)) add(page, line, `${rest}| `, `${rest}|   `, paint.faint);
  const last = via.at(-1);
  if (last !== undefined) {
    const of = last.symbol === question ? '' : `${last.symbol}: `;
    const place = last.location === null ? '' : `, ${linked(style, last.location)}`;
    add(page, `${of}${last.text}`, rest, `${rest}  `);
    const end = out.length - 1;
    if ((out[end]?.length ?? 0) + formatLength(last.location) > width) out.push(`${rest}  ${place.slice(2)}`);
    else out[end] += place;
  } else if (origin === '' && location !== null) out.push(`${rest}${linked(style, location)}`);
  if (compilers.length > 0) add(page, `taken by ${compilers.join(', ')}`, rest, `${rest}  `, paint.good);
  else if (flag !== null)
    add(page, 'taken by no other compiler on PATH, and by none that is recorded', rest, `${rest}  `);
  if (tool?.packages != null) {
    const command = tool.command === null ? '' : `${tool.command}   `;
    add(page, `${command}package: ${tool.packages}`, rest, `${rest}  `, paint.good);
  }
}

function formatLength(location: Location | null): number {
  return location === null ? 0 : formatLocation(location).length + 2;
}

/** Findings about the tree: in full with `isVerbose`, else their headlines. */
export function addFindings(page: Page, diagnostics: readonly Diagnostic[]): void {
  const { out, style } = page;
  if (diagnostics.length > 0) out.push('');
  for (const diagnostic of diagnostics) {
    if (style.isVerbose === true) out.push(...renderDiagnostic(diagnostic, style));
    else add(page, oneLine(diagnostic), '', '  ');
  }
}
