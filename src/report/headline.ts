/** The first line of a finding: what happened, in a few words of ours where the text itself is another program's. */
import { formatLocation } from '../core/location.ts';
import type { Diagnostic, DiagnosticCode } from '../results/diagnostic.ts';

/** Codes whose text is make's, with what it is about. */
const titles: Partial<Readonly<Record<DiagnosticCode, string>>> = {
  'make/error': 'the build stops here',
  'make/warning': 'make warns',
  'make/no-rule': 'a file that no rule makes',
  'make/missing-include': 'a makefile that is not there',
  'make/missing-program': 'a program is missing',
  'make/missing-header': 'a header or a library is missing',
  'make/recipe-failed': 'a recipe fails',
  'make/recipe-warning': 'a recipe warns',
  'make/shell-stderr': 'a program warns',
  'kconfig/macro-error': 'the configuration stops here',
  'kconfig/file-not-found': 'a Kconfig file that is not there',
  'kconfig/recursive-dependency': 'symbols that depend on each other in a circle',
  'lint/skipped': 'a file that was not looked at',
  'kconfig/unmet-dependencies': 'a select forces a symbol above its dependencies',
};

/** Words for a text of make or conf. */
function titleOf({ code, severity }: Diagnostic): string {
  const title = titles[code];
  if (title !== undefined) return title;
  const who = code.startsWith('make/') ? 'make' : 'conf';
  return `${who} ${severity === 'error' ? 'stops' : 'warns'}`;
}

/** The headline of a finding, and the text that stands below it to the letter. */
export function headlineOf(diagnostic: Diagnostic): { readonly title: string; readonly verbatim: string | null } {
  const { form, message } = diagnostic;
  return form === 'verbatim' ? { title: titleOf(diagnostic), verbatim: message } : { title: message, verbatim: null };
}

/** The words of a severity. */
export function severityWord({ severity }: Pick<Diagnostic, 'severity'>): string {
  return severity === 'info' ? 'note' : severity;
}

/** `FILE:LINE: SEVERITY[CODE]: MESSAGE` in one line; the position is not repeated. */
export function oneLine(diagnostic: Diagnostic): string {
  const { code, location, message } = diagnostic;
  const place = location === null ? '' : `${formatLocation(location)}: `;
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  const [first = ''] = lines;
  const text = place !== '' && first.startsWith(place) ? first.slice(place.length) : first;
  const more = lines.length > 1 ? ` (and ${lines.length - 1} more ${lines.length === 2 ? 'line' : 'lines'})` : '';
  return `${place}${severityWord(diagnostic)}[${code}]: ${text}${more}`;
}
