import { MessageChannel, Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import type { CommandRequest, CommandResult } from '../../../src/host/host.ts';
import { createBatchRunner, createPrefetcher, serveCommands } from '../../../src/host/process/command-channel.ts';

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

it('starts what is waited for before what was only announced, and starts nothing twice', async () => {
  const channel = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const run = ({ argv: [name = ''] }: CommandRequest): Promise<CommandResult> => {
    started.push(name);
    const result = { outcome: 'exited', status: 0, signal: null, stdout: name, stderr: '', durationMs: 0 } as const;
    return new Promise((resolve) => ends.set(name, () => resolve(result)));
  };
  const asked = (name: string): CommandRequest => ({ argv: [name], cwd: '/', env: {}, timeoutMs: 1000 });
  serveCommands({ port: channel.port1, signal }, run, 2);
  try {
    createPrefetcher({ port: channel.port2, signal })(['a', 'b', 'c', 'd'].map(asked));
    channel.port2.postMessage({ kind: 'run', requests: [asked('d')] });
    await expect.poll(() => started).toEqual(['a', 'b', 'd']);
    const answer = new Promise((resolve) => channel.port2.once('message', resolve));
    ends.get('d')?.();
    expect(await answer).toMatchObject([{ stdout: 'd' }]);
    expect(started).toEqual(['a', 'b', 'd']);
    ends.get('a')?.();
    await expect.poll(() => started).toEqual(['a', 'b', 'd', 'c']);
  } finally {
    channel.port1.close();
  }
});

it('starts nothing more of a list behind trouble of the machine', async () => {
  const channel = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const started: string[] = [];
  const words =
    "gcc: fatal error: cannot execute 'as': vfork: Resource temporarily unavailable\ncompilation terminated.\n";
  const run = ({ argv }: CommandRequest): Promise<CommandResult> => {
    const name = argv[1] ?? '';
    started.push(name);
    const [status, stderr] = name === '2' ? [1, words] : [0, ''];
    return Promise.resolve({ outcome: 'exited', status, signal: null, stdout: name, stderr, durationMs: 0 });
  };
  serveCommands({ port: channel.port1, signal }, run, 2);
  try {
    const requests = Array.from({ length: 50 }, (_, at) => ({
      argv: ['gcc', String(at)],
      cwd: '/',
      env: {},
      timeoutMs: 1000,
    }));
    channel.port2.postMessage({ kind: 'run', requests });
    const answer = await new Promise<CommandResult[]>((resolve) => channel.port2.once('message', resolve));
    expect(answer.slice(0, 3).map(({ stdout }) => stdout)).toEqual(['0', '1', '2']);
    expect(started.length).toBeLessThan(6);
  } finally {
    channel.port1.close();
  }
});
