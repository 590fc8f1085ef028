import { UsageError } from '../../core/errors.ts';
import { type ByteString, decodeBytes } from '../../core/text.ts';
import { guardedLines, probeCompiler, recordToolchain } from '../../index.ts';
import { renderJson } from '../../report/json.ts';
import { renderProbeText } from '../../report/probe.ts';
import { type CommandHost, type CommandInput, type CommandOutcome, deliver } from '../command.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { requestedProfile } from '../request.ts';

/** `kgate probe`: who the compiler is and which flags it takes. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  if (input.record !== null) return record(input, input.record, host);
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

/** `kgate probe --record FILE`. */
function record(input: CommandInput, file: ByteString, host: CommandHost): CommandOutcome {
  if (input.toolchain !== null || input.words.length > 0) {
    throw new UsageError('usage/record-alone', '--record takes neither flags nor --toolchain', {
      hint: 'every flag that kgate knows of, and that the trees of -C spell, is recorded',
    });
  }
  const { text, answers, flags, asked, notes } = recordToolchain({
    host,
    runBatch: host.runBatch,
    name: file.replace(/^.*\/|\.json$/g, ''),
    trees: input.trees,
    variables: input.variables,
    cc: input.cc,
  });
  const lines = [
    `${decodeBytes(file)}: ${flags} flags and ${answers} other answers recorded`,
    ...asked.map((tree) => `  asked by ${tree}`),
    ...notes.map((note) => `  note: ${note}`),
  ];
  const files = [{ path: file, text }];
  // What a policy refused is not in the record.
  const stderr = guardedLines(host)
    .map((line) => `kgate: ${decodeBytes(line)}\n`)
    .join('');
  return { exitCode: exitOk, stdout: `${lines.join('\n')}\n`, stderr, files };
}
