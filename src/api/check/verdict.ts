import { isAtLeast } from '../../core/diagnostic.ts';
import { type ConfiguredTree, describeToolchain, describeTree } from '../../kernel/index.ts';
import type { MakeLevel } from '../../kernel/levels/top-makefile.ts';
import type { Coverage } from '../../results/coverage.ts';
import type { CheckResult } from '../../results/check.ts';
import { gatherExcerpts } from '../excerpts.ts';
import { inOrder } from '../order.ts';
import type { CheckOptions } from './check-options.ts';

import type { FoldedFindings } from '../mismatch/mismatches.ts';

/**
 * The result: `fail` when a diagnostic is at or above the severity of `--fail-on`, and with `--strict` when a recipe line is
 * undecided; `undecided` when such a line could hide a stop. `level` is the make that read the
 * tree last.
 */
export function verdict(
  { failOn, host, isStrict }: CheckOptions,
  { session, source, toolchain }: Pick<ConfiguredTree, 'session' | 'source' | 'toolchain'>,
  level: MakeLevel | undefined,
  { diagnostics: found, follows }: FoldedFindings,
  coverage: Coverage | null,
): CheckResult {
  const diagnostics = inOrder(found);
  const { configFile, objectTree, treeDirectory } = session.request;
  const isFailed = diagnostics.some(({ severity }) => isAtLeast(severity, failOn));
  const isOpen = coverage?.undecided.some(({ couldStop }) => couldStop) === true;
  return {
    schemaVersion: 1,
    verdict:
      isFailed || (isStrict === true && (coverage?.undecided.length ?? 0) > 0) ? 'fail' : isOpen ? 'undecided' : 'pass',
    tree: describeTree(session, level),
    toolchain: describeToolchain(session, toolchain),
    config: source,
    coverage,
    diagnostics,
    follows,
    excerpts: gatherExcerpts(diagnostics, {
      host,
      directories: [...(level === undefined ? [] : [level.cwd]), treeDirectory, objectTree],
      named: configFile,
    }),
  };
}
