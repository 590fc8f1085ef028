/**
 * GitLab's Code Quality report: a JSON array of issues, each with a fingerprint that is unique and stays. Source: GitLab,
 * "Code Quality", "Implement a custom tool".
 */
import type { Severity } from '../../core/diagnostic.ts';
import { escapeJson } from '../../core/display.ts';
import type { Reported } from './reported.ts';

const severities: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'major',
  info: 'minor',
  hint: 'info',
};

/** One issue a finding. */
export function renderGitlab({ findings }: Reported): string {
  const issues = findings.map(({ fingerprint, message, place, rule, severity }) => ({
    description: message,
    check_name: rule,
    fingerprint,
    severity: severities[severity],
    location: { path: place.path, lines: { begin: place.line } },
  }));
  return `${escapeJson(JSON.stringify(issues, null, 2))}\n`;
}
