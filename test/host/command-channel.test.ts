import { MessageChannel, Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { createBatchRunner } from '../../src/host/command-channel.ts';

/** The other thread: calls once for nothing, as one that was held up behind its last answer does, then answers. */
const server = `
const { workerData: { port, signal } } = require('node:worker_threads');
const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
port.on('message', ({ requests }) => {
  pause(30);
  Atomics.notify(signal, 0);
  pause(30);
  port.postMessage(requests.map(({ argv }) => ({ outcome: 'exited', status: 0, signal: null, stdout: argv[0], stderr: '', durationMs: 0 })));
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
});
`;

it('goes on waiting when it is woken without an answer', async () => {
  const channel = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(server, {
    eval: true,
    workerData: { port: channel.port2, signal },
    transferList: [channel.port2],
  });
  try {
    const run = createBatchRunner({ port: channel.port1, signal });
    for (const name of ['first', 'second', 'third']) {
      expect(run([{ argv: [name], cwd: '/', env: {}, timeoutMs: 1000 }])[0]?.stdout).toBe(name);
    }
  } finally {
    await worker.terminate();
    channel.port1.close();
  }
});
