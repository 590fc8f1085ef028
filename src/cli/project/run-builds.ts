/** The builds of a project, checked side by side, and their results in one report. */
import { availableParallelism, totalmem } from 'node:os';
import { decodeBytes } from '../../core/bytes.ts';
import { createProgressWords, Progress } from '../../core/progress.ts';
import { createNodeHost } from '../../host/node/node-host.ts';
import type { LeftProcess } from '../../host/process/left-processes.ts';
import { reportFormats } from '../../report/formats/index.ts';
import { isReportFormat } from '../../report/formats/names.ts';
import type { Reported } from '../../report/formats/reported.ts';
import { renderProjectText } from '../../report/answer/project.ts';
import { type FormOptions, projectForm } from '../../report/json/json-findings.ts';
import type { BuildOutcome, ProjectResult } from '../../results/project.ts';
import type { CommandInput, CommandOutcome, ProjectPart } from '../command.ts';
import { deliver, deliverForm, otherFiles } from '../deliver.ts';
import { toErrorReport } from '../error-report.ts';
import { type ExitCode, exitFailure, exitFindings, exitOk } from '../exit-code.ts';
import { type Io, wantsProgress } from '../io.ts';
import { ProgressLine } from '../progress/progress-line.ts';
import { createTerminalLine, type TerminalLine } from '../progress/terminal-line.ts';
import { finish } from '../main-thread/finish.ts';
import { enterDirectories } from '../main-thread/place.ts';
import { runInWorker, type WorkerEnd } from '../run-in-worker.ts';
import type { ErrorReport } from '../worker-protocol.ts';
import type { ProjectPlan } from './plan.ts';
import type { ResolvedBuild } from './settings.ts';

/** Memory that a check of a kernel can take, in bytes: fewer run side by side where there is less. */
const bytesOfBuild = 700 * 2 ** 20;

/** How one build ended. */
type BuildEnd =
  | { readonly kind: 'checked'; readonly part: ProjectPart; readonly exitCode: ExitCode }
  | { readonly kind: 'error'; readonly error: ErrorReport }
  | { readonly kind: 'stopped'; readonly exitCode: ExitCode };

/** Runs a plan's builds, prints and writes what they give. Errors of one build are part of the result. */
export async function runBuilds(
  { builds, input, project }: Extract<ProjectPlan, { kind: 'builds' }>,
  io: Io,
  onLeft: (left: readonly LeftProcess[]) => Promise<void>,
): Promise<ExitCode> {
  const most = Math.min(availableParallelism(), Math.floor(totalmem() / bytesOfBuild));
  const jobs = Math.max(1, Math.min(project.file.check?.jobs ?? most, builds.length));
  const ends = new Map<ResolvedBuild, BuildEnd>();
  const waiting = [...builds];
  let stopped: ExitCode | null = null;
  const words = createProgressWords();
  const progress = new Progress(words);
  progress.begin('checking builds', builds.length);
  const line = input.isQuiet || !wantsProgress(io) ? null : createTerminalLine();
  const source = { words, tree: io.cwd, seconds: () => process.uptime() };
  const drawn = line === null ? null : new ProgressLine(io.stderr, { ...source, line });
  const left = async (processes: readonly LeftProcess[]): Promise<void> => {
    if (processes.length > 0) drawn?.clear();
    await onLeft(processes);
  };
  const work = async (): Promise<void> => {
    for (let build = waiting.shift(); build !== undefined && stopped === null; build = waiting.shift()) {
      const end = await runBuild(build, io, left, line);
      ends.set(build, end);
      progress.step('checking builds');
      if (end.kind === 'stopped') stopped = end.exitCode;
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, work));
  } finally {
    drawn?.stop();
  }
  if (stopped !== null) return stopped;
  const outcomes = builds.map((build) => outcomeOf(build, ends.get(build)));
  const runs = [...ends.values()].flatMap((end) => (end.kind === 'checked' ? [end.part] : []));
  const inOrder = builds.flatMap((build) => reportedOf(ends.get(build)));
  const isError = outcomes.some(({ error }) => error !== null);
  const isFailed = !input.updatesBaseline && outcomes.some((one) => one.isFailed);
  const result: ProjectResult = {
    schemaVersion: 1,
    project: project.name,
    verdict: isError ? 'error' : isFailed ? 'fail' : 'pass',
    builds: outcomes,
  };
  const exitCode = isError ? exitFailure : isFailed ? exitFindings : exitOk;
  const host = createNodeHost({ cwd: io.cwd, env: io.env });
  const outcome: CommandOutcome = isReportFormat(input.format)
    ? deliver(input, exitCode, reportFormats[input.format](inOrder))
    : deliverForm(input, exitCode, result, {
        render: renderProjectText,
        form: (of) =>
          projectForm(of, (name) =>
            formOf(
              input,
              builds.find((build) => build.name === name),
              ends,
            ),
          ),
      });
  // A baseline without the findings of a build that could not be looked at would have them back as new ones.
  const isWhole = runs.length === builds.length;
  const other = otherFiles({ ...input, updatesBaseline: input.updatesBaseline && isWhole }, () => inOrder, host);
  const note =
    input.updatesBaseline && !isWhole ? 'kgate: the baseline is not written: not every build could be checked\n' : '';
  return await finish(
    { ...outcome, stderr: outcome.stderr + other.stderr + note, files: [...outcome.files, ...other.files] },
    io.cwd,
    io,
  );
}

/** What the JSON form of a build needs. Its findings have crossed from its thread together with their reports. */
function formOf(
  { isVerbose }: CommandInput,
  build: ResolvedBuild | undefined,
  ends: ReadonlyMap<ResolvedBuild, BuildEnd>,
): FormOptions {
  const reported = build === undefined ? [] : reportedOf(ends.get(build));
  const findings = reported.flatMap((run) => run.findings);
  return { isVerbose, fingerprints: new Map(findings.map(({ fingerprint, origin }) => [origin, fingerprint])) };
}

function reportedOf(end: BuildEnd | undefined): readonly Reported[] {
  return end?.kind === 'checked' ? [end.part.reported] : [];
}

async function runBuild(
  { input }: ResolvedBuild,
  io: Io,
  onLeft: (left: readonly LeftProcess[]) => Promise<void>,
  line: TerminalLine | null,
): Promise<BuildEnd> {
  let end: WorkerEnd;
  try {
    const cwd = enterDirectories(input.startDirectory, [input.treeName]);
    const build = input.build === null ? null : { ...input.build, isPart: true };
    // Answers that a user gives are for one build.
    const { stdin: _stdin, ...rest } = io;
    end = await runInWorker({ ...input, build }, cwd, { ...rest, cwd: io.cwd }, line);
  } catch (error) {
    return { kind: 'error', error: toErrorReport(error) };
  }
  await onLeft(end.left);
  switch (end.kind) {
    case 'stopped':
      return end;
    case 'error':
      return { kind: 'error', error: end.error };
    case 'outcome': {
      const { exitCode, part } = end.outcome;
      if (end.late !== undefined) return { kind: 'error', error: end.late };
      return part === undefined
        ? { kind: 'error', error: toErrorReport(new Error('a build without a result')) }
        : { kind: 'checked', part, exitCode };
    }
  }
}

/** What a build is, in a few words. */
function subjectOf({ input }: ResolvedBuild): string {
  const arch = input.variables.findLast(({ name }) => name === 'ARCH')?.value ?? '';
  const base = input.config ?? input.defconfig ?? '';
  const { fragments } = input;
  const more = fragments.length === 0 ? '' : `${fragments.length} fragment${fragments.length === 1 ? '' : 's'}`;
  return [arch, base.slice(base.lastIndexOf('/') + 1), more]
    .filter((part) => part !== '')
    .map(decodeBytes)
    .join(', ');
}

function outcomeOf(build: ResolvedBuild, end: BuildEnd | undefined): BuildOutcome {
  const { name } = build;
  const subject = subjectOf(build);
  if (end?.kind === 'checked') {
    const { result } = end.part;
    return { name, subject, verdict: result.verdict, isFailed: end.exitCode !== exitOk, error: null, result };
  }
  const { code, hint, message } = end?.kind === 'error' ? end.error : toErrorReport(new Error('the build was not run'));
  return { name, subject, verdict: 'error', isFailed: true, error: { code, message, hint }, result: null };
}
