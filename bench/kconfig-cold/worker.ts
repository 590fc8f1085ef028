/** One cold run of the Kconfig engine in a worker thread, as the command line runs it; bundled by the bench. */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { createConfiguration, parseKconfig, writeConfig } from '../../src/kconfig/index.ts';
import type { Task, Timing } from './protocol.ts';

const task = workerData as Task;
const answers = new Map(task.answers);
const host = createNodeHost({ cwd: task.cwd, env: task.env });
const defconfig = host.readFile(`${task.env['srctree']}/${task.defconfig}`) ?? '';
const timings: Timing[] = [];

/** CPU time is that of the whole process: helper threads that collect garbage or compile count. */
function timed<T>(phase: Timing['phase'], work: () => T): T {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  const result = work();
  const wallMs = performance.now() - before;
  const cpu = process.cpuUsage(cpuBefore);
  timings.push({ phase, wallMs, userMs: cpu.user / 1000, systemMs: cpu.system / 1000 });
  return result;
}

const parsed = timed('parse', () =>
  parseKconfig({
    host,
    cwd: task.cwd,
    env: task.env,
    runShell: ({ command }) => {
      const stdout = answers.get(command);
      if (stdout === undefined) throw new Error(`no recorded answer: ${command}`);
      return { stdout, stderr: '', status: 0, commands: [], unknown: null };
    },
    announceShell: () => {},
  }),
);
const { model } = parsed;
if (model === null) throw new Error(parsed.diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
const configuration = timed('evaluate', () => {
  const made = createConfiguration(model);
  made.readConfig(defconfig, task.defconfig);
  made.evaluateAll();
  made.applyAll('def');
  made.evaluateAll();
  return made;
});
const text = timed('write', () => writeConfig(configuration));

parentPort?.postMessage({
  timings,
  sha256: createHash('sha256').update(text, 'latin1').digest('hex'),
  maxRssKb: process.resourceUsage().maxRSS,
});
