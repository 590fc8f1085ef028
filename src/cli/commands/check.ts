import { checkTree, isFailure, loadSatSolver, withFindings } from '../../index.ts';
import { decodeBytes } from '../../core/bytes.ts';
import { renderCheckText, verdictLine } from '../../report/check.ts';
import type { Reported } from '../../report/formats/reported.ts';
import type { TextStyle } from '../../report/style.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliverFindings } from '../deliver.ts';
import { reportRun } from '../reports.ts';
import { shippedProfiles, treeOptions } from '../request.ts';

/** `kgate check`. */
export async function run(input: CommandInput, host: CommandHost): Promise<CommandOutcome> {
  await loadSatSolver();
  const result = checkTree({
    ...treeOptions(input, host),
    otherProfiles: () => shippedProfiles(host),
    failOn: input.failOn,
    newSymbols: input.newSymbols,
    isStrict: input.isStrict,
  });
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
    });
  };
  return deliverFindings(input, host, result, {
    isFailed: isFailure,
    render,
    report,
    withOnly: (of, left) => withFindings(of, (one) => left.has(one)),
  });
}
