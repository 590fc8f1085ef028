import { explainWhy, loadSatSolver } from '../../index.ts';
import { renderWhyDot } from '../../report/dot.ts';
import { renderWhyText } from '../../report/why.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliver, deliverResult } from '../deliver.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { shippedProfiles, treeOptions } from '../request.ts';

/** `kgate why SYMBOL[=VALUE]`. */
export async function run(input: CommandInput, host: CommandHost): Promise<CommandOutcome> {
  await loadSatSolver();
  const result = explainWhy({
    ...treeOptions(input, host),
    otherProfiles: () => shippedProfiles(host),
    question: input.words[0] ?? '',
  });
  const status = result.holds ? exitOk : exitFindings;
  if (input.format === 'dot') return deliver(input, status, renderWhyDot(result));
  return deliverResult(input, status, result, renderWhyText);
}
