/**
 * GitHub's workflow commands: annotations of a step. A step shows ten errors, ten warnings and ten notices: those are the
 * worst, and what is left is counted. Source: GitHub, "Workflow commands for GitHub Actions"; actions/toolkit,
 * packages/core/src/command.ts (escapeData, escapeProperty).
 */
import type { Severity } from '../../core/diagnostic.ts';
import { nameControls, own } from '../../core/display.ts';
import type { Reported, ReportedFinding } from './reported.ts';

/** Annotations of one level that a step shows. */
const maxOfLevel = 10;

const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  hint: 'notice',
};

/** Lines of standard output, as they are sent: nothing of the tree begins one. */
export function renderGithub({ findings, verdict }: Reported): string {
  const lines: string[] = [];
  const left: string[] = [];
  for (const command of ['error', 'warning', 'notice']) {
    const ofLevel = findings.filter(({ severity }) => commands[severity] === command);
    lines.push(...ofLevel.slice(0, maxOfLevel).map((finding) => annotationOf(command, finding)));
    if (ofLevel.length > maxOfLevel) left.push(`${ofLevel.length - maxOfLevel} more ${command}s`);
  }
  if (left.length > 0)
    lines.push(`${own('::notice title=kgate::')}${data(`${left.join(', ')} in the summary and the log`)}`);
  lines.push(`kgate: ${data(verdict)}`);
  return `${lines.join('\n')}\n`;
}

function annotationOf(command: string, { fixes, message, notes, place, rule }: ReportedFinding): string {
  const { column, line, path } = place;
  const properties = [`file=${property(path)}`, `line=${line}`];
  if (column !== null) properties.push(`col=${column}`);
  properties.push(`title=${property(rule)}`);
  const body = [message, ...notes, ...fixes.slice(0, 1).map((fix) => `Fix: ${fix.title}`)].join('\n');
  return `${own(`::${command} ${properties.join(',')}::`)}${data(body)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(nameControls(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
