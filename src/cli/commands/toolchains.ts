import { listToolchains } from '../../index.ts';
import { renderJson } from '../../report/json.ts';
import { renderToolchainsText } from '../../report/toolchains.ts';
import { type CommandHost, type CommandInput, type CommandOutcome, deliver } from '../command.ts';
import { exitOk } from '../exit-code.ts';
import { shippedProfiles } from '../request.ts';

/** `kgate toolchains`. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const result = listToolchains({
    host,
    profiles: shippedProfiles(host),
    runBatch: input.shell === 'deny' ? null : host.runBatch,
  });
  const text =
    input.format === 'json'
      ? renderJson(result)
      : renderToolchainsText(result, { useColor: input.color, width: input.columns });
  return deliver(input, exitOk, text);
}
