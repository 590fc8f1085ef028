import type { ByteString } from '../core/bytes.ts';
import type { Cause, Diagnostic, Severity } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { KconfigCode } from './codes.ts';
import type { OutputChunk } from './model/model.ts';

/** Thrown inside the engine where conf calls exit; never leaves it. */
export class ConfStop extends Error {}

/** Collects what conf prints and the same events as diagnostics. */
export class Reporter {
  readonly output: OutputChunk[] = [];
  readonly diagnostics: Diagnostic[] = [];
  /** Errors that make conf exit 1 at the next checkpoint. */
  errors = 0;

  print(stream: OutputChunk['stream'], text: ByteString): void {
    if (text !== '') this.output.push({ stream, text });
  }

  /** A line on stderr that is a diagnostic as well. */
  report(
    code: KconfigCode,
    severity: Severity,
    message: ByteString,
    location: Location | null,
    causes: readonly Cause[] = [],
  ): void {
    this.output.push({ stream: 'stderr', text: `${message}\n` });
    this.note(code, severity, message, location, causes);
  }

  /** A diagnostic that conf does not print, or prints in another form. */
  note(
    code: KconfigCode,
    severity: Severity,
    message: ByteString,
    location: Location | null,
    causes: readonly Cause[] = [],
    notes: readonly string[] = [],
  ): void {
    this.diagnostics.push({ code, severity, message, location, causes, notes, fixes: [] });
  }

  /** Reports and stops, as conf does with exit 1. */
  fatal(code: KconfigCode, message: ByteString, location: Location | null, causes: readonly Cause[] = []): never {
    this.report(code, 'error', message, location, causes);
    this.errors++;
    throw new ConfStop();
  }
}
