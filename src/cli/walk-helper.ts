/** Entry of a thread that takes a part of the walk of `kgate objects`. It runs no programs: what needs one is left. */
import { type MessagePort, workerData } from 'node:worker_threads';
import { helpWalk } from '../gate/objects.ts';
import type { HelperWork } from '../gate/subtrees.ts';
import { createNodeHost } from '../host/node-host.ts';
import { commandCache } from './cache.ts';
import type { HelperTask } from './walk-helper-protocol.ts';

/** Thrown where a program would have to be run. */
class NeedsPrograms extends Error {}

function refuse(): never {
  throw new NeedsPrograms('not in this thread');
}

function end(port: MessagePort, done: Int32Array): void {
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
  port.close();
}

const { cwd, env, port, done } = workerData as HelperTask;
port.once('message', (work: HelperWork) => {
  try {
    const node = createNodeHost({ cwd, env, run: refuse });
    const host = { ...node, scratchDirectory: refuse };
    port.postMessage(helpWalk(host, work, commandCache(env)));
  } catch {
    // The other thread does it all then.
  } finally {
    end(port, done);
  }
});
