/** How a command hands back its result. */

import { type ByteString, decodeBytes, encodeBytes } from '../core/bytes.ts';
import type { AnyDiagnostic } from '../core/diagnostic.ts';
import { display } from '../core/display.ts';
import { UsageError } from '../core/errors.ts';
import { packageRoot } from '../host/node/package-root.ts';
import { absolutePath } from '../host/paths.ts';
import { compareBaseline, formatBaseline, parseBaseline } from '../report/baseline/file.ts';
import { reportFormats } from '../report/formats/index.ts';
import { isReportFormat } from '../report/formats/names.ts';
import type { Reported } from '../report/formats/reported.ts';
import { renderJson } from '../report/json/json.ts';
import { renderForm } from '../report/json/json-findings.ts';
import type { TextStyle } from '../report/style.ts';
import type { BaselineSummary } from '../results/baseline.ts';
import type { SuppressedSummary } from '../results/suppressed.ts';
import type { CommandHost, CommandInput, CommandOutcome, OutputFile } from './command.ts';
import { inOneLine } from './error-report.ts';
import { type ExitCode, exitFindings, exitOk } from './exit-code.ts';

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

/** The same for a result with findings, whose JSON is a form of its own. */
export function deliverForm<Result>(
  input: CommandInput,
  exitCode: ExitCode,
  result: Result,
  { form, render }: Pick<FindingForms<Result>, 'form' | 'render'>,
): CommandOutcome {
  const text = input.format === 'json' ? renderForm(form(result)) : render(result, styleOf(input));
  return deliver(input, exitCode, text);
}

/** What {@link deliverFindings} asks of a kind of result. */
export interface FindingForms<Result> {
  readonly isFailed: (result: Result) => boolean;
  readonly render: (result: Result, style: TextStyle) => string;
  readonly report: (result: Result) => Reported;
  /** The JSON form. */
  readonly form: (result: Result) => object;
  /** The result with those of its findings that are in the set, and the verdict that they give. */
  readonly withOnly: (result: Result, left: ReadonlySet<AnyDiagnostic>) => Result;
}

/** The findings that a baseline does not have. Throws UsageError where there is no such file. */
function withoutKnown<Result extends { readonly baseline?: BaselineSummary }>(
  result: Result,
  { name, path }: NonNullable<CommandInput['baseline']>,
  host: CommandHost,
  { report, withOnly }: Pick<FindingForms<Result>, 'report' | 'withOnly'>,
): Result {
  const file = decodeBytes(name);
  const text = host.readFile(path);
  if (text === undefined) {
    throw new UsageError('usage/baseline', `--baseline ${file}: there is no such file`, {
      hint: '--update-baseline writes it with what is found now',
    });
  }
  const entries = parseBaseline(file, decodeBytes(text));
  const { fresh, gone, known } = compareBaseline(report(result), entries);
  const left = new Set(fresh.map(({ origin }) => origin));
  return { ...withOnly(result, left), baseline: { file, known: known.length, gone } };
}

/** The result without what a baseline has, and the exit status that it gives. Throws UsageError. */
export function judge<Result extends { readonly baseline?: BaselineSummary }>(
  { baseline, updatesBaseline }: CommandInput,
  host: CommandHost,
  whole: Result,
  forms: Pick<FindingForms<Result>, 'isFailed' | 'report' | 'withOnly'>,
): { readonly result: Result; readonly exitCode: ExitCode } {
  const result = baseline === null || updatesBaseline ? whole : withoutKnown(whole, baseline, host, forms);
  return { result, exitCode: !updatesBaseline && forms.isFailed(result) ? exitFindings : exitOk };
}

/**
 * {@link deliverResult} of a result with findings: also in the formats of other programs, several at once, and without what
 * a baseline has.
 */
export function deliverFindings<
  Result extends { readonly baseline?: BaselineSummary; readonly suppressed?: SuppressedSummary },
>(input: CommandInput, host: CommandHost, whole: Result, forms: FindingForms<Result>): CommandOutcome {
  const { report } = forms;
  const { exitCode, result } = judge(input, host, whole, forms);
  let made: readonly Reported[] | undefined;
  const runs = (): readonly Reported[] => (made ??= [report(result)]);
  const { format } = input;
  const outcome = isReportFormat(format)
    ? deliver(input, exitCode, reportFormats[format](runs()))
    : deliverForm(input, exitCode, shown(input, result), forms);
  const other = otherFiles(input, runs, host);
  return { ...outcome, stderr: outcome.stderr + other.stderr, files: [...outcome.files, ...other.files] };
}

/** The files of `--report` and `--update-baseline`, and the line about the latter. */
export function otherFiles(
  { baseline, reports, updatesBaseline }: CommandInput,
  runs: () => readonly Reported[],
  host: Pick<CommandHost, 'readFile'>,
): { readonly files: readonly OutputFile[]; readonly stderr: string } {
  const files = reports.map(({ format, path }) => ({
    path,
    text: encodeBytes(display(reportFormats[format](runs()))),
  }));
  if (!updatesBaseline || baseline === null) return { files, stderr: '' };
  const name = decodeBytes(baseline.name);
  const before = host.readFile(baseline.path);
  // Of a run by itself nothing that the file has is left.
  const entries =
    before === undefined || runs().some(({ build }) => build === null) ? [] : parseBaseline(name, decodeBytes(before));
  const found = runs().reduce((sum, { findings }) => sum + findings.length, 0);
  return {
    files: [...files, { path: baseline.path, text: encodeBytes(formatBaseline(runs(), entries)) }],
    stderr: `kgate: ${found} findings written to ${name}\n`,
  };
}

/** The result as it is shown: without `--show-suppressed`, with no more than the number of the findings that comments suppress. */
export function shown<Result extends { readonly suppressed?: SuppressedSummary }>(
  { showsSuppressed }: CommandInput,
  result: Result,
): Result {
  const { suppressed } = result;
  return suppressed === undefined || showsSuppressed ? result : { ...result, suppressed: { count: suppressed.count } };
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
