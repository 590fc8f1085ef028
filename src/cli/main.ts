import { decodeBytes } from '../core/bytes.ts';
import type { LeftProcess } from '../host/process/left-processes.ts';
import { inOneLine, toErrorReport } from './error-report.ts';
import type { ExitCode } from './exit-code.ts';
import { finish, printError } from './main-thread/finish.ts';
import type { Io } from './io.ts';
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
