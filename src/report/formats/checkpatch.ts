/** The form of scripts/checkpatch.pl, which scripts around series of patches read. Source: Linux 6.12, its `report`. */
import type { Severity } from '../../core/diagnostic.ts';
import type { Reported } from './reported.ts';

const levels: Readonly<Record<Severity, string>> = { error: 'ERROR', warning: 'WARNING', info: 'CHECK', hint: 'CHECK' };

/** Findings with their places, then the counts. */
export function renderCheckpatch({ findings }: Reported): string {
  const of = (level: string): number => findings.filter(({ severity }) => levels[severity] === level).length;
  const blocks = findings.map(({ message, place, rule, severity }) => {
    const type = rule.replace(/[^a-z0-9]+/gi, '_').toUpperCase();
    return `${levels[severity]}:${type}: ${message}\n#: FILE: ${place.path}:${place.line}:\n\n`;
  });
  const total = `total: ${of('ERROR')} errors, ${of('WARNING')} warnings, ${of('CHECK')} checks\n`;
  return `${blocks.join('')}${total}`;
}
