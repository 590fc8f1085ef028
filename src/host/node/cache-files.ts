/**
 * Files of kgate's own cache directory. Nothing here throws: a cache that cannot be read or written is
 * no cache. A file appears whole or not at all, also while another process writes it.
 */
import { errorCode } from './error-code.ts';
import {
  closeSync,
  constants,
  fstatSync,
  futimesSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import type { ByteString } from '../../core/bytes.ts';
import { toFsPath } from '../paths.ts';
import { makeDirectory } from './make-directory.ts';

/** One file of a directory. */
export interface CacheFile {
  readonly path: ByteString;
  readonly size: number;
  readonly mtimeMs: number;
}

/** Temporary files older than this are what a killed process left. */
const abandonedAfterMs = 600_000;
/** A file that was used gets the present date when its date is older than this. */
const redateAfterMs = 3_600_000;

/** Mark of a file that is still being written. */
const temporaryMark = '.tmp-';
/** The name {@link writeCacheFile} gives such a file. */
const temporaryName = /^\.tmp-\d+-[0-9a-z]+-\d+$/;

/** Bytes of a file of this user or of root; a FIFO that lies there by mistake has none, now. */
function readWithoutWaiting(path: ByteString): Buffer {
  const fd = openSync(toFsPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { uid } = fstatSync(fd);
    if (uid !== 0 && process.getuid !== undefined && uid !== process.getuid()) throw new Error('of another user');
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Bytes of a file and marks it as used; undefined when it cannot be read. */
export function readCacheFile(path: ByteString): Buffer | undefined {
  try {
    const bytes = readWithoutWaiting(path);
    try {
      if (Date.now() - statSync(toFsPath(path)).mtimeMs > redateAfterMs)
        utimesSync(toFsPath(path), new Date(), new Date());
    } catch {
      // The cache of root is used as it is.
    }
    return bytes;
  } catch {
    return undefined;
  }
}

/** Bytes of a file, and marks nothing; undefined when it cannot be read. */
export function readColdFile(path: ByteString): Buffer | undefined {
  try {
    return readWithoutWaiting(path);
  } catch {
    return undefined;
  }
}

/** The first bytes of a file, `length` at most, and marks nothing; undefined when it cannot be read. */
export function readCacheHead(path: ByteString, length: number): Buffer | undefined {
  try {
    const fd = openSync(toFsPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const buffer = Buffer.alloc(Math.min(length, fstatSync(fd).size));
      return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

/** Makes the directory when need be; false when there is none to be had, or it is another user's. */
function ensureDirectory(directory: ByteString): boolean {
  try {
    makeDirectory(directory, 0o700);
    const stats = statSync(toFsPath(directory));
    return stats.isDirectory() && (process.getuid === undefined || stats.uid === process.getuid());
  } catch {
    return false;
  }
}

let written = 0;

/** Writes a file whole, with another date if there is to be one; false when that is not possible. */
export function writeCacheFile(
  directory: ByteString,
  name: ByteString,
  parts: readonly Uint8Array[],
  mtimeMs?: number,
): boolean {
  if (!ensureDirectory(directory)) return false;
  const temporary = `${directory}/${temporaryMark}${process.pid}-${Date.now().toString(36)}-${(written += 1)}`;
  try {
    const fd = openSync(toFsPath(temporary), 'wx', 0o600);
    try {
      for (const part of parts) {
        for (let at = 0; at < part.length; ) at += writeSync(fd, part, at, part.length - at);
      }
      if (mtimeMs !== undefined) futimesSync(fd, mtimeMs / 1000, mtimeMs / 1000);
    } finally {
      closeSync(fd);
    }
    renameSync(toFsPath(temporary), toFsPath(`${directory}/${name}`));
    return true;
  } catch {
    removeCacheFile(temporary);
    return false;
  }
}

/** Ordinary files of a directory, oldest first. */
function listFiles(directory: ByteString): (CacheFile & { readonly name: string })[] {
  const files: (CacheFile & { readonly name: string })[] = [];
  let names: readonly string[] = [];
  try {
    names = readdirSync(toFsPath(directory), { encoding: 'latin1' });
  } catch {
    return files;
  }
  for (const name of names) {
    const path = `${directory}/${name}`;
    try {
      const stats = statSync(toFsPath(path));
      if (stats.isFile()) files.push({ name, path, size: stats.size, mtimeMs: stats.mtimeMs });
    } catch {
      // Gone meanwhile.
    }
  }
  return files.sort((a, b) => a.mtimeMs - b.mtimeMs);
}

/** Files of a directory, oldest first; what is being written is left out. Removes what was abandoned. */
export function listCacheFiles(directory: ByteString): CacheFile[] {
  return listFiles(directory).filter(({ name, path, mtimeMs }) => {
    if (!name.startsWith(temporaryMark)) return true;
    if (temporaryName.test(name) && Date.now() - mtimeMs > abandonedAfterMs) removeCacheFile(path);
    return false;
  });
}

/** Files that are being written, or were when their kgate was killed. */
export function listTemporaryFiles(directory: ByteString): CacheFile[] {
  return listFiles(directory).filter(({ name }) => temporaryName.test(name));
}

/** Removes a file; false when it was not ours to remove. One that is gone is no error. */
export function removeCacheFile(path: ByteString): boolean {
  try {
    unlinkSync(toFsPath(path));
    return true;
  } catch (error) {
    return errorCode(error) === 'ENOENT';
  }
}
