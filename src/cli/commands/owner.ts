import { findOwner } from '../../index.ts';
import { renderJson } from '../../report/json.ts';
import { renderOwnerText } from '../../report/owner.ts';
import { commandCache } from '../cache.ts';
import { type CommandHost, type CommandInput, type CommandOutcome, deliver } from '../command.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { buildRequest, requestedProfile } from '../request.ts';

/** `kgate owner FILE`. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const result = findOwner({
    host,
    request: buildRequest(input),
    profile: requestedProfile(input, host),
    cache: commandCache(input, host.env),
    file: input.words[0] ?? '',
    startDirectory: input.startDirectory,
  });
  const text =
    input.format === 'json'
      ? renderJson(result)
      : renderOwnerText(result, { useColor: input.color, width: input.columns });
  return deliver(input, result.status === 'built' ? exitOk : exitFindings, text);
}
