import { isAtLeast } from '../../core/diagnostic.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { type ConfiguredTree, describeToolchain, describeTree } from '../../kernel/index.ts';
import type { MakeLevel } from '../../kernel/levels/top-makefile.ts';
import type { Coverage, UndecidedReason } from '../../results/coverage.ts';
import type { CheckResult } from '../../results/check.ts';
import type { CheckOptions } from './check-options.ts';

/**
 * Whether a line that is not decided for this reason could hide a stop that a check is to find. The content of a file
 * that the build makes is what the compiler makes of the source, which no check knows.
 */
const mayMatter: Readonly<Record<UndecidedReason, boolean>> = {
  'made-file': false,
  'separate-make': true,
  'shell-text': true,
  'unknown-program': true,
  'conditional-program': true,
  'uncertain-program': false,
  'conditional-failure': false,
  'sourced-file': true,
  'python-module': true,
};

/**
 * The result: `fail` when a diagnostic is at or above the severity of `--fail-on`. `level` is the make that read the
 * tree last.
 */
export function verdict(
  { failOn, isStrict }: CheckOptions,
  { session, source, toolchain }: Pick<ConfiguredTree, 'session' | 'source' | 'toolchain'>,
  level: MakeLevel | undefined,
  diagnostics: readonly Diagnostic[],
  coverage: Coverage | null,
): CheckResult {
  const isFailed = diagnostics.some(({ severity }) => isAtLeast(severity, failOn));
  const isOpen = coverage?.undecided.some(({ reason }) => mayMatter[reason]) === true;
  return {
    schemaVersion: 1,
    verdict:
      isFailed || (isStrict === true && (coverage?.undecided.length ?? 0) > 0) ? 'fail' : isOpen ? 'undecided' : 'pass',
    tree: describeTree(session, level),
    toolchain: describeToolchain(session, toolchain),
    config: source,
    coverage,
    diagnostics,
  };
}
