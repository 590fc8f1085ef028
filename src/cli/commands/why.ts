import { explainWhy } from '../../index.ts';
import { renderJson } from '../../report/json.ts';
import { renderWhyText } from '../../report/text.ts';
import { commandCache } from '../cache.ts';
import { type CommandHost, type CommandInput, type CommandOutcome, deliver } from '../command.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { buildRequest, requestedProfile } from '../request.ts';

/** `kgate why SYMBOL[=VALUE]`. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const result = explainWhy({
    host,
    request: buildRequest(input),
    profile: requestedProfile(input, host),
    question: input.words[0] ?? '',
    cache: commandCache(input, host.env),
  });
  const text =
    input.format === 'json'
      ? renderJson(result)
      : renderWhyText(result, { useColor: input.color, width: input.columns });
  return deliver(input, result.holds ? exitOk : exitFindings, text);
}
