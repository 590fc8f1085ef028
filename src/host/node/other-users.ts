/** Whether a file or directory could be another user's words: what sshd asks of its files. */
import { lstatSync, realpathSync, statSync } from 'node:fs';
import type { ByteString } from '../../core/bytes.ts';
import { parentPath, toFsPath } from '../paths.ts';

/** Others may write: the group, every user. Source: inode(7). */
const groupWrite = 0o020;
const otherWrite = 0o002;
const sticky = 0o1000;

/** A place by which another user can decide what a file says. */
export interface OtherWriter {
  readonly path: ByteString;
  /** `belongs to user 1001`, `can be written by every user`. */
  readonly reason: string;
}

/** False as well for a path through a file, and for one that may not be looked at. */
function isThere(path: ByteString): boolean {
  try {
    return statSync(toFsPath(path), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/**
 * The first place on the way from a file, or a directory, up to `/`, where another user than this one and root can change what
 * is read; null where there is none. Links are followed. Of a path that is not there, what is there of it counts: a
 * file that this user makes is the user's own.
 */
export function otherWriterOf(path: ByteString): OtherWriter | null {
  const user = process.getuid?.();
  if (user === undefined) return null;
  let at = path;
  while (at !== '/' && !isThere(at)) at = parentPath(at);
  try {
    for (at = realpathSync.native(toFsPath(at), { encoding: 'latin1' }); ; at = parentPath(at)) {
      const { gid, mode, uid } = lstatSync(toFsPath(at));
      if (uid !== 0 && uid !== user) return { path: at, reason: `belongs to user ${uid}` };
      // In a sticky directory, entries are their owners'.
      if ((mode & sticky) === 0) {
        if ((mode & otherWrite) !== 0) return { path: at, reason: 'can be written by every user' };
        // A group with the number of its only user, as adduser makes them, is the user.
        if ((mode & groupWrite) !== 0 && gid !== 0 && gid !== user)
          return { path: at, reason: `can be written by group ${gid}` };
      }
      if (at === '/') return null;
    }
  } catch {
    return null;
  }
}
