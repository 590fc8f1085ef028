/** The table of a comparison of policies, as markdown. */
import type { PolicyRow } from '../test/support/policy-case.ts';

/** What came of one configuration. */
export interface PolicyOutcome extends PolicyRow {
  readonly isSame: boolean;
  /** Lines of the configuration; null when the run stopped. */
  readonly lines: number | null;
  readonly status: number | null;
  /** Refused calls of the configuration. */
  readonly refused: number;
  /** Refused calls of a check; null when it was not made. */
  readonly checkRefused: readonly string[] | null;
  readonly runMs: number;
  readonly probeMs: number;
}

/** The compiler that the words name. */
export function compilerOf(words: readonly string[]): string {
  if (words.includes('LLVM=1')) return 'clang';
  return `${words.find((word) => word.startsWith('CROSS_COMPILE='))?.slice('CROSS_COMPILE='.length) ?? ''}gcc`;
}

/** All of it. */
export function policyReport(outcomes: readonly PolicyOutcome[]): string {
  return outcomes.map((outcome) => JSON.stringify(outcome)).join('\n');
}
