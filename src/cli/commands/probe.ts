import { probeCompiler } from '../../index.ts';
import { renderJson } from '../../report/json.ts';
import { renderProbeText } from '../../report/probe.ts';
import { type CommandHost, type CommandInput, type CommandOutcome, deliver } from '../command.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { requestedProfile } from '../request.ts';

/** `kgate probe`: who the compiler is and which flags it takes. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const result = probeCompiler({
    host,
    profile: requestedProfile(input, host),
    cc: input.cc,
    variables: Object.fromEntries(input.variables.map((word) => [word.name, word.value])),
    flags: input.words,
  });
  const text =
    input.format === 'json'
      ? renderJson(result)
      : renderProbeText(result, { useColor: input.color, width: input.columns });
  const isRefused = input.words.length > 0 && result.flags.some((flag) => flag.verdict !== 'accepted');
  return deliver(input, isRefused ? exitFindings : exitOk, text);
}
