import { UsageError } from '../../core/errors.ts';
import { packageRoot } from '../../host/node/package-root.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { shellNames } from '../completion/candidates.ts';
import { completionScript } from '../completion/scripts.ts';
import { deliver } from '../deliver.ts';
import { exitOk } from '../exit-code.ts';

/** `kgate completion SHELL`: the script that makes a shell complete command lines of kgate. */
export function run(input: CommandInput, _host: CommandHost): CommandOutcome {
  const [word = ''] = input.words;
  const shell = shellNames.find((name) => name === word);
  if (shell === undefined) {
    throw new UsageError('usage/unknown-shell', `completion ${word}: no such shell`, {
      hint: `there are ${shellNames.join(', ')}`,
    });
  }
  return deliver(input, exitOk, completionScript(shell, `${packageRoot()}/bin/kgate`));
}
