/**
 * Faults of the machine: a system call of kgate, or of a program it runs, that fails with an error; a file system without
 * room; a limit of the process. strace counts the calls of each thread and process by itself, so that one point hits Node, the
 * evaluating thread and a compiler alike.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { kgateEnvironment, node, repository } from './kgate.ts';

/** The entry behind the launcher, which in a clone looks at the sources first. */
const entry = process.env['KGATE_ENTRY'] ?? join(repository, 'dist/cli.js');

/** The tree that is asked: small, with probes of a compiler. */
const fixture = join(repository, 'kconfig-fixtures/arm64-ftrace/today');

/** One fault. */
export type FaultPoint = { readonly command: FaultCommand } & (CallFault | CloseFault | RoomFault | LimitFault);

/** A system call that fails. */
interface CallFault {
  readonly kind: 'call';
  readonly call: string;
  readonly error: string;
  /** From the N-th call of a thread on; `once`: that one alone. */
  readonly when: number;
  readonly lasts: 'once' | 'on';
}

/** A written file whose close fails, see `fail-close.c`: from the N-th of a process on. */
interface CloseFault {
  readonly kind: 'close';
  readonly error: string;
  readonly when: number;
}

/** A file system of its own, as large as `size` says, for one directory of the run. */
interface RoomFault {
  readonly kind: 'room';
  readonly place: 'out' | 'tmp' | 'cache';
  /** Options of a tmpfs: bytes, or files. */
  readonly size: string;
}

/** A limit of the process, as words of bash's `ulimit`. */
interface LimitFault {
  readonly kind: 'limit';
  readonly words: string;
}

/** What is run: `config` writes, `check` reports, `record` asks a compiler some 700 questions. */
export type FaultCommand = 'config' | 'check' | 'probe' | 'record';

/**
 * Calls by the errors they may end with, and how many of them a thread makes at most; other calls are counted until
 * something is hit. kgate makes no fsync, and neither do compilers.
 */
const calls: readonly (readonly [call: string, errors: readonly string[], count: number])[] = [
  ['openat', ['EMFILE', 'ENFILE', 'EIO', 'ENOSPC', 'ENOMEM', 'EDQUOT', 'EROFS', 'ETXTBSY'], 90],
  ['write', ['ENOSPC', 'EDQUOT', 'EIO'], 24],
  ['mkdir', ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'], 4],
  ['rename', ['ENOSPC', 'EIO', 'EDQUOT', 'EROFS'], 3],
  ['read', ['EIO', 'ENOMEM'], 60],
  ['pipe2', ['EMFILE', 'ENFILE'], 8],
  ['vfork', ['EAGAIN', 'ENOMEM'], 2],
  ['clone,fork', ['EAGAIN', 'ENOMEM'], 8],
  ['execve', ['ETXTBSY', 'ENOMEM', 'EAGAIN', 'EIO'], 3],
  ['statx', ['EIO', 'ENOMEM'], 150],
  ['getdents64', ['EIO', 'ENOMEM'], 10],
  ['unlink', ['EIO', 'EROFS'], 6],
  ['socketpair', ['EMFILE', 'ENFILE', 'ENOMEM'], 6],
  ['mmap', ['ENOMEM', 'EAGAIN'], 120],
  ['clone3', ['EAGAIN', 'ENOMEM'], 6],
  ['rmdir', ['EIO', 'EROFS'], 3],
];

/** What close says where a file system stores late, as NFS does; the numbers of Linux. */
const closeErrors: readonly (readonly [error: string, number: number])[] = [
  ['EIO', 5],
  ['ENOSPC', 28],
  ['EDQUOT', 122],
];

const places: readonly RoomFault['place'][] = ['out', 'tmp', 'cache'];

/** Limits of bash's `ulimit`, with how far the number behind them goes: descriptors, blocks of 1 KiB. */
const limits: readonly (readonly [words: string, least: number, most: number])[] = [
  ['-n', 12, 70],
  ['-f', 0, 400],
  ['-v', 600_000, 6_000_000],
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
  const width = calls.length + 3;
  /** How often each kind was used: its errors take turns. */
  const turns = new Map<string, number>();
  const turn = (kind: string): number => {
    const before = turns.get(kind) ?? random(8);
    turns.set(kind, before + 1);
    return before;
  };
  const oneOf = <T>(list: readonly [T, ...T[]] | readonly T[], kind: string): T => list[turn(kind) % list.length] as T;
  return Array.from({ length: count }, (_, at): FaultPoint => {
    const command = commands[Math.floor(at / width) % commands.length] ?? 'config';
    const [call, errors, most] = calls[at % width] ?? [];
    if (call !== undefined && errors !== undefined) {
      const error = oneOf(errors, call);
      // Node hangs by itself where it does not get the first five threads, which are its own.
      const first = call === 'clone3' ? 6 : 1;
      return {
        kind: 'call',
        command,
        call,
        error,
        when: first + random(most ?? 1),
        lasts: random(2) === 0 ? 'once' : 'on',
      };
    }
    if (at % width === calls.length) {
      const [error] = oneOf(closeErrors, 'close');
      return { kind: 'close', command, error, when: 1 + random(12) };
    }
    if (at % width === calls.length + 1) {
      const size = random(3) === 0 ? `nr_inodes=${1 + random(40)}` : `size=${4 << random(8)}k`;
      return { kind: 'room', command, place: oneOf(places, 'room'), size };
    }
    const [words, least, highest] = oneOf(limits, 'limit');
    return { kind: 'limit', command, words: `${words} ${least + random(highest - least)}` };
  });
}

/** A point in words. */
export function describePoint(point: FaultPoint): string {
  switch (point.kind) {
    case 'call':
      return `${point.command}: ${point.call} ${point.error} ${point.lasts === 'once' ? 'at' : 'from'} ${point.when}`;
    case 'close':
      return `${point.command}: close ${point.error} from ${point.when}`;
    case 'room':
      return `${point.command}: tmpfs ${point.size} for ${point.place}`;
    case 'limit':
      return `${point.command}: ulimit ${point.words}`;
  }
}

/** True where file systems can be mounted: room has to be limited with one. */
export function canMount(): boolean {
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A run that takes longer hangs; the longest time limit of a program is 10 s, and a record asks hundreds of them. */
const maxMs = { config: 120_000, check: 120_000, probe: 120_000, record: 600_000 } as const;

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
    }, maxMs[command]);
    const { exitCode, signal, stderr, stdout } = await running;
    clearTimeout(timer);
    return { exitCode, signal: isTimedOut ? 'hang' : signal, stderr, stdout, file: this.file(command) };
  }

  /** What makes the fault, before the words of kgate. */
  private prefix(point: FaultPoint): readonly string[] {
    switch (point.kind) {
      case 'call': {
        const { call, error, lasts, when } = point;
        const inject = `inject=${call}:error=${error}:when=${when}${lasts === 'on' ? '+' : ''}`;
        return ['strace', '-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject];
      }
      case 'close': {
        const library = this.at('fail-close.so');
        const source = join(repository, 'test/support/fail-close.c');
        if (!existsSync(library)) execFileSync('gcc', ['-shared', '-fPIC', '-o', library, source]);
        const number = new Map(closeErrors).get(point.error);
        return ['env', `LD_PRELOAD=${library}`, `FAIL_CLOSE_FROM=${point.when}`, `FAIL_CLOSE_ERROR=${number}`];
      }
      case 'room': {
        const [place, real] = [this.at(point.place), this.at('real')];
        // What the run leaves is looked at outside, where the file system of its own is not seen.
        const script =
          `mkdir -p ${place} ${real} && mount --bind ${place} ${real} && mount -t tmpfs -o ${point.size},mode=700 none ${place} ` +
          `|| exit 99; "$@"; status=$?; cp -a ${place}/. ${real}/; exit $status`;
        return ['unshare', '-m', 'bash', '-c', script, 'sh'];
      }
      case 'limit':
        return ['bash', '-c', `ulimit ${point.words}; exec "$@"`, 'sh'];
    }
  }

  private reset(): void {
    for (const name of ['out', 'tmp', 'cache']) rmSync(this.at(name), { recursive: true, force: true });
    for (const name of ['out', 'tmp']) mkdirSync(this.at(name));
  }

  /** Runs with the fault, then without. Gives what is wrong, empty for nothing, and how the first run ended. */
  async hit(point: FaultPoint): Promise<{ readonly problems: readonly string[]; readonly end: string }> {
    const { command } = point;
    let clean = this.clean.get(command);
    if (clean === undefined) {
      this.reset();
      clean = await this.run(command, []);
      if (clean.exitCode !== 0) throw new Error(`without a fault: ${clean.stderr}`);
      this.clean.set(command, clean);
    }
    this.reset();
    const run = await this.run(command, this.prefix(point));
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
  // V8 and Node end by a signal where they get no memory or no thread.
  const isOfNode =
    /^(?:$|node: \S*\/deps\/uv\/.* Assertion .*$|node\[\d+\]: pthread_create: |#|<--- Last few GCs|----- Native stack trace)/;
  if (/^SIG(?:ABRT|SEGV|TRAP)$/.test(signal ?? '') && isOfNode.test(stderr.trim())) return `node ${signal}`;
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
  // A compiler that crashes is named in the answer, which is that of conf.
  if (end !== 'answered' || run.stdout.includes('[kernel/tool-killed]')) return;
  if (verdictOf(run) !== verdictOf(clean)) yield `another answer, and no error: ${run.stdout.slice(0, 400)}`;
  if (run.file !== clean.file) yield 'no file, and no error';
}
