import type { Location } from './location.ts';

/** Weight of a diagnostic; `error` and `warning` are what `--fail-on` compares with. */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** What a step in a chain of causes is about. */
export type CauseKind =
  | 'stop'
  | 'conditional'
  | 'include'
  | 'call'
  | 'variable'
  | 'symbol'
  | 'user-value'
  | 'default'
  | 'select'
  | 'imply'
  | 'dependency'
  | 'visibility'
  | 'choice'
  | 'range'
  | 'definition'
  | 'macro'
  | 'command'
  | 'flag'
  | 'version'
  | 'unknown'
  | 'note';

/** One step from symptom to root. `causes` are the reasons of this step, most telling first. */
export interface Cause {
  readonly kind: CauseKind;
  /** One line, complete on its own. */
  readonly message: string;
  readonly location: Location | null;
  /** Symbol name without prefix, when the step is about one. */
  readonly symbol?: string;
  /** The value that symbol has, when the step is about one. */
  readonly value?: string;
  /** Further lines, verbatim (a compiler's words, a makefile line). */
  readonly detail?: readonly string[];
  readonly causes: readonly Cause[];
}

/** One `CONFIG_symbol` going `from` one value `to` another; values as `.config` writes them. */
export interface ConfigChange {
  readonly symbol: string;
  readonly from: string;
  readonly to: string;
}

/** A replacement of whole bytes in one file; half-open offsets into its byte string. */
export interface TextEdit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A way out of a diagnostic. */
export interface Fix {
  readonly title: string;
  readonly kind: 'config' | 'toolchain' | 'edit';
  /** `safe`: `--fix` may apply it; `manual`: only a person can. */
  readonly safety: 'safe' | 'unsafe' | 'manual';
  /** What the user has to change, empty for a toolchain fix. */
  readonly changes: readonly ConfigChange[];
  readonly edits?: readonly TextEdit[];
  /** True only when kgate applied it in memory and the diagnostic was gone afterwards. */
  readonly verified: boolean;
  /** What else changes once it is applied. */
  readonly effects: readonly ConfigChange[];
}

/** What every engine reports. Engines never print and never throw for bad input. */
export interface Diagnostic {
  /** `engine/what`, one of a closed union per engine, listed in docs/diagnostics.md. */
  readonly code: string;
  readonly severity: Severity;
  /** For conf's and make's own events: their text to the letter, position included. */
  readonly message: string;
  readonly location: Location | null;
  /** Chains from symptom to root. */
  readonly causes: readonly Cause[];
  /** What to do, in plain words. */
  readonly notes: readonly string[];
  readonly fixes: readonly Fix[];
}

const severityRank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2, hint: 3 };

/** True when `severity` is as heavy as `threshold` or heavier. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severityRank[severity] <= severityRank[threshold];
}
