import { listToolchains } from '../../index.ts';
import { renderToolchainsText } from '../../report/toolchains.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliverResult } from '../deliver.ts';
import { exitOk } from '../exit-code.ts';
import { shippedProfiles } from '../request.ts';

/** `kgate toolchains`. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const result = listToolchains({
    host,
    profiles: shippedProfiles(host),
    runBatch: input.shell === 'deny' ? null : host.runBatch,
  });
  return deliverResult(input, exitOk, result, renderToolchainsText);
}
