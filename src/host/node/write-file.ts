import { errorCode } from './error-code.ts';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  futimesSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { type ByteString, decodeBytes } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import { absolutePath, baseName, parentPath, toFsPath } from '../paths.ts';
import { makeDirectory } from './make-directory.ts';

const errorWords: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
  EDQUOT: 'Disk quota exceeded',
  EIO: 'Input/output error',
  ELOOP: 'Too many levels of symbolic links',
};

function fail(path: ByteString, error: unknown): HostError {
  const code = errorCode(error) ?? 'unknown error';
  return new HostError('host/unwritable', `cannot write ${decodeBytes(path)}: ${errorWords[code] ?? code}`, {
    cause: error,
  });
}

/** The place a write to `path` ends up at: links are followed, so that a link stays a link. */
function resolveTarget(path: ByteString): ByteString {
  let current = path;
  for (let depth = 0; depth < 40; depth += 1) {
    const stats = lstatSync(toFsPath(current), { throwIfNoEntry: false });
    if (stats === undefined) return current;
    if (!stats.isSymbolicLink()) return realpathSync.native(toFsPath(current), { encoding: 'latin1' });
    current = absolutePath(parentPath(current), readlinkSync(toFsPath(current), { encoding: 'latin1' }));
  }
  return current;
}

/** A name may have 255 bytes; this much of it leaves room for what the temporary one adds. */
const keptNameBytes = 200;

/** A new file; one of that name is what a killed process with this one's number left. */
function openTemporary(path: string | Buffer): number {
  try {
    return openSync(path, 'wx', 0o666);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    unlinkSync(path);
    return openSync(path, 'wx', 0o666);
  }
}

/** The name of the temporary file, in the same directory, that replaces a file. */
function temporaryName(target: ByteString): string | Buffer {
  const name = baseName(target).slice(0, keptNameBytes);
  return toFsPath(`${parentPath(target)}/.${name}.kgate-${process.pid}`);
}

/** What a killed run has left of the same file is older than this; one that is being written lives for less. */
const abandonedAfterMs = 10_000;

/** Removes temporary files of a target whose process is gone. */
function removeAbandoned(target: ByteString): void {
  const prefix = `.${baseName(target).slice(0, keptNameBytes)}.kgate-`;
  const directory = parentPath(target);
  for (const name of readdirSync(toFsPath(directory), { encoding: 'latin1' })) {
    if (!name.startsWith(prefix) || !/^\d+$/.test(name.slice(prefix.length))) continue;
    const pid = Number(name.slice(prefix.length));
    const path = toFsPath(`${directory}/${name}`);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined || Date.now() - stats.mtimeMs < abandonedAfterMs) continue;
    if (!isRunning(pid)) unlinkSync(path);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/** `previous` is the file whose owner and mode the new one gets. */
function replaceFile(target: ByteString, bytes: Buffer, previous: Stats | undefined): void {
  const temporary = temporaryName(target);
  const fd = openTemporary(temporary);
  try {
    try {
      writeFileSync(fd, bytes);
      if (previous !== undefined) {
        keepOwner(fd, previous);
        fchmodSync(fd, previous.mode & 0o7777);
      }
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, toFsPath(target));
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
  try {
    removeAbandoned(target);
  } catch {
    // Another user's, or a directory that may not be listed.
  }
}

/** The first error is the one that counts. */
function removeQuietly(path: string | Buffer): void {
  try {
    unlinkSync(path);
  } catch {
    // It stays.
  }
}

function keepOwner(fd: number, previous: Stats): void {
  try {
    fchownSync(fd, previous.uid, previous.gid);
  } catch {
    // Only root may give files away; the new file of another user is their own.
  }
}

/** An empty file whose time is the present. There are thousands of them in a tree, and nothing to tear. */
function touchFile(path: ByteString): true {
  const fd = openSync(
    toFsPath(path),
    constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NONBLOCK,
    0o644,
  );
  try {
    const now = new Date();
    futimesSync(fd, now, now);
  } finally {
    closeSync(fd);
  }
  return true;
}

/** How a file is written; all false when absent. */
export interface WriteOptions {
  /** A file that holds these bytes already is written all the same. */
  readonly isTouched?: boolean;
  /** Owner, mode and links are those of a new file. */
  readonly isNew?: boolean;
}

/**
 * Writes a whole file or nothing: into a temporary file next to it, which then takes its name. Mode and
 * links are kept, and a file that holds these bytes already is not touched (false comes back) unless
 * the options ask for it.
 * Throws HostError `host/unwritable`, also for a directory or a FIFO.
 */
export function writeFileAtomically(
  cwd: ByteString,
  path: ByteString,
  text: ByteString,
  options: WriteOptions = {},
): boolean {
  const { isTouched = false, isNew = false } = options;
  const bytes = Buffer.from(text, 'latin1');
  try {
    const named = absolutePath(cwd, path);
    if (isTouched && !isNew && bytes.length === 0) return touchFile(named);
    const target = isNew ? named : resolveTarget(named);
    const previous = (isNew ? lstatSync : statSync)(toFsPath(target), { throwIfNoEntry: false });
    if (previous?.isCharacterDevice() === true) {
      writeFileSync(toFsPath(target), bytes);
      return true;
    }
    if (previous !== undefined && !previous.isFile() && !previous.isSymbolicLink()) {
      const what = previous.isDirectory() ? 'is a directory' : 'is no regular file';
      throw new HostError('host/unwritable', `cannot write ${decodeBytes(path)}: ${what}`);
    }
    if (
      !isTouched &&
      previous?.isFile() === true &&
      previous.size === bytes.length &&
      readFileSync(toFsPath(target)).equals(bytes)
    )
      return false;
    replaceFile(target, bytes, isNew ? undefined : previous);
    return true;
  } catch (error) {
    throw error instanceof HostError ? error : fail(path, error);
  }
}

/**
 * Why {@link writeFileAtomically} must not, or cannot, replace a file: its mode lets no user write it, or no file can be made in its
 * directory; null where nothing stands against it. A file that is not there yet is fine.
 */
export function replaceProblem(cwd: ByteString, path: ByteString): string | null {
  try {
    const target = resolveTarget(absolutePath(cwd, path));
    const stats = statSync(toFsPath(target), { throwIfNoEntry: false });
    if (stats?.isDirectory() === true) return 'is a directory';
    if (stats !== undefined && !stats.isFile()) return 'is no regular file';
    // By its mode: the super-user could write it, and it says that it is not to be.
    if (stats !== undefined && (stats.mode & 0o222) === 0) return 'is read-only';
    if (stats !== undefined) accessSync(toFsPath(target), constants.W_OK);
    const parent = toFsPath(parentPath(target));
    if (statSync(parent, { throwIfNoEntry: false }) !== undefined) accessSync(parent, constants.W_OK);
    return null;
  } catch (error) {
    const code = errorCode(error) ?? '';
    return errorWords[code] ?? (code === '' ? 'cannot be written' : code);
  }
}

/** True for a link, which is linked and not read. */
function isReadable(path: string | Buffer): boolean {
  if (lstatSync(path).isSymbolicLink()) return true;
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Gives a file or a link a second name, in place of whatever has it: `.config` is never missing while it
 * becomes `.config.old`. False where the file system or the file's owner does not allow it.
 */
export function addName(cwd: ByteString, from: ByteString, to: ByteString): boolean {
  const source = toFsPath(absolutePath(cwd, from));
  const target = absolutePath(cwd, to);
  const temporary = temporaryName(target);
  try {
    const { dev, ino } = lstatSync(source);
    const previous = lstatSync(toFsPath(target), { throwIfNoEntry: false });
    // Renaming one name of a file to another one does nothing.
    if (previous?.dev === dev && previous.ino === ino) return true;
    if (lstatSync(temporary, { throwIfNoEntry: false }) !== undefined) unlinkSync(temporary);
    if (!isReadable(source)) {
      // What cannot be copied either must not be lost: for a moment there is neither name.
      renameSync(source, toFsPath(target));
      return true;
    }
    linkSync(source, temporary);
  } catch {
    return false;
  }
  try {
    renameSync(temporary, toFsPath(target));
    return true;
  } catch {
    unlinkSync(temporary);
    return false;
  }
}

/** Makes the directory `path` is in, and those above it, when they are not there, as conf does. Throws HostError `host/unwritable`. */
export function makeParentDirectory(cwd: ByteString, path: ByteString): void {
  const parent = parentPath(absolutePath(cwd, path));
  try {
    makeDirectory(parent, 0o755);
  } catch (error) {
    throw fail(parent, error);
  }
}

/** Removes a file; one that is not there is no error. Throws HostError `host/unwritable`. */
export function removeFile(cwd: ByteString, path: ByteString): void {
  try {
    unlinkSync(toFsPath(absolutePath(cwd, path)));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw fail(path, error);
  }
}

/** Gives one file the modification time of another; what cannot be done is left. */
export function copyTime(cwd: ByteString, from: ByteString, to: ByteString): void {
  const stats = statSync(toFsPath(absolutePath(cwd, from)), { throwIfNoEntry: false });
  if (stats === undefined) return;
  try {
    utimesSync(toFsPath(absolutePath(cwd, to)), stats.atime, stats.mtime);
  } catch {
    // Only the owner may; the content is what counts.
  }
}
