/** Command-line options of a make. Source: GNU make manual 4.3 §9.7. */
import type { ByteString } from '../../core/bytes.ts';

/** Options that matter to reading, and those that only travel in MAKEFLAGS; nothing is set at first. */
export class MakeOptions {
  /** Single letters that are set. */
  readonly letters = new Set<string>();
  readonly includeDirs: ByteString[] = [];
  readonly evals: ByteString[] = [];
  /** `-j` as it travels: null, a number, or '' for unlimited. */
  jobs: string | null = null;
  loadAverage: string | null = null;
  /** What `--jobserver-auth` travels with, null before jobs are counted. */
  jobserver: string | null = null;
  outputSync: string | null = null;
  readonly debug: string[] = [];
  trace = false;
  noPrintDirectory = false;
  warnUndefined = false;
  /** Words that are no options and came before `--warn-undefined-variables`. */
  warnUndefinedFrom = 0;
  /** `-f` words. */
  readonly makefiles: ByteString[] = [];
  readonly directories: ByteString[] = [];
  /** `-W` words. */
  readonly newFiles: ByteString[] = [];
  /** `-o` words. */
  readonly oldFiles: ByteString[] = [];
  /** `-e`. */
  envOverrides = false;
}
