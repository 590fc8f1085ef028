/**
 * Markdown for a step's summary or a comment: the verdict, a table of the findings, each chain folded. A summary of GitHub
 * takes 1 MiB and drops all of a larger one: what does not fit is counted. Source: GitHub, "Adding a job summary".
 */
import type { Reported, ReportedFinding } from './reported.ts';

const maxBytes = 900_000;

/** A section for each run, behind a table of the builds where there are several. */
export function renderMarkdown(reports: readonly Reported[]): string {
  const table = reports.length > 1 ? `${tableOf(reports)}\n` : '';
  const room = { bytes: maxBytes - Buffer.byteLength(table) };
  return table + reports.map((report) => sectionOf(report, room)).join('\n');
}

function tableOf(reports: readonly Reported[]): string {
  const rows = reports.map(
    ({ build, isFailed, subject, verdict }) =>
      `| ${isFailed ? '❌' : '✅'} | ${text(build ?? '')} | ${text(subject)} | ${text(verdict)} |`,
  );
  return ['| | build | configuration | verdict |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

/** `room`: bytes that are left for all sections. */
function sectionOf(
  { build, command, findings, isFailed, subject, verdict }: Reported,
  room: { bytes: number },
): string {
  const title = [build ?? '', subject].filter((part) => part !== '').join(', ');
  const head = [
    `### ${isFailed ? '❌' : '✅'} kgate ${text(command)}${title === '' ? '' : `: ${text(title)}`}`,
    '',
    text(verdict),
    '',
  ];
  const parts: string[] = [];
  room.bytes -= Buffer.byteLength(head.join('\n'));
  let shown = 0;
  for (const finding of findings) {
    const part = findingOf(finding);
    const bytes = Buffer.byteLength(part);
    if (bytes > room.bytes) break;
    room.bytes -= bytes;
    parts.push(part);
    shown++;
  }
  const left = findings.length - shown;
  const tail = left === 0 ? [] : ['', `${left} more findings do not fit here.`];
  return `${[...head, ...parts, ...tail].join('\n')}\n`;
}

function findingOf({ fixes, message, notes, place, rule, severity, steps }: ReportedFinding): string {
  const lines = [`- **${severity}** ${code(`${place.path}:${place.line}`)} ${text(message)} (${code(rule)})`];
  for (const note of notes) lines.push(`  ${text(note)}`);
  for (const fix of fixes) {
    const words = [fix.title, ...fix.commands].map(text).join('; ');
    lines.push(`  Fix${fix.isVerified ? ' (tried)' : ''}: ${words}`);
  }
  if (steps.length > 0) {
    lines.push('  <details><summary>why</summary>', '');
    for (const step of steps) {
      const at = step.place === null ? '' : `${code(`${step.place.path}:${step.place.line}`)} `;
      lines.push(`  - ${at}${text(step.message)}`);
    }
    lines.push('', '  </details>');
  }
  return lines.join('\n');
}

/** Foreign text that Markdown and HTML take as it stands, without mentions. */
function text(foreign: string): string {
  return foreign
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]{}()#+!|~$]/g, '\\$&')
    .replaceAll('@', '@\u200b');
}

function code(foreign: string): string {
  const ticks = foreign.includes('`') ? '``' : '`';
  return ticks === '`' ? `\`${foreign}\`` : `\`\` ${foreign} \`\``;
}
