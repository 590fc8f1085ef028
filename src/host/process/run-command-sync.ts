import { spawnSync } from 'node:child_process';
import type { ByteString } from '../../core/bytes.ts';
import { notStartedResult } from '../command-result.ts';
import type { CommandRequest, CommandResult } from '../host.ts';
import { inOwnContainer } from './container.ts';
import { isPrepared, killGroup, outcomeOf, prepareCommand } from './command-line.ts';
import { quietRequest } from './quiet-request.ts';

/** Cuts captured output at `limit` bytes and reads it as a byte string. */
function capture(output: Buffer | null, limit: number): ByteString {
  return (output ?? Buffer.alloc(0)).subarray(0, limit).toString('latin1');
}

/**
 * Runs a program in a process group of its own and blocks this thread until it ends.
 * For library use; the command line runs its programs from the main thread instead, which stays
 * able to answer a signal.
 */
export function runCommandSync(asked: CommandRequest, scratch: () => ByteString): CommandResult {
  const { request, release } = quietRequest(asked, scratch);
  try {
    return runQuiet(request, scratch);
  } finally {
    release();
  }
}

function runQuiet(request: CommandRequest, scratch: () => ByteString): CommandResult {
  const found = prepareCommand(request, scratch);
  if (!isPrepared(found)) return found;
  const command = request.container === undefined ? found : prepareCommand(inOwnContainer(request), scratch);
  if (!isPrepared(command)) return command;
  const start = performance.now();
  const options = {
    cwd: command.cwd,
    env: command.env,
    input: command.input,
    timeout: command.timeoutMs,
    maxBuffer: command.maxOutputBytes,
    killSignal: 'SIGKILL' as const,
    // Not in the type, but spawnSync hands it to the same system call as spawn.
    detached: true,
  };
  const result = spawnSync(command.file, command.args, options);
  command.dispose();
  const failure: NodeJS.ErrnoException | undefined = result.error;
  const code = failure?.code;
  if (code === 'ENOENT') return notStartedResult('not-found', `${request.argv[0] ?? ''}: not found\n`);
  // EPIPE: the program did not read its input, which is its own affair.
  const isTimedOut = code === 'ETIMEDOUT';
  const isTooMuch = code === 'ENOBUFS';
  const isStopped = isTimedOut || isTooMuch;
  if (code !== undefined && !isStopped && code !== 'EPIPE') {
    return { ...notStartedResult('not-executable', `${request.argv[0] ?? ''}: ${code}\n`), failure: code };
  }
  if (isStopped) killGroup(result.pid, 'SIGKILL');
  return command.restore({
    ...outcomeOf({ isTimedOut, isTooMuch, status: result.status, signal: result.signal }),
    stdout: capture(result.stdout, command.maxOutputBytes),
    stderr: capture(result.stderr, command.maxOutputBytes),
    durationMs: performance.now() - start,
  });
}
