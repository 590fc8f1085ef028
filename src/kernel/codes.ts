/** Codes of diagnostics that only exist where the engines meet. */
export type KernelCode =
  /** conf stops, and only its own words tell why. */
  | 'kernel/conf-failed'
  /** A line of the user's `.config` did not survive. */
  | 'kernel/value-not-kept'
  /** The user's `.config` was written with another compiler. */
  | 'kernel/other-compiler'
  /** Probes that neither a compiler nor a record could answer. */
  | 'kernel/unknown-probe'
  /** Probes without a recorded answer that the user decided. */
  | 'kernel/assumed-probe'
  /** A program that a probe ran was killed by a signal. */
  | 'kernel/tool-killed'
  /** A program said nothing when it was asked for its version. */
  | 'kernel/tool-silent'
  /** What a probe was to run is there and cannot be run. */
  | 'kernel/tool-not-executable'
  /** A compiler was replaced between two probes. */
  | 'kernel/tool-changed'
  /** Makefiles of directories lead back into themselves. */
  | 'kernel/endless-directories';
