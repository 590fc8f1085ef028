import { closeSync, openSync, readSync, statSync } from 'node:fs';
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

/** Stamps of the real machine. */
export const machineStamps: StampSource = {
  stamp: stampFile,
  now: () => Date.now(),
  head: readHead,
  system: () => [type(), hostname(), release(), version(), machine()].join('\n'),
};
