/**
 * Stamps that show whether a file is still the one that was looked at: times, size and inode of what a path
 * leads to. Equal stamps mean an equal file unless it was written again within the resolution of the
 * file system's clock; {@link isSettled} rules that out.
 */
import { createHash } from 'node:crypto';
import type { ByteString } from '../core/bytes.ts';

/** `dev:ino:mode:size:mtime:ctime` of what a path leads to, `:digest` at times; null when it leads nowhere. */
export type FileStamp = string | null;

/** Where stamps come from; tests put another clock or another disk in place. */
export interface StampSource {
  /** Follows symbolic links. `path` is absolute. */
  stamp(path: ByteString): FileStamp;
  /** Milliseconds since 1970, of the clock that file times come from. */
  now(): number;
  /** First bytes of a file; empty when it cannot be read. */
  head(path: ByteString, length: number): ByteString;
  /** The names that `uname` prints, one a line: of the system (`-s`), the machine in a network, release, version, hardware. */
  system(): string;
  /**
   * Identity of what a path leads to, whatever its times and its place on the disk: of the bytes of a file; of the entries of a
   * directory, of which files count with their size and time. Null where neither can be had.
   */
  content(path: ByteString): string | null;
}

/** Age, in milliseconds, from which a file's times are trusted to change with the next write. */
const settledAfterMs = 2000;

/**
 * True when a later write must give another stamp. A file that was changed a moment ago, or in the
 * future by its own clock, may be written again without any of its times moving.
 */
export function isSettled(stamp: FileStamp, nowMs: number): boolean {
  if (stamp === null) return true;
  const [, , , , mtimeMs, ctimeMs] = stamp.split(':');
  const newest = Math.max(Number(mtimeMs), Number(ctimeMs));
  return Number(ctimeMs) <= nowMs - settledAfterMs && newest <= nowMs;
}

/** When what a stamp is of was written last, in milliseconds; 0 where nothing is there. */
export function timeOf(stamp: FileStamp): number {
  return Number(stamp?.split(':')[4] ?? 0);
}

/** True for the stamp of a file of this size and this time of modification. */
export function showsStat(
  stamp: FileStamp,
  { mtimeMs, size }: { readonly mtimeMs: number; readonly size: number },
): boolean {
  const [, , , ownSize, ownTime] = stamp?.split(':') ?? [];
  return ownSize === String(size) && ownTime === String(mtimeMs);
}

/** A stamp without what {@link stampContent} adds. */
export function plainStamp(stamp: string): string {
  return stamp.split(':', 6).join(':');
}

/** The bits of a mode that {@link Host.stat} shows something of: what it is, and who may run it. Source: inode(7). */
const shownBits = 0o170111;

/** True where two stamps are of things of one kind, which may be run or not by the same users. */
export function isSameKind(one: string, other: string): boolean {
  return ((Number(one.split(':')[2]) ^ Number(other.split(':')[2])) & shownBits) === 0;
}

/** Bytes at the start of a file that identify it: an ELF file has its build-id there. */
const headBytes = 4096;

/**
 * The stamp of a program or of a file that one reads. Read-only images (squashfs, EROFS, composefs) give no time of
 * change of their own but repeat the other one, which builders set to a fixed value, and number files in order: where
 * both times are the same the first bytes of the file count, too.
 */
export function stampContent(stamps: Pick<StampSource, 'stamp' | 'head'>, path: ByteString): FileStamp {
  const stamp = stamps.stamp(path);
  const [, , , , mtimeMs, ctimeMs] = stamp?.split(':') ?? [];
  if (stamp === null || mtimeMs !== ctimeMs) return stamp;
  return `${stamp}:${createHash('sha1').update(stamps.head(path, headBytes), 'latin1').digest('hex')}`;
}

/** True when a path still has a stamp, be it one of {@link stampContent}. */
export function hasStamp(stamps: Pick<StampSource, 'stamp' | 'head'>, path: ByteString, stamp: FileStamp): boolean {
  const now = stamps.stamp(path);
  if (now === stamp) return true;
  return now !== null && stamp !== null && stamp.startsWith(`${now}:`) && stampContent(stamps, path) === stamp;
}
