import { decodeBytes } from '../../core/bytes.ts';
import { type AnyDiagnostic, isAtLeast } from '../../core/diagnostic.ts';
import { UsageError } from '../../core/errors.ts';
import { absolutePath } from '../../host/paths.ts';
import { lintAndFix, lintReport, type LintRequest, looksLikePatch, type PatchFile } from '../../index.ts';
import { isReportFormat } from '../../report/formats/names.ts';
import { lintForm } from '../../report/json/json-findings.ts';
import type { Reported } from '../../report/formats/reported.ts';
import { lintVerdict, renderLintText } from '../../report/lint.ts';
import type { LintResult } from '../../results/lint.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { commandCache, warnOn } from '../cache.ts';
import { deliverFindings, deliverForm } from '../deliver.ts';
import { exitFindings, exitOk } from '../exit-code.ts';
import type { LintInput } from '../input/lint-input.ts';
import { formOptions, reportRun } from '../reports.ts';

/** `kgate lint`: exit status 1 from `--fail-on` (default `error`) on. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const options = input.lint;
  if (options === null) throw new UsageError('usage/no-command', 'no options of lint');
  const { paths, patches } = sortWords(input, options, host);
  const variable = input.variables.findLast((word) => word.name === 'ARCH')?.value;
  const request: LintRequest = {
    host,
    cache: commandCache(input, host.env, warnOn(host)),
    treeName: input.treeName,
    paths,
    archs: input.arch.length > 0 || variable === undefined ? input.arch : [variable],
    rules: { preset: options.preset, select: options.select, severity: input.severity },
    since: options.since,
    patches,
    failOn: input.failOn === 'warning' ? 'warning' : 'error',
  };
  const form = (result: LintResult): object =>
    lintForm(
      result,
      formOptions(input, host, result.diagnostics, { objectDirectory: null, suppressed: result.suppressed }),
    );
  if (!options.isFix) {
    return deliverFindings(input, host, lintReport(request), {
      isFailed: ({ verdict }) => verdict === 'fail',
      render: renderLintText,
      form,
      report: (result) => reportLint(input, host, result),
      withOnly: (result, left) => withOnly(result, left, request.failOn),
    });
  }
  const other = isReportFormat(input.format)
    ? `--format ${input.format}`
    : input.reports.length > 0
      ? '--report'
      : input.baseline !== null
        ? '--baseline'
        : null;
  if (other !== null) {
    throw new UsageError('usage/option-unexpected', `--fix does not go with ${other}`, {
      hint: 'rerun without --fix for a report of what is left',
    });
  }
  const { files, result } = lintAndFix(request, !options.isDryRun);
  const status = result.verdict === 'fail' ? exitFindings : exitOk;
  const outcome = deliverForm(input, status, result, { form, render: renderLintText });
  if (options.isDryRun) {
    const stdout = input.format === 'json' || result.fixes.diff === '' ? '' : `${result.fixes.diff}\n`;
    return { ...outcome, passed: { stdout, stderr: '' } };
  }
  const written = [...files].map(([path, { after, before }]) => ({ path, text: after, before }));
  return { ...outcome, files: [...written, ...outcome.files] };
}

/** The result as formats of other programs take it; hints are no findings there. */
function reportLint(input: CommandInput, host: CommandHost, result: LintResult): Reported {
  const found = result.diagnostics.filter(({ severity }) => severity !== 'hint');
  return reportRun(input, host, found, {
    subject: input.arch.map(decodeBytes).join(', '),
    verdict: lintVerdict(result),
    isFailed: result.verdict === 'fail',
    objectDirectory: null,
    suppressed: result.suppressed,
  });
}

/** The result without the findings that are not in a set. */
function withOnly(result: LintResult, left: ReadonlySet<AnyDiagnostic>, failOn: LintRequest['failOn']): LintResult {
  const isLeft = result.diagnostics.map((one) => one.severity === 'hint' || left.has(one));
  const keep = <Item>(items: readonly Item[]): Item[] => items.filter((_item, index) => isLeft[index] === true);
  const diagnostics = keep(result.diagnostics);
  const { changes } = result;
  return {
    ...result,
    verdict: diagnostics.some(({ severity }) => isAtLeast(severity, failOn)) ? 'fail' : 'pass',
    diagnostics,
    ...(changes !== undefined && { changes: { ...changes, origins: keep(changes.origins) } }),
  };
}

/** Words that name files of the tree, and those that name patches; a patch may be anywhere. */
function sortWords(
  input: CommandInput,
  { diffs, isFix, since }: LintInput,
  host: CommandHost,
): { readonly paths: readonly string[]; readonly patches: readonly PatchFile[] } {
  const paths: string[] = [];
  const patches = diffs.map((name): PatchFile => {
    if (name === '-') return { name, text: readInput(host) };
    const text = host.readFile(absolutePath(input.startDirectory, name));
    if (text === undefined) throw new UsageError('lint/no-such-path', `--diff ${name}: no such file`);
    return { name, text };
  });
  for (const word of input.words) {
    const text = patchText(input, word, host);
    if (text === undefined) paths.push(word);
    else patches.push({ name: word, text });
  }
  const [first] = patches;
  if (first !== undefined && diffs.length === 0) {
    const other = since !== null ? '--since' : isFix ? '--fix' : null;
    if (other !== null)
      throw new UsageError('usage/two-changes', `${first.name} is a patch, which does not go with ${other}`);
  }
  return { paths, patches };
}

/** The text of a word that names a patch and nothing that lint would look at. */
function patchText(input: CommandInput, word: string, host: CommandHost): string | undefined {
  const isNamed = /\.(?:patch|diff|mbox|mbx|eml)$/.test(word);
  const places = [word, absolutePath(input.startDirectory, word)];
  const place = places.find((path) => host.stat(path)?.kind === 'file');
  if (
    place === undefined ||
    (place === word && !isNamed && /(?:Kconfig|Makefile|Kbuild|\.(?:[chS]|mk|dts|dtsi))/.test(word))
  )
    return;
  const text = host.readFile(place);
  return text !== undefined && (isNamed || looksLikePatch(text)) ? text : undefined;
}

/** All of standard input. */
function readInput(host: CommandHost): string {
  const lines: string[] = [];
  for (let line = host.readLine(); line !== undefined; line = host.readLine()) lines.push(line);
  return lines.join('');
}
