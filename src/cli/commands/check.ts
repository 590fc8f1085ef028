import { checkTree, isFailure, loadSatSolver } from '../../index.ts';
import { renderCheckText } from '../../report/check.ts';
import type { TextStyle } from '../../report/style.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliverResult } from '../deliver.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
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
  return deliverResult(input, isFailure(result) ? exitFindings : exitOk, result, render);
}
