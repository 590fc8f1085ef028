import { findOwner } from '../../index.ts';
import { renderOwnerText } from '../../report/owner.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliverResult } from '../deliver.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { treeOptions } from '../request.ts';

/** `kgate owner FILE`. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const result = findOwner({
    ...treeOptions(input, host),
    file: input.words[0] ?? '',
    startDirectory: input.startDirectory,
  });
  return deliverResult(input, result.status === 'built' ? exitOk : exitFindings, result, renderOwnerText);
}
