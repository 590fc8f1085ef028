import { decodeBytes } from '../../core/text.ts';
import { resolveMode } from '../../index.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { buildRequest, requestedProfile } from '../request.ts';

/** `kgate config MODE`: writes the `.config` that `make MODE` would write, and prints what conf prints. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const result = resolveMode({
    host,
    request: buildRequest(input),
    profile: requestedProfile(input, host),
    mode: input.words[0] ?? '',
  });
  const isDone = result.file !== null;
  const exitCode = isDone ? exitOk : exitFindings;
  const stderr = decodeBytes(result.stderr);
  if (input.output === null) {
    return {
      exitCode,
      stdout: decodeBytes(result.stdout),
      stderr,
      files: isDone ? [{ ...result.file, makesDirectory: true }] : [],
    };
  }
  return { exitCode, stdout: '', stderr, files: isDone ? [{ path: input.output, text: result.file.text }] : [] };
}
