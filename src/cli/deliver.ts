/** How a command hands back its result. */

import { type ByteString, decodeBytes, encodeBytes } from '../core/bytes.ts';
import { display } from '../core/display.ts';
import { packageRoot } from '../host/node/package-root.ts';
import { absolutePath } from '../host/paths.ts';
import { reportFormats } from '../report/formats/index.ts';
import { isReportFormat, type ReportFormat } from '../report/formats/names.ts';
import type { Reported } from '../report/formats/reported.ts';
import { renderJson } from '../report/json.ts';
import type { TextStyle } from '../report/style.ts';
import type { CommandInput, CommandOutcome } from './command.ts';
import { inOneLine } from './error-report.ts';
import type { ExitCode } from './exit-code.ts';

/** An outcome whose result `text` goes where `--output` says: to that file, else to standard output. */
export function deliver(input: CommandInput, exitCode: ExitCode, text: string, stderr = ''): CommandOutcome {
  if (input.output === null || input.output === '-') return { exitCode, stdout: text, stderr, files: [] };
  return { exitCode, stdout: '', stderr, files: [{ path: input.output, text: encodeBytes(display(text)) }] };
}

/** The same for a result that `--format` gives as text or as JSON. */
export function deliverResult<Result>(
  input: CommandInput,
  exitCode: ExitCode,
  result: Result,
  render: (result: Result, style: TextStyle) => string,
  stderr = '',
): CommandOutcome {
  const text = input.format === 'json' ? renderJson(result) : render(result, styleOf(input));
  return deliver(input, exitCode, text, stderr);
}

/** {@link deliverResult} of a result with findings: also in the formats of other programs, and in several at once. */
export function deliverFindings<Result>(
  input: CommandInput,
  exitCode: ExitCode,
  result: Result,
  {
    render,
    report,
  }: { readonly render: (result: Result, style: TextStyle) => string; readonly report: () => Reported },
): CommandOutcome {
  const { format } = input;
  let made: Reported | undefined;
  const inFormat = (name: ReportFormat): string => reportFormats[name]((made ??= report()));
  const outcome = isReportFormat(format)
    ? deliver(input, exitCode, inFormat(format))
    : deliverResult(input, exitCode, result, render);
  const files = input.reports.map(({ format: name, path }) => ({ path, text: encodeBytes(display(inFormat(name))) }));
  return { ...outcome, files: [...outcome.files, ...files] };
}

/** How a text report looks. */
export function styleOf(input: CommandInput): TextStyle {
  const { color, columns, depth, format, isQuiet, isVerbose, links, log, startDirectory, treeName } = input;
  return {
    useColor: color,
    width: columns,
    isVerbose,
    ...(depth !== null && { depth }),
    isQuiet,
    isConcise: format === 'concise',
    log: log ?? undefined,
    seconds: process.uptime(),
    links: links
      ? { tree: absolutePath(startDirectory, treeName), docs: encodeBytes(`${packageRoot()}/docs`) }
      : undefined,
  };
}

/** Lines for standard error, each with the program's name. */
export function errorLines(lines: readonly ByteString[]): string {
  return lines.map((line) => `kgate: ${inOneLine(decodeBytes(line))}\n`).join('');
}
