/** Limits of every goal that is followed: against trees that lead back into themselves, and hostile ones. */
export const goalLimits = {
  /** Makes within one another, the first one included. */
  depth: 24,
  /** The same behind a stop, where one make may start the next without end. */
  depthBehindStop: 16,
  /** Makes of one run. */
  makes: 8_000,
  /** Times a make reads its makefiles again because one of them was remade: a line that is not run may never end that. */
  restarts: 3,
  /** Targets of one make. */
  targets: 50_000,
  /** Bytes of a shell script that is followed. */
  scriptBytes: 64 * 1024,
  /** Bytes of a recipe line that is looked at as a check. */
  checkBytes: 16 * 1024,
  /** Time a program of a recipe may take, in milliseconds. */
  programMs: 60_000,
  /** Answers that `yes` gives: more than a tree has questions. */
  yesLines: 50_000,
} as const;

/** Counts the makes of one run. */
export class MakeCount {
  /** Makes within one another right now. */
  depth = 0;
  private makes = 0;

  /** Why no further make is entered; null when one may be. */
  problem(maxDepth: number = goalLimits.depth): string | null {
    if (this.depth >= maxDepth) return `makes nested more than ${maxDepth} deep`;
    return this.makes >= goalLimits.makes ? `more than ${goalLimits.makes} makes` : null;
  }

  /** Carries out one make. */
  enter<Result>(body: () => Result): Result {
    this.makes += 1;
    this.depth += 1;
    try {
      return body();
    } finally {
      this.depth -= 1;
    }
  }
}
