import { listObjects } from '../../index.ts';
import { renderObjectsText } from '../../report/objects.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliverResult } from '../deliver.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { treeOptions } from '../request.ts';

/** `kgate objects`. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const result = listObjects(treeOptions(input, host));
  const isWhole = !result.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  return deliverResult(input, isWhole ? exitOk : exitFindings, result, renderObjectsText);
}
