/** Findings of a report: those of one cause together, in the form that the style asks for. */
import type { FindingItem } from '../core/diagnostic.ts';
import { formatLocation } from '../core/location.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import type { Excerpt } from '../results/excerpt.ts';
import { renderBody, renderDiagnostic } from './diagnostic.ts';
import { rootsOf } from './fold.ts';
import { oneLine } from './headline.ts';
import { addFold } from './log-fold.ts';
import { type Page, printable } from './style.ts';

/** What makes findings one: the code and what decides; null for one that stands alone. */
function causeOf(diagnostic: Diagnostic): string | null {
  const { causes, code, fixes, form, items, location, message, severity } = diagnostic;
  if (severity === 'error' || items !== undefined) return null;
  const roots = rootsOf(causes).map(({ text }) => text);
  const ways = fixes.map(({ title }) => title);
  if (form !== 'verbatim') return roots.length === 0 ? `${code}\n${message}` : [code, ...roots, ...ways].join('\n');
  if (location === null) return null;
  const { file, line } = location;
  // Lines of a makefile that warn behind the same conditionals, or one that warns many times.
  if (code !== 'make/warning' || roots.length === 0) return [code, file, line, ...ways].join('\n');
  const conditionals = causes.flatMap((cause) => (cause.location === null ? [] : [formatLocation(cause.location)]));
  return [code, file, ...conditionals, ...roots, ...ways].join('\n');
}

/** True for the next line of a text that a makefile prints line by line. */
function continues({ causes, code, location }: Diagnostic, last: Diagnostic | undefined): boolean {
  if (code !== 'make/warning' || last?.code !== code || location === null || last.location === null) return false;
  if (location.file !== last.location.file || location.line !== last.location.line + 1) return false;
  return rootsOf(causes).length === 0 && rootsOf(last.causes).length === 0;
}

/** Findings with those of one cause joined to the first of them. */
export function groupFindings(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const groups = new Map<string, Diagnostic[]>();
  let lastKey = '';
  for (const [index, diagnostic] of diagnostics.entries()) {
    const own = causeOf(diagnostic) ?? `\0${index}`;
    const key = continues(diagnostic, diagnostics[index - 1]) ? lastKey : own;
    groups.set(key, [...(groups.get(key) ?? []), diagnostic]);
    lastKey = key;
  }
  return [...groups.values()].map(joined);
}

function joined(group: readonly Diagnostic[]): Diagnostic {
  const [first, ...more] = group as readonly [Diagnostic, ...Diagnostic[]];
  if (more.length === 0) return first;
  if (first.form === 'verbatim') {
    // The texts of another program stay as they are, one below the other.
    return { ...first, message: [...new Set(group.map(({ message }) => message))].join('\n') };
  }
  const items: FindingItem[] = group.map(({ location, message }) => ({ location, message }));
  return { ...first, location: null, items };
}

/** Adds one finding behind an empty line. */
export function addFinding(page: Page, diagnostic: Diagnostic, excerpts: readonly Excerpt[]): void {
  const { out, style } = page;
  if (style.log === undefined) {
    out.push('', ...renderDiagnostic(diagnostic, style, excerpts));
    return;
  }
  addFold(page, printable(oneLine(diagnostic)), renderBody(diagnostic, style, excerpts));
}
