/** 0 nothing found · 1 findings, or the answer is no · 2 could not run · 129/130/143 hangup, Ctrl-C, terminated. */
export type ExitCode = 0 | 1 | 2 | 129 | 130 | 143;

/** The run did what was asked and found nothing at or above the threshold. */
export const exitOk = 0;
/** The run did what was asked; it has findings or the answer is no. */
export const exitFindings = 1;
/** Usage error, unreadable input, missing tool, or a bug of kgate. */
export const exitFailure = 2;

/** Signals that end a run in good order. */
export const stopSignals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/** One of {@link stopSignals}. */
export type StopSignal = (typeof stopSignals)[number];

/** The customary status of a program ended by a signal: 128 plus its number. */
export function exitCodeForSignal(signal: StopSignal): ExitCode {
  return signal === 'SIGHUP' ? 129 : signal === 'SIGINT' ? 130 : 143;
}
