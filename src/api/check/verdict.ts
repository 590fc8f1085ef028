import { isAtLeast } from '../../core/diagnostic.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { CheckResult } from '../../results/check.ts';
import type { CheckOptions } from './check-options.ts';

/** `fail` when a diagnostic is at or above the severity of `--fail-on`. */
export function verdictOf(
  diagnostics: readonly Diagnostic[],
  { failOn }: Pick<CheckOptions, 'failOn'>,
): CheckResult['verdict'] {
  return diagnostics.some(({ severity }) => isAtLeast(severity, failOn)) ? 'fail' : 'pass';
}
