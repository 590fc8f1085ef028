import { createHash } from 'node:crypto';
import { readdirSync, symlinkSync } from 'node:fs';
import type { ByteString } from '../../core/bytes.ts';
import { baseName, parentPath, toFsPath } from '../paths.ts';
import { errorCode } from './error-code.ts';
import { makeDirectory } from './make-directory.ts';
import { noScratch } from './scratch-place.ts';

/** Entries of the directory around that are shown at most; the top directory of a kernel has about 40. */
const maxEntries = 512;

/**
 * A directory of `scratch` for programs that are to start in `path`, a normal path that nothing has: it is empty and has the same
 * name, and what the directory around `path` has can be reached from it by `..`. `scratch` itself where that has too many
 * entries or is none. Throws TroubleError where the machine fails.
 */
export function makeStandIn(scratch: ByteString, path: ByteString): ByteString {
  const around = parentPath(path);
  let names: readonly ByteString[];
  try {
    names = readdirSync(toFsPath(around), { encoding: 'latin1' });
  } catch {
    return scratch;
  }
  if (names.length > maxEntries) return scratch;
  const shown = `${scratch}/around-${createHash('sha1').update(around, 'latin1').digest('hex').slice(0, 12)}`;
  const place = `${shown}/${baseName(path)}`;
  try {
    makeDirectory(place, 0o700);
    for (const name of names) link(`${around === '/' ? '' : around}/${name}`, `${shown}/${name}`);
  } catch (error) {
    throw noScratch(place, error);
  }
  return place;
}

function link(target: ByteString, path: ByteString): void {
  try {
    symlinkSync(toFsPath(target), toFsPath(path));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
