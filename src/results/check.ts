import type { BaselineSummary } from './baseline.ts';
import type { Coverage, UndecidedLine } from './coverage.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Excerpt } from './excerpt.ts';
import type { FindingForm, SeverityCounts } from './finding.ts';
import type { ConfigSummary, ToolchainSummary, TreeSummary } from './summary.ts';
import type { SuppressedCountForm, SuppressedSummary } from './suppressed.ts';

/** What makes a check fail: `error`, also settings that are lost or altered, or also any warning. */
export type FailOn = 'error' | 'changed' | 'warning';

/** The changes that findings are limited to. */
export interface CheckSince {
  /** As it was asked for. */
  readonly revision: string;
  /** The commit that is compared with; null where the tree is in no repository and only other files are compared. */
  readonly base: string | null;
  /** Findings, the lines of one finding counted each, that no changed line has a part in: they are left out and do not count. */
  readonly unchanged: number;
}

/** Result of `kgate check`; its JSON form is {@link CheckForm}. */
export interface CheckResult {
  readonly schemaVersion: 1;
  /**
   * `changed`: nothing stops, and settings that the user asked for are lost or altered. `undecided`: nothing was found,
   * and a line that was not decided could stop the build.
   */
  readonly verdict: 'pass' | 'changed' | 'fail' | 'undecided';
  /** What is a failure: under `changed` and `warning` the verdict `changed` is one, too. */
  readonly failOn: FailOn;
  readonly tree: TreeSummary;
  readonly toolchain: ToolchainSummary;
  readonly config: ConfigSummary;
  /** The recipe lines of the goals; null where make or conf stops before them. */
  readonly coverage: Coverage | null;
  /**
   * What stops make first, in make's own order: the way to conf, conf, then the build reading; then other errors, warnings
   * and notes, those of one code together and by their lines.
   */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * What follows from the first finding, where that is a compiler or a configuration of another architecture: most of it
   * is gone without that one. The verdict does not look at it.
   */
  readonly follows: readonly Diagnostic[];
  /** The source lines that `diagnostics` are about, as far as they could be read. */
  readonly excerpts: readonly Excerpt[];
  /** What comments suppress; absent where there is nothing. */
  readonly suppressed?: SuppressedSummary;
  /** With `--since`: what it left out. */
  readonly since?: CheckSince;
  /** With `--baseline`: what it left out. */
  readonly baseline?: BaselineSummary;
}

/** The JSON form of {@link CheckResult}: short, and with everything under `--verbose`. */
export interface CheckForm
  extends Omit<CheckResult, 'schemaVersion' | 'coverage' | 'diagnostics' | 'follows' | 'excerpts' | 'suppressed'> {
  readonly suppressed?: SuppressedCountForm;
  readonly schemaVersion: 2;
  readonly counts: SeverityCounts & {
    /** Findings by their codes. */
    readonly byCode: Readonly<Record<string, number>>;
    /** Settings that the user asked for and that are lost or altered. */
    readonly lostSettings: number;
    /** Recipe lines that are not decided, and those of them that could stop the build. */
    readonly undecided: number;
    readonly couldStop: number;
  };
  readonly coverage: CoverageForm | null;
  readonly diagnostics: readonly FindingForm[];
  readonly follows: readonly FindingForm[];
  /** With `--verbose`. */
  readonly excerpts?: readonly Excerpt[];
}

/** What was looked at. */
export interface CoverageForm extends Omit<Coverage, 'undecided'> {
  /** With `--verbose`. */
  readonly undecided?: readonly UndecidedLine[];
}
