/**
 * The cache directory: where it is, what a file of it looks like, and how much may be in it. A file is
 * `MAGIC version digest\n`, then a serialised pair of the whole key and the value. The digest is that of all
 * that follows; the key is compared, so that a name shared by two keys is a miss and no mistake.
 */
import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import type { ByteString } from '../core/bytes.ts';
import { type StampSource } from '../host/file-stamp.ts';
import { machineStamps } from '../host/node/machine-stamps.ts';
import {
  type CacheFile,
  listCacheFiles,
  listTemporaryFiles,
  readCacheFile,
  readCacheHead,
  removeCacheFile,
  writeCacheFile,
} from '../host/node/cache-files.ts';

/** What kinds of records there are; each has files of its own. */
export const recordKinds = ['programs', 'makefiles', 'kconfig', 'models', 'results', 'walks'] as const;

/** One of {@link recordKinds}. */
export type RecordKind = (typeof recordKinds)[number];

/** Everything an open cache can do. */
export interface Cache {
  readonly stamps: StampSource;
  /** The value stored under a key, or undefined. Anything wrong with the file is a miss. */
  read(kind: RecordKind, key: string): unknown;
  /** Stores a value that structured cloning can copy. Nothing happens where it cannot be written. */
  write(kind: RecordKind, key: string, value: unknown): void;
  /** Called where a tree or its makefiles must be read again; it may throw to prevent that. */
  readonly onMiss?: () => void;
}

/** What {@link openCache} needs. */
export interface CacheOptions {
  /** Absolute; see {@link cacheDirectory}. */
  readonly directory: ByteString;
  /** Identifies the kgate that wrote a record; any other one's records are misses. */
  readonly version: string;
  readonly stamps?: StampSource;
  /** Limit for all files together; 128 MiB when absent. The files used longest ago go first. */
  readonly maxBytes?: number;
}

/** Some files of a cache directory. */
export interface CacheSum {
  readonly files: number;
  readonly bytes: number;
  /** When the file used longest ago, and the one used last, were used, within an hour; null without files. */
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
}

/** What is in a cache directory. */
export interface CacheInfo extends CacheSum {
  readonly directory: ByteString;
  /** Limit for all files together. */
  readonly maxBytes: number;
  readonly kinds: Readonly<Record<RecordKind, CacheSum>>;
  /** Files that another version or build wrote; this kgate takes nothing from them. */
  readonly ofOthers: CacheSum;
}

const magic = 'kgate-cache-2';
const defaultMaxBytes = 128 * 1024 * 1024;
const namePattern = new RegExp(`/(${recordKinds.join('|')})-[0-9a-f]{40}$`);

/**
 * The directory of kgate's cache, or null when `KGATE_NO_CACHE` is set to anything but the empty text or `0`,
 * and where there is none; see {@link cachePlace}.
 */
export function cacheDirectory(env: Readonly<Record<string, ByteString>>): ByteString | null {
  const off = env['KGATE_NO_CACHE'] ?? '';
  return off !== '' && off !== '0' ? null : cachePlace(env);
}

/**
 * Where the cache is, used or not: `$XDG_CACHE_HOME/kgate`, else `$HOME/.cache/kgate`; null when neither variable
 * is an absolute path. Source: XDG Base Directory Specification 0.8.
 */
export function cachePlace(env: Readonly<Record<string, ByteString>>): ByteString | null {
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
      const record = parseRecord(readCacheFile(`${directory}/${nameOf(kind, key)}`), version);
      return record?.key === key ? record.value : undefined;
    },
    write(kind, key, value) {
      const body = serialize({ key, value });
      if (body.length > maxBytes / 2) return;
      const head = Buffer.from(`${magic} ${version} ${digestOf(body)}\n`, 'latin1');
      if (writeCacheFile(directory, nameOf(kind, key), [head, body])) shrink(directory, maxBytes);
    },
  };
}

/** Key and value of a whole, undamaged file of this version. */
function parseRecord(bytes: Buffer | undefined, version: string): { key: string; value: unknown } | undefined {
  const end = bytes?.indexOf(10) ?? -1;
  if (bytes === undefined || end < 0 || end > 200) return undefined;
  const body = bytes.subarray(end + 1);
  if (bytes.toString('latin1', 0, end) !== `${magic} ${version} ${digestOf(body)}`) return undefined;
  try {
    return deserialize(body) as { key: string; value: unknown };
  } catch {
    return undefined;
  }
}

/** Removes the files used longest ago until the rest fits. */
function shrink(directory: ByteString, maxBytes: number): void {
  const files = listRecords(directory);
  let bytes = files.reduce((sum, file) => sum + file.size, 0);
  for (const file of files) {
    if (bytes <= maxBytes) return;
    removeCacheFile(file.path);
    bytes -= file.size;
  }
}

/** Files that hold a record, oldest first. */
function listRecords(directory: ByteString): CacheFile[] {
  return listCacheFiles(directory).filter((file) => namePattern.test(file.path));
}

function sumOf(files: readonly CacheFile[]): CacheSum {
  return {
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.size, 0),
    oldestMs: files[0]?.mtimeMs ?? null,
    newestMs: files.at(-1)?.mtimeMs ?? null,
  };
}

/** How much is in a cache directory; `version` is that of {@link CacheOptions}. */
export function cacheInfo(directory: ByteString, version: string): CacheInfo {
  const files = listRecords(directory);
  const own = Buffer.from(`${magic} ${version} `, 'latin1');
  const kinds = recordKinds.map((kind) => {
    const ofKind = files.filter((file) => namePattern.exec(file.path)?.[1] === kind);
    return [kind, sumOf(ofKind)] as const;
  });
  return {
    directory,
    maxBytes: defaultMaxBytes,
    ...sumOf(files),
    kinds: Object.fromEntries(kinds) as Record<RecordKind, CacheSum>,
    ofOthers: sumOf(files.filter((file) => readCacheHead(file.path, own.length)?.equals(own) !== true)),
  };
}

/** Values of all records of a kind that a kgate of this version wrote; those that cannot be read are left out. */
export function readAll(options: CacheOptions, kind: RecordKind): unknown[] {
  const values: unknown[] = [];
  for (const { path } of listRecords(options.directory)) {
    if (namePattern.exec(path)?.[1] !== kind) continue;
    const record = parseRecord(readCacheHead(path, defaultMaxBytes), options.version);
    if (record !== undefined) values.push(record.value);
  }
  return values;
}

/** What {@link clearCache} did. */
export interface ClearedCache {
  readonly removed: CacheSum;
  /** Files that could not be removed. */
  readonly left: number;
}

/** Removes every record of a cache directory and what a killed kgate left half written, and nothing else. */
export function clearCache(directory: ByteString): ClearedCache {
  // A kgate that writes at this moment finds its file gone and does without.
  const files = [...listRecords(directory), ...listTemporaryFiles(directory)];
  const removed = files.filter((file) => removeCacheFile(file.path));
  return { removed: sumOf(removed), left: files.length - removed.length };
}
