/**
 * The process behind test/support/kgate-make: GNU make's command line on top of the engine, with real
 * files and real shells. Runs what recipes say; the product never does.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  lstatSync,
  mkdtempSync,
  opendirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { HostError } from '../../src/core/errors.ts';
import { Progress } from '../../src/core/progress.ts';
import type { RunShell } from '../../src/core/run-shell.ts';
import type { FileStat, Host } from '../../src/host/host.ts';
import { bytesOf } from '../../src/host/layers/layer-host.ts';
import {
  type CommandOutcome,
  directWords,
  type MakeVersion,
  programNotFound,
  type RecipeCommand,
  runMake,
  type UpdateDriver,
} from '../../src/make/index.ts';
import { checkWords, type FrontWords } from './make-words.ts';

function errorText(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'No such file or directory',
    EACCES: 'Permission denied',
    EPERM: 'Operation not permitted',
    ENOTDIR: 'Not a directory',
    EISDIR: 'Is a directory',
    ENOEXEC: 'Exec format error',
    E2BIG: 'Argument list too long',
    ELOOP: 'Too many levels of symbolic links',
    ENAMETOOLONG: 'File name too long',
    EROFS: 'Read-only file system',
    ENOSPC: 'No space left on device',
    EPIPE: 'Broken pipe',
  };
  return known[code] ?? code;
}

const words = {
  SIGHUP: 'Hangup',
  SIGINT: 'Interrupt',
  SIGQUIT: 'Quit',
  SIGILL: 'Illegal instruction',
  SIGTRAP: 'Trace/breakpoint trap',
  SIGABRT: 'Aborted',
  SIGBUS: 'Bus error',
  SIGFPE: 'Floating point exception',
  SIGKILL: 'Killed',
  SIGUSR1: 'User defined signal 1',
  SIGSEGV: 'Segmentation fault',
  SIGUSR2: 'User defined signal 2',
  SIGPIPE: 'Broken pipe',
  SIGALRM: 'Alarm clock',
  SIGTERM: 'Terminated',
} as const;

function write(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') continue;
      if (descriptor === 1) throw new StdoutError(errorText(error));
      return;
    }
  }
}

/** Standard output cannot be written to. */
export class StdoutError extends Error {}

/** Bytes of a process as a byte string, and back. */
const latin = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const native = (text: string): Buffer => Buffer.from(text, 'latin1');
const nativeText = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');

function realHost(cwd: string, env: Readonly<Record<string, string>>, links: boolean): Host {
  const full = (path: string): Buffer => native(path.startsWith('/') ? path : resolve(cwd, path));
  return {
    cwd,
    env,
    stat(path): FileStat | undefined {
      try {
        const found = statSync(full(path), { bigint: true });
        let time = found.mtimeNs;
        if (links) time = newestLink(path.startsWith('/') ? path : resolve(cwd, path), time);
        const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
        const isExecutable = (found.mode & 0o111n) !== 0n;
        return { kind, size: Number(found.size), mtimeMs: Number(time) / 1e6, isExecutable };
      } catch {
        if (!links) return undefined;
        try {
          const found = lstatSync(full(path), { bigint: true });
          return { kind: 'other', size: 0, mtimeMs: Number(found.mtimeNs) / 1e6, isExecutable: false };
        } catch {
          return undefined;
        }
      }
    },
    readBytes(path) {
      return bytesOf(this.readFile(path));
    },
    readFile(path) {
      let kind: string | undefined;
      try {
        const found = statSync(full(path));
        kind = found.isDirectory() ? 'directory' : 'file';
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
        throw new HostError('host/unreadable', path);
      }
      if (kind === 'directory') throw new HostError('host/not-a-file', path);
      try {
        return readFileSync(full(path), 'latin1');
      } catch {
        throw new HostError('host/unreadable', path);
      }
    },
    readDirectory(path) {
      try {
        // In the order of the file system, which make 4.2 shows.
        const names: string[] = [];
        const directory = opendirSync(full(path), { encoding: 'latin1' as 'utf8' });
        for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) names.push(entry.name);
        directory.closeSync();
        return names;
      } catch {
        return undefined;
      }
    },
    writeProblem: () => null,
    realPath(path) {
      try {
        return latin(realpathSync(full(path)));
      } catch {
        return undefined;
      }
    },
    hasEntry(path) {
      try {
        return lstatSync(full(path), { throwIfNoEntry: false }) !== undefined;
      } catch {
        return false;
      }
    },
    prefetch: null,
    policyLog: null,
    budget: null,
    progress: new Progress(),
    writeScratchFile: () => false,
    run() {
      throw new Error('the front runs programs itself');
    },
    scratchDirectory: () => tmpdir(),
    standIn: () => tmpdir(),
  };
}

/** `-L`: the newest of a file and the links that lead to it. */
function newestLink(path: string, time: bigint): bigint {
  let newest = time;
  let at = path;
  for (let i = 0; i < 40; i++) {
    try {
      const link = lstatSync(native(at), { bigint: true });
      if (!link.isSymbolicLink()) break;
      if (link.mtimeNs > newest) newest = link.mtimeNs;
      at = resolve(dirname(at), latin(readlinkSync(native(at), 'utf8')));
    } catch {
      break;
    }
  }
  return newest;
}

interface Started {
  readonly status: number;
  readonly signal: string | null;
  readonly stdout: string;
  /** Why the program did not start. */
  readonly failure: NodeJS.ErrnoException | undefined;
}

function start(
  world: FrontWorld,
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  takesOutput: boolean,
): Started {
  const nodeEnv: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) nodeEnv[nativeText(name)] = nativeText(value);
  const [program = '', ...args] = argv.map(nativeText);
  const done = spawnSync(program, args, {
    cwd: nativeText(cwd),
    env: nodeEnv,
    stdio: world.captures ? ['ignore', 'pipe', 'pipe'] : ['inherit', takesOutput ? 'pipe' : 'inherit', 'inherit'],
    encoding: 'latin1',
    maxBuffer: 1 << 28,
  });
  if (world.captures) {
    if (!takesOutput) world.write(1, done.stdout ?? '');
    world.write(2, done.stderr ?? '');
  }
  const failure = done.error;
  const status = failure === undefined ? (done.status ?? 0) : 127;
  return { status, signal: done.signal, stdout: done.stdout ?? '', failure };
}

/** Words as a shell parts them; quotes taken off. */
function quotedWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g)) {
    words.push(word.replace(/'([^']*)'|"([^"]*)"|\\(.)/g, (_, single, double, quoted) => single ?? double ?? quoted));
  }
  return words;
}

/** Words for `$(SHELL) $(.SHELLFLAGS) TEXT`, or of the program itself when no shell is needed. */
function commandWords(
  text: string,
  shell: string,
  flags: string,
  makeVersion: MakeVersion,
): { readonly argv: string[]; readonly direct: boolean } {
  const direct = directWords({ text, shell, shellFlags: flags, isOneShell: false, makeVersion });
  if (direct?.[0] !== undefined && direct[0] !== '') return { argv: [...direct], direct: true };
  const words = [...quotedWords(shell), ...quotedWords(flags)];
  return { argv: [...words, text], direct: false };
}

/** Where the front runs and where its output goes. All texts are byte strings. */
export interface FrontWorld {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Descriptor 1 or 2; may throw {@link StdoutError}. */
  write(descriptor: number, text: string): void;
  /** True: what children write comes through {@link write}, too; false: they have the front's own streams. */
  readonly captures: boolean;
}

/** Runs make in this process's directory with its environment and streams; returns the exit status. */
export function runProcess(front: FrontWords): number {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[latin(name)] = latin(value);
  try {
    return runFront(front, { cwd: latin(process.cwd()), env, write, captures: false });
  } catch (error) {
    if (!(error instanceof StdoutError)) throw error;
    write(2, `make: write error: stdout: ${error.message}\n`);
    return 1;
  }
}

/** Runs make with these words and returns its exit status. */
export function runFront(front: FrontWords, world: FrontWorld): number {
  const { env } = world;
  const verdict = checkWords(front, env, world.write.bind(world));
  if (verdict.status !== undefined) return verdict.status;
  const { options, directories } = verdict;
  let { cwd } = world;
  for (const directory of directories) {
    try {
      const next = resolve(nativeText(cwd), nativeText(directory));
      readdirSync(next);
      cwd = latin(realpathSync(next));
    } catch (error) {
      world.write(2, `${verdict.program}: *** ${directory}: ${errorText(error)}.  Stop.\n`);
      return 2;
    }
  }
  const temporary = readStandardInput(options);
  try {
    const host = realHost(cwd, env, verdict.checksLinks);
    const result = runMake({
      host,
      cwd,
      env,
      program: front.command,
      programName: 'make',
      hasJobserver: env['KGATE_MAKE_JOBSERVER'] === '1',
      runShell: runShellFor(world),
      options,
      makeVersion: front.version,
      writeFile: writeRealFile,
      driver: driverFor(verdict.program, world),
    });
    return result.status;
  } finally {
    if (temporary !== null) rmSync(temporary, { recursive: true, force: true });
  }
}

/** `-f -`: standard input becomes a file, as make makes it. */
function readStandardInput(options: string[]): string | null {
  for (const [at, word] of options.entries()) {
    const isNext = (word === '-f' || word === '--file' || word === '--makefile') && options[at + 1] === '-';
    const isJoined = word === '-f-' || word === '--file=-' || word === '--makefile=-';
    if (!isNext && !isJoined) continue;
    const directory = mkdtempSync(join(tmpdir(), 'Gm'));
    const path = join(directory, 'stdin');
    writeFileSync(path, readFileSync(0));
    if (isNext) options[at + 1] = path;
    else options[at] = `-f${path}`;
    return directory;
  }
  return null;
}

function writeRealFile(path: string, text: string, isAppend: boolean): string | null {
  try {
    if (isAppend) appendFileSync(native(path), text, 'latin1');
    else writeFileSync(native(path), text, 'latin1');
    return null;
  } catch (error) {
    return errorText(error);
  }
}

function runShellFor(world: FrontWorld): RunShell {
  return (request) => {
    // The engine's way to say that make 4.2 looks for a program `command` itself.
    const program = /^exec (?=(?:command|type|hash|return|getopts)\b)/.exec(request.command)?.[0] ?? '';
    const version = program === '' ? '4.3' : '4.2.1';
    const { argv } = commandWords(request.command.slice(program.length), '/bin/sh', '-c', version);
    const done = start(world, argv, request.cwd, request.env, true);
    const number = done.signal === null ? 0 : ((constants.signals as Record<string, number>)[done.signal] ?? 0);
    const status = done.signal === null ? done.status : 128 + number;
    return { stdout: done.stdout, stderr: '', status, commands: [], unknown: null };
  };
}

function driverFor(program: string, world: FrontWorld): UpdateDriver {
  return {
    print(stream, text) {
      world.write(stream === 'stdout' ? 1 : 2, text);
    },
    runCommand: (command) => runCommand(program, world, command),
    touch(path) {
      try {
        closeSync(openSync(native(path), 'a'));
        const now = new Date();
        utimesSync(native(path), now, now);
        return null;
      } catch (error) {
        return errorText(error);
      }
    },
    remove(path) {
      try {
        unlinkSync(native(path));
        return 'removed';
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : { error: errorText(error) };
      }
    },
    now: () => Date.now(),
  };
}

function runCommand(program: string, world: FrontWorld, command: RecipeCommand): CommandOutcome {
  const { argv, direct } = commandWords(command.text, command.shell, command.shellFlags, command.makeVersion);
  // Only recursive commands get at the jobserver; descriptors are named by an environment variable.
  const env: Record<string, string> = { ...command.env };
  delete env['KGATE_MAKE_JOBSERVER'];
  if (command.isRecursive && (env['MAKEFLAGS'] ?? '').includes('--jobserver-auth')) env['KGATE_MAKE_JOBSERVER'] = '1';
  const done = start(world, argv, command.cwd, env, false);
  if (done.failure !== undefined) {
    if (direct && done.failure.code === 'ENOEXEC') {
      return outcomeOf(start(world, ['/bin/sh', ...argv], command.cwd, env, false));
    }
    const problem = done.failure.code === 'ENOENT' ? programNotFound(command.makeVersion) : errorText(done.failure);
    world.write(2, `${program}: ${argv[0]}: ${problem}\n`);
    return { status: 127 };
  }
  return outcomeOf(done);
}

function outcomeOf(done: Started): CommandOutcome {
  if (done.signal === null) return { status: done.status };
  const signal = (words as Record<string, string>)[done.signal] ?? done.signal;
  return { status: 0, signal };
}
