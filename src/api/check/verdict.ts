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
  return withDiagnostics(result, result.diagnostics.filter(isLeft), result.follows.filter(isLeft));
}

/** Levels by code: `off` leaves findings of the code out. */
export type SeverityChoice = ReadonlyMap<string, 'off' | 'info' | 'warning' | 'error'>;

/**
 * The result with other severities for findings that stop nothing. An error stays one, whatever is asked: no choice of words
 * lets a build through that stops.
 */
export function withSeverities(result: CheckResult, levels: SeverityChoice): CheckResult {
  if (levels.size === 0) return result;
  const changed = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
    diagnostics.flatMap((one) => {
      const level = levels.get(one.code);
      if (level === undefined || one.severity === 'error') return [one];
      return level === 'off' ? [] : [{ ...one, severity: level }];
    });
  return withDiagnostics(result, inOrder(changed(result.diagnostics)), changed(result.follows));
}

/** The result with other findings, and the verdict that they give. */
export function withDiagnostics(
  result: CheckResult,
  diagnostics: readonly Diagnostic[],
  follows: readonly Diagnostic[] = result.follows,
): CheckResult {
  const { coverage, failOn } = result;
  // What --strict does not let pass is no finding, and stays.
  const isStrictFailure =
    result.verdict === 'fail' && verdictOf(result.diagnostics, failOn, coverage, false) !== 'fail';
  return { ...result, verdict: verdictOf(diagnostics, failOn, coverage, isStrictFailure), diagnostics, follows };
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
