/**
 * Runs a command under strace and gives what it and all its descendants did: programs executed, code loaded, files
 * read, files opened for writing, made, renamed or removed, and connections. Paths are absolute, as the process
 * itself sees them: a process in a mount namespace of its own is marked.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hasOracle } from '../../support/oracle.ts';

/** Who did something. */
export interface TracedActor {
  readonly pid: number;
  /** Path of the program that the process ran at that time. */
  readonly program: string;
  /** True for a process that was started in a mount namespace of its own, and its descendants. */
  readonly isContained: boolean;
}

/** A program that a process became. */
export interface Execution extends TracedActor {
  /** The file as it was named; of a script, the script. */
  readonly path: string;
  readonly argv: readonly string[];
}

/** A use of a file that succeeded. */
export interface FileUse extends TracedActor {
  readonly path: string;
  /** The system call. */
  readonly call: string;
}

/** A socket that was connected to, or that a message was sent to, whether a program listened or not. */
export interface Connection extends TracedActor {
  /** `AF_UNIX`, `AF_INET`, `AF_INET6` and the like. */
  readonly family: string;
  /** The rest of the address, in strace's words. */
  readonly address: string;
  readonly isDone: boolean;
}

/** All that a command did. */
export interface TracedRun {
  /** Exit status; null when a signal ended it. */
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly executed: readonly Execution[];
  /** Files mapped as code: plugins and libraries. */
  readonly loaded: readonly FileUse[];
  readonly read: readonly FileUse[];
  /** Opened for writing, made, renamed (both names), linked, removed, truncated, or given another mode or owner. */
  readonly written: readonly FileUse[];
  readonly connected: readonly Connection[];
}

/** What {@link runTraced} takes. */
export interface TraceOptions {
  readonly cwd?: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string;
  /** 120 seconds when absent. */
  readonly timeoutMs?: number;
  /** Runs the command as this user, with no other groups; only root can. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

const calls =
  'execve,execveat,open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,' +
  'unlink,unlinkat,rmdir,truncate,ftruncate,chmod,fchmodat,fchmod,chown,lchown,fchownat,fchown,setxattr,lsetxattr,fsetxattr,' +
  'chdir,fchdir,clone,clone3,fork,vfork,unshare,setns,connect,sendto,sendmsg,mmap';

/** True where strace is installed and may trace; see {@link hasOracle}. */
export function canTrace(): boolean {
  return hasOracle('strace', spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0);
}

/** Runs a command under strace to its end. Rejects when strace itself fails. */
export async function runTraced(argv: readonly string[], options: TraceOptions): Promise<TracedRun> {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-strace-'));
  const cwd = options.cwd ?? process.cwd();
  const { user } = options;
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
  // Inside of strace, which stays root: a setuid program then gets what it would without strace.
  const words =
    user === undefined
      ? argv
      : ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--', ...argv];
  try {
    const strace = [
      '-ff',
      '-ttt',
      '-y',
      '--pidns-translation',
      '--seccomp-bpf',
      '-qq',
      '-s',
      '65536',
      '-e',
      'signal=none',
    ];
    const child = spawn('strace', [...strace, '-e', `trace=${calls}`, '-o', join(directory, 't'), '--', ...words], {
      cwd,
      env: options.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, options.timeoutMs ?? 120_000);
    const [status, signal] = await new Promise<[number | null, string | null]>((done, fail) => {
      child.once('error', fail);
      child.once('close', (...end) => done(end));
    });
    clearTimeout(timer);
    return {
      status,
      signal,
      stdout: Buffer.concat(chunks.stdout).toString('utf8'),
      stderr: Buffer.concat(chunks.stderr).toString('utf8'),
      ...readTrace(directory, cwd, words.length - argv.length > 0),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What a process is, as far as it was read. Threads of a process have one each, taken over from their starter. */
interface ProcessState {
  cwd: string;
  program: string;
  isContained: boolean;
}

type Uses = Pick<TracedRun, 'executed' | 'loaded' | 'read' | 'written' | 'connected'>;

interface TraceLine {
  readonly pid: number;
  readonly time: number;
  readonly call: string;
  readonly words: string;
  readonly result: string;
}

/** Calls in the order in which they began: who is started is known before it does something. */
function readLines(directory: string): TraceLine[] {
  const lines: TraceLine[] = [];
  for (const name of readdirSync(directory)) {
    const pid = Number(name.replace(/^t\./, ''));
    for (const text of readFileSync(join(directory, name), 'latin1').split('\n')) {
      const match = /^(\d+\.\d+) (\w+)\((.*)\) += (.*)$/.exec(text);
      if (match === null) continue;
      const [, time = '', call = '', words = '', result = ''] = match;
      lines.push({ pid, time: Number(time), call, words, result });
    }
  }
  return lines.sort((left, right) => left.time - right.time);
}

function readTrace(directory: string, cwd: string, isStartedByOther: boolean): Uses {
  const uses = {
    executed: [] as Execution[],
    loaded: [] as FileUse[],
    read: [] as FileUse[],
    written: [] as FileUse[],
    connected: [] as Connection[],
  };
  const processes = new Map<number, ProcessState>();
  for (const { pid, call, words, result } of readLines(directory)) {
    let process = processes.get(pid);
    if (process === undefined) processes.set(pid, (process = { cwd, program: '', isContained: false }));
    const actor = (): TracedActor => ({ pid, program: process.program, isContained: process.isContained });
    const isDone = !result.startsWith('-1') && !result.startsWith('?');
    switch (call) {
      case 'execve':
      case 'execveat': {
        if (!isDone) break;
        const path = pathsOf(words, process.cwd)[0] ?? '';
        process.program = path;
        const list = /\[("(?:[^"\\]|\\.)*"(?:, "(?:[^"\\]|\\.)*")*)\]/.exec(words)?.[1] ?? '';
        uses.executed.push({ ...actor(), path, argv: strings(list) });
        break;
      }
      case 'clone':
      case 'clone3':
      case 'fork':
      case 'vfork': {
        const child = Number(/\/\* (\d+) in strace's PID NS \*\//.exec(result)?.[1] ?? /^\d+/.exec(result)?.[0] ?? 0);
        const isContained = process.isContained || /CLONE_NEWNS/.test(words);
        if (isDone) processes.set(child, { ...process, isContained });
        break;
      }
      case 'unshare':
      case 'setns':
        if (isDone && /CLONE_NEWNS/.test(words)) process.isContained = true;
        break;
      case 'chdir':
        if (isDone) process.cwd = pathsOf(words, process.cwd)[0] ?? process.cwd;
        break;
      case 'fchdir':
        if (isDone) process.cwd = /^\d+<(.*)>$/.exec(words)?.[1] ?? process.cwd;
        break;
      case 'connect':
      case 'sendto':
      case 'sendmsg': {
        const match = /\{sa_family=(AF_\w+),? ?([^}]*)\}/.exec(words);
        if (match === null || match[1] === 'AF_NETLINK' || match[1] === 'AF_UNSPEC') break;
        uses.connected.push({ ...actor(), family: match[1] ?? '', address: match[2] ?? '', isDone });
        break;
      }
      case 'mmap': {
        const path = /PROT_EXEC.*, \d+<([^>]*)>, /.exec(words)?.[1];
        if (isDone && path !== undefined) uses.loaded.push({ ...actor(), path, call });
        break;
      }
      case 'open':
      case 'openat':
      case 'openat2': {
        if (!isDone) break;
        // What was reached, links followed, else the name.
        const path = /^\d+<(\/.*)>$/.exec(result)?.[1] ?? pathsOf(words, process.cwd)[0] ?? '';
        const isWriting = /O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)/.test(words.replace(/"(?:[^"\\]|\\.)*"/g, ''));
        (isWriting ? uses.written : uses.read).push({ ...actor(), path, call });
        break;
      }
      default:
        if (!isDone) break;
        // The first name of a link is its content.
        for (const path of pathsOf(words, process.cwd).slice(
          /link(?:at)?$/.test(call) && !call.startsWith('un') ? -1 : 0,
        ))
          uses.written.push({ ...actor(), path, call });
    }
  }
  if (!isStartedByOther) return uses;
  // The change of user is no part of the command.
  const changer = uses.executed.shift();
  const isOwn = ({ pid, program }: TracedActor): boolean => pid !== changer?.pid || program !== changer.program;
  return {
    executed: uses.executed,
    loaded: uses.loaded.filter(isOwn),
    read: uses.read.filter(isOwn),
    written: uses.written.filter(isOwn),
    connected: uses.connected.filter(isOwn),
  };
}

/** Strings of strace's notation. */
function strings(list: string): string[] {
  return [...list.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => unescaped(text));
}

function unescaped(text: string): string {
  return text.replace(/\\(?:([0-7]{1,3})|x([0-9a-f]{2})|(.))/g, (_, octal?: string, hex?: string, other?: string) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' }[other ?? ''] ?? other ?? '';
  });
}

/** Paths in the words of a call: names relative to a descriptor or to the directory, else the descriptor itself. */
function pathsOf(words: string, cwd: string): string[] {
  const named = [...words.matchAll(/(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"(?!\.\.\.|\])/g)];
  const isList = words.indexOf('[');
  const paths = named
    .filter(({ index }) => isList < 0 || index < isList)
    .map(([, base, name = '']) => resolve(cwd, base === undefined ? '' : unescaped(base), unescaped(name)));
  if (paths.length > 0) return paths;
  const descriptor = /^\d+<(\/[^>]*)>/.exec(words)?.[1];
  return descriptor === undefined ? [] : [unescaped(descriptor)];
}
