import { fileURLToPath } from 'node:url';
import { type Cache, cacheDirectory, openCache } from '../cache/cache.ts';
import type { ShellPolicy } from '../core/shell-policy.ts';
import type { ByteString } from '../core/text.ts';
import { encodeBytes } from '../core/text.ts';
import { stampFile } from '../host/file-stamp.ts';
import { isBuilt, version } from './version.ts';

/**
 * The cache of this kgate, or null where there is to be none. Records are of one build: its version, and
 * the file this code is in, which every build writes anew. Run from sources there is no such file.
 */
export function commandCache(env: Readonly<Record<string, ByteString>>, policy: ShellPolicy): Cache | null {
  // What a policy lets through depends on who has named a program and on what stands in a tree.
  if (policy !== 'run') return null;
  const directory = cacheDirectory(env);
  if (directory === null || !isBuilt) return null;
  const build = stampFile(encodeBytes(fileURLToPath(import.meta.url)));
  return build === null ? null : openCache({ directory, version: `${version}:${build}:${process.version}` });
}
