/** Starts one run in a worker as the command line does and prints its result as JSON. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { tuneForWorker, workerLimits } from '../../src/cli/worker-tuning.ts';
import type { Task } from './protocol.ts';

const [taskFile = '', workerFile = '', flags = '', limits = '{}'] = process.argv.slice(2);
const task = JSON.parse(readFileSync(taskFile, 'utf8')) as Task;
tuneForWorker();
// Later flags replace those of the command line.
for (const flag of flags.split(' ')) if (flag !== '') setFlagsFromString(flag);
const resourceLimits = { ...workerLimits, ...(JSON.parse(limits) as object) };
const worker = new Worker(workerFile, { workerData: task, resourceLimits });
worker.once('message', (result) => process.stdout.write(JSON.stringify(result)));
worker.once('error', (error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
