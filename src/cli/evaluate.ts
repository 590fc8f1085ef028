import { parentPort, workerData } from 'node:worker_threads';
import { Budget } from '../core/budget.ts';
import { encodeBytes } from '../core/bytes.ts';
import { displayBytes } from '../core/display.ts';
import { notStartedResult } from '../host/command-result.ts';
import { createNodeHost } from '../host/node/node-host.ts';
import { printNow } from '../host/node/print-now.ts';
import { absolutePath } from '../host/paths.ts';
import {
  createBatchRunner,
  createLineReader,
  createPrefetcher,
  type RunBatch,
} from '../host/process/command-channel.ts';
import type { CommandHost, CommandInput, CommandName, CommandOutcome, RunCommand } from './command.ts';
import { timeLimitReport, toErrorReport } from './error-report.ts';
import { exitFailure } from './exit-code.ts';
import { isStopAsked } from '../host/process/stop-flag.ts';
import type { WorkerPlace, WorkerReply, WorkerTask } from './worker-protocol.ts';
import { Progress } from '../core/progress.ts';
import { clearLine, printOn, release } from './progress/terminal-line.ts';

/** The host of a command whose policy keeps programs from being started. */
async function restricted(machine: CommandHost, input: CommandInput): Promise<CommandHost> {
  const { restrictHost } = await import('../probe/policy/restrict-host.ts');
  const variables = Object.fromEntries(input.variables.map(({ name, value }) => [name, value]));
  const { cwd, env } = machine;
  // The two compilers to compare are the user's words as well: a prefix, a path, `CC=…`.
  const compared = input.command === 'diff-toolchain' ? input.words : [];
  compared.forEach((word, at) => (variables[`CROSS_COMPILE_${at}`] = word.replace(/^[A-Z_]+=/, '')));
  // Where the build goes, and the module that is built, are trusted as little as the tree.
  const names = ['O', 'KBUILD_OUTPUT', 'M', 'KBUILD_EXTMOD', 'SUBDIRS', 'srctree', 'objtree', 'KBUILD_SRC'];
  const others = [input.objdir, ...names.flatMap((name) => [variables[name], env[name]])];
  // A compiler alone is asked wherever the user stands.
  const own = input.command === 'probe' && input.treeName === '.' ? [] : [cwd];
  const trees = [...(input.record === null ? own : []), ...input.trees, ...others]
    .filter((place) => place != null && place !== '')
    .map((place) => absolutePath(cwd, place ?? '.'));
  const host = restrictHost(machine, {
    policy: input.shell,
    trees,
    variables: input.cc === null ? variables : { ...variables, CC: input.cc },
  });
  if (host.policyLog !== null && input.toolchain === null) {
    const { unknownDecision } = await import('./request.ts');
    host.policyLog.decideUnknown = unknownDecision(input, machine);
  }
  return { ...machine, ...host, runBatch: (requests) => requests.map((request) => host.run(request)) };
}

/** What a run does while a program of its own does the work. */
const asking = 'asking compilers and other programs';

/** Commands whose files are reports; what any other one would write is not known when its time is over. */
const reporting: ReadonlySet<CommandName> = new Set(['check', 'why', 'objects', 'owner', 'lint', 'diff-toolchain']);

/** The outcome of a run in time; else the report of what was found, and the error behind it. */
function withinTime(outcome: CommandOutcome, { command, timeLimit }: CommandInput, budget: Budget): WorkerReply {
  if (!budget.isOver) return { kind: 'outcome', outcome };
  const files = reporting.has(command) ? outcome.files : [];
  const late = timeLimitReport(timeLimit, { overAt: budget.overAt, found: new Set() });
  return { kind: 'outcome', outcome: { ...outcome, exitCode: exitFailure, files }, late };
}

/** The worker's side of a run: makes the host, runs the command that `load` gives, sends the outcome. */
export async function evaluate(load: (name: CommandName) => Promise<RunCommand>): Promise<void> {
  const task = workerData as WorkerTask;
  let reply: WorkerReply;
  let budget: Budget | null = null;
  try {
    const progress = new Progress(task.progress);
    const { line } = task;
    const batch = createBatchRunner(task.channel);
    const runBatch: RunBatch = (requests) =>
      requests.length === 0 ? [] : progress.during(asking, () => batch(requests));
    const prefetch = createPrefetcher(task.channel);
    const readLine = createLineReader(task.channel);
    budget = new Budget({
      limitMs: task.input.timeLimit * 1000,
      onPlace: (place) => parentPort?.postMessage({ kind: 'place', place } satisfies WorkerPlace),
    });
    const time = budget;
    const machine: CommandHost = {
      ...createNodeHost({
        cwd: task.cwd,
        env: task.env,
        scratchPath: task.scratchPath,
        run: (request) => runBatch([request])[0] ?? notStartedResult('not-found', ''),
      }),
      runBatch,
      prefetch: (requests) => {
        progress.expect(asking, requests.length);
        return prefetch(requests);
      },
      readLine: () => {
        const answer = readLine();
        if (line !== null) release(line);
        return answer;
      },
      budget,
      progress,
      // A search ends in time for its answer to be looked at.
      isStopped: () => isStopAsked(task.stop) || time.leftMs() < time.limitMs / 10,
      print: (stream, text) => {
        const print = (): void =>
          printNow(stream === 'stdout' ? 1 : 2, task.watched[stream] ? encodeBytes(displayBytes(text)) : text);
        if (line === null) print();
        else printOn(line, text, print, () => printNow(2, clearLine));
      },
    };
    const host = task.input.shell === 'run' ? machine : await restricted(machine, task.input);
    const run = await load(task.input.command);
    reply = withinTime(await run(task.input, host), task.input, budget);
  } catch (error) {
    // An engine that was cut off makes others fail: what they say is no finding.
    const over = budget?.isOver === true ? budget : null;
    const { timeLimit } = task.input;
    reply = { kind: 'error', error: over === null ? toErrorReport(error) : timeLimitReport(timeLimit, over) };
  }
  parentPort?.postMessage(reply);
}
