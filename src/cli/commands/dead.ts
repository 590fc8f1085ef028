import { UsageError } from '../../core/errors.ts';
import { findDead, loadSatSolver } from '../../index.ts';
import { renderDeadText } from '../../report/answer/dead-text.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliverResult } from '../deliver.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { shippedProfiles, treeOptions } from '../request.ts';

/** `kgate dead`. */
export async function run(input: CommandInput, host: CommandHost): Promise<CommandOutcome> {
  await loadSatSolver();
  const result = findDead({
    ...treeOptions(withArchitecture(input), host),
    otherProfiles: () => shippedProfiles(host),
    words: input.words,
  });
  const isDead = result.asked.some(({ verdict }) => verdict === 'dead');
  return deliverResult(input, isDead ? exitFindings : exitOk, result, renderDeadText);
}

/** `--arch A` is the word `ARCH=A`. */
export function withArchitecture(input: CommandInput): CommandInput {
  const [arch, ...others] = input.arch;
  if (arch === undefined) return input;
  if (others.length > 0 || input.variables.some(({ name }) => name === 'ARCH')) {
    throw new UsageError('usage/option-unexpected', `${input.command}: one architecture a run`, {
      hint: 'give either --arch once or ARCH=',
    });
  }
  return { ...input, arch: [], variables: [...input.variables, { name: 'ARCH', operator: '=', value: arch }] };
}
