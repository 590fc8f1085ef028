/**
 * The cache directory: where it is, what a file of it looks like, and how much may be in it. A file is
 * `MAGIC version form digest\n`, then a serialised pair of the whole key and the value, compressed if the form says so.
 * The digest is that of all that follows; the key is compared, so that a name shared by two keys is a miss and no mistake.
 *
 * Records that a run in which nothing has changed reads are not compressed: that would cost more than all else it does.
 * Compressed are `walks`, which only a run with changes reads, and large records that were not used for a day, one in
 * a run that writes.
 */
import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type ByteString, decodeBytes } from '../core/bytes.ts';
import { UsageError } from '../core/errors.ts';
import { type StampSource } from '../host/file-stamp.ts';
import { machineStamps } from '../host/node/machine-stamps.ts';
import {
  type CacheFile,
  listCacheFiles,
  listTemporaryFiles,
  readCacheFile,
  readCacheHead,
  readColdFile,
  removeCacheFile,
  writeCacheFile,
} from '../host/node/cache-files.ts';

/** What kinds of records there are; each has files of its own. */
export const recordKinds = ['programs', 'makefiles', 'kconfig', 'models', 'results', 'walks', 'contents'] as const;

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
  /** Limit for all files together; 1 GiB when absent. The files used longest ago go first. */
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

const magic = 'kgate-cache-4';
const defaultMaxBytes = 1024 * 1024 * 1024;

/** Records that were not used for so long are removed, and large ones are compressed, in milliseconds. */
const removedAfterMs = 90 * 24 * 3_600_000;
const coldAfterMs = 24 * 3_600_000;

/** Smallest record that is compressed, in bytes. */
const minCompressed = 128 * 1024;

/** Most bytes that a compressed record may become. */
const maxRecordBytes = 512 * 1024 * 1024;

/** How the rest of a file is written. */
type Form = 'plain' | 'deflate';
const namePattern = new RegExp(`/(${recordKinds.join('|')})-[0-9a-f]{40}$`);

/**
 * The directory of kgate's cache, or null when `KGATE_NO_CACHE` is set to anything but the empty text or `0`,
 * and where there is none; see {@link cachePlace}.
 */
export function cacheDirectory(
  env: Readonly<Record<string, ByteString>>,
  chosen: ByteString | null = null,
): ByteString | null {
  const off = env['KGATE_NO_CACHE'] ?? '';
  return off !== '' && off !== '0' ? null : cachePlace(env, chosen);
}

/**
 * Where the cache is, used or not: the directory that the user has `chosen`, else `$XDG_CACHE_HOME/kgate`, else
 * `$HOME/.cache/kgate`; null when neither variable is an absolute path. Source: XDG Base Directory Specification 0.8.
 */
export function cachePlace(
  env: Readonly<Record<string, ByteString>>,
  chosen: ByteString | null = null,
): ByteString | null {
  if (chosen !== null) return chosen;
  const base = env['XDG_CACHE_HOME'] ?? '';
  if (base.startsWith('/')) return `${base}/kgate`;
  const home = env['HOME'] ?? '';
  return home.startsWith('/') ? `${home}/.cache/kgate` : null;
}

const sizeUnits: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/**
 * The limit that `KGATE_CACHE_SIZE` sets, a number of bytes or one with K, M, G or T (1024 and its powers); undefined
 * where it is not set. Throws UsageError.
 */
export function cacheLimit(env: Readonly<Record<string, ByteString>>): number | undefined {
  const text = env['KGATE_CACHE_SIZE'] ?? '';
  if (text === '') return undefined;
  const [, number = '', unit = ''] = /^(\d{1,12})([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  if (number !== '') return Number(number) * (sizeUnits[unit.toUpperCase()] ?? 1);
  throw new UsageError('usage/bad-cache-size', `KGATE_CACHE_SIZE=${decodeBytes(text)}: not a size`, {
    hint: 'as in KGATE_CACHE_SIZE=500M or KGATE_CACHE_SIZE=2G',
  });
}

function digestOf(bytes: Uint8Array | string): string {
  return createHash('sha1').update(bytes).digest('hex');
}

/** Opens a cache; nothing is read or written before it is asked for. */
export function openCache(options: CacheOptions): Cache {
  const { directory, version } = options;
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const nameOf = (kind: RecordKind, key: string): string => `${kind}-${digestOf(key)}`;
  /** Bytes in the directory, as far as this process knows; null before the first time it looks. */
  let bytesKept: number | null = null;
  return {
    stamps: options.stamps ?? machineStamps,
    read(kind, key) {
      const name = nameOf(kind, key);
      const found = bodyOf(readCacheFile(`${directory}/${name}`), version);
      const record = found === undefined ? undefined : recordIn(found.body);
      if (record?.key !== key) return undefined;
      // It is in use again: the next run shall not pay for it.
      if (found?.form === 'deflate' && kind !== 'walks')
        writeCacheFile(directory, name, fileOf(version, 'plain', found.body));
      return record.value;
    },
    write(kind, key, value) {
      const body = serialize({ key, value });
      if (body.length > maxBytes / 2) return;
      const form = kind === 'walks' && body.length >= minCompressed ? 'deflate' : 'plain';
      const parts = fileOf(version, form, body);
      if (!writeCacheFile(directory, nameOf(kind, key), parts)) return;
      // Looking through the directory takes time: once in a process, unless it could be full again.
      if (bytesKept !== null) for (const { length } of parts) bytesKept += length;
      if (bytesKept === null || bytesKept > maxBytes) bytesKept = shrink(directory, version, maxBytes);
    },
  };
}

/** A record as its file has it. */
function fileOf(version: string, form: Form, body: Uint8Array): readonly Uint8Array[] {
  const stored = form === 'plain' ? body : deflateRawSync(body, { level: 1 });
  return [Buffer.from(`${magic} ${version} ${form} ${digestOf(stored)}\n`, 'latin1'), stored];
}

/** The record of a whole, undamaged file of this version, not read yet. */
function bodyOf(bytes: Buffer | undefined, version: string): { form: Form; body: Buffer } | undefined {
  const end = bytes?.indexOf(10) ?? -1;
  if (bytes === undefined || end < 0 || end > 200) return undefined;
  const stored = bytes.subarray(end + 1);
  const head = bytes.toString('latin1', 0, end);
  const form = (['plain', 'deflate'] as const).find((one) => head.startsWith(`${magic} ${version} ${one} `));
  if (form === undefined || head !== `${magic} ${version} ${form} ${digestOf(stored)}`) return undefined;
  if (form === 'plain') return { form, body: stored };
  try {
    return { form, body: inflateRawSync(stored, { maxOutputLength: maxRecordBytes }) };
  } catch {
    return undefined;
  }
}

/** Key and value of a record. */
function recordIn(body: Buffer): { key: string; value: unknown } | undefined {
  try {
    return deserialize(body) as { key: string; value: unknown };
  } catch {
    return undefined;
  }
}

/**
 * Removes files that were not used for long, and those used longest ago until the rest fits; compresses one that is
 * out of use. Gives the bytes that are left.
 */
function shrink(directory: ByteString, version: string, maxBytes: number): number {
  const now = Date.now();
  const files = listRecords(directory);
  let bytes = files.reduce((sum, file) => sum + file.size, 0);
  let hasCompressed = false;
  for (const file of files) {
    const age = now - file.mtimeMs;
    if (bytes > maxBytes || age > removedAfterMs) {
      if (removeCacheFile(file.path)) bytes -= file.size;
    } else if (age <= coldAfterMs) break;
    else if (!hasCompressed && file.size >= minCompressed) {
      const saved = compress(directory, version, file);
      hasCompressed = saved > 0;
      bytes -= saved;
    }
  }
  return bytes;
}

/** Compresses a record that is not; gives the bytes that this saves. */
function compress(directory: ByteString, version: string, file: CacheFile): number {
  const plain = Buffer.from(`${magic} ${version} plain `, 'latin1');
  if (readCacheHead(file.path, plain.length)?.equals(plain) !== true) return 0;
  const found = bodyOf(readColdFile(file.path), version);
  if (found === undefined) return 0;
  const parts = fileOf(version, 'deflate', found.body);
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  // With its date: it was not used.
  return writeCacheFile(directory, name, parts, file.mtimeMs)
    ? file.size - parts.reduce((sum, part) => sum + part.length, 0)
    : 0;
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

/** How much is in a cache directory; `version` and `maxBytes` are those of {@link CacheOptions}. */
export function cacheInfo(directory: ByteString, version: string, maxBytes = defaultMaxBytes): CacheInfo {
  const files = listRecords(directory);
  const own = Buffer.from(`${magic} ${version} `, 'latin1');
  const kinds = recordKinds.map((kind) => {
    const ofKind = files.filter((file) => namePattern.exec(file.path)?.[1] === kind);
    return [kind, sumOf(ofKind)] as const;
  });
  return {
    directory,
    maxBytes,
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
    const found = bodyOf(readColdFile(path), options.version);
    const record = found === undefined ? undefined : recordIn(found.body);
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
