/** Checkstyle's XML, which reviewdog, Jenkins and editors read. Source: checkstyle's XMLLogger. */
import type { Severity } from '../../core/diagnostic.ts';
import type { Reported } from './reported.ts';
import { xmlAttributes } from './xml.ts';

const severities: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  hint: 'info',
};

/** Findings by file, files in byte order. */
export function renderCheckstyle({ findings, version }: Reported): string {
  const paths = [...new Set(findings.map(({ place }) => place.path))].sort();
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<checkstyle${xmlAttributes({ version: `kgate ${version}` })}>`,
    ...paths.flatMap((path) => [
      `  <file${xmlAttributes({ name: path })}>`,
      ...findings
        .filter(({ place }) => place.path === path)
        .map(({ message, place, rule, severity }) => {
          const { column, line } = place;
          const at = { line, ...(column !== null && { column }) };
          return `    <error${xmlAttributes({ ...at, severity: severities[severity], message, source: `kgate.${rule.replace('/', '.')}` })}/>`;
        }),
      '  </file>',
    ]),
    '</checkstyle>',
    '',
  ].join('\n');
}
