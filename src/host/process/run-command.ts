import { errorCode } from '../node/error-code.ts';
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ByteString } from '../../core/bytes.ts';
import { notStartedResult } from '../command-result.ts';
import type { CommandRequest, CommandResult } from '../host.ts';
import { isPrepared, killGroup, outcomeOf, type PreparedCommand, prepareCommand } from './command-line.ts';
import { inOwnContainer } from './container.ts';
import { killHolders, type LeftProcess, outputOf } from './left-processes.ts';
import { quietRequest } from './quiet-request.ts';
import { canRunInShell, createShellRunner, type ShellRunner } from './shell-runner.ts';

/** After a time limit, or the end of a program, output that has been written already may still arrive for this long. */
const closeDelayMs = 200;

/** Shells kept for quick starts: programs started ahead take two at most, so that one is left for what is asked now. */
const shellCount = 3;

/** The answer of a runner that was stopped. */
const neverStarted: CommandResult = {
  outcome: 'signaled',
  status: null,
  signal: 'SIGKILL',
  stdout: '',
  stderr: '',
  durationMs: 0,
};

/** Runs programs without blocking, and can stop them all. */
export interface CommandRunner {
  /** Starts the shells that programs are started from; the sooner, the cheaper. Without it none is used. */
  warmUp(): void;
  /** Never rejects for a failing program. Several may run at once. */
  run(request: CommandRequest): Promise<CommandResult>;
  /**
   * Kills the process groups of everything that runs and refuses to start more. Gives the processes that programs had
   * left with our files open, in groups of their own; they are killed, too.
   */
  stop(): readonly LeftProcess[];
}

/**
 * A runner for the main thread: every program leads a process group of its own, so that a limit or
 * a signal ends its children with it. `scratch` gives a private directory, made if need be.
 */
export function createCommandRunner(scratch: () => ByteString): CommandRunner {
  /** What ends each running program, by process number. */
  const running = new Map<number, () => void>();
  const left: LeftProcess[] = [];
  let isStopped = false;
  let placeCount = 0;
  let shells: readonly ShellRunner[] = [];
  /** Shells in containers, by the words of the container. */
  const contained = new Map<string, ShellRunner[]>();

  /** A shell that is free in the place where a request runs; in a container, one is started when none is. */
  function freeShell({ container }: CommandRequest): ShellRunner | undefined {
    if (container === undefined) return shells.find((one) => one.isFree);
    const key = JSON.stringify(container);
    const known = (contained.get(key) ?? []).filter((one) => !one.isDead);
    contained.set(key, known);
    const free = known.find((one) => one.isFree);
    if (free !== undefined || known.length >= shellCount) return free;
    const started = createShellRunner(scratch(), `place-${(placeCount += 1)}`, container);
    if (started === null) return undefined;
    known.push(started);
    return started;
  }

  async function run(asked: CommandRequest): Promise<CommandResult> {
    const { request, release } = quietRequest(asked, scratch);
    try {
      return await runQuiet(request);
    } finally {
      release();
    }
  }

  async function runQuiet(asked: CommandRequest): Promise<CommandResult> {
    const command = prepareCommand(asked, scratch);
    if (!isPrepared(command)) return command;
    if (isStopped) {
      command.dispose();
      return neverStarted;
    }
    try {
      const { request, restore } = command;
      const shell = canRunInShell(request) ? freeShell(request) : undefined;
      const result = shell === undefined ? null : await shell.run(request, command);
      if (result !== null) return restore(result);
      // Killed with its shell: not to be started once more.
      if (isStopped) return neverStarted;
      if (request.container === undefined) return restore(await start(command, request.argv));
      const alone = prepareCommand(inOwnContainer(request), scratch);
      return isPrepared(alone) ? await start(alone, request.argv) : alone;
    } finally {
      command.dispose();
    }
  }

  /** Never rejects: whatever Node says about a program that does not start becomes its result. */
  function start(command: PreparedCommand, argv: readonly ByteString[]): Promise<CommandResult> {
    const startedAt = performance.now();
    const name = argv[0] ?? '';
    return new Promise((resolve) => {
      let child: ChildProcess;
      try {
        child = spawn(command.file, command.args, {
          ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
          env: command.env,
          // Leader of its own group; it outlives us unless it is killed: `stop` does, group and all.
          detached: true,
          // No input is /dev/null: a pipe costs a stream and a write per program.
          stdio: [command.input.length === 0 ? 'ignore' : 'pipe', 'pipe', 'pipe'],
        });
      } catch (error) {
        resolve(notStarted(name, error));
        return;
      }
      const { pid } = child;
      // Known while it lives; who has its output later is one that it left.
      const outputs = pid === undefined ? [] : [outputOf(pid, 1), outputOf(pid, 2)];
      let failure: unknown = null;
      let isTimedOut = false;
      let isTooMuch = false;
      let isClosed = false;
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
        setTimeout(letGo, closeDelayMs).unref();
      }, command.timeoutMs);
      // More than one may come, and one without a listener ends the process.
      child.on('error', (error) => {
        failure ??= error;
        if (pid === undefined) end(null, null);
      });
      if (command.input.length > 0) {
        // EPIPE: the program did not read its input, which is its own affair.
        child.stdin?.on('error', () => {});
        child.stdin?.end(command.input);
      }
      child.once('close', end);
      child.once('exit', () => setTimeout(letGo, closeDelayMs).unref());

      /**
       * A daemon that has the output of a program that has ended is not waited for. What is left of its own group may
       * still have something to say: make waits for that, too.
       */
      function letGo(): void {
        if (isClosed || pid === undefined) return;
        if (!isTimedOut && isGroupAlive(pid)) {
          setTimeout(letGo, closeDelayMs).unref();
          return;
        }
        // The heirs of a program that had ended before it could be looked at are unknown: they are left alone.
        left.push(...killHolders((link) => (outputs.includes(link) ? argv : undefined)));
        closePipes();
      }

      function end(status: number | null, signal: NodeJS.Signals | null): void {
        clearTimeout(timer);
        isClosed = true;
        if (pid === undefined) {
          resolve(notStarted(name, failure));
          return;
        }
        running.delete(pid);
        resolve({
          ...outcomeOf({ isTimedOut, isTooMuch, status, signal }),
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
      try {
        const directory = scratch();
        shells = names.flatMap((name) => createShellRunner(directory, name) ?? []);
      } catch {
        // The first program that is run has the same trouble, and its caller gets the error.
      }
    },
    stop() {
      isStopped = true;
      for (const end of running.values()) end();
      const all = [...shells, ...[...contained.values()].flat()];
      const asked = all.filter((shell) => shell.wasAsked);
      if (asked.length > 0) {
        const leftBy = (link: string): readonly ByteString[] | undefined =>
          asked.map((shell) => shell.gaveOutput(link)).find((one) => one !== undefined);
        left.push(...killHolders(leftBy, new Set(all.map((shell) => shell.pid))));
      }
      for (const shell of all) shell.stop();
      return left;
    },
  };
}

/** True while a process of the group is there. */
function isGroupAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

function notStarted(name: ByteString, error: unknown): CommandResult {
  const code = errorCode(error) ?? '';
  return code === 'ENOENT'
    ? notStartedResult('not-found', `${name}: not found\n`)
    : { ...notStartedResult('not-executable', `${name}: ${code}\n`), failure: code };
}

/** Gathers a stream up to `limit` bytes; the function that is returned gives what came. */
function collect(stream: Readable | null | undefined, limit: number, onLimit: () => void): () => ByteString {
  const chunks: Buffer[] = [];
  let length = 0;
  stream?.on('error', () => {});
  stream?.on('data', (chunk: Buffer) => {
    const isOver = length + chunk.length > limit;
    if (length < limit) chunks.push(isOver ? chunk.subarray(0, limit - length) : chunk);
    length += chunk.length;
    if (isOver) onLimit();
  });
  return () => Buffer.concat(chunks).toString('latin1');
}
