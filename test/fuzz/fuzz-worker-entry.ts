/** Makes inputs and looks at them, in a thread that can be ended. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadSatSolver } from '../../src/solve/sat/solver.ts';
import { Random } from '../support/random-makefile.ts';
import { examine, examineGrowth, type Finding } from './examine.ts';
import { targets } from './targets.ts';

/** What the thread is started with. */
export interface FuzzWorkerData {
  /** Where the number of the input that is being looked at stands. */
  readonly progress: SharedArrayBuffer;
  readonly names: readonly string[];
  readonly seed: number;
  /** Texts by target. */
  readonly seeds: Readonly<Record<string, readonly string[]>>;
  /** One input in this many is read at growing sizes. */
  readonly growthEvery: number;
}

/** A task: inputs by their numbers, one input to be made, or one to be looked at. */
export type FuzzTask =
  | { readonly kind: 'run'; readonly from: number; readonly to: number }
  | { readonly kind: 'make'; readonly at: number }
  | { readonly kind: 'examine'; readonly finding: Finding };

/** What comes back; `ready` comes first, `done` ends each task. */
export type FuzzReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'done'; readonly finding: Finding | null };

const { growthEvery, names, progress, seed, seeds } = workerData as FuzzWorkerData;
const position = new Int32Array(progress);
const reply = (message: FuzzReply): void => parentPort?.postMessage(message);

/** The input of a number: which target, its text, what is repeated in it where growth is looked at. */
function inputOf(at: number): Finding {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(at + 1, 0x85ebca6b));
  const target = names[at % names.length]!;
  const input = targets[target]!.make(random, seeds[target] ?? []);
  if (at % growthEvery !== growthEvery - 1 || input === '') return { target, kind: 'crash', input, what: '' };
  const lines = input.split(/(?<=\n)/);
  const isLine = random.chance(0.5);
  const start = isLine ? lines.slice(0, random.below(lines.length)).join('').length : random.below(input.length);
  const length = isLine ? lines.slice(0, 1 + random.below(3)).join('').length : 1 + random.below(8);
  const end = Math.min(input.length, start + length);
  const tail = input.slice(end);
  return { target, kind: 'growth', input: input.slice(0, start), unit: input.slice(start, end) || 'x', tail, what: '' };
}

function look({ input, kind, tail = '', target, unit }: Finding, isTwice: boolean): Finding | null {
  return kind === 'growth' ? examineGrowth(target, input, unit ?? 'x', tail) : examine(target, input, isTwice);
}

await loadSatSolver();
parentPort?.on('message', (task: FuzzTask) => {
  if (task.kind === 'make') reply({ kind: 'done', finding: inputOf(task.at) });
  else if (task.kind === 'examine') reply({ kind: 'done', finding: look(task.finding, true) });
  else {
    for (let at = task.from; at < task.to; at++) {
      Atomics.store(position, 0, at);
      const finding = look(inputOf(at), at % 16 < 2);
      if (finding !== null) reply({ kind: 'finding', finding });
    }
    reply({ kind: 'done', finding: null });
  }
});
reply({ kind: 'ready' });
