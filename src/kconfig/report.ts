import type { ByteString } from '../core/bytes.ts';
import { type AnyRest, diagnostic, type RestOf, type Severity } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { KconfigArgs, KconfigCode, KconfigDiagnostic } from './codes.ts';
import type { OutputChunk } from './model/model.ts';

/** Thrown inside the engine where conf calls exit; never leaves it. */
export class ConfStop extends Error {}

/** Notes an error of conf's questions, without a place. */
export type NoteError = <Code extends KconfigCode>(
  code: Code,
  message: ByteString,
  ...rest: RestOf<KconfigArgs[Code]>
) => void;

/** Collects the output of conf and the same events as diagnostics. */
export class Reporter {
  readonly output: OutputChunk[] = [];
  readonly diagnostics: KconfigDiagnostic[] = [];
  /** Errors that make conf exit 1 at the next checkpoint. */
  errors = 0;

  print(stream: OutputChunk['stream'], text: ByteString): void {
    if (text !== '') this.output.push({ stream, text });
  }

  /** A line on stderr that is a diagnostic as well. */
  report<Code extends KconfigCode>(
    code: Code,
    severity: Severity,
    message: ByteString,
    location: Location | null,
    ...rest: RestOf<KconfigArgs[Code]>
  ): void {
    this.output.push({ stream: 'stderr', text: `${message}\n` });
    this.note(code, severity, message, location, ...rest);
  }

  /** A diagnostic that conf does not print, or prints in another form. */
  note<Code extends KconfigCode>(
    code: Code,
    severity: Severity,
    message: ByteString,
    location: Location | null,
    ...rest: RestOf<KconfigArgs[Code]>
  ): void {
    const [args = {}, causes = []] = rest as AnyRest;
    const given = diagnostic({ code, severity, message, form: 'verbatim', args, location, causes });
    this.diagnostics.push(given as KconfigDiagnostic);
  }

  /** Reports and stops, as conf does with exit 1. */
  fatal<Code extends KconfigCode>(
    code: Code,
    message: ByteString,
    location: Location | null,
    ...rest: RestOf<KconfigArgs[Code]>
  ): never {
    this.report(code, 'error', message, location, ...rest);
    this.errors++;
    throw new ConfStop();
  }
}
