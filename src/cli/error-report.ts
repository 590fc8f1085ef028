import { KgateError } from '../core/errors.ts';
import { version } from './version.ts';
import type { ErrorReport } from './worker-protocol.ts';

/** Flattens anything thrown. */
export function toErrorReport(error: unknown): ErrorReport {
  if (error instanceof KgateError) {
    const { code, message, lines } = error;
    return { code, message, hint: error.hint ?? null, lines, stack: error.stack ?? null };
  }
  if (error instanceof Error) {
    return { code: null, message: `${error.name}: ${error.message}`, hint: null, stack: error.stack ?? null };
  }
  return { code: null, message: String(error), hint: null, stack: null };
}

/** Most characters of a message; what names a whole file's text by mistake is not shown whole. */
const maxMessage = 2000;

/** A text in one line: what would be a line of its own could be taken for one of kgate's. */
export function inOneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

/** The lines for stderr: one for the error, one for its hint; the stack only for debugging kgate. */
export function formatErrorReport(report: ErrorReport, isDebug: boolean): string {
  const isBug = report.code === null || report.code === 'internal/bug';
  const whole = inOneLine(report.message);
  const half = maxMessage / 2;
  const message = whole.length <= maxMessage ? whole : `${whole.slice(0, half)} … ${whole.slice(-half)}`;
  const lines = isBug
    ? [`kgate: internal error: ${message} (kgate ${version}, node ${process.version}); please report`]
    : // What a compiler did wrong has a page in the documentation, and scripts that look for it.
      [`kgate: ${message}${report.code?.startsWith('probe/') ? ` [${report.code}]` : ''}`];
  if (report.hint !== null) lines.push(`  hint: ${inOneLine(report.hint)}`);
  lines.push(...(report.lines ?? []).map((line) => `  ${inOneLine(line)}`));
  if (isDebug && report.stack !== null) lines.push(report.stack);
  else if (isBug) lines.push('  hint: KGATE_DEBUG=1 adds the stack');
  return `${lines.join('\n')}\n`;
}
