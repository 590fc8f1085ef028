/** How many comparisons there were, and what was not as expected. */
export interface SuiteResult {
  readonly total: number;
  readonly equal: number;
  readonly scripts: number;
  /** One line each: not equal and not listed, or listed and equal. */
  readonly deviations: readonly string[];
}

/** What to run. */
export interface SuiteOptions {
  /** `features/include` and the like; all when absent or empty. */
  readonly scripts?: readonly string[];
  /** The quick part only. */
  readonly part?: boolean;
  /** Another make than the front. */
  readonly make?: string;
  readonly say?: (text: string) => void;
}

/** Runs scripts of GNU make's own test-suite. */
export function runSuite(options?: SuiteOptions): Promise<SuiteResult>;
