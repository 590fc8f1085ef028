import type { Location } from '../core/location.ts';
import type { Diagnostic } from './diagnostic.ts';

/** A finding that a comment suppresses. */
export interface SuppressedFinding {
  readonly finding: Diagnostic;
  readonly reason: string;
  /** Where the comment is. */
  readonly comment: Location;
}

/** What comments suppress: it is no finding of the result and does not count. */
export interface SuppressedSummary {
  readonly count: number;
  /** In JSON with `--show-suppressed` only. */
  readonly findings?: readonly SuppressedFinding[];
}
