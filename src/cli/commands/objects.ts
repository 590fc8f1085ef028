import { listObjects } from '../../index.ts';
import { renderJson } from '../../report/json.ts';
import { renderObjectsText } from '../../report/objects.ts';
import { commandCache } from '../cache.ts';
import { type CommandHost, type CommandInput, type CommandOutcome, deliver } from '../command.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { buildRequest, requestedProfile } from '../request.ts';

/** `kgate objects`. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const result = listObjects({
    host,
    request: buildRequest(input),
    profile: requestedProfile(input, host),
    cache: commandCache(input, host.env),
  });
  const text =
    input.format === 'json'
      ? renderJson(result)
      : renderObjectsText(result, { useColor: input.color, width: input.columns });
  const isWhole = !result.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  return deliver(input, isWhole ? exitOk : exitFindings, text);
}
