/** Codes of diagnostics that only exist where the engines meet. */
export type KernelCode =
  /** conf stops, and only its own words tell why. */
  | 'kernel/conf-failed'
  /** A line of the user's `.config` did not survive. */
  | 'kernel/value-not-kept'
  /** Probes that neither a compiler nor a record could answer. */
  | 'kernel/unknown-probe'
  /** Makefiles of directories lead back into themselves. */
  | 'kernel/endless-directories';
