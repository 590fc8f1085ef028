/**
 * How the evaluating thread has its programs run by the main thread: it posts requests and sleeps on
 * a shared word until the answers are there. Evaluation stays synchronous, the main thread stays free
 * for signals and time limits, and several requests of one call run side by side.
 */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { ByteString } from '../../core/bytes.ts';
import { InternalError, KgateError } from '../../core/errors.ts';
import { notStartedResult } from '../command-result.ts';
import type { CommandRequest, CommandResult } from '../host.ts';
import { errorCode } from '../node/error-code.ts';
import { createAnswerCheck, machineTrouble } from './answer-check.ts';

/** Index of the shared word: 0 while waiting, 1 when answers are ready. */
const ready = 0;

/** What the two threads share; both sides get it as `workerData`. */
export interface ChannelEnd {
  readonly port: MessagePort;
  readonly signal: Int32Array<SharedArrayBuffer>;
}

/** Runs a list of programs side by side and blocks until all have ended; results in request order. */
export type RunBatch = (requests: readonly CommandRequest[]) => CommandResult[];

/** What the worker sends: programs whose answers it waits for, programs to start meanwhile, or a wish for input. */
type ChannelMessage =
  | { readonly kind: 'run' | 'prefetch'; readonly requests: readonly CommandRequest[] }
  | { readonly kind: 'line' };

/** Gives standard input line by line, each with its newline; undefined at its end. */
export type ReadLine = () => Promise<ByteString | undefined>;

/**
 * Sleeps until there is an answer. Where the other thread was held up behind its last answer, the call that was to
 * wake this thread then comes now, and there is none yet.
 */
function sleep(end: ChannelEnd): void {
  while (Atomics.load(end.signal, ready) === 0) Atomics.wait(end.signal, ready, 0);
}

/**
 * The worker's end: a function that blocks this thread until the main thread has run `requests`. Throws TroubleError where the
 * machine failed, see {@link createAnswerCheck}.
 */
export function createBatchRunner(end: ChannelEnd): RunBatch {
  const check = createAnswerCheck();
  return (requests) => {
    if (requests.length === 0) return [];
    Atomics.store(end.signal, ready, 0);
    end.port.postMessage({ kind: 'run', requests } satisfies ChannelMessage);
    sleep(end);
    const received = receiveMessageOnPort(end.port);
    if (received === undefined) throw new InternalError('woken without an answer');
    const results = received.message as CommandResult[];
    return results.map((result, at) => {
      const request = requests[at];
      return request === undefined ? result : check(request, result);
    });
  };
}

/** The worker's end: a function that blocks this thread until there is a line of standard input. */
export function createLineReader(end: ChannelEnd): () => ByteString | undefined {
  return () => {
    Atomics.store(end.signal, ready, 0);
    end.port.postMessage({ kind: 'line' } satisfies ChannelMessage);
    sleep(end);
    return receiveMessageOnPort(end.port)?.message as ByteString | undefined;
  };
}

/** The worker's end: starts programs and does not wait; see `Host.prefetch`. */
export function createPrefetcher(end: ChannelEnd): (requests: readonly CommandRequest[]) => number {
  return (requests) => {
    if (requests.length > 0) end.port.postMessage({ kind: 'prefetch', requests } satisfies ChannelMessage);
    return requests.length;
  };
}

/**
 * The main thread's end: answers every list that arrives, at most `width` programs at a time.
 * A program that was prefetched is not started again: the first request for it takes its answer.
 */
export function serveCommands(
  end: ChannelEnd,
  run: (request: CommandRequest) => Promise<CommandResult>,
  width: number,
  readLine: ReadLine = () => Promise.resolve(undefined),
): void {
  /** Prefetched programs by what was asked, oldest first; each answer serves one request. */
  const prefetched = new Map<string, Prefetched[]>();
  /** Those that have not been started, oldest first. */
  const queue = new Set<Prefetched>();
  let running = 0;

  function startNext(): void {
    for (const job of queue) {
      if (running >= width) return;
      start(job);
    }
  }

  function start(job: Prefetched): void {
    queue.delete(job);
    running += 1;
    void runSafely(run, job.request).then((result) => {
      running -= 1;
      job.resolve(result);
      startNext();
    });
  }

  function prefetch(request: CommandRequest): void {
    const job = new Prefetched(request);
    queue.add(job);
    const key = keyOf(request);
    const known = prefetched.get(key);
    if (known === undefined) prefetched.set(key, [job]);
    else known.push(job);
  }

  /** What is waited for is not left in the queue behind what may be asked later. */
  function answerTo(request: CommandRequest): Promise<CommandResult> {
    const job = prefetched.get(keyOf(request))?.shift();
    if (job === undefined) return runSafely(run, request);
    if (queue.has(job)) start(job);
    return job.answer;
  }

  async function serve(requests: readonly CommandRequest[]): Promise<void> {
    const results: CommandResult[] = [];
    let next = 0;
    // Trouble of the machine ends the run: what comes behind it in the list is not started, and not looked at.
    let isOver = false;
    async function work(): Promise<void> {
      for (let index = next++; index < requests.length && !isOver; index = next++) {
        const request = requests[index];
        if (request === undefined) break;
        const result = await answerTo(request);
        results[index] = result;
        isOver ||= machineTrouble(request, result) !== null;
      }
    }
    await Promise.all(Array.from({ length: Math.max(1, Math.min(width, requests.length)) }, work));
    answer(results);
  }

  /** Wakes the worker. */
  function answer(message: readonly CommandResult[] | ByteString | undefined): void {
    end.port.postMessage(message);
    Atomics.store(end.signal, ready, 1);
    Atomics.notify(end.signal, ready);
  }

  end.port.on('message', (message: ChannelMessage) => {
    if (message.kind === 'line') {
      // A broken input is an input that has ended.
      readLine().then(answer, () => answer(undefined));
      return;
    }
    if (message.kind === 'run') {
      void serve(message.requests);
      return;
    }
    for (const request of message.requests) prefetch(request);
    startNext();
  });
}

/** A program that no request waits for yet. */
class Prefetched {
  readonly request: CommandRequest;
  readonly answer: Promise<CommandResult>;
  resolve: (result: CommandResult) => void = () => {};

  constructor(request: CommandRequest) {
    this.request = request;
    this.answer = new Promise((resolve) => (this.resolve = resolve));
  }
}

/** Two requests with the same key are the same program in the same surroundings. */
function keyOf(request: CommandRequest): string {
  return JSON.stringify([request.argv, request.cwd, request.input ?? '', request.env, request.container]);
}

/** A rejection would leave the other thread asleep for ever; it becomes a failed program instead. */
async function runSafely(
  run: (request: CommandRequest) => Promise<CommandResult>,
  request: CommandRequest,
): Promise<CommandResult> {
  try {
    return await run(request);
  } catch (error) {
    const stderr = `${error instanceof Error ? error.message : String(error)}\n`;
    // The classes of errors do not cross to the other thread; what is wrong with the machine does.
    const failure = error instanceof KgateError ? error.code : errorCode(error);
    return { ...notStartedResult('not-executable', stderr), ...(failure !== undefined && { failure }) };
  }
}
