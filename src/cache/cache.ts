/**
 * The cache directory: where it is, what a file of it looks like, and how much may be in it. A file is
 * `MAGIC version digest\n`, then a serialised pair of the whole key and the value. The digest is that of all
 * that follows; the key is compared, so that a name that stands for two keys is a miss and no mistake.
 */
import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import type { ByteString } from '../core/text.ts';
import { listCacheFiles, readCacheFile, removeCacheFile, writeCacheFile } from '../host/cache-files.ts';
import { machineStamps, type StampSource } from '../host/file-stamp.ts';

/** What kinds of records there are; each has files of its own. */
export type RecordKind = 'programs' | 'makefiles' | 'kconfig' | 'results';

/** Everything an open cache can do. */
export interface Cache {
  readonly stamps: StampSource;
  /** The value stored under a key, or undefined. Anything wrong with the file is a miss. */
  read(kind: RecordKind, key: string): unknown;
  /** Stores a value that structured cloning can copy. Nothing happens where it cannot be written. */
  write(kind: RecordKind, key: string, value: unknown): void;
  /** Called where a tree or its makefiles must be read anew; it may throw to prevent that. */
  readonly onMiss?: () => void;
}

/** What {@link openCache} needs. */
export interface CacheOptions {
  /** Absolute; see {@link cacheDirectory}. */
  readonly directory: ByteString;
  /** Identifies the kgate that wrote a record; any other one's records are misses. */
  readonly version: string;
  readonly stamps?: StampSource;
  /** Limit for all files together; 32 MiB when absent. The files used longest ago go first. */
  readonly maxBytes?: number;
}

/** What is in a cache directory. */
export interface CacheInfo {
  readonly directory: ByteString;
  readonly files: number;
  readonly bytes: number;
}

const magic = 'kgate-cache-1';
const defaultMaxBytes = 32 * 1024 * 1024;
const namePattern = /\/(?:programs|makefiles|kconfig|results)-[0-9a-f]{40}$/;

/**
 * The directory of kgate's cache: `$XDG_CACHE_HOME/kgate`, else `$HOME/.cache/kgate`. Null when
 * `KGATE_NO_CACHE` is set to anything but the empty text or `0`, and when neither variable is an absolute
 * path. Source: XDG Base Directory Specification 0.8.
 */
export function cacheDirectory(env: Readonly<Record<string, ByteString>>): ByteString | null {
  const off = env['KGATE_NO_CACHE'] ?? '';
  if (off !== '' && off !== '0') return null;
  const base = env['XDG_CACHE_HOME'] ?? '';
  if (base.startsWith('/')) return `${base}/kgate`;
  const home = env['HOME'] ?? '';
  return home.startsWith('/') ? `${home}/.cache/kgate` : null;
}

function digestOf(bytes: Uint8Array | string): string {
  return createHash('sha1').update(bytes).digest('hex');
}

/** Opens a cache; nothing is read or written before it is asked for. */
export function openCache(options: CacheOptions): Cache {
  const { directory, version } = options;
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const nameOf = (kind: RecordKind, key: string): string => `${kind}-${digestOf(key)}`;
  return {
    stamps: options.stamps ?? machineStamps,
    read(kind, key) {
      const bytes = readCacheFile(`${directory}/${nameOf(kind, key)}`);
      const end = bytes?.indexOf(10) ?? -1;
      if (bytes === undefined || end < 0 || end > 200) return undefined;
      const body = bytes.subarray(end + 1);
      if (bytes.toString('latin1', 0, end) !== `${magic} ${version} ${digestOf(body)}`) return undefined;
      try {
        const record = deserialize(body) as { key: string; value: unknown };
        return record.key === key ? record.value : undefined;
      } catch {
        return undefined;
      }
    },
    write(kind, key, value) {
      const body = serialize({ key, value });
      if (body.length > maxBytes / 2) return;
      const head = Buffer.from(`${magic} ${version} ${digestOf(body)}\n`, 'latin1');
      if (writeCacheFile(directory, nameOf(kind, key), [head, body])) shrink(directory, maxBytes);
    },
  };
}

/** Removes the files used longest ago until the rest fits. */
function shrink(directory: ByteString, maxBytes: number): void {
  const files = listCacheFiles(directory).filter((file) => namePattern.test(file.path));
  let bytes = files.reduce((sum, file) => sum + file.size, 0);
  for (const file of files) {
    if (bytes <= maxBytes) return;
    removeCacheFile(file.path);
    bytes -= file.size;
  }
}

/** How much is in a cache directory. */
export function cacheInfo(directory: ByteString): CacheInfo {
  const files = listCacheFiles(directory).filter((file) => namePattern.test(file.path));
  return { directory, files: files.length, bytes: files.reduce((sum, file) => sum + file.size, 0) };
}

/** Removes every record of a cache directory, and nothing else; tells what was there. */
export function clearCache(directory: ByteString): CacheInfo {
  const info = cacheInfo(directory);
  for (const file of listCacheFiles(directory)) if (namePattern.test(file.path)) removeCacheFile(file.path);
  return info;
}
