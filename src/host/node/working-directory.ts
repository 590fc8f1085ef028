import { realpathSync } from 'node:fs';
import { type ByteString, encodeBytes } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import { errorCode } from './error-code.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it was removed',
  ERANGE: 'its path is longer than the system allows',
  ENAMETOOLONG: 'its path is longer than the system allows',
  EACCES: 'a directory above it may not be read',
};

/** What Node puts in place of bytes that are no UTF-8. */
const replacement = '\ufffd';

/** The working directory of the process, byte for byte. Throws HostError `host/no-directory` where it has no path. */
export function workingDirectory(): ByteString {
  try {
    const path = process.cwd();
    return path.includes(replacement) ? realpathSync.native('.', { encoding: 'latin1' }) : encodeBytes(path);
  } catch (error) {
    const code = errorCode(error) ?? 'unknown error';
    throw new HostError('host/no-directory', `the working directory cannot be used: ${reasons[code] ?? code}`, {
      cause: error,
      hint: 'change to another directory',
    });
  }
}
