import { explainMakeVariable } from '../../index.ts';
import { renderJson } from '../../report/json.ts';
import { renderVariableText } from '../../report/variable.ts';
import { commandCache } from '../cache.ts';
import { type CommandHost, type CommandInput, type CommandOutcome, deliver } from '../command.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { requestedProfile } from '../request.ts';

/** `kgate make`. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const { make } = input;
  if (make === null) throw new Error('no make words');
  const options = {
    host,
    profile: requestedProfile(input, host),
    cache: commandCache(host.env),
    request: {
      makefiles: make.makefiles,
      goals: input.words,
      variables: input.variables.map((word) => `${word.name}${word.operator}${word.value}`),
      options: make.options,
      makeVersion: input.makeVersion,
    },
  };
  const result = explainMakeVariable(options, make.why ?? '');
  const style = { useColor: input.color, width: input.columns };
  const text = input.format === 'json' ? renderJson(result) : renderVariableText(result, style);
  return deliver(input, result.flavor === 'undefined' ? exitFindings : exitOk, text);
}
