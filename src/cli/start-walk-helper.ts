import { availableParallelism } from 'node:os';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { HelperResult, HelperWork, SubtreeResult, WalkHelper } from '../gate/subtrees.ts';
import type { Host } from '../host/host.ts';
import type { HelperTask } from './walk-helper-protocol.ts';
import { isBuilt } from './version.ts';
import { workerLimits } from './worker-tuning.ts';

/** Longest wait for a helper that no longer answers, in milliseconds; its part is done here then. */
const maxWaitMs = 120_000;

/**
 * Starts a thread that helps with a walk; null where there is no second processor, or no bundle to start it
 * from. It loads while the caller goes on.
 */
export function startWalkHelper(host: Host): WalkHelper | null {
  if (!isBuilt || availableParallelism() < 2) return null;
  const channel = new MessageChannel();
  const done = new Int32Array(new SharedArrayBuffer(4));
  const task: HelperTask = { cwd: host.cwd, env: host.env, port: channel.port2, done };
  const worker = new Worker(new URL('./walk-helper.js', import.meta.url), {
    workerData: task,
    transferList: [channel.port2],
    resourceLimits: workerLimits,
  });
  worker.unref();
  // A helper that cannot be is no error: all is done here.
  worker.on('error', () => {});
  return {
    start(work: HelperWork) {
      channel.port1.postMessage(work);
    },
    finish() {
      Atomics.wait(done, 0, 0, maxWaitMs);
      const received = receiveMessageOnPort(channel.port1)?.message as HelperResult | undefined;
      channel.port1.close();
      void worker.terminate();
      return received ?? { found: new Map<number, SubtreeResult>(), seen: null };
    },
  };
}
