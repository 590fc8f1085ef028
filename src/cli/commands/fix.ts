import { type ByteString, decodeBytes } from '../../core/bytes.ts';
import { HostError, InternalError } from '../../core/errors.ts';
import { configPath } from '../../api/config/config-path.ts';
import { replaceProblem } from '../../host/node/write-file.ts';
import { absolutePath, isBelow } from '../../host/paths.ts';
import { type AppliedFix, type FixResult, findFix, loadSatSolver, policyLines } from '../../index.ts';
import { renderFixFragment } from '../../report/answer/fix-fragment.ts';
import { fixFindings, type SettingsFile } from '../../report/answer/fix-findings.ts';
import { questionWords, renderFixText } from '../../report/answer/fix-text.ts';
import { reportFormats } from '../../report/formats/index.ts';
import { isReportFormat } from '../../report/formats/names.ts';
import type { Reported } from '../../report/formats/reported.ts';
import type { CommandHost, CommandInput, CommandOutcome, OutputFile } from '../command.ts';
import { deliver, deliverResult, errorLines, otherFiles } from '../deliver.ts';
import { type ExitCode, exitFindings, exitOk } from '../exit-code.ts';
import { reportRun } from '../reports.ts';
import { buildRequest, shippedProfiles, treeOptions } from '../request.ts';
import { refuseElsewhere } from './config.ts';

/** Whether the configuration is written. */
interface Written {
  readonly files: readonly OutputFile[];
  /** For people. */
  readonly text: string;
  /** False where it was to be written and is not. */
  readonly isDone: boolean;
}

/** `kgate fix`. */
export async function run(input: CommandInput, host: CommandHost): Promise<CommandOutcome> {
  const { fix } = input;
  if (fix === null) throw new InternalError('fix without its words');
  if (fix.isApplied) refuseReadOnly(input, host);
  await loadSatSolver();
  const { applied, result } = findFix({
    ...treeOptions(input, host),
    otherProfiles: () => shippedProfiles(host),
    question: fix.question,
    startDirectory: input.startDirectory,
    keep: fix.keep,
    allow: fix.allow,
    ...(fix.max !== null && { max: fix.max }),
    isStopped: host.isStopped,
  });
  const written = fix.isApplied ? apply(result, applied, input, host) : null;
  // What another tool is needed for does not hold here.
  const hasAnswer = result.verdict === 'holds' || (result.verdict === 'fixed' && result.answers[0]?.needs.length === 0);
  const exitCode = hasAnswer && written?.isDone !== false ? exitOk : exitFindings;
  const stderr = errorLines(policyLines(host));
  let made: Reported | undefined;
  const reported = (): readonly Reported[] => [(made ??= report(input, host, result, exitCode !== exitOk))];
  const outcome = isReportFormat(input.format)
    ? deliver(input, exitCode, reportFormats[input.format](reported()), stderr + noteOf(written))
    : deliverIn(input, exitCode, result, written, stderr);
  const other = otherFiles(input, reported, host);
  return { ...outcome, files: [...(written?.files ?? []), ...outcome.files, ...other.files] };
}

/** Whether the configuration is written, where that is no part of the text. */
function noteOf(written: Written | null): string {
  return written === null ? '' : `kgate: ${written.text}\n`;
}

/** The first answer as findings at the lines that it changes. */
function report(input: CommandInput, host: CommandHost, result: FixResult, isFailed: boolean): Reported {
  const words = questionWords(result).join(' ');
  const { length } = result.answers;
  const found = length === 0 ? '' : `, ${length} answer${length === 1 ? '' : 's'}`;
  return reportRun(input, host, fixFindings(result, settingsFiles(input, host)), {
    subject: decodeBytes([result.tree.arch, words].filter((part) => part !== null).join(', ')),
    verdict: `${result.verdict.toUpperCase()}  ${decodeBytes(words)}${found}`,
    isFailed,
    objectDirectory: result.tree.objectDirectory,
  });
}

/** Files with settings of the user, the one that counts most first; the `.config` of the build where none is named. */
function settingsFiles(input: CommandInput, host: CommandHost): SettingsFile[] {
  const named = [...input.fragments.toReversed(), ...(input.config === null ? [] : [input.config])];
  const own = named.length === 0 && input.defconfig === null ? target(input, host) : null;
  const paths = own === null ? named.map((name) => absolutePath(input.startDirectory, name)) : [own];
  return paths.flatMap((path) => {
    const text = host.stat(path)?.kind === 'file' ? host.readFile(path) : undefined;
    return text === undefined ? [] : [{ name: path, text }];
  });
}

/** The result in its form; whether `.config` is written is part of the text, and a line of its own in other forms. */
function deliverIn(
  input: CommandInput,
  exitCode: ExitCode,
  result: FixResult,
  written: Written | null,
  stderr: string,
): CommandOutcome {
  if (input.format === 'text') {
    return deliverResult(
      input,
      exitCode,
      result,
      (of, style) => renderFixText(of, style, written?.text ?? null),
      stderr,
    );
  }
  const lines = stderr + noteOf(written);
  if (input.format === 'json') return deliverResult(input, exitCode, result, () => '', lines);
  // Byte for byte: a string of a configuration may be of any encoding.
  const file = { path: input.output ?? '-', text: renderFixFragment(result) };
  return { exitCode, stdout: '', stderr: lines, files: [file] };
}

/** The `.config` that `--apply` writes: that of the object directory, wherever the configuration was read from. */
function target(input: CommandInput, host: CommandHost): ByteString | null {
  return configPath(host, { ...buildRequest(input), configFile: null, defconfig: null });
}

/** Looked at before the search, which may take long. */
function refuseReadOnly(input: CommandInput, host: CommandHost): void {
  const path = target(input, host);
  if (path !== null) refuseProblem(path, host);
}

function refuseProblem(path: ByteString, host: CommandHost): void {
  const problem = replaceProblem(host.cwd, path);
  if (problem === null) return;
  throw new HostError('host/unwritable', `cannot write ${shown(path, host)}: ${problem}`, {
    hint: "--format fragment prints the lines instead; 'kgate config olddefconfig --fragment FILE --output MERGED' merges them",
  });
}

/** A path as the user sees it from the tree. */
function shown(path: ByteString, { cwd }: CommandHost): string {
  return decodeBytes(isBelow(cwd, path) && path !== cwd ? path.slice(cwd.replace(/\/$/, '').length + 1) : path);
}

/** The files that olddefconfig would write for the first answer; none where it does not hold here and now. */
function apply(result: FixResult, applied: AppliedFix | null, input: CommandInput, host: CommandHost): Written {
  const nothing = (why: string, isDone = false): Written => ({ files: [], text: why, isDone });
  const { answers, verdict } = result;
  const [first] = answers;
  if (verdict === 'holds') return nothing('nothing is written: nothing has to change', true);
  if (host.isStopped()) return nothing('nothing is written: the search was interrupted');
  if (first !== undefined && first.needs.length > 0) {
    const needs = first.needs.map(({ message }) => message).join(' and ');
    return nothing(`nothing is written: fix 1 holds only with ${needs}`);
  }
  if (first?.verified !== true || applied === null) return nothing('nothing is written: no answer holds here');
  const { path, text } = applied;
  refuseProblem(path, host);
  const before = host.stat(path)?.kind === 'file' ? host.readFile(path) : undefined;
  const name = shown(path, host);
  if (before === text) return nothing(`${name} has these lines already`, true);
  // A variable of the command line is in the environment of conf.
  const typed = input.variables.findLast(({ name }) => name === 'KCONFIG_OVERWRITECONFIG')?.value;
  const isInPlace = (typed ?? host.env['KCONFIG_OVERWRITECONFIG'] ?? '') !== '';
  const old = `${path}.old`;
  const isKept = before !== undefined && !isInPlace && host.stat(old)?.kind !== 'directory';
  const files: OutputFile[] = [
    ...(isKept ? [{ path: old, text: before, isNew: true, movedFrom: path }] : []),
    { path, text, isNew: !isInPlace, makesDirectory: true },
  ];
  refuseElsewhere(files, host, '--format fragment --output FILE');
  return { files, text: `${name} is written${isKept ? `; the one before is ${shown(old, host)}` : ''}`, isDone: true };
}
