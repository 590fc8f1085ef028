/** A finding that a baseline has and the run has not. */
export interface GoneFinding {
  readonly fingerprint: string;
  /** The code. */
  readonly rule: string;
  /** Relative to the repository. */
  readonly path: string;
  readonly message: string;
  /** The build of a project that it was found in. */
  readonly build?: string;
}

/** What `--baseline` left out; the findings of the result are those that the baseline does not have. */
export interface BaselineSummary {
  /** The file, as named. */
  readonly file: string;
  /** Findings that it has; they are left out and do not count. */
  readonly known: number;
  /** What it has and was not found any more. */
  readonly gone: readonly GoneFinding[];
}
