import { type ByteString, decodeBytes } from '../core/bytes.ts';
import { HostError } from '../core/errors.ts';
import { createNodeHost } from '../host/node/node-host.ts';
import { sweepScratch } from '../host/node/scratch-place.ts';
import { addName, copyTime, makeParentDirectory, removeFile, writeFileAtomically } from '../host/node/write-file.ts';
import { absolutePath, parentPath } from '../host/paths.ts';
import type { LeftProcess } from '../host/process/left-processes.ts';
import type { CommandInput, CommandOutcome } from './command.ts';
import { formatErrorReport, inOneLine, toErrorReport } from './error-report.ts';
import { type ExitCode, exitFailure } from './exit-code.ts';
import type { Io } from './io.ts';
import type { ErrorReport } from './worker-protocol.ts';

/** Where the run takes place: `-C` values one after the other, as make does. */
function enterDirectories(cwd: ByteString, directories: readonly ByteString[]): ByteString {
  let current = cwd;
  for (const directory of directories) {
    const next = absolutePath(current, directory);
    const host = createNodeHost({ cwd: current, env: {} });
    const stat = host.stat(next);
    if (stat?.kind !== 'directory') {
      const why = stat === undefined ? 'No such file or directory' : 'Not a directory';
      const release = /\/lib\/modules\/([^/]+)\/build\/?$/.exec(next)?.[1];
      throw new HostError('host/no-directory', `-C ${decodeBytes(directory)}: ${why}`, {
        ...(release !== undefined && {
          hint: `install the headers of this kernel: linux-headers-${release} (Debian), kernel-devel-${release} (Fedora)`,
        }),
      });
    }
    // The canonical name, which is what a process sees as its directory after chdir.
    current = host.realPath(next) ?? next;
  }
  return current;
}

/** The same with a first word of `check` that is a directory. */
async function findPlace(
  input: CommandInput,
  place: ByteString,
): Promise<{ readonly input: CommandInput; readonly cwd: ByteString }> {
  if (input.command !== 'check' || input.words.length === 0) return { input, cwd: place };
  const { takeTreeWord } = await import('./tree-word.ts');
  const taken = takeTreeWord(input, place);
  return taken === null
    ? { input, cwd: place }
    : { input: taken.input, cwd: enterDirectories(place, [taken.directory]) };
}

async function printError(report: ErrorReport, io: Io): Promise<ExitCode> {
  await io.stderr.show(formatErrorReport(report, (io.env['KGATE_DEBUG'] ?? '') !== ''));
  return exitFailure;
}

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

/** Writes files first: when that fails, nothing claims that it had worked. */
async function finish(outcome: CommandOutcome, cwd: ByteString, io: Io): Promise<ExitCode> {
  /** Directories that are there by now. */
  const made = new Set<ByteString>();
  for (const file of outcome.files) {
    if (file.path === '-') continue;
    if (file.text === null) {
      removeFile(cwd, file.path);
      continue;
    }
    const parent = parentPath(file.path);
    if (file.makesDirectory === true && !made.has(parent)) makeParentDirectory(cwd, file.path);
    made.add(parent);
    if (file.movedFrom != null && addName(cwd, file.movedFrom, file.path)) continue;
    writeFileAtomically(cwd, file.path, file.text, file);
    if (file.movedFrom != null) copyTime(cwd, file.movedFrom, file.path);
  }
  for (const file of outcome.files) {
    if (file.path === '-' && file.text !== null) await io.stdout.pass(file.text);
  }
  const { passed, stderr, stdout } = outcome;
  await io.stdout.pass(passed?.stdout ?? '');
  await io.stdout.show(stdout);
  await io.stderr.pass(passed?.stderr ?? '');
  await io.stderr.show(stderr);
  return outcome.exitCode;
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
    const { cwd, input } = await findPlace(parsed.input, enterDirectories(io.cwd, parsed.directories));
    const { mayBeQuick, runQuickly } = await import('./quick.ts');
    const quick = mayBeQuick(input, io) ? await runQuickly(input, cwd, io) : null;
    if (quick?.kind === 'known') {
      const exitCode = await finish(quick.outcome, cwd, io);
      // As any other run does when it starts: a killed run may have kept its answers, but not removed its scratch directory.
      sweepScratch();
      return exitCode;
    }
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
