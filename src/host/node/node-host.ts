import { errorCode } from './error-code.ts';
import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { type ByteString, decodeBytes, encodeBytes } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import { type CommandRequest, type CommandResult, type FileStat, type Host, maxFileBytes } from '../host.ts';
import { absolutePath, isBelow, normalPath, toFsPath } from '../paths.ts';
import { runCommandSync } from '../process/run-command-sync.ts';
import { writeScratchFile } from './scratch-file.ts';

/** Words of the C library by the reason why a directory cannot be written. Source: glibc 2.36, strerror. */
const writeProblems: ReadonlyMap<string, string> = new Map([
  ['EROFS', 'Read-only file system'],
  ['EACCES', 'Permission denied'],
]);

/** Files smaller than this are read without a buffer of their own. */
const readBufferBytes = 256 * 1024;
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
   * Path of the scratch directory to make on first use. Who names it removes it; without one the
   * host picks a name under the system's temporary directory and removes it when the process exits.
   */
  readonly scratchPath?: ByteString;
}

/** Every environment variable of the process as a byte string. */
export function processEnvironment(): Record<string, ByteString> {
  const env: Record<string, ByteString> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) env[encodeBytes(name)] = encodeBytes(value);
  }
  return env;
}

/** A name for a scratch directory that is probably free; mkdir decides. */
export function newScratchPath(): ByteString {
  const random = Math.floor(Math.random() * 2 ** 48).toString(36);
  return encodeBytes(`${tmpdir()}/kgate-${process.pid}-${random}`);
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
    return undefined;
  }
  if (stats === undefined || stats.isFile()) return stats;
  const what = stats.isDirectory() ? 'a directory' : stats.isFIFO() ? 'a FIFO' : 'a device or socket';
  throw new HostError('host/not-a-file', `${decodeBytes(path)}: is ${what}`);
}

function unreadable(path: ByteString, error: unknown): HostError {
  const why = errorCode(error) === 'EACCES' ? 'Permission denied' : (errorCode(error) ?? 'cannot be read');
  return new HostError('host/unreadable', `${decodeBytes(path)}: ${why}`, { cause: error });
}

/**
 * Reads to the end of file; `size` is a hint only, since files in /proc claim to be empty. Ordinary
 * files go through `shared`, since a buffer each costs more than the read.
 */
function readAll(fd: number, size: number, shared: Buffer, path: ByteString): ByteString {
  let buffer = size < shared.length ? shared : Buffer.allocUnsafe(size + 1);
  let length = 0;
  for (;;) {
    const count = readSync(fd, buffer, length, buffer.length - length, null);
    length += count;
    // More was asked for than the file had, so a read that gives just its size has met the end.
    if (count === 0 || (length === size && size > 0)) return buffer.toString('latin1', 0, length);
    if (length > maxFileBytes) throw tooLarge(path);
    if (length === buffer.length) buffer = Buffer.concat([buffer], Math.max(4096, buffer.length * 2));
  }
}

/**
 * The host of a real machine. All paths, names, arguments and environment values are byte strings.
 * File access is synchronous; `run` blocks until the program ends.
 */
export function createNodeHost(options: NodeHostOptions = {}): Host {
  const cwd = options.cwd ?? encodeBytes(process.cwd());
  const env = options.env ?? processEnvironment();
  const readBuffer = Buffer.allocUnsafeSlow(readBufferBytes);
  let scratch: ByteString | undefined;

  function scratchDirectory(): ByteString {
    if (scratch !== undefined) return scratch;
    const path = options.scratchPath ?? newScratchPath();
    try {
      // Fails when the name exists: the directory of another process is never used.
      mkdirSync(toFsPath(path), { mode: 0o700 });
    } catch (error) {
      throw new HostError('host/no-scratch', `${decodeBytes(path)}: cannot make a scratch directory`, {
        cause: error,
        hint: 'set TMPDIR to a directory you can write',
      });
    }
    if (options.scratchPath === undefined) {
      process.once('exit', () => rmSync(toFsPath(path), { recursive: true, force: true }));
    }
    scratch = path;
    return path;
  }

  return {
    cwd,
    env,
    scratchDirectory,
    prefetch: null,
    policyLog: null,
    budget: null,
    run: options.run ?? ((request) => runCommandSync(request, scratchDirectory)),
    writeScratchFile(path, text) {
      const full = normalPath('/', path);
      return isBelow(normalPath('/', scratchDirectory()), full) && writeScratchFile(full, text);
    },

    readFile(path) {
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
        throw unreadable(path, error);
      }
      try {
        return readAll(fd, stats.size, readBuffer, path);
      } catch (error) {
        throw error instanceof HostError ? error : unreadable(path, error);
      } finally {
        closeSync(fd);
      }
    },

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
      } catch {
        return undefined;
      }
    },

    hasEntry(path) {
      if (path.includes('\0')) return false;
      try {
        return lstatSync(toFsPath(absolutePath(cwd, path)), noEntryAllowed) !== undefined;
      } catch {
        return false;
      }
    },

    readDirectory(path) {
      if (path.includes('\0')) return undefined;
      try {
        return readdirSync(toFsPath(absolutePath(cwd, path)), { encoding: 'latin1' }).sort();
      } catch {
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
      } catch {
        return undefined;
      }
    },
  };
}
