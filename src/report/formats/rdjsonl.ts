/**
 * reviewdog's diagnostics, one JSON object a line; edits become suggestions. Source: reviewdog,
 * proto/rdf/reviewdog.proto.
 */
import type { Severity } from '../../core/diagnostic.ts';
import { escapeJson } from '../../core/display.ts';
import type { Reported } from './reported.ts';

const severities: Readonly<Record<Severity, string>> = {
  error: 'ERROR',
  warning: 'WARNING',
  info: 'INFO',
  hint: 'INFO',
};

/** One line a finding. */
export function renderRdjsonl({ findings }: Reported): string {
  return findings
    .map(({ fixes, message, place, rule, severity }) => {
      const { column, line, path } = place;
      const suggestions = fixes.flatMap(({ edits }) =>
        // A suggestion is about the file of its finding.
        edits.length === 1 && edits[0]?.path === path ? [{ range: rangeOf(edits[0]), text: edits[0].text }] : [],
      );
      const object = JSON.stringify({
        message,
        location: { path, range: { start: { line, ...(column !== null && { column }) } } },
        severity: severities[severity],
        source: { name: 'kgate' },
        code: { value: rule },
        ...(suggestions.length > 0 && { suggestions }),
      });
      return `${escapeJson(object)}\n`;
    })
    .join('');
}

function rangeOf({ end, start }: { readonly end: object; readonly start: object }): object {
  return { start, end };
}
