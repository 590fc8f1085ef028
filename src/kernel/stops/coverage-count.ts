/** Counts the recipe lines that a build would run. */
import type { ByteString } from '../../core/bytes.ts';
import type { FlagLine, UntriedFlags } from './compile-flags.ts';
import type { Coverage, UndecidedLine, UndecidedReason } from '../../results/coverage.ts';

/**
 * Whether a line that is not decided for this reason could hide a stop that a check is to find. The content of a file
 * that the build makes is what the compiler makes of the source, which no check knows.
 */
const couldStop: Readonly<Record<UndecidedReason, boolean>> = {
  'made-file': false,
  'separate-make': true,
  'shell-text': true,
  'unknown-program': true,
  'conditional-program': true,
  'uncertain-program': false,
  'conditional-failure': false,
  'sourced-file': true,
  'python-module': true,
  'kernel-symbols': true,
  'untried-flags': true,
  'unwritable-directory': true,
};

/** The count with lines that were decided but for their flags, of which nothing is known. */
export function withUntried(coverage: Coverage, untried: readonly UntriedFlags[]): Coverage {
  if (untried.length === 0) return coverage;
  const count = new CoverageCount();
  for (const { line, program } of untried) {
    count.add(line, 'untried-flags', `nothing is known of the flags that it gives to ${program}`);
  }
  const { undecided } = count.result();
  return {
    ...coverage,
    decided: coverage.decided - undecided.length,
    undecided: [...coverage.undecided, ...undecided],
  };
}

/** How many lines were decided, and how many were not. */
export interface CoverageMark {
  readonly decided: number;
  readonly undecided: number;
}

/** Lines decided and undecided so far. */
export class CoverageCount {
  decided = 0;
  private readonly undecided: UndecidedLine[] = [];

  /** Notes a line that is not decided. */
  add({ location, target }: FlagLine, reason: UndecidedReason, detail: string): void {
    this.undecided.push({ location, target, reason, couldStop: couldStop[reason], detail });
  }

  /** The state of the count, for {@link since}. */
  mark(): CoverageMark {
    return { decided: this.decided, undecided: this.undecided.length };
  }

  /** What was counted since a mark. */
  since({ decided, undecided }: CoverageMark): Omit<Coverage, 'goals'> {
    return { decided: this.decided - decided, undecided: this.undecided.slice(undecided) };
  }

  /** Adds what was counted before. */
  addAll({ decided, undecided }: Omit<Coverage, 'goals'>): void {
    this.decided += decided;
    this.undecided.push(...undecided);
  }

  /** What was counted, for the goals of a build. */
  result(goals: readonly ByteString[] = []): Coverage {
    return { goals, decided: this.decided, undecided: this.undecided };
  }
}
