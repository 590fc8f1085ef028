/** The end of a run in the main thread: files are written, text is printed. */
import type { ByteString } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import { createNodeHost } from '../../host/node/node-host.ts';
import { addName, copyTime, makeParentDirectory, removeFile, writeFileAtomically } from '../../host/node/write-file.ts';
import { parentPath } from '../../host/paths.ts';
import type { CommandOutcome } from '../command.ts';
import { formatErrorReport } from '../error-report.ts';
import { type ExitCode, exitFailure } from '../exit-code.ts';
import type { Io } from '../io.ts';
import type { ErrorReport } from '../worker-protocol.ts';

/** Prints why there is no outcome. */
export async function printError(report: ErrorReport, io: Io): Promise<ExitCode> {
  await io.stderr.show(formatErrorReport(report, (io.env['KGATE_DEBUG'] ?? '') !== ''));
  return exitFailure;
}

/** Throws HostError for a file that is no more what its new text was made from. */
function checkUnchanged(cwd: ByteString, path: ByteString, before: ByteString): void {
  if (createNodeHost({ cwd }).readFile(path) === before) return;
  throw new HostError('host/changed', `${path} has changed while it was looked at; nothing is written`, {
    hint: 'run the command again',
  });
}

/** Writes files first: when that fails, nothing claims that it had worked. */
export async function finish(outcome: CommandOutcome, cwd: ByteString, io: Io): Promise<ExitCode> {
  /** Directories that are there by now. */
  const made = new Set<ByteString>();
  for (const { before, path } of outcome.files) {
    if (before !== undefined) checkUnchanged(cwd, path, before);
  }
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
