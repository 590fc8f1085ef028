import { exportFormula } from '../../index.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { exitOk } from '../exit-code.ts';
import { treeOptions } from '../request.ts';
import { withArchitecture } from './dead.ts';

/** `kgate export`. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const form = input.format === 'uvl' ? 'uvl' : 'dimacs';
  const text = exportFormula({ ...treeOptions(withArchitecture(input), host), form });
  // Byte for byte: a name or a text of a tree may be of any encoding.
  return { exitCode: exitOk, stdout: '', stderr: '', files: [{ path: input.output ?? '-', text }] };
}
