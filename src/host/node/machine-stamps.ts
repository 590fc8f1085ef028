import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { hostname, machine, release, type, version } from 'node:os';
import type { ByteString } from '../../core/bytes.ts';
import type { FileStamp, StampSource } from '../file-stamp.ts';
import { toFsPath } from '../paths.ts';

const noEntryAllowed = { throwIfNoEntry: false } as const;

/** The stamp of what an absolute path leads to. */
export function stampFile(path: ByteString): FileStamp {
  try {
    const stats = statSync(toFsPath(path), noEntryAllowed);
    if (stats === undefined) return null;
    // Times as doubles resolve a quarter of a microsecond, below any file system's clock tick.
    return `${stats.dev}:${stats.ino}:${stats.mode}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
  } catch {
    return null;
  }
}

function readHead(path: ByteString, length: number): ByteString {
  try {
    const fd = openSync(toFsPath(path), 'r');
    try {
      const buffer = Buffer.alloc(length);
      return buffer.toString('latin1', 0, readSync(fd, buffer, 0, length, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}

/** Most entries of a directory that are looked at. */
const maxEntries = 10_000;
const chunk = Buffer.allocUnsafeSlow(256 * 1024);

/** Identity of the bytes of an open file. */
function digestOfFile(fd: number): string {
  const hash = createHash('sha1');
  for (;;) {
    const count = readSync(fd, chunk, 0, chunk.length, null);
    if (count === 0) return hash.digest('hex');
    hash.update(chunk.subarray(0, count));
  }
}

/** Identity of the entries of a directory; links count as such. */
function digestOfDirectory(path: ByteString): string | null {
  const names = readdirSync(toFsPath(path), { encoding: 'latin1' }).sort();
  if (names.length > maxEntries) return null;
  const hash = createHash('sha1');
  for (const name of names) {
    const { mode, mtimeMs, size } = lstatSync(toFsPath(`${path}/${name}`));
    const isFile = (mode & constants.S_IFMT) === constants.S_IFREG;
    hash.update(`${name}\0${mode}\0${isFile ? `${size}:${mtimeMs}` : ''}\0`, 'latin1');
  }
  return hash.digest('hex');
}

function contentOf(path: ByteString): string | null {
  try {
    const fd = openSync(toFsPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(fd);
      return stats.isFile() ? digestOfFile(fd) : stats.isDirectory() ? digestOfDirectory(path) : null;
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}

/** Stamps of the real machine. */
export const machineStamps: StampSource = {
  stamp: stampFile,
  now: () => Date.now(),
  head: readHead,
  content: contentOf,
  system: () => [type(), hostname(), release(), version(), machine()].join('\n'),
};
