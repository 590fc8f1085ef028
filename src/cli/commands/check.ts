import { checkTree } from '../../index.ts';
import { renderJson } from '../../report/json.ts';
import { renderCheckText } from '../../report/text.ts';
import { commandCache } from '../cache.ts';
import { type CommandHost, type CommandInput, type CommandOutcome, deliver } from '../command.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { buildRequest, requestedProfile, shippedProfiles } from '../request.ts';

/** `kgate check`. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const result = checkTree({
    host,
    request: buildRequest(input),
    profile: requestedProfile(input, host),
    otherProfiles: () => shippedProfiles(host),
    failOn: input.failOn,
    cache: commandCache(input, host.env),
  });
  const text =
    input.format === 'json'
      ? renderJson(result)
      : renderCheckText(result, { useColor: input.color, width: input.columns });
  return deliver(input, result.verdict === 'pass' ? exitOk : exitFindings, text);
}
