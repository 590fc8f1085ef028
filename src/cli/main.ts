import { type ByteString, decodeBytes } from '../core/bytes.ts';
import { UsageError } from '../core/errors.ts';
import type { LeftProcess } from '../host/process/left-processes.ts';
import { inOneLine, toErrorReport } from './error-report.ts';
import { type ExitCode, exitOk } from './exit-code.ts';
import { finish, printError } from './main-thread/finish.ts';
import type { CommandInput } from './command.ts';
import type { Io } from './io.ts';
import type { ProjectPlan } from './project/plan.ts';
import { enterDirectories, findPlace } from './main-thread/place.ts';

/** One line for each program that left something running. */
async function printLeft(left: readonly LeftProcess[], io: Io): Promise<void> {
  const lines = new Map<string, number>();
  for (const { command, leftBy } of left) {
    const program = decodeBytes(leftBy[0] ?? 'a program');
    const line = `kgate: ${program} left '${decodeBytes(command)}' running, which kept its output open and was killed`;
    lines.set(line, (lines.get(line) ?? 0) + 1);
  }
  for (const [line, count] of lines) {
    const times = count > 1 ? ` (${count} times)` : '';
    await io.stderr.show(`${inOneLine(line)}${times} [host/left-process]\n`);
  }
}

/** What the project file says, where there is one for this run; null without. */
async function findPlan(input: CommandInput, place: ByteString, io: Io): Promise<ProjectPlan | null> {
  if (input.command !== 'check' && input.command !== 'lint') return null;
  if (input.project.isOff) {
    if (input.project.printsConfig) throw noProject();
    return null;
  }
  const { findProject, isRead, readNamedProject } = await import('./project/find-project.ts');
  const { file, printsConfig } = input.project;
  const found = file === null ? findProject(place) : readNamedProject(io.cwd, file);
  if (found === null || !isRead(found)) {
    if (found !== null) {
      await io.stderr.show(
        `kgate: ${decodeBytes(found.path)} ${found.reason}: it is not read [host/foreign-project]\n`,
      );
    }
    if (printsConfig) throw noProject();
    return null;
  }
  // What a tree brings along cannot give itself more than the user has said.
  if (file === null && input.shell !== 'run' && input.given.includes('shell')) {
    const name = decodeBytes(found.name);
    await io.stderr.show(`kgate: ${name} is not read under --shell=${input.shell}; --project ${name} reads it\n`);
    if (printsConfig) throw noProject();
    return null;
  }
  const { planRun } = await import('./project/plan.ts');
  return planRun(found, input, place);
}

function noProject(): UsageError {
  return new UsageError('usage/project', '--print-config: no project file is read', {
    hint: "'kgate init' writes a first one",
  });
}

/** Where a run takes place, and its words without a directory that names it. */
async function placeOf(
  input: CommandInput,
  directories: readonly ByteString[] | null,
  place: ByteString,
): Promise<{ readonly input: CommandInput; readonly cwd: ByteString }> {
  if (directories === null) return await findPlace(input, place);
  return { input, cwd: enterDirectories(input.startDirectory, directories) };
}

/**
 * The command line: parses `argv` (without node and script), evaluates, writes, prints. Never rejects
 * and never exits the process; the caller sets the exit status.
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    const { parseArguments } = await import('./program.ts');
    const parsed = parseArguments(argv, io);
    if (parsed.kind === 'text') {
      await io.stdout.show(parsed.stdout);
      await io.stderr.show(parsed.stderr);
      return parsed.exitCode;
    }
    const place = enterDirectories(io.cwd, parsed.directories);
    const plan = await findPlan(parsed.input, place, io);
    if (plan?.kind === 'text') {
      await io.stdout.show(plan.text);
      return exitOk;
    }
    if (plan?.kind === 'builds') {
      const { runBuilds } = await import('./project/run-builds.ts');
      return await runBuilds(plan, io, (left) => printLeft(left, io));
    }
    const { cwd, input } = await placeOf(plan?.input ?? parsed.input, plan?.directories ?? null, place);
    const { runInWorker } = await import('./run-in-worker.ts');
    const end = await runInWorker(input, cwd, io);
    await printLeft(end.left, io);
    switch (end.kind) {
      case 'stopped':
        return end.exitCode;
      case 'error':
        return await printError(end.error, io);
      case 'outcome': {
        const exitCode = await finish(end.outcome, cwd, io);
        return end.late === undefined ? exitCode : await printError(end.late, io);
      }
    }
  } catch (error) {
    return await printError(toErrorReport(error), io);
  }
}
