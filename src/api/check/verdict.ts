import { diagnostic, isAtLeast } from '../../core/diagnostic.ts';
import type { Host } from '../../host/host.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import {
  type AskedFile,
  type BuildRequest,
  type ConfiguredTree,
  describeToolchain,
  describeTree,
} from '../../kernel/index.ts';
import type { MakeLevel } from '../../kernel/levels/top-makefile.ts';
import type { Coverage } from '../../results/coverage.ts';
import type { CheckResult, FailOn } from '../../results/check.ts';
import { isChange } from '../change-codes.ts';
import { gatherExcerpts } from '../excerpts.ts';
import { inOrder } from '../order.ts';
import { isOpenAnswer } from '../policy-findings.ts';
import type { CheckOptions } from './check-options.ts';

import type { FoldedFindings } from '../mismatch/mismatches.ts';

/** What fails where the command line does not say it. */
function defaultFailOn(asked: readonly AskedFile[], request: BuildRequest): FailOn {
  const isDefconfig = request.configFile !== null && asked.some(({ isWhole, kind }) => kind === 'base' && !isWhole);
  return isDefconfig || (request.fragments ?? []).length > 0 ? 'changed' : 'error';
}

/** What says that the evaluation is not complete: the line that it was at when its time was over. */
function timeLimitFinding({ budget }: Host): Diagnostic[] {
  if (budget?.isOver !== true) return [];
  const seconds = budget.limitMs / 1000;
  return [
    diagnostic({
      code: 'kernel/time-limit',
      severity: 'error',
      message: `the evaluation took longer than ${seconds} s and ended here; what follows was not looked at`,
      location: budget.overAt,
      args: { seconds },
      notes: ['--time-limit gives it more time'],
    }),
  ];
}

/** True where the check fails: exit status 1. */
export function isFailure({ failOn, verdict: found }: Pick<CheckResult, 'failOn' | 'verdict'>): boolean {
  return found === 'fail' || (found === 'changed' && failOn !== 'error');
}

/** The result with fewer findings: those that are left decide. */
export function withFindings(result: CheckResult, isLeft: (diagnostic: Diagnostic) => boolean): CheckResult {
  const { coverage, failOn } = result;
  const diagnostics = result.diagnostics.filter(isLeft);
  return {
    ...result,
    verdict: verdictOf(diagnostics, failOn, coverage, false),
    diagnostics,
    follows: result.follows.filter(isLeft),
  };
}

function verdictOf(
  diagnostics: readonly Diagnostic[],
  failOn: FailOn,
  coverage: Coverage | null,
  isStrictFailure: boolean,
): CheckResult['verdict'] {
  const isFailed = diagnostics.some(({ severity }) => isAtLeast(severity, failOn === 'warning' ? 'warning' : 'error'));
  if (isFailed || isStrictFailure) return 'fail';
  if (diagnostics.some(isChange)) return 'changed';
  const isOpen = coverage?.undecided.some(({ couldStop }) => couldStop) === true || diagnostics.some(isOpenAnswer);
  return isOpen ? 'undecided' : 'pass';
}

/**
 * The result: `fail` when a diagnostic is at or above the severity of `--fail-on`, and with `--strict` when a recipe line is
 * undecided; `changed` when a setting of the user's is lost; `undecided` when such a line, or an answer that a policy has
 * refused, contained or assumed, could hide a stop. `level` is the make that read the tree last.
 */
export function verdict(
  options: CheckOptions,
  {
    asked = [],
    session,
    source,
    toolchain,
  }: Pick<ConfiguredTree, 'session' | 'source' | 'toolchain'> & Partial<Pick<ConfiguredTree, 'asked'>>,
  level: MakeLevel | undefined,
  { diagnostics: found, follows }: FoldedFindings,
  coverage: Coverage | null,
): CheckResult {
  const diagnostics = inOrder([...found, ...timeLimitFinding(options.host)]);
  const { configFile, fragments = [], objectTree, treeDirectory } = session.request;
  const failOn = options.failOn ?? defaultFailOn(asked, options.request);
  const isStrictFailure = options.isStrict === true && (coverage?.undecided.length ?? 0) > 0;
  return {
    schemaVersion: 1,
    verdict: verdictOf(diagnostics, failOn, coverage, isStrictFailure),
    failOn,
    tree: describeTree(session, level),
    toolchain: describeToolchain(session, toolchain),
    config: source,
    coverage,
    diagnostics,
    follows,
    excerpts: gatherExcerpts(diagnostics, {
      host: options.host,
      directories: [...(level === undefined ? [] : [level.cwd]), treeDirectory, objectTree],
      named: [...(configFile === null ? [] : [configFile]), ...fragments],
    }),
  };
}
