import { isAtLeast } from '../../core/diagnostic.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { type ConfiguredTree, describeToolchain, describeTree } from '../../kernel/index.ts';
import type { MakeLevel } from '../../kernel/levels/top-makefile.ts';
import type { CheckResult } from '../../results/check.ts';
import type { CheckOptions } from './check-options.ts';

/**
 * The result: `fail` when a diagnostic is at or above the severity of `--fail-on`. `level` is the make that read the
 * tree last.
 */
export function verdict(
  { failOn }: CheckOptions,
  { session, source, toolchain }: Pick<ConfiguredTree, 'session' | 'source' | 'toolchain'>,
  level: MakeLevel | undefined,
  diagnostics: readonly Diagnostic[],
): CheckResult {
  return {
    schemaVersion: 1,
    verdict: diagnostics.some(({ severity }) => isAtLeast(severity, failOn)) ? 'fail' : 'pass',
    tree: describeTree(session, level),
    toolchain: describeToolchain(session, toolchain),
    config: source,
    diagnostics,
  };
}
