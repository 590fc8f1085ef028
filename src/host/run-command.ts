import type { ByteString } from '../core/text.ts';
import { isPrepared, killGroup, prepareCommand, startFailure } from './command-line.ts';
import type { CommandRequest, CommandResult } from './host.ts';

/** After a time limit, output that has been written already may still arrive for this long. */
const closeDelayMs = 200;

/** Runs programs without blocking, and can stop them all. */
export interface CommandRunner {
  /** Loads what {@link run} needs, for a caller that has nothing else to do meanwhile. */
  prepare(): void;
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

  async function run(request: CommandRequest): Promise<CommandResult> {
    const command = prepareCommand(request, scratch);
    if (!isPrepared(command)) return command;
    // Loaded on first use: most runs start no program, and execa is the largest part of the bundle.
    const { execa } = await import('execa');
    if (isStopped) {
      command.dispose();
      return { outcome: 'signaled', status: null, signal: 'SIGKILL', stdout: '', stderr: '', durationMs: 0 };
    }
    const start = performance.now();
    const subprocess = execa(command.file, command.args, {
      ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
      env: command.env,
      extendEnv: false,
      detached: true,
      // A detached child outlives us unless somebody kills it: `stop` does, group and all.
      cleanup: false,
      // No input is /dev/null: a pipe costs a stream and a write per program.
      ...(command.input.length === 0 ? { stdin: 'ignore' as const } : { input: command.input }),
      encoding: 'buffer',
      stripFinalNewline: false,
      maxBuffer: command.maxOutputBytes,
      reject: false,
    });
    const pid = subprocess.pid;
    const closePipes = (): void => {
      subprocess.stdout.destroy();
      subprocess.stderr.destroy();
    };
    if (pid !== undefined) {
      running.set(pid, () => {
        killGroup(pid, 'SIGKILL');
        closePipes();
      });
    }
    let isTimedOut = false;
    const timer = setTimeout(() => {
      isTimedOut = true;
      killGroup(pid, 'SIGKILL');
      // A daemon that left the group may still hold the pipes; nobody waits for it.
      setTimeout(closePipes, closeDelayMs).unref();
    }, command.timeoutMs);
    try {
      const result = await subprocess;
      if (result.isMaxBuffer) killGroup(pid, 'SIGKILL');
      if (result.code === 'ENOENT') return startFailure('not-found', `${request.argv[0] ?? ''}: not found\n`);
      if (pid === undefined) return startFailure('not-executable', `${request.argv[0] ?? ''}: ${result.code ?? ''}\n`);
      const outcome = isTimedOut
        ? 'timed-out'
        : result.isMaxBuffer
          ? 'too-much-output'
          : result.signal !== undefined
            ? 'signaled'
            : 'exited';
      return {
        outcome,
        status: outcome === 'exited' ? (result.exitCode ?? null) : null,
        signal: outcome === 'signaled' ? (result.signal ?? null) : null,
        stdout: Buffer.from(result.stdout).subarray(0, command.maxOutputBytes).toString('latin1'),
        stderr: Buffer.from(result.stderr).subarray(0, command.maxOutputBytes).toString('latin1'),
        durationMs: performance.now() - start,
      };
    } finally {
      clearTimeout(timer);
      if (pid !== undefined) running.delete(pid);
      command.dispose();
    }
  }

  return {
    prepare: () => void import('execa'),
    run,
    stop() {
      isStopped = true;
      for (const end of running.values()) end();
    },
  };
}
