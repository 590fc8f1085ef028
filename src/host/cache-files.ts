/**
 * Files of kgate's own cache directory. Nothing here throws: a cache that cannot be read or written is
 * no cache. A file appears whole or not at all, whoever else is writing it.
 */
import {
  closeSync,
  constants,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import type { ByteString } from '../core/text.ts';
import { makeDirectory } from './make-directory.ts';
import { toFsPath } from './paths.ts';

/** One file of a directory. */
export interface CacheFile {
  readonly path: ByteString;
  readonly size: number;
  readonly mtimeMs: number;
}

/** Temporary files older than this are what a killed process left. */
const abandonedAfterMs = 600_000;
/** A file that was used is dated anew when its date is older than this. */
const redateAfterMs = 3_600_000;

/** Mark of a file that is still being written. */
const temporaryMark = '.tmp-';

/** Bytes of a file; a FIFO that lies there by mistake has none, now. */
function readWithoutWaiting(path: ByteString): Buffer {
  const fd = openSync(toFsPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
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
      // A cache of somebody else is used as it is.
    }
    return bytes;
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

/** Writes a file whole; false when that is not possible. */
export function writeCacheFile(directory: ByteString, name: ByteString, parts: readonly Uint8Array[]): boolean {
  if (!ensureDirectory(directory)) return false;
  const temporary = `${directory}/${temporaryMark}${process.pid}-${Date.now().toString(36)}-${(written += 1)}`;
  try {
    const fd = openSync(toFsPath(temporary), 'wx', 0o600);
    try {
      for (const part of parts) {
        for (let at = 0; at < part.length; ) at += writeSync(fd, part, at, part.length - at);
      }
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

/** Files of a directory, oldest first; what is being written is left out. Removes what was abandoned. */
export function listCacheFiles(directory: ByteString): CacheFile[] {
  const files: CacheFile[] = [];
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
      if (!stats.isFile()) continue;
      if (!name.startsWith(temporaryMark)) files.push({ path, size: stats.size, mtimeMs: stats.mtimeMs });
      else if (Date.now() - stats.mtimeMs > abandonedAfterMs) removeCacheFile(path);
    } catch {
      // Gone meanwhile.
    }
  }
  return files.sort((a, b) => a.mtimeMs - b.mtimeMs);
}

/** Removes a file; one that is gone is no error. */
export function removeCacheFile(path: ByteString): void {
  try {
    unlinkSync(toFsPath(path));
  } catch {
    // Gone, or not ours to remove.
  }
}
