/** Command-line options of a make. Source: GNU make manual 4.3 §9.7. */
import type { ByteString } from '../../core/bytes.ts';

/** Options that matter to reading, and those that only travel in MAKEFLAGS. */
export interface MakeOptions {
  /** Single letters that are set. */
  readonly letters: Set<string>;
  readonly includeDirs: ByteString[];
  readonly evals: ByteString[];
  /** `-j` as it travels: null, a number, or '' for unlimited. */
  jobs: string | null;
  loadAverage: string | null;
  /** What `--jobserver-auth` travels with, null before jobs are counted. */
  jobserver: string | null;
  outputSync: string | null;
  readonly debug: string[];
  trace: boolean;
  noPrintDirectory: boolean;
  warnUndefined: boolean;
  /** Words that are no options and came before `--warn-undefined-variables`. */
  warnUndefinedFrom: number;
  /** `-f` words. */
  readonly makefiles: ByteString[];
  readonly directories: ByteString[];
  /** `-W` words. */
  readonly newFiles: ByteString[];
  /** `-o` words. */
  readonly oldFiles: ByteString[];
  /** `-e`. */
  envOverrides: boolean;
}

/** Options with no letter set. */
export function newOptions(): MakeOptions {
  return {
    letters: new Set(),
    includeDirs: [],
    evals: [],
    jobs: null,
    loadAverage: null,
    jobserver: null,
    outputSync: null,
    debug: [],
    trace: false,
    noPrintDirectory: false,
    warnUndefined: false,
    warnUndefinedFrom: 0,
    makefiles: [],
    directories: [],
    newFiles: [],
    oldFiles: [],
    envOverrides: false,
  };
}
