/**
 * Where scratch directories are: `kgate-UID` below the temporary directory, for its user alone, with one directory for each
 * thread of a run. The name of a directory says whose it is, so that one whose run was killed is removed by a later run.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { type ByteString, decodeBytes, encodeBytes } from '../../core/bytes.ts';
import type { HostError } from '../../core/errors.ts';
import { baseName, parentPath, toFsPath } from '../paths.ts';
import { kindOfCode, troubleError } from '../trouble.ts';
import { errorCode } from './error-code.ts';

/** Another boot, container or machine may share the directory: what is not seen to be dead is left alone for this long. */
const foreignLifeMs = 24 * 3_600_000;

/** Tries to make a directory in one that another run may remove at that moment. */
const maxTries = 20;

/** Tries to remove a directory that a program still writes into, and the first pause between two. */
const maxRemovals = 10;
const removalPauseMs = 20;

const user = process.getuid?.() ?? 0;

/** Where the names of a user's scratch directories are, and what they begin with. */
interface Place {
  readonly directory: ByteString;
  readonly prefix: string;
}

/** `missing`, `own`: a directory of this user and no link; `foreign`: anything else. */
function lookAt(directory: ByteString): 'missing' | 'own' | 'foreign' {
  try {
    const stats = lstatSync(toFsPath(directory), { throwIfNoEntry: false });
    if (stats === undefined) return 'missing';
    if (!stats.isDirectory() || stats.uid !== user) return 'foreign';
    if ((stats.mode & 0o077) !== 0) chmodSync(toFsPath(directory), 0o700);
    return 'own';
  } catch {
    // The temporary directory itself is no place for anything; making one says why.
    return 'missing';
  }
}

/** Another user who takes the name first changes nothing: the directories then lie next to it, under names that cannot be guessed. */
function placeOf(temporary: ByteString): Place {
  const directory = `${temporary === '/' ? '' : temporary}/kgate-${user}`;
  return lookAt(directory) === 'foreign'
    ? { directory: temporary, prefix: `kgate-${user}-` }
    : { directory, prefix: '' };
}

function temporaryDirectory(): ByteString {
  return encodeBytes(resolve(tmpdir()));
}

/** When a process was started, in ticks of the system; null for one that is gone or not to be seen. Source: proc(5). */
function startOf(pid: number): string | null {
  try {
    return (
      readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ')[19] ?? null
    );
  } catch {
    return null;
  }
}

/** What numbers of processes mean something in: this boot of this machine, and its set of processes. */
function originOf(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
    return `${boot}${/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? ''}`;
  } catch {
    return '0';
  }
}

/** `PID-START-ORIGIN-RANDOM`, and what a thread adds. */
const namePattern = /^(\d+)-(\d+)-([0-9a-f]+)-[0-9a-f]{12}(?:\.\w+)?$/;

/** The path of a new scratch directory; {@link makeScratch} makes it. */
export function newScratchPath(): ByteString {
  const { directory, prefix } = placeOf(temporaryDirectory());
  const name = [process.pid, startOf(process.pid) ?? '0', originOf(), randomBytes(6).toString('hex')].join('-');
  return `${directory === '/' ? '' : directory}/${prefix}${name}`;
}

/** Makes a directory that {@link newScratchPath} named, and the user's around it. Throws TroubleError. */
export function makeScratch(path: ByteString): void {
  const around = parentPath(path);
  const isOfUser = baseName(around) === `kgate-${user}`;
  for (let tries = 1; ; tries += 1) {
    try {
      if (isOfUser) makeOfUser(around);
      // Fails when the name exists: a directory of another process is never used.
      mkdirSync(toFsPath(path), { mode: 0o700 });
      return;
    } catch (error) {
      // Another run has just removed the user's directory, which was empty.
      if (errorCode(error) !== 'ENOENT' || !isOfUser || tries >= maxTries) throw noScratch(path, error);
    }
  }
}

function makeOfUser(directory: ByteString): void {
  const look = lookAt(directory);
  if (look === 'foreign') throw new Error('belongs to another user, or is a link');
  if (look === 'own') return;
  try {
    mkdirSync(toFsPath(directory), { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    if (lookAt(directory) !== 'own') throw new Error('belongs to another user, or is a link', { cause: error });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
  EDQUOT: 'Disk quota exceeded',
  ENAMETOOLONG: 'File name too long',
};

/** The error of a scratch directory, or a file in it, that cannot be made. */
export function noScratch(path: ByteString, error: unknown): HostError {
  const code = errorCode(error);
  const why = code === undefined ? (error instanceof Error ? error.message : 'unknown error') : (reasons[code] ?? code);
  const kind = kindOfCode(code) ?? 'no-scratch';
  return troubleError(kind, `${decodeBytes(path)}: cannot make a scratch directory: ${why}`, { cause: error });
}

/** Removes scratch directories, and the user's directory once nothing is in it. What cannot be removed stays. */
export function removeScratch(...paths: readonly ByteString[]): void {
  for (const path of paths) removeTree(path);
  for (const around of new Set(paths.map(parentPath))) {
    if (baseName(around) === `kgate-${user}`) removeEmpty(around);
  }
}

/** Removes a file or a directory with all in it. Never throws: what cannot be removed stays. */
export function removeTree(path: ByteString): void {
  for (let tries = 1; tries <= maxRemovals; tries += 1) {
    try {
      rmSync(toFsPath(path), { recursive: true, force: true });
      return;
    } catch (error) {
      // A program of a killed run may still write into it: then the directory is not empty in the end. Node's own retries
      // do not look again at what is in it. Any other error: something that is not ours to remove.
      if (errorCode(error) !== 'ENOTEMPTY') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, tries * removalPauseMs);
    }
  }
}

function removeEmpty(directory: ByteString): void {
  try {
    rmdirSync(toFsPath(directory));
  } catch {
    // Another run uses it, or it is gone.
  }
}

/** Removes what runs have left that were killed. Never throws. */
export function sweepScratch(): void {
  try {
    const { directory, prefix } = placeOf(temporaryDirectory());
    const names = readdirSync(toFsPath(directory), { encoding: 'latin1' });
    let origin: string | null = null;
    for (const name of names) {
      const match = name.startsWith(prefix) ? namePattern.exec(name.slice(prefix.length)) : null;
      if (match === null) continue;
      const [, pid = '', start = '', from = ''] = match;
      if (Number(pid) === process.pid) continue;
      const path = `${directory}/${name}`;
      origin ??= originOf();
      if (origin === from ? isDead(Number(pid), start) : isOld(path)) removeTree(path);
    }
    if (prefix === '') removeEmpty(directory);
  } catch {
    // No directory: nothing was left.
  }
}

/** True where no process of this number is the one that was started then. */
function isDead(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
  const now = startOf(pid);
  return start !== '0' && now !== null && now !== start;
}

function isOld(path: ByteString): boolean {
  const stats = lstatSync(toFsPath(path), { throwIfNoEntry: false });
  return stats !== undefined && stats.uid === user && Date.now() - stats.mtimeMs > foreignLifeMs;
}
