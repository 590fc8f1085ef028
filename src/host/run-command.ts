import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ByteString } from '../core/text.ts';
import { isPrepared, killGroup, type PreparedCommand, prepareCommand, startFailure } from './command-line.ts';
import type { CommandRequest, CommandResult } from './host.ts';
import { canRunInShell, createShellRunner, type ShellRunner } from './shell-runner.ts';

/** After a time limit, output that has been written already may still arrive for this long. */
const closeDelayMs = 200;

/** Shells kept for quick starts: programs started ahead take two at most, so that one is left for what is asked now. */
const shellCount = 3;

/** Runs programs without blocking, and can stop them all. */
export interface CommandRunner {
  /** Starts the shells that programs are started from; the sooner, the cheaper. Without it none is used. */
  warmUp(): void;
  /** Never rejects for a failing program. Several may run at once. */
  run(request: CommandRequest): Promise<CommandResult>;
  /** Kills the process groups of everything that runs and refuses to start more. */
  stop(): void;
}

/**
 * A runner for the main thread: every program leads a process group of its own, so that a limit or
 * a signal ends its children with it. `scratch` gives a private directory, made if need be.
 */
export function createCommandRunner(scratch: () => ByteString): CommandRunner {
  /** What ends each running program, by process number. */
  const running = new Map<number, () => void>();
  let isStopped = false;
  let shells: readonly ShellRunner[] = [];

  async function run(request: CommandRequest): Promise<CommandResult> {
    const command = prepareCommand(request, scratch);
    if (!isPrepared(command)) return command;
    if (isStopped) {
      command.dispose();
      return { outcome: 'signaled', status: null, signal: 'SIGKILL', stdout: '', stderr: '', durationMs: 0 };
    }
    try {
      const shell = canRunInShell(request) ? shells.find((one) => one.isFree) : undefined;
      const result = shell === undefined ? null : await shell.run(request, command);
      if (result !== null) return result;
      return await start(command, request.argv[0] ?? '');
    } finally {
      command.dispose();
    }
  }

  /** Never rejects: whatever Node says about a program that does not start becomes its result. */
  function start(command: PreparedCommand, name: ByteString): Promise<CommandResult> {
    const startedAt = performance.now();
    return new Promise((resolve) => {
      let child: ChildProcess;
      try {
        child = spawn(command.file, command.args, {
          ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
          env: command.env,
          // Leader of its own group; it outlives us unless somebody kills it: `stop` does, group and all.
          detached: true,
          // No input is /dev/null: a pipe costs a stream and a write per program.
          stdio: [command.input.length === 0 ? 'ignore' : 'pipe', 'pipe', 'pipe'],
        });
      } catch (error) {
        resolve(notStarted(name, error));
        return;
      }
      const { pid } = child;
      let failure: unknown = null;
      let isTimedOut = false;
      let isTooMuch = false;
      const stdout = collect(child.stdout, command.maxOutputBytes, tooMuch);
      const stderr = collect(child.stderr, command.maxOutputBytes, tooMuch);
      function closePipes(): void {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }
      function tooMuch(): void {
        isTooMuch = true;
        killGroup(pid, 'SIGKILL');
        closePipes();
      }
      if (pid !== undefined) {
        running.set(pid, () => {
          killGroup(pid, 'SIGKILL');
          closePipes();
        });
      }
      const timer = setTimeout(() => {
        isTimedOut = true;
        killGroup(pid, 'SIGKILL');
        // A daemon that left the group may still hold the pipes; nobody waits for it.
        setTimeout(closePipes, closeDelayMs).unref();
      }, command.timeoutMs);
      child.once('error', (error) => {
        failure ??= error;
        if (pid === undefined) end(null, null);
      });
      if (child.stdin !== null) {
        // EPIPE: the program did not read its input, which is its own affair.
        child.stdin.on('error', () => {});
        child.stdin.end(command.input);
      }
      child.once('close', end);

      function end(status: number | null, signal: NodeJS.Signals | null): void {
        clearTimeout(timer);
        if (pid === undefined) {
          resolve(notStarted(name, failure));
          return;
        }
        running.delete(pid);
        const outcome = isTimedOut
          ? 'timed-out'
          : isTooMuch
            ? 'too-much-output'
            : signal !== null
              ? 'signaled'
              : 'exited';
        resolve({
          outcome,
          status: outcome === 'exited' ? status : null,
          signal: outcome === 'signaled' ? signal : null,
          stdout: stdout(),
          stderr: stderr(),
          durationMs: performance.now() - startedAt,
        });
      }
    });
  }

  return {
    run,
    warmUp() {
      if (isStopped || shells.length > 0) return;
      const names = Array.from({ length: shellCount }, (_, at) => `shell-${at}`);
      shells = names.flatMap((name) => createShellRunner(scratch(), name) ?? []);
    },
    stop() {
      isStopped = true;
      for (const end of running.values()) end();
      for (const shell of shells) shell.stop();
    },
  };
}

function notStarted(name: ByteString, error: unknown): CommandResult {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  return code === 'ENOENT'
    ? startFailure('not-found', `${name}: not found\n`)
    : startFailure('not-executable', `${name}: ${code}\n`);
}

/** Gathers a stream up to `limit` bytes; the function that is returned gives what came. */
function collect(stream: Readable | null, limit: number, onLimit: () => void): () => ByteString {
  const chunks: Buffer[] = [];
  let length = 0;
  stream?.on('error', () => {});
  stream?.on('data', (chunk: Buffer) => {
    const isOver = length + chunk.length > limit;
    if (length < limit) chunks.push(isOver ? chunk.subarray(0, limit - length) : chunk);
    length += chunk.length;
    if (isOver) onLimit();
  });
  return () => (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString('latin1');
}
