/** What a walk through the makes of a build leaves for the next one, as plain data. */
import type { ByteString } from '../../core/bytes.ts';
import type { UndecidedLine } from '../../results/coverage.ts';

/** What a make did at one point, see `effects.ts`, or the index of a make that it started. */
export type Step = string | number;

/** One make of a walk. */
export interface MakeRecord {
  /** Identity of its words, its directory and its environment. */
  readonly key: string;
  /** False where it, or a make that it started, has something to report: it is walked each time. */
  readonly isWhole: boolean;
  /** Lines that were decided in it and in the makes that it started. */
  readonly decided: number;
  readonly undecided: readonly UndecidedLine[];
  readonly steps: readonly Step[];
}

/** A text that was laid over a file of the machine. */
export interface LaidText {
  /** Absolute. */
  readonly path: ByteString;
  readonly digest: string;
  /** Digest of the lines that define no symbol of the configuration. */
  readonly includes: string;
}

/** See the head of this file. */
export interface WalkRecord {
  /** The configuration as make read it. */
  readonly autoConf: ByteString;
  /** The texts that were laid over the machine's files. */
  readonly texts: readonly LaidText[];
  /** The outermost make is the last one. */
  readonly makes: readonly MakeRecord[];
  /** Marks of what was looked at, ascending; see `marks.ts`. */
  readonly looks: Int32Array;
  /** For each of {@link looks} the make that looked; -1 for what all makes have in common. */
  readonly lookers: Int32Array;
}
