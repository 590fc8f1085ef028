import { type ByteString, decodeBytes } from '../../core/bytes.ts';
import { HostError, UsageError } from '../../core/errors.ts';
import { parentPath } from '../../host/paths.ts';
import { explainProbe, policyLines, probeCompiler, recordToolchain } from '../../index.ts';
import { renderExplainProbeText } from '../../report/explain-probe.ts';
import { renderProbeText } from '../../report/probe.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliverResult, errorLines } from '../deliver.ts';
import { inOneLine } from '../error-report.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import { buildRequest, requestedProfile } from '../request.ts';

/** `kgate probe`: who the compiler is and which flags it takes. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  if (input.record !== null) return record(input, input.record, host);
  if (input.explain !== null) return explain(input, host, input.explain);
  const result = probeCompiler({
    host,
    profile: requestedProfile(input, host),
    cc: input.cc,
    variables: Object.fromEntries(input.variables.map((word) => [word.name, word.value])),
    flags: input.words,
  });
  const isRefused = input.words.length > 0 && result.flags.some((flag) => flag.verdict !== 'accepted');
  return deliverResult(input, isRefused ? exitFindings : exitOk, result, renderProbeText);
}

/** `kgate probe --record FILE`. */
function record(input: CommandInput, file: ByteString, host: CommandHost): CommandOutcome {
  if (input.toolchain !== null || input.words.length > 0) {
    throw new UsageError('usage/record-alone', '--record takes neither flags nor --toolchain', {
      hint: 'every flag that kgate knows of, and that the trees of -C spell, is recorded',
    });
  }
  // Said before the compiler is asked for so long.
  const directory = parentPath(file);
  if (host.stat(directory)?.kind !== 'directory') {
    throw new HostError(
      'host/unwritable',
      `cannot write ${decodeBytes(file)}: ${decodeBytes(directory)} is no directory`,
    );
  }
  const { text, answers, flags, asked, notes } = recordToolchain({
    host,
    runBatch: host.runBatch,
    name: file.replace(/^.*\/|\.json$/g, ''),
    trees: input.trees,
    variables: input.variables,
    cc: input.cc,
    configuration: buildRequest(input),
  });
  const lines = [
    `${decodeBytes(file)}: ${flags} flags and ${answers} other answers recorded`,
    ...asked.map((tree) => `  asked by ${tree}`),
    ...notes.map((note) => `  note: ${inOneLine(note)}`),
  ];
  const files = [{ path: file, text }];
  // What a policy refused is not in the record.
  return { exitCode: exitOk, stdout: `${lines.join('\n')}\n`, stderr: errorLines(policyLines(host)), files };
}

/** `kgate probe --explain WHAT`: every probe of the tree that this is about. */
function explain(input: CommandInput, host: CommandHost, question: string): CommandOutcome {
  const [word] = input.words;
  if (word !== undefined) {
    throw new UsageError('usage/operand-unexpected', `probe --explain: unexpected argument '${word}'`, {
      hint: 'put the question into one word, in quotes',
    });
  }
  const result = explainProbe({
    host,
    request: buildRequest(input),
    profile: requestedProfile(input, host),
    question,
    cc: input.cc,
    variables: Object.fromEntries(input.variables.map((variable) => [variable.name, variable.value])),
  });
  return deliverResult(input, result.verdict === 'yes' ? exitOk : exitFindings, result, renderExplainProbeText);
}
