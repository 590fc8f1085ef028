/**
 * Faults of the machine: a system call of kgate, or of a program it runs, that fails with an error. strace counts the calls of
 * each thread and process by itself, so that one point hits Node, the evaluating thread and a compiler alike.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { kgateEnvironment, node, repository } from './kgate.ts';

/** The entry behind the launcher, which in a clone looks at the sources first. */
const entry = process.env['KGATE_ENTRY'] ?? join(repository, 'dist/cli.js');

/** The tree that is asked: small, with probes of a compiler. */
const fixture = join(repository, 'kconfig-fixtures/arm64-ftrace/today');

/** One fault. */
export interface FaultPoint {
  readonly command: FaultCommand;
  readonly call: string;
  readonly error: string;
  /** From the N-th call of a thread on; `once`: that one alone. */
  readonly when: number;
  readonly lasts: 'once' | 'on';
}

/** What is run: `config` writes, `check` reports, `record` asks a compiler some 700 questions. */
export type FaultCommand = 'config' | 'check' | 'probe' | 'record';

/** Calls by the errors they may end with, and how many of them a thread makes at most. */
const calls: readonly (readonly [call: string, errors: readonly string[], count: number])[] = [
  ['openat', ['EMFILE', 'ENFILE', 'EIO', 'ENOSPC', 'ENOMEM'], 90],
  ['write', ['ENOSPC', 'EDQUOT', 'EIO'], 24],
  ['mkdir', ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'], 4],
  ['rename', ['ENOSPC', 'EIO', 'EDQUOT'], 3],
  ['read', ['EIO', 'ENOMEM'], 60],
  ['pipe2', ['EMFILE', 'ENFILE'], 8],
  ['vfork', ['EAGAIN', 'ENOMEM'], 2],
  ['clone,fork', ['EAGAIN', 'ENOMEM'], 8],
  ['execve', ['ETXTBSY', 'ENOMEM', 'EAGAIN', 'EIO'], 3],
  ['statx', ['EIO', 'ENOMEM'], 150],
  ['getdents64', ['EIO', 'ENOMEM'], 10],
  ['unlink', ['EIO', 'EROFS'], 6],
  ['socketpair', ['EMFILE', 'ENFILE', 'ENOMEM'], 6],
];

const commands: readonly FaultCommand[] = ['config', 'check', 'probe', 'config', 'check', 'probe', 'config', 'record'];

/** `count` points, spread over commands, calls, errors and places; the same for the same seed. */
export function faultPoints(count: number, seed = 1): FaultPoint[] {
  // Source: Numerical Recipes, 3rd edition, section 7.1.4.
  let state = seed >>> 0;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, (_, at) => {
    const [call, errors, most] = calls[at % calls.length] ?? ['openat', ['EIO'], 1];
    return {
      command: commands[Math.floor(at / calls.length) % commands.length] ?? 'config',
      call,
      error: errors[random(errors.length)] ?? 'EIO',
      when: 1 + random(most),
      lasts: random(2) === 0 ? 'once' : 'on',
    };
  });
}

/** A point in words. */
export function describePoint({ call, command, error, lasts, when }: FaultPoint): string {
  return `${command}: ${call} ${error} ${lasts === 'once' ? 'at' : 'from'} ${when}`;
}

/** A run that takes longer hangs; the longest time limit of a program is 10 s. */
const maxMs = 120_000;

/** How a run ended, and what it left. */
interface FaultRun {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** `.config`, or the record; null where there is none. */
  readonly file: string | null;
}

/** A place for runs of one fault after the other. */
export class FaultBench {
  private readonly directory: string;
  private readonly clean = new Map<FaultCommand, FaultRun>();

  constructor(directory: string) {
    this.directory = directory;
    cpSync(fixture, this.at('tree'), { recursive: true });
  }

  private at(name: string): string {
    return join(this.directory, name);
  }

  private words(command: FaultCommand): readonly string[] {
    const tree = ['-C', this.at('tree'), 'ARCH=arm64'];
    switch (command) {
      case 'config':
        return ['config', 'defconfig', ...tree, '-O', this.at('out')];
      case 'check':
        return ['check', ...tree];
      case 'probe':
        return ['probe', '-O2'];
      case 'record':
        return ['probe', '--record', this.at('out/record.json')];
    }
  }

  private file(command: FaultCommand): string | null {
    const path = this.at(command === 'record' ? 'out/record.json' : 'out/.config');
    return existsSync(path) ? readFileSync(path, 'latin1') : null;
  }

  private async run(command: FaultCommand, prefix: readonly string[]): Promise<FaultRun> {
    const [program = node, ...words] = [...prefix, node, entry, ...this.words(command)];
    const running = execa(program, words, {
      cwd: this.directory,
      env: kgateEnvironment({ TMPDIR: this.at('tmp'), XDG_CACHE_HOME: this.at('cache') }),
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      // A killed strace lets go of what it has started: the whole group ends.
      detached: true,
    });
    let isTimedOut = false;
    const timer = setTimeout(() => {
      isTimedOut = true;
      if (running.pid !== undefined) process.kill(-running.pid, 'SIGKILL');
    }, maxMs);
    const { exitCode, signal, stderr, stdout } = await running;
    clearTimeout(timer);
    return { exitCode, signal: isTimedOut ? 'hang' : signal, stderr, stdout, file: this.file(command) };
  }

  private reset(): void {
    for (const name of ['out', 'tmp', 'cache']) rmSync(this.at(name), { recursive: true, force: true });
    for (const name of ['out', 'tmp']) mkdirSync(this.at(name));
  }

  /** Runs with the fault, then without. Gives what is wrong, empty for nothing, and how the first run ended. */
  async hit(point: FaultPoint): Promise<{ readonly problems: readonly string[]; readonly end: string }> {
    const { call, command, error, lasts, when } = point;
    let clean = this.clean.get(command);
    if (clean === undefined) {
      this.reset();
      clean = await this.run(command, []);
      if (clean.exitCode !== 0) throw new Error(`without a fault: ${clean.stderr}`);
      this.clean.set(command, clean);
    }
    this.reset();
    const inject = `inject=${call}:error=${error}:when=${when}${lasts === 'on' ? '+' : ''}`;
    const trace = ['-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject];
    const run = await this.run(command, ['strace', ...trace]);
    const problems = [...problemsOf(run, clean)];
    // The fault is gone, and what was kept is taken: the answer is the right one.
    const after = await this.run(command, []);
    if (after.exitCode !== 0 || after.file !== clean.file) {
      problems.push(`afterwards: status ${after.exitCode}, ${after.stderr.slice(0, 300)}`);
    }
    if (verdictOf(after) !== verdictOf(clean)) problems.push(`afterwards another verdict: ${verdictOf(after)}`);
    const left = [...readdirSync(this.at('tmp')), ...readdirSync(this.at('out'))].filter(
      (name) => name.startsWith('kgate-') || name.startsWith('cc') || name.includes('.kgate-'),
    );
    if (left.length > 0) problems.push(`left: ${left.join(' ')}`);
    return { problems, end: endOf(run) };
  }
}

/** Texts of a run without what differs between runs: seconds, and names of the scratch directory. */
function verdictOf({ stdout }: FaultRun): string {
  return stdout
    .replace(/\(\d+\.\d s\)/g, '')
    .replace(/^#\n# (?:No change to|configuration written to) \.config\n#$/, '')
    .replace(/\/\S*kgate-\d+\/\S+/g, 'SCRATCH')
    .replace(/\\\n +/g, '');
}

/** Words of Node and of the loader before kgate's first line runs, and of V8 and libuv when they give up: all of them Node's. */
const ofNode =
  /^\s*$|^#|^node\[|error while loading shared libraries|node:internal\/(?:modules|bootstrap)|terminate called|OpenSSL/;

/** `answered`, `refused`, `node` (Node itself did not get as far as kgate) or `signal`. */
function endOf({ exitCode, signal, stderr }: FaultRun): string {
  // libuv, whose threads wake each other by reading and writing, takes an error there for a bug of its own.
  if (/^SIG(?:ABRT|SEGV|TRAP)$/.test(signal ?? '') && /^(?:node: \S*\/deps\/uv\/.* Assertion .*)?$/.test(stderr.trim()))
    return `node ${signal}`;
  if (signal !== undefined) return `signal ${signal}`;
  if (exitCode === 0) return 'answered';
  const [first = ''] = stderr.split('\n');
  if (exitCode === 2 && first.startsWith('kgate: ')) return /\[(host\/[\w-]+)\]/.exec(first)?.[1] ?? 'host error';
  return ofNode.test(stderr.slice(0, 2000)) ? `node ${exitCode}` : `status ${exitCode}`;
}

function* problemsOf(run: FaultRun, clean: FaultRun): Iterable<string> {
  const end = endOf(run);
  if (run.file !== null && run.file !== clean.file) yield 'a file that is neither the old nor the new one';
  if (end.startsWith('status') || end.startsWith('signal')) yield `${end}: ${run.stderr.slice(0, 400)}`;
  if (/internal error|^\s+at .*:\d+:\d+\)?$/m.test(run.stderr) && !end.startsWith('node')) {
    yield `a stack or an internal error: ${run.stderr.slice(0, 400)}`;
  }
  if (end !== 'answered') return;
  if (verdictOf(run) !== verdictOf(clean)) yield `another answer, and no error: ${run.stdout.slice(0, 400)}`;
  if (run.file !== clean.file) yield 'no file, and no error';
}
