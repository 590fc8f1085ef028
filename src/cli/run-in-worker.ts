import { availableParallelism } from 'node:os';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { ByteString } from '../core/bytes.ts';
import type { Location } from '../core/location.ts';
import { makeScratch, newScratchPath, removeScratch, sweepScratch } from '../host/node/scratch-place.ts';
import { serveCommands } from '../host/process/command-channel.ts';
import type { LeftProcess } from '../host/process/left-processes.ts';
import { createCommandRunner } from '../host/process/run-command.ts';
import type { CommandInput } from './command.ts';
import { timeLimitReport, toErrorReport } from './error-report.ts';
import { type ExitCode, exitCodeForSignal, type StopSignal, stopSignals } from './exit-code.ts';
import { type Io, wantsProgress } from './io.ts';
import { askToStop, createStopFlag } from '../host/process/stop-flag.ts';
import type { WorkerPlace, WorkerReply, WorkerTask } from './worker-protocol.ts';
import { tuneForWorker, workerLimits } from './worker-tuning.ts';
import { createProgressWords } from '../core/progress.ts';
import { ProgressLine } from './progress/progress-line.ts';
import { createTerminalLine, type TerminalLine } from './progress/terminal-line.ts';

/** How a run ended: with the worker's reply, or by a signal. */
export type WorkerEnd = (WorkerReply | { readonly kind: 'stopped'; readonly exitCode: ExitCode }) & {
  /** What programs had left running with our files open; it was killed. */
  readonly left: readonly LeftProcess[];
};

/** Commands that ask compilers and the like; the others run a program now and then, or none. */
const usesPrograms: ReadonlySet<string> = new Set([
  'check',
  'why',
  'fix',
  'objects',
  'owner',
  'config',
  'make',
  'probe',
]);

/** Milliseconds that a worker has at least, after its time is over, to report what it has found. */
const minGraceMs = 2000;

function crash(error: unknown): WorkerReply {
  return { kind: 'error', error: toErrorReport(error) };
}

/** Throws Node's error where there is no thread to be had; nothing keeps the process alive then. */
function startWorker(url: URL, task: WorkerTask, channel: MessageChannel): Worker {
  try {
    return new Worker(url, { workerData: task, transferList: [channel.port2], resourceLimits: workerLimits });
  } catch (error) {
    channel.port1.close();
    throw error;
  }
}

/**
 * Evaluates a command in a worker thread while this one runs its programs and listens for signals.
 * `line`: the line of the terminal on which the caller draws. When it resolves, no program runs, the scratch directory is gone and signals act as before.
 */
export async function runInWorker(
  input: CommandInput,
  cwd: ByteString,
  io: Io,
  line: TerminalLine | null = null,
): Promise<WorkerEnd> {
  const scratchPath = newScratchPath();
  const commandScratchPath = `${scratchPath}.run`;
  let isMade = false;
  const runner = createCommandRunner(() => {
    if (!isMade) makeScratch(commandScratchPath);
    isMade = true;
    return commandScratchPath;
  });
  const channel = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const { stdin } = io;
  serveCommands({ port: channel.port1, signal }, runner.run, availableParallelism(), stdin && (() => stdin.readLine()));

  const stop = createStopFlag();
  const watched = { stdout: io.stdout.isWatched, stderr: io.stderr.isWatched };
  const port = { port: channel.port2, signal };
  const progress = createProgressWords();
  const isDrawn = line === null && !input.isQuiet && wantsProgress(io);
  const shown = isDrawn ? createTerminalLine() : line;
  const source = { words: progress, tree: cwd, seconds: () => process.uptime() };
  const drawn = !isDrawn || shown === null ? null : new ProgressLine(io.stderr, { ...source, line: shown });
  const shared = { channel: port, stop, progress, line: shown };
  const task: WorkerTask = { input, cwd, env: io.env, scratchPath, watched, ...shared };
  tuneForWorker();
  const worker = startWorker(io.workerUrl ?? new URL('./worker.js', import.meta.url), task, channel);

  // While the worker starts this thread has nothing else to do. Under a policy no shell is started.
  setImmediate(() => {
    sweepScratch();
    if (usesPrograms.has(input.command) && input.shell === 'run') runner.warmUp();
  });
  const listeners = new Map<StopSignal, () => void>();
  let left: readonly LeftProcess[] = [];
  let wasAsked = false;
  let place: Location | null = null;
  let timer: NodeJS.Timeout | undefined;
  let end: WorkerReply | { readonly kind: 'stopped'; readonly exitCode: ExitCode };
  try {
    end = await new Promise<typeof end>((resolve) => {
      for (const name of stopSignals) {
        const listener = (): void => {
          if (name !== 'SIGINT' || !askToStop(stop)) {
            resolve({ kind: 'stopped', exitCode: exitCodeForSignal(name) });
            return;
          }
          wasAsked = true;
          drawn?.clear();
          void io.stderr.show('kgate: stopping, the best answer so far follows; Ctrl-C again ends at once\n');
        };
        listeners.set(name, listener);
        process.on(name, listener);
      }
      worker.on('message', (message: WorkerReply | WorkerPlace) => {
        if (message.kind !== 'place') resolve(message);
        else {
          ({ place } = message);
          drawn?.at(place);
        }
      });
      // The worker ends by itself when its time is over, unless it hangs in one step.
      const { timeLimit } = input;
      const graceMs = Math.max(minGraceMs, timeLimit * 100);
      timer = setTimeout(
        () => {
          resolve({ kind: 'error', error: timeLimitReport(timeLimit, { overAt: place, found: new Set() }) });
        },
        timeLimit * 1000 + graceMs,
      );
      worker.once('error', (error) => resolve(crash(error)));
      worker.once('exit', () => resolve(crash(new Error('the evaluation ended without a result'))));
    });
  } finally {
    clearTimeout(timer);
    drawn?.stop();
    left = runner.stop();
    channel.port1.close();
    stdin?.close();
    await worker.terminate();
    removeScratch(scratchPath, commandScratchPath);
    // From here on a signal ends the process at once, also while a reader keeps the output waiting.
    for (const [name, listener] of listeners) process.off(name, listener);
  }
  // What comes of an interrupted run is incomplete, whatever it says.
  if (wasAsked && end.kind === 'outcome') {
    end = { ...end, outcome: { ...end.outcome, exitCode: exitCodeForSignal('SIGINT') } };
  }
  return { ...end, left };
}
