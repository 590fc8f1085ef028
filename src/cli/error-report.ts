import { HostError, KgateError, TroubleError } from '../core/errors.ts';
import { errorCode } from '../host/node/error-code.ts';
import { kindOfCode, type TroubleKind, troubleError } from '../host/trouble.ts';
import { version } from './version.ts';
import type { ErrorReport } from './worker-protocol.ts';

/** What Node and V8 say when a thread or memory is not to be had. Source: Node 20 errors.md; V8 11.3 for WebAssembly. */
const threadCode = 'ERR_WORKER_INIT_FAILED';
const heapCode = 'ERR_WORKER_OUT_OF_MEMORY';
const memoryWords = /Cannot allocate Wasm memory|Array buffer allocation failed|could not allocate memory/;

/** Kinds of trouble in errors of Node and V8 themselves. */
function troubleIn(error: Error): TroubleKind | undefined {
  const code = errorCode(error);
  if (code === threadCode) return 'no-process';
  return code === heapCode || memoryWords.test(error.message) ? 'no-memory' : kindOfCode(code);
}

function troubleWords(error: Error): string {
  if (errorCode(error) === threadCode) return `the evaluating thread cannot be started: ${error.message}`;
  return error.message.includes('Wasm memory')
    ? 'no room for WebAssembly, which reserves some 10 GiB of address space for the solver'
    : error.message;
}

/** Flattens anything thrown. */
export function toErrorReport(error: unknown): ErrorReport {
  if (error instanceof KgateError) {
    const { code, message, lines } = error;
    const isTrouble = error instanceof TroubleError;
    return {
      code,
      message,
      hint: error.hint ?? null,
      lines,
      stack: error.stack ?? null,
      ...(isTrouble && { isTrouble }),
    };
  }
  if (error instanceof Error) {
    const kind = troubleIn(error);
    if (kind !== undefined) {
      const isHeap = errorCode(error) === heapCode;
      const hint = isHeap ? { hint: 'NODE_OPTIONS=--max-old-space-size=8192 raises the limit' } : {};
      const message = isHeap ? 'out of memory' : troubleWords(error);
      return toErrorReport(troubleError(kind, message, { cause: error, ...hint }));
    }
    // Every module is loaded when it is needed; one that is not there then was removed, or its disk is.
    if (errorCode(error) === 'ERR_MODULE_NOT_FOUND') {
      const hint = 'look at the disk, or install kgate again';
      return toErrorReport(new HostError('host/package-incomplete', error.message, { cause: error, hint }));
    }
    return { code: null, message: `${error.name}: ${error.message}`, hint: null, stack: error.stack ?? null };
  }
  return { code: null, message: String(error), hint: null, stack: null };
}

/** Most characters of a message; what names a whole file's text by mistake is not shown whole. */
const maxMessage = 2000;

/** Codes that scripts look for: of compilers, and of a machine that works another time. */
function isNamed({ code, isTrouble }: ErrorReport): boolean {
  return isTrouble === true || code?.startsWith('probe/') === true;
}

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
      [`kgate: ${message}${report.code !== null && isNamed(report) ? ` [${report.code}]` : ''}`];
  if (report.hint !== null) lines.push(`  hint: ${inOneLine(report.hint)}`);
  lines.push(...(report.lines ?? []).map((line) => `  ${inOneLine(line)}`));
  if (isDebug && report.stack !== null) lines.push(report.stack);
  else if (isBug) lines.push('  hint: KGATE_DEBUG=1 adds the stack');
  return `${lines.join('\n')}\n`;
}
