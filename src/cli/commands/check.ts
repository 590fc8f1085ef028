import { checkTree, isFailure, loadSatSolver, withFindings, withSeverities } from '../../index.ts';
import { decodeBytes } from '../../core/bytes.ts';
import { renderCheckText, verdictLine } from '../../report/check.ts';
import { checkForm } from '../../report/json/json-findings.ts';
import type { Reported } from '../../report/formats/reported.ts';
import type { TextStyle } from '../../report/style.ts';
import { severityChoice } from '../code-names.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliverFindings, type FindingForms, judge, shown } from '../deliver.ts';
import { runCanonical } from './check-canonical.ts';
import { formOptions, reportRun } from '../reports.ts';
import { shippedProfiles, treeOptions } from '../request.ts';

/** `kgate check`. */
export async function run(input: CommandInput, host: CommandHost): Promise<CommandOutcome> {
  if (input.canonical !== null) return runCanonical(input, host, input.canonical.isFix);
  await loadSatSolver();
  const severities = severityChoice(input.severity.map(decodeBytes));
  const found = checkTree({
    ...treeOptions(input, host),
    otherProfiles: () => shippedProfiles(host),
    failOn: input.failOn,
    newSymbols: input.newSymbols,
    isStrict: input.isStrict,
    since: input.since,
  });
  const result = withSeverities(found, severities);
  const render = (of: typeof result, style: TextStyle): string => renderCheckText(of, style, input.listsUndecided);
  const report = (of: typeof result): Reported => {
    const { arch, objectDirectory } = result.tree;
    const configuration = result.config.file ?? 'defaults';
    const subject = [arch, configuration, result.toolchain.name].filter((word) => word !== null).map(decodeBytes);
    return reportRun(input, host, [...of.diagnostics, ...of.follows], {
      subject: subject.join(', '),
      verdict: verdictLine(of),
      isFailed: isFailure(of),
      objectDirectory,
      suppressed: result.suppressed,
    });
  };
  const forms: FindingForms<typeof result> = {
    isFailed: isFailure,
    render,
    form: (of) => {
      const all = [...of.diagnostics, ...of.follows];
      return checkForm(
        of,
        formOptions(input, host, all, { objectDirectory: result.tree.objectDirectory, suppressed: of.suppressed }),
      );
    },
    report,
    withOnly: (of, left) => withFindings(of, (one) => left.has(one)),
  };
  if (input.build?.isPart !== true) return deliverFindings(input, host, result, forms);
  const judged = judge(input, host, result, forms);
  const part = { result: shown(input, judged.result), reported: report(judged.result) };
  return { exitCode: judged.exitCode, stdout: '', stderr: '', files: [], part };
}
