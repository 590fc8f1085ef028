import { diagnostic } from '../../core/diagnostic.ts';
import type { MakeDiagnostic } from '../../make/codes.ts';
import type { MakeEvent } from '../../make/index.ts';

/** A diagnostic for an event of make, without causes. */
export function eventDiagnostic(event: MakeEvent): MakeDiagnostic {
  const { args, code, fatal, kind, line: message, location } = event;
  const isError = kind !== 'warning' && (fatal || kind === 'error' || kind === 'limit');
  const severity = isError ? 'error' : 'warning';
  return diagnostic({ code, severity, message, form: 'verbatim', args, location }) as MakeDiagnostic;
}
