import type { Location } from '../core/location.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { FindingForm } from './finding.ts';

/** A finding that a comment suppresses. */
export interface SuppressedFinding {
  readonly finding: Diagnostic;
  readonly reason: string;
  /** Where the comment is. */
  readonly comment: Location;
}

/** The JSON form of {@link SuppressedFinding}. */
export interface SuppressedForm extends Omit<SuppressedFinding, 'finding'> {
  readonly finding: FindingForm;
}

/** The JSON form of {@link SuppressedSummary}. */
export interface SuppressedCountForm extends Omit<SuppressedSummary, 'findings'> {
  readonly findings?: readonly SuppressedForm[];
}

/** What comments suppress: it is no finding of the result and does not count. */
export interface SuppressedSummary {
  readonly count: number;
  /** In JSON with `--show-suppressed` only. */
  readonly findings?: readonly SuppressedFinding[];
}
