/** Runs inputs at random in a thread of their own, ends it where one hangs, and makes what it finds small. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { workerLimits } from '../../src/cli/worker-tuning.ts';
import type { Finding } from './examine.ts';
import type { FuzzReply, FuzzTask, FuzzWorkerData } from './fuzz-worker-entry.ts';
import { targets, weights } from './targets.ts';

/** What {@link fuzz} is asked. */
export interface FuzzOptions {
  readonly seed: number;
  /** The number of the first input and the number of inputs. */
  readonly from?: number;
  readonly count: number;
  /** No new inputs after this time; without end when absent. */
  readonly minutes?: number;
  /** Targets whose names begin like this; all when absent. */
  readonly only?: string;
  /** Directories whose files serve as seeds. */
  readonly seedDirectories: readonly string[];
  /** Called with each new finding, made small. */
  readonly onFinding: (finding: Finding) => void;
  /** Called now and then with the number of inputs so far. */
  readonly onProgress?: (inputs: number) => void;
}

const root = join(import.meta.dirname, '..', '..');

/** Milliseconds one input may take before it counts as a hang; growing ones are many inputs. */
const hangMs = 25_000;
/** Inputs of one task, and readings that making one finding small may take. */
const batch = 500;
const maxTrials = 250;
/** Seeds of one target, and bytes of one. */
const maxSeeds = 400;
const maxSeedBytes = 8 * 1024;

/** Texts for each target, in a fixed order. */
function gatherSeeds(names: readonly string[], directories: readonly string[]): Record<string, string[]> {
  const seeds: Record<string, string[]> = Object.fromEntries(names.map((name) => [name, []]));
  const visit = (directory: string, depth: number): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) {
        if (depth < 6 && entry.name !== 'node_modules') visit(path, depth + 1);
        continue;
      }
      const wanted = names.filter(
        (name) => targets[name]!.seeds?.test(path) === true && seeds[name]!.length < maxSeeds,
      );
      if (!entry.isFile() || wanted.length === 0 || statSync(path).size > maxSeedBytes) continue;
      const text = readFileSync(path, 'latin1');
      for (const name of wanted) seeds[name]!.push(text);
    }
  };
  for (const directory of directories) visit(directory, 0);
  return seeds;
}

/** The names as often as their weights say, spread evenly. */
function scheduled(names: readonly string[]): string[] {
  const slots = names.flatMap((name) => {
    const count = weights[name] ?? 10;
    return Array.from({ length: count }, (_, at) => ({ name, place: (at + 0.5) / count }));
  });
  return slots.sort((left, right) => left.place - right.place).map(({ name }) => name);
}

/** One thread; it is replaced where it was ended. */
class Fuzzer {
  private worker: Worker | null = null;
  private readonly data: FuzzWorkerData;
  private readonly file: string;
  private readonly position: Int32Array;
  /** The modules of the thread are loaded: what takes time from now on is the input. */
  private isReady = false;

  constructor(file: string, data: FuzzWorkerData) {
    this.file = file;
    this.data = data;
    this.position = new Int32Array(data.progress);
  }

  /** Number of the input that is being looked at. */
  get at(): number {
    return Atomics.load(this.position, 0);
  }

  /** Does one task; `hang` where an input takes longer than `limitMs`, the words of an error where the thread dies. */
  async do(
    task: FuzzTask,
    limitMs: number,
    onFinding: (finding: Finding) => void,
  ): Promise<Finding | 'hang' | Error | null> {
    const worker = (this.worker ??= new Worker(this.file, {
      workerData: this.data,
      resourceLimits: { ...workerLimits, maxOldGenerationSizeMb: 1500 },
    }));
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve) => {
        let last = -1;
        let since = Date.now();
        timer = setInterval(() => {
          if (task.kind === 'run' && this.at !== last) {
            last = this.at;
            since = Date.now();
          } else if (!this.isReady) since = Date.now();
          else if (Date.now() - since > limitMs) resolve('hang');
        }, 100);
        worker.removeAllListeners();
        worker.on('message', (message: FuzzReply) => {
          if (message.kind === 'done') resolve(message.finding);
          else if (message.kind === 'ready') this.isReady = true;
          else onFinding(message.finding);
        });
        worker.once('error', (error) => resolve(error));
        worker.postMessage(task);
      }).then(async (end) => {
        if (end === 'hang' || end instanceof Error) await this.close();
        return end as Finding | 'hang' | Error | null;
      });
    } finally {
      clearInterval(timer);
    }
  }

  async close(): Promise<void> {
    const { worker } = this;
    this.worker = null;
    this.isReady = false;
    worker?.removeAllListeners();
    await worker?.terminate();
  }

  /** What comes of one input. */
  async look(finding: Finding, limitMs: number): Promise<Finding | null> {
    const end = await this.do(
      { kind: 'examine', finding },
      finding.kind === 'growth' ? 3 * limitMs : limitMs,
      () => {},
    );
    if (end === 'hang')
      return { ...finding, kind: finding.kind === 'growth' ? 'growth' : 'hang', what: `no end in ${limitMs} ms` };
    return end instanceof Error ? { ...finding, kind: 'crash', what: end.message } : end;
  }
}

/** The same finding with less of everything, by leaving out ever smaller parts. Source: Zeller, Hildebrandt: ddmin, 2002. */
async function minimize(finding: Finding, fuzzer: Fuzzer): Promise<Finding> {
  let best = finding;
  let left = finding.kind === 'hang' ? 30 : finding.kind === 'growth' ? 20 : maxTrials;
  const limitMs = finding.kind === 'hang' ? 6000 : hangMs;
  for (const field of ['tail', 'input', 'unit'] as const) {
    for (const separator of [/(?<=\n)/, '']) {
      let parts = (best[field] ?? '').split(separator);
      for (let size = Math.ceil(parts.length / 2); size >= 1 && left > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
        for (let at = 0; at < parts.length && left > 0; ) {
          const fewer = [...parts.slice(0, at), ...parts.slice(at + size)];
          left--;
          const trial = { ...best, [field]: fewer.join('') };
          const again = field === 'unit' && fewer.length === 0 ? null : await fuzzer.look(trial, limitMs);
          if (again?.kind === best.kind && keyOf(again) === keyOf(best)) {
            best = again;
            parts = fewer;
          } else at += size;
        }
      }
    }
  }
  return best;
}

/** Findings of one key are the same one. */
export function keyOf({ kind, target, what }: Finding): string {
  const family = target.replace(/-.*/, '');
  if (kind !== 'crash') return `${kind} ${family}`;
  return `${kind} ${what
    .replace(/^\d+ bytes: /, '')
    .replace(/:\d+:\d+/g, '')
    .replace(/\d+/g, 'N')
    .slice(0, 400)}`;
}

/** A name for the file of a finding. */
export function fileNameOf(finding: Finding): string {
  const digest = createHash('sha1')
    .update(JSON.stringify([finding.input, finding.unit, finding.tail]))
    .digest('hex');
  return `${finding.target}-${finding.kind}-${digest.slice(0, 8)}.json`;
}

/** Findings of one key that are reported. */
const maxAlike = 3;

/** Looks at `count` inputs; gives their number and that of the findings. */
export async function fuzz(options: FuzzOptions): Promise<{ readonly inputs: number; readonly findings: number }> {
  const { count, from = 0, minutes, only = '', onFinding, onProgress, seed, seedDirectories } = options;
  const names = Object.keys(targets).filter((name) => name.startsWith(only));
  if (names.length === 0) throw new Error(`no target begins with ${only}: ${Object.keys(targets).join(', ')}`);
  const file = join(root, 'node_modules/.cache/kgate/fuzz', `worker-${process.pid}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, 'fuzz-worker-entry.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'silent',
  });
  const data = {
    progress: new SharedArrayBuffer(4),
    names: scheduled(names),
    seed,
    seeds: gatherSeeds(names, seedDirectories),
    growthEvery: 1999,
  };
  const fuzzer = new Fuzzer(file, data);
  const end = minutes === undefined ? Number.POSITIVE_INFINITY : Date.now() + minutes * 60_000;
  const known = new Map<string, number>();
  let findings = 0;
  let at = from;
  const report = async (finding: Finding): Promise<void> => {
    // What else the machine does lengthens a measurement, hardly two.
    if (finding.kind === 'growth' && (await fuzzer.look(finding, hangMs)) === null) return;
    const key = keyOf(finding);
    known.set(key, (known.get(key) ?? 0) + 1);
    if (known.get(key)! > maxAlike) return;
    findings++;
    onFinding(await minimize(finding, fuzzer));
  };
  try {
    while (at < from + count && Date.now() < end) {
      const to = Math.min(at + batch, from + count);
      const found: Finding[] = [];
      const result = await fuzzer.do({ kind: 'run', from: at, to }, hangMs * 2, (finding) => found.push(finding));
      if (result === 'hang' || result instanceof Error) {
        at = fuzzer.at + 1;
        const input = await fuzzer.do({ kind: 'make', at: at - 1 }, hangMs, () => {});
        if (input !== null && input !== 'hang' && !(input instanceof Error)) {
          const again = await fuzzer.look(input, hangMs);
          if (again !== null) found.push(again);
        }
      } else at = to;
      for (const finding of found) await report(finding);
      onProgress?.(at - from);
    }
  } finally {
    await fuzzer.close();
  }
  return { inputs: at - from, findings };
}
