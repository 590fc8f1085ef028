import { parentPort, workerData } from 'node:worker_threads';
import { createBatchRunner, createLineReader, createPrefetcher } from '../host/command-channel.ts';
import type { CommandResult } from '../host/host.ts';
import { printNow } from '../host/print-now.ts';
import { createNodeHost } from '../host/node-host.ts';
import type { CommandHost, CommandName, RunCommand } from './command.ts';
import { toErrorReport } from './error-report.ts';
import type { WorkerReply, WorkerTask } from './worker-protocol.ts';

const nothingRun: CommandResult = {
  outcome: 'not-found',
  status: 127,
  signal: null,
  stdout: '',
  stderr: '',
  durationMs: 0,
};

/** The worker's side of a run: makes the host, runs the command that `load` gives, sends the outcome. */
export async function evaluate(load: (name: CommandName) => Promise<RunCommand>): Promise<void> {
  const task = workerData as WorkerTask;
  let reply: WorkerReply;
  try {
    const runBatch = createBatchRunner(task.channel);
    const host: CommandHost = {
      ...createNodeHost({
        cwd: task.cwd,
        env: task.env,
        scratchPath: task.scratchPath,
        run: (request) => runBatch([request])[0] ?? nothingRun,
      }),
      runBatch,
      prefetch: createPrefetcher(task.channel),
      readLine: createLineReader(task.channel),
      print: (stream, text) => printNow(stream === 'stdout' ? 1 : 2, text),
    };
    const run = await load(task.input.command);
    reply = { kind: 'outcome', outcome: await run(task.input, host) };
  } catch (error) {
    reply = { kind: 'error', error: toErrorReport(error) };
  }
  parentPort?.postMessage(reply);
}
