import type { ByteString } from '../../core/bytes.ts';
import { formatLocation } from '../../core/location.ts';
import { explainMakeVariable, type MakeOptions, policyLines, runMakeDry } from '../../index.ts';
import { renderVariableText } from '../../report/variable.ts';
import { commandCache, warnOn } from '../cache.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliverResult, errorLines } from '../deliver.ts';
import { exitFailure, exitFindings, exitOk } from '../exit-code.ts';
import { requestedProfile } from '../request.ts';

/** By make's own status. */
const exitCodes = [exitOk, exitFindings] as const;

/** `kgate make`. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const { make } = input;
  if (make === null) throw new Error('no make words');
  const options = {
    host,
    profile: requestedProfile(input, host),
    cache: commandCache(input, host.env, warnOn(host)),
    request: {
      makefiles: make.makefiles,
      goals: input.words,
      variables: input.variables.map((word) => `${word.name}${word.operator}${word.value}`),
      options: make.printsDatabase ? [...make.options, '-p'] : make.options,
      makeVersion: input.makeVersion,
    },
  };
  if (make.why !== null) return why(input, host, options, make.why);
  const isLive = input.output === null || input.output === '-';
  let kept = '';
  const { assumedProbes, limit, status, unknownLines, unknownProbes } = runMakeDry(options, {
    isDry: make.isDry,
    print(stream, text) {
      if (isLive || stream === 'stderr') host.print(stream, text);
      else kept += text;
    },
  });
  const unknown = [
    ...(limit === null ? [] : [limit]),
    ...unknownLines.map(({ command, reason }) => `${formatLocation(command.location)}: not followed: ${reason}`),
    ...unknownProbes
      .filter(({ command }) => !isListed(host, command))
      .map(({ command, reason }) => `${reason}: ${command.trim()}`),
  ];
  const assumed = assumedProbes.map(({ command, reason }) => `${reason}; --unknown-probe decided: ${command.trim()}`);
  const lines = [...assumed, ...unknown, ...policyLines(host)];
  // What is not known is not passed.
  const exitCode =
    status === 0 && unknown.length + unknownProbes.length > 0 ? exitFindings : (exitCodes[status] ?? exitFailure);
  const files = isLive ? [] : [{ path: input.output, text: kept }];
  return { exitCode, stdout: '', stderr: errorLines(lines), files };
}

/** True for a probe that is reported with its line, because a policy refused it. */
function isListed({ policyLog }: CommandHost, command: ByteString): boolean {
  return policyLog?.calls.some((call) => call.kind === 'refused' && call.text === command.trim()) === true;
}

function why(input: CommandInput, host: CommandHost, options: MakeOptions, name: ByteString): CommandOutcome {
  const result = explainMakeVariable(options, name);
  const exitCode = result.flavor === 'undefined' ? exitFindings : exitOk;
  return deliverResult(input, exitCode, result, renderVariableText, errorLines(policyLines(host)));
}
