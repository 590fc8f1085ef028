import { checkTree } from '../../index.ts';
import { renderCheckText } from '../../report/check.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliverResult } from '../deliver.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { shippedProfiles, treeOptions } from '../request.ts';

/** `kgate check`. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const result = checkTree({
    ...treeOptions(input, host),
    otherProfiles: () => shippedProfiles(host),
    failOn: input.failOn,
    isStrict: input.isStrict,
  });
  return deliverResult(input, result.verdict === 'pass' ? exitOk : exitFindings, result, renderCheckText);
}
