import { diffToolchains } from '../../index.ts';
import { renderDiffToolchainText } from '../../report/diff-toolchain.ts';
import { commandCache, warnOn } from '../cache.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliverResult } from '../deliver.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { buildRequest, profileNamed } from '../request.ts';

/** `kgate diff-toolchain A B`: exit status 1 where something differs, or is not known. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const [a = '', b = ''] = input.words;
  const result = diffToolchains({
    host,
    request: buildRequest(input),
    a,
    b,
    findProfile: (name) => profileNamed(name, input, host),
    cache: commandCache(input, host.env, warnOn(host)),
  });
  return deliverResult(input, result.verdict === 'same' ? exitOk : exitFindings, result, renderDiffToolchainText);
}
