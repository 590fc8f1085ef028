import { rmSync, writeFileSync } from 'node:fs';
import type { ByteString } from '../../core/bytes.ts';
import { parentPath, toFsPath } from '../paths.ts';
import { kindOfCode } from '../trouble.ts';
import { errorCode } from './error-code.ts';
import { makeDirectory } from './make-directory.ts';
import { noScratch } from './scratch-place.ts';

/** The scratch directory itself cannot be written any more. */
const isLost = /^(?:EROFS|EACCES|EPERM)$/;

/**
 * Writes a file of the scratch directory; false when that is not possible. What has the name goes first, so that no
 * link a program has left there is followed. Throws TroubleError where the machine fails.
 */
export function writeScratchFile(path: ByteString, text: ByteString): boolean {
  try {
    makeDirectory(parentPath(path), 0o700);
    rmSync(toFsPath(path), { force: true });
    writeFileSync(toFsPath(path), text, { encoding: 'latin1', mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (kindOfCode(errorCode(error)) !== undefined || isLost.test(errorCode(error) ?? '')) throw noScratch(path, error);
    return false;
  }
}
