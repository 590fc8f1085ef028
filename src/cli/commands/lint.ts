import { gatherExcerpts } from '../../api/excerpts.ts';
import { isAtLeast } from '../../core/diagnostic.ts';
import { UsageError } from '../../core/errors.ts';
import { editDistance } from '../../core/edit-distance.ts';
import { lint, loadSatSolver, ruleList } from '../../index.ts';
import type { RuleName } from '../../lint/index.ts';
import { renderLintText } from '../../report/lint.ts';
import type { LintResult } from '../../results/lint.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { commandCache, warnOn } from '../cache.ts';
import { deliverResult } from '../deliver.ts';
import { exitFindings, exitOk } from '../exit-code.ts';

/** `kgate lint`: exit status 1 from `--fail-on` (default `error`) on. */
export async function run(input: CommandInput, host: CommandHost): Promise<CommandOutcome> {
  await loadSatSolver();
  const arch = input.arch.at(-1) ?? input.variables.findLast((word) => word.name === 'ARCH')?.value;
  for (const path of input.words) {
    if (host.stat(path) === undefined) {
      throw new UsageError('lint/no-such-path', `${path}: no such file or directory in ${input.treeName}`);
    }
  }
  const outcome = lint({
    host,
    cache: commandCache(input, host.env, warnOn(host)),
    directory: host.cwd,
    ...(arch === undefined ? {} : { arch }),
    ...(input.words.length === 0 ? {} : { paths: input.words }),
    ...(input.selectedRules.length === 0 ? {} : { only: input.selectedRules.map(ruleNamed) }),
    preset: input.preset,
  });
  if (outcome.counts.files === 0 && input.words.length === 0) {
    throw new UsageError('lint/nothing-to-lint', `${input.treeName}: no makefile and no Kconfig file in it`, {
      hint: 'give the top of a source tree with -C DIR',
    });
  }
  const threshold = input.failOn === 'warning' ? 'warning' : 'error';
  const isFailed = outcome.diagnostics.some((diagnostic) => isAtLeast(diagnostic.severity, threshold));
  const result: LintResult = {
    schemaVersion: 1,
    verdict: isFailed ? 'fail' : 'pass',
    tree: { directory: input.treeName },
    counts: outcome.counts,
    diagnostics: outcome.diagnostics,
    excerpts: gatherExcerpts(outcome.diagnostics, { host, directories: [host.cwd] }),
  };
  return deliverResult(input, isFailed ? exitFindings : exitOk, result, renderLintText);
}

/** The rule of a word of `--select`; `lint/` may stand before the name. */
function ruleNamed(word: string): RuleName {
  const name = word.startsWith('lint/') ? word.slice('lint/'.length) : word;
  const names = ruleList().map((rule) => rule.name);
  if (names.includes(name)) return name as RuleName;
  const near = names.find((one) => editDistance(name, one, 3) <= 3);
  throw new UsageError('lint/no-such-rule', `--select ${word}: there is no such rule`, {
    hint: near === undefined ? 'kgate rules lists them' : `did you mean ${near}?`,
  });
}
