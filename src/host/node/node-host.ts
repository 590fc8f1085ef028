import { errorCode } from './error-code.ts';
import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { type ByteString, decodeBytes, encodeBytes } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import { type CommandRequest, type CommandResult, type FileStat, type Host, maxFileBytes } from '../host.ts';
import { absolutePath, isBelow, normalPath, toFsPath } from '../paths.ts';
import { createAnswerCheck } from '../process/answer-check.ts';
import { runCommandSync } from '../process/run-command-sync.ts';
import { troubleOfCode } from '../trouble.ts';
import { writeScratchFile } from './scratch-file.ts';
import { makeStandIn } from './stand-in.ts';
import { workingDirectory } from './working-directory.ts';
import { makeScratch, newScratchPath, removeScratch, sweepScratch } from './scratch-place.ts';
import { Progress } from '../../core/progress.ts';

/** Words of the C library by the reason why a directory cannot be written. Source: glibc 2.36, strerror. */
const writeProblems: ReadonlyMap<string, string> = new Map([
  ['EROFS', 'Read-only file system'],
  ['EACCES', 'Permission denied'],
]);

/** Files smaller than this are read without a buffer of their own. */
const readBufferBytes = 256 * 1024;
/** What it may grow to; a larger file gets a buffer of its own. */
const maxReadBufferBytes = 8 * 1024 * 1024;
/** Saves the exception for a file that is not there. */
const noEntryAllowed = { throwIfNoEntry: false } as const;

/** What {@link createNodeHost} takes; everything has a default from the process. */
export interface NodeHostOptions {
  /** Absolute directory as a byte string. */
  readonly cwd?: ByteString;
  readonly env?: Readonly<Record<string, ByteString>>;
  /** Runs commands instead of `spawnSync`. */
  readonly run?: (request: CommandRequest) => CommandResult;
  /**
   * Path of the scratch directory to make on first use, as `newScratchPath` gives it. Who names it removes it; without one
   * the host picks a name and removes it when it is closed, or when the process exits.
   */
  readonly scratchPath?: ByteString;
}

/** The host of a real machine. What `using` declares is closed at the end of its block. */
export interface NodeHost extends Host, Disposable {
  /**
   * Removes the scratch directory, which otherwise stays until the process exits. Programs cannot be given files after that;
   * a second call does nothing.
   */
  close(): void;
}

/** Scratch directories of hosts that were not closed. */
const leftAtExit = new Set<ByteString>();
let listensForExit = false;

/** One listener for all hosts of a process. */
function removeAtExit(path: ByteString): void {
  if (!listensForExit) process.once('exit', () => removeScratch(...leftAtExit));
  listensForExit = true;
  leftAtExit.add(path);
}

/** Every environment variable of the process as a byte string. */
export function processEnvironment(): Record<string, ByteString> {
  const env: Record<string, ByteString> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) env[encodeBytes(name)] = encodeBytes(value);
  }
  return env;
}

function kindOf(stats: Stats): FileStat['kind'] {
  return stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other';
}

function isRunnable(path: string | Buffer, stats: Stats): boolean {
  if (!stats.isFile() || (stats.mode & 0o111) === 0) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function tooLarge(path: ByteString): HostError {
  return new HostError('host/too-large', `${decodeBytes(path)}: larger than ${maxFileBytes / 1048576} MiB`);
}

/** Undefined when the path leads nowhere; throws when it leads to something that must not be opened. */
function statForReading(fsPath: string | Buffer, path: ByteString): Stats | undefined {
  let stats: Stats | undefined;
  try {
    stats = statSync(fsPath, noEntryAllowed);
  } catch (error) {
    if (errorCode(error) === 'EACCES') throw unreadable(path, error);
    refuseTrouble(path, error);
    return undefined;
  }
  if (stats === undefined || stats.isFile()) return stats;
  const what = stats.isDirectory() ? 'a directory' : stats.isFIFO() ? 'a FIFO' : 'a device or socket';
  throw new HostError('host/not-a-file', `${decodeBytes(path)}: is ${what}`);
}

/** Throws TroubleError where it was the machine that failed; any other error says something about the path. */
function refuseTrouble(path: ByteString, error: unknown): void {
  const code = errorCode(error);
  // A file is read without waiting, and one that would make us wait is no ordinary file. What the kernel shows of itself gives
  // errors as answers: /proc/self/mem.
  const isOfKernel = /^\/(?:proc|sys)\//.test(path);
  const trouble = code === 'EAGAIN' || (code === 'EIO' && isOfKernel) ? null : troubleOfCode(path, code, error);
  if (trouble !== null) throw trouble;
}

function unreadable(path: ByteString, error: unknown): HostError {
  const why = errorCode(error) === 'EACCES' ? 'Permission denied' : (errorCode(error) ?? 'cannot be read');
  return new HostError('host/unreadable', `${decodeBytes(path)}: ${why}`, { cause: error });
}

/**
 * Reads to the end of file; `size` is a hint only, since files in /proc claim to be empty. Ordinary
 * files go through `shared`, since a buffer each costs more than the read.
 */
function readAll(fd: number, size: number, shared: Buffer, path: ByteString): Buffer {
  let buffer = size < shared.length ? shared : Buffer.allocUnsafe(size + 1);
  let length = 0;
  for (;;) {
    const count = readSync(fd, buffer, length, buffer.length - length, null);
    length += count;
    // More was asked for than the file had, so a read that gives just its size has met the end.
    if (count === 0 || (length === size && size > 0)) return buffer.subarray(0, length);
    if (length > maxFileBytes) throw tooLarge(path);
    if (length === buffer.length) buffer = Buffer.concat([buffer], Math.max(4096, buffer.length * 2));
  }
}

/**
 * The host of a real machine. All paths, names, arguments and environment values are byte strings.
 * File access is synchronous; `run` blocks until the program ends.
 */
export function createNodeHost(options: NodeHostOptions = {}): NodeHost {
  const cwd = options.cwd ?? workingDirectory();
  const env = options.env ?? processEnvironment();
  let readBuffer = Buffer.allocUnsafeSlow(readBufferBytes);
  let scratch: ByteString | undefined;
  let isClosed = false;
  /** By the path that programs are to start in. */
  const standIns = new Map<ByteString, ByteString>();
  const check = createAnswerCheck();
  const { run = (request: CommandRequest) => runCommandSync(request, scratchDirectory) } = options;

  function scratchDirectory(): ByteString {
    if (scratch !== undefined) return scratch;
    if (isClosed) throw new HostError('host/closed', 'the host was closed');
    const path = options.scratchPath ?? newScratchPath();
    if (options.scratchPath === undefined) sweepScratch();
    makeScratch(path);
    if (options.scratchPath === undefined) removeAtExit(path);
    scratch = path;
    return path;
  }

  /** Who named the directory removes it. */
  function close(): void {
    isClosed = true;
    if (scratch !== undefined && options.scratchPath === undefined) {
      removeScratch(scratch);
      leftAtExit.delete(scratch);
    }
    scratch = undefined;
  }

  function addStandIn(path: ByteString): ByteString {
    const place = makeStandIn(scratchDirectory(), path);
    standIns.set(path, place);
    return place;
  }

  function readBytes(path: ByteString): Buffer | undefined {
    if (path.includes('\0')) return undefined;
    const fsPath = toFsPath(absolutePath(cwd, path));
    const stats = statForReading(fsPath, path);
    if (stats === undefined) return undefined;
    if (stats.size > maxFileBytes) throw tooLarge(path);
    let fd: number;
    try {
      // Non-blocking: a FIFO that took the file's place since must not hang the read; the limit on
      // size stops an endless device.
      fd = openSync(fsPath, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      refuseTrouble(path, error);
      throw unreadable(path, error);
    }
    try {
      if (stats.size >= readBuffer.length && stats.size < maxReadBufferBytes) {
        readBuffer = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(stats.size + 1)));
      }
      return readAll(fd, stats.size, readBuffer, path);
    } catch (error) {
      refuseTrouble(path, error);
      throw error instanceof HostError ? error : unreadable(path, error);
    } finally {
      closeSync(fd);
    }
  }

  return {
    cwd,
    env,
    scratchDirectory,
    prefetch: null,
    policyLog: null,
    budget: null,
    progress: new Progress(),
    run: (request) => check(request, run(request)),
    close,
    [Symbol.dispose]: close,
    standIn: (path) => standIns.get(path) ?? addStandIn(normalPath('/', path)),
    writeScratchFile(path, text) {
      const full = normalPath('/', path);
      return isBelow(normalPath('/', scratchDirectory()), full) && writeScratchFile(full, text);
    },

    readFile: (path) => readBytes(path)?.toString('latin1'),
    readBytes,

    stat(path) {
      if (path.includes('\0')) return undefined;
      const fsPath = toFsPath(absolutePath(cwd, path));
      try {
        const stats = statSync(fsPath, { throwIfNoEntry: false });
        if (stats === undefined) return undefined;
        return {
          kind: kindOf(stats),
          size: stats.size,
          mtimeMs: stats.mtimeMs,
          isExecutable: isRunnable(fsPath, stats),
        };
      } catch (error) {
        refuseTrouble(path, error);
        return undefined;
      }
    },

    hasEntry(path) {
      if (path.includes('\0')) return false;
      try {
        return lstatSync(toFsPath(absolutePath(cwd, path)), noEntryAllowed) !== undefined;
      } catch (error) {
        refuseTrouble(path, error);
        return false;
      }
    },

    readDirectory(path) {
      if (path.includes('\0')) return undefined;
      try {
        return readdirSync(toFsPath(absolutePath(cwd, path)), { encoding: 'latin1' }).sort();
      } catch (error) {
        refuseTrouble(path, error);
        return undefined;
      }
    },

    writeProblem(directory) {
      if (directory.includes('\0')) return null;
      try {
        accessSync(toFsPath(absolutePath(cwd, directory)), constants.W_OK);
        return null;
      } catch (error) {
        return writeProblems.get(errorCode(error) ?? '') ?? null;
      }
    },

    realPath(path) {
      if (path.includes('\0')) return undefined;
      try {
        return realpathSync.native(toFsPath(absolutePath(cwd, path)), { encoding: 'latin1' });
      } catch (error) {
        refuseTrouble(path, error);
        return undefined;
      }
    },
  };
}
