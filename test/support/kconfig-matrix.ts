/** Runs conf and kgate over one target of a tree and compares everything they leave. */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import {
  type ConfMode,
  type ConfRun,
  type Dialect,
  flattenModel,
  parseKconfig,
  type ReadTree,
  runConf,
} from '../../src/kconfig/index.ts';
import { type ConfInvocation, confInvocation, type Target } from './conf-invocation.ts';
import { filesAfter } from './file-operations.ts';
import { createRecordingShell, recordedShellLibrary } from './recorded-shell.ts';

/** One run of conf. */
export interface MatrixRun {
  readonly name: string;
  readonly mode: ConfMode;
  /** Argument of defconfig and savedefconfig. */
  readonly file?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Also compare the auto files, of which conf writes thousands. */
  readonly withAutoFiles?: boolean;
}

export interface MatrixRequest {
  readonly tree: string;
  readonly conf: string;
  readonly target: Target;
  readonly dialect: Dialect;
  /** Directory for the stand-in toolchain, made when it is missing. */
  readonly toolchain: string;
  readonly runs: readonly MatrixRun[];
  /** Runs of conf at a time. */
  readonly jobs?: number;
  /** Follow every run by savedefconfig of its result. */
  readonly savesDefconfig: boolean;
  /** Where both sides of a difference are kept. */
  readonly keep?: string;
}

/** What a run left behind. */
interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly files: ReadonlyMap<string, string>;
}

export interface Difference {
  readonly run: string;
  /** `.config`, `stdout`, `status`, … */
  readonly what: string;
  readonly excerpt: string;
}

export interface MatrixResult {
  readonly target: string;
  readonly compared: number;
  readonly differing: number;
  /** Runs in which conf was ended by a signal: what it does is not defined by its sources. Not among `compared`. */
  readonly undefinedRuns: number;
  readonly differences: readonly Difference[];
  /** Bytes of all files compared: a run that compares nothing is not a proof. */
  readonly bytes: number;
  readonly seconds: number;
}

const letters: Readonly<Partial<Record<ConfMode, string>>> = {
  allnoconfig: '-n',
  allyesconfig: '-y',
  allmodconfig: '-m',
  alldefconfig: '-d',
  defconfig: '-D',
  oldconfig: '-o',
};

/** Words of conf for a mode. */
export function confWords(dialect: Dialect, mode: ConfMode, file: string | undefined): readonly string[] {
  if (!dialect.modes.hasLetterModes) {
    // Linux 4.17 gave it its name of today.
    const word = mode === 'syncconfig' && dialect.modes.syncNeedsTerminal ? 'silentoldconfig' : mode;
    return [file === undefined ? `--${word}` : `--${word}=${file}`];
  }
  const letter = letters[mode];
  if (letter === undefined) throw new Error(`conf of ${dialect.name} has no ${mode}`);
  return file === undefined ? [letter] : [letter, file];
}

function startConf(
  conf: string,
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(conf, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const texts = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('latin1').on('data', (chunk: string) => {
        texts[stream] += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, ...texts, files: new Map() });
    });
  });
}

/** First lines that differ, with the side they are on. */
export function excerptOf(expected: string, actual: string): string {
  const left = expected.split('\n');
  const right = actual.split('\n');
  let first = 0;
  while (first < left.length && left[first] === right[first]) first++;
  let end = 0;
  while (end < Math.min(left.length, right.length) - first && left.at(-1 - end) === right.at(-1 - end)) end++;
  const show = (mark: string, lines: readonly string[]): string[] =>
    lines
      .slice(first, Math.max(first, lines.length - end))
      .slice(0, 6)
      .map((line) => `${mark} ${line}`);
  return [`line ${first + 1}`, ...show('- conf ', left), ...show('+ kgate', right)].join('\n      ');
}

/** All files below a directory, by relative name. */
function filesIn(directory: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true, encoding: 'utf8' })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(path.slice(directory.length + 1), readFileSync(path, 'latin1'));
  }
  return found;
}

/** Runs everything; differences are reported, not thrown. Throws when make does not start conf. */
export async function runMatrix(request: MatrixRequest): Promise<MatrixResult> {
  const started = Date.now();
  const path = process.env['PATH'] ?? '/usr/bin:/bin';
  const invocation = confInvocation(request.tree, request.target, request.toolchain, path);
  try {
    const matrix = new Matrix(request, invocation);
    const waiting = request.runs.slice();
    const work = async (): Promise<void> => {
      for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) await matrix.compare(run);
    };
    await Promise.all(Array.from({ length: request.jobs ?? 2 }, work));
    return { ...matrix.result(), seconds: (Date.now() - started) / 1000 };
  } finally {
    rmSync(invocation.directory, { recursive: true, force: true });
  }
}

class Matrix {
  private readonly differences: Difference[] = [];
  private readonly differing = new Set<string>();
  private readonly parsed: ReturnType<typeof parseKconfig>;
  private readonly tree: ReadTree | null;
  private readonly shell = createRecordingShell();
  private readonly recording: Readonly<Record<string, string>>;
  private readonly request: MatrixRequest;
  private readonly invocation: ConfInvocation;
  private compared = 0;
  private undefinedRuns = 0;
  private bytes = 0;

  constructor(request: MatrixRequest, invocation: ConfInvocation) {
    this.request = request;
    this.invocation = invocation;
    const { env, topFile, directory } = invocation;
    const host = createNodeHost({ cwd: directory, env });
    const { runShell } = this.shell;
    this.parsed = parseKconfig({ host, cwd: directory, env, topFile, runShell, dialect: request.dialect });
    const { failed, model, ...rest } = this.parsed;
    this.tree = failed || model === null ? null : { ...rest, flat: flattenModel(model), model: () => model };
    const record = join(directory, 'source.shell-record');
    this.shell.save(record);
    const library = recordedShellLibrary(`${request.toolchain}.recorded-shell.so`);
    this.recording = { LD_PRELOAD: library, KGATE_SHELL_RECORD: record };
  }

  result(): Omit<MatrixResult, 'seconds'> {
    const { compared, differences, bytes, undefinedRuns } = this;
    const { name } = this.request.target;
    return { target: name, compared, differing: this.differing.size, undefinedRuns, differences, bytes };
  }

  /** One run, and savedefconfig of what it gives. */
  async compare(run: MatrixRun): Promise<void> {
    const directory = mkdtempSync(join(tmpdir(), 'kgate-run-'));
    try {
      cpSync(this.invocation.directory, directory, {
        recursive: true,
        filter: (from) => !/\/(?:scripts|source|source\.shell-record)$/.test(from),
      });
      if (run.withAutoFiles !== true) {
        mkdirSync(join(directory, 'include/config'), { recursive: true });
        writeFileSync(join(directory, 'include/config/auto.conf'), '');
      }
      const isGood = await this.compareIn(directory, run);
      if (!isGood || !this.request.savesDefconfig || run.mode === 'savedefconfig') return;
      await this.compareIn(directory, {
        name: `savedefconfig of ${run.name}`,
        mode: 'savedefconfig',
        file: 'defconfig',
      });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }

  /** True when conf succeeded. kgate writes nothing, so it goes first. */
  private async compareIn(directory: string, run: MatrixRun): Promise<boolean> {
    // conf of BusyBox writes the time, and the two do not run in the same second.
    const clock = this.request.dialect.modes.asksInAllModes ? { SOURCE_DATE_EPOCH: '1700000000' } : {};
    const env = { ...this.invocation.env, ...clock, ...run.env };
    const before = filesIn(directory);
    let kgate: Outcome | string;
    try {
      kgate = this.runKgate(directory, run, env, before);
    } catch (error) {
      kgate = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    const words = [...confWords(this.request.dialect, run.mode, run.file), this.invocation.topFile];
    const real = await startConf(this.request.conf, words, directory, { ...env, ...this.recording });
    if (real.status === null) {
      this.undefinedRuns++;
      return false;
    }
    this.compared++;
    if (typeof kgate === 'string') this.differ(run, 'crash', kgate.split('\n').slice(0, 6).join('\n      '));
    else this.compareOutcomes(run, { ...real, files: filesIn(directory) }, kgate);
    return real.status === 0;
  }

  private runKgate(
    directory: string,
    run: MatrixRun,
    env: Readonly<Record<string, string>>,
    before: ReadonlyMap<string, string>,
  ): Outcome {
    const tree = this.tree ?? this.parsed;
    const host = createNodeHost({ cwd: directory, env });
    const { topFile } = this.invocation;
    const { mode, file } = run;
    const { runShell } = this.shell;
    const { dialect } = this.request;
    // A tree with errors is read again: conf says more than the errors.
    const read = tree === null ? {} : { readTree: () => tree };
    const options = { host, cwd: directory, env, topFile, runShell, mode, dialect, ...read };
    const result: ConfRun = runConf({ ...options, ...(file === undefined ? {} : { file }) });
    const { exitStatus, stdout, stderr, operations } = result;
    return { status: exitStatus, stdout, stderr, files: filesAfter(before, operations) };
  }

  private compareOutcomes(run: MatrixRun, conf: Outcome, kgate: Outcome): void {
    if (kgate.status !== conf.status) this.differ(run, 'status', `conf ${conf.status}, kgate ${kgate.status}`);
    for (const stream of ['stdout', 'stderr'] as const) {
      if (kgate[stream] !== conf[stream]) this.differ(run, stream, excerptOf(conf[stream], kgate[stream]));
    }
    for (const name of new Set([...conf.files.keys(), ...kgate.files.keys()])) {
      const real = conf.files.get(name);
      const own = kgate.files.get(name);
      this.bytes += real?.length ?? 0;
      if (real === own) continue;
      if (real === undefined) this.differ(run, name, 'only kgate has it');
      else if (own === undefined) this.differ(run, name, 'only conf has it');
      else {
        this.differ(run, name, excerptOf(real, own));
        this.keepBoth(run, name, real, own);
      }
    }
  }

  private differ(run: MatrixRun, what: string, excerpt: string): void {
    this.differing.add(run.name);
    this.differences.push({ run: run.name, what, excerpt });
  }

  private keepBoth(run: MatrixRun, name: string, conf: string, kgate: string): void {
    const { keep, target } = this.request;
    if (keep === undefined) return;
    const base = join(keep, target.name, run.name.replace(/[^\w.-]+/g, '_'), name);
    if (!existsSync(dirname(base))) mkdirSync(dirname(base), { recursive: true });
    writeFileSync(`${base}.conf`, conf, 'latin1');
    writeFileSync(`${base}.kgate`, kgate, 'latin1');
  }
}
