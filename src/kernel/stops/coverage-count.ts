/** Counts the recipe lines that a build would run. */
import type { ByteString } from '../../core/bytes.ts';
import type { RecipeCommand } from '../../make/index.ts';
import type { Coverage, UndecidedLine, UndecidedReason } from '../../results/coverage.ts';

/** Lines decided and undecided so far. */
export class CoverageCount {
  decided = 0;
  private readonly undecided: UndecidedLine[] = [];

  /** Notes a line that is not decided. */
  add({ location, target }: RecipeCommand, reason: UndecidedReason, detail: string): void {
    this.undecided.push({ location, target, reason, detail });
  }

  /** What was counted, for the goals of a build. */
  result(goals: readonly ByteString[] = []): Coverage {
    return { goals, decided: this.decided, undecided: this.undecided };
  }
}
