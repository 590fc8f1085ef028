import { type ByteString, decodeBytes } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import { stampFile } from '../../host/node/machine-stamps.ts';
import { absolutePath } from '../../host/paths.ts';
import type { Io } from '../io.ts';

/** Type bits of a mode, and those of a directory. Source: inode(7). */
const typeBits = 0o170000;
const directoryType = 0o040000;

/**
 * The directory that `--cache-dir` or, without it, `KGATE_CACHE_DIR` names, absolute; null for neither. It need not be there. Throws
 * UsageError for no name, and for what is no directory.
 */
export function chosenCache(option: ByteString | null, io: Pick<Io, 'cwd' | 'env'>): ByteString | null {
  const variable = io.env['KGATE_CACHE_DIR'] ?? '';
  const name = option ?? (variable === '' ? null : variable);
  if (name === null) return null;
  const path = name === '' ? null : absolutePath(io.cwd, name);
  const stamp = path === null ? null : stampFile(path);
  const isOther = stamp !== null && (Number(stamp.split(':')[2]) & typeBits) !== directoryType;
  if (path !== null && !isOther) return path;
  const words =
    option === null ? `KGATE_CACHE_DIR=${decodeBytes(name)}` : `--cache-dir ${name === '' ? "''" : decodeBytes(name)}`;
  throw new UsageError('usage/bad-cache-directory', `${words}: not a directory`, {
    hint: 'name a directory that only you can write; it is made when it is not there',
  });
}
