/** What the bench hands to one run; answers are pairs of command and standard output. */
export interface Task {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Path below `srctree`. */
  readonly defconfig: string;
  readonly answers: readonly (readonly [string, string])[];
}

/** One phase; milliseconds. */
export interface Timing {
  readonly phase: 'parse' | 'evaluate' | 'write';
  readonly wallMs: number;
  readonly userMs: number;
  readonly systemMs: number;
}

/** Figures of one run. */
export interface RunResult {
  readonly timings: readonly Timing[];
  /** Of the `.config` text. */
  readonly sha256: string;
  readonly maxRssKb: number;
}
