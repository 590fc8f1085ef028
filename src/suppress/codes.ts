/** The arguments of findings about comments that suppress findings. */
export interface SuppressArgs {
  /** A comment without a reason suppresses nothing. */
  'suppress/no-reason': { rule: string };
  /** A comment names no rule, or one that does not exist; `rule` is empty for none. */
  'suppress/unknown-rule': { rule: string; suggestion: string | null };
  /** A comment names a rule that finds nothing on its line. */
  'suppress/unused': { rule: string };
  /** A comment is at a finding of `check` that ends the build: such a finding stays. */
  'suppress/stop': { rule: string };
}
