import { type CacheSum, cacheInfo, clearCache, readAll, recordKinds } from '../cache/cache.ts';
import { keptCompilers } from '../cache/programs/answers.ts';
import { type ByteString, decodeBytes } from '../core/bytes.ts';
import { HostError } from '../core/errors.ts';
import type { CacheFilesSummary, CacheResult } from '../results/cache.ts';

/** Which cache, and of which kgate. */
export interface CacheOptions {
  /** Absolute. */
  readonly directory: ByteString;
  /** Identifies the kgate whose records count as its own. */
  readonly version: string;
  /** False when it is turned off. */
  readonly isUsed: boolean;
  /** Limit for all files together; 1 GiB when absent. */
  readonly maxBytes?: number | undefined;
}

function isoTime(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}

function summaryOf({ files, bytes, newestMs, oldestMs }: CacheSum): CacheFilesSummary {
  return { files, bytes, lastUsed: isoTime(newestMs), leastUsed: isoTime(oldestMs) };
}

/** What is in the cache; nothing is changed but what a killed kgate left half written. */
export function describeCache({ directory, version, isUsed, maxBytes }: CacheOptions): CacheResult {
  const info = cacheInfo(directory, version, maxBytes);
  const compilers = keptCompilers(readAll({ directory, version }, 'programs')).map((compiler) => ({
    command: decodeBytes(compiler.command),
    version: decodeBytes(compiler.version),
    answers: compiler.answers,
  }));
  return {
    schemaVersion: 1,
    action: 'info',
    directory: decodeBytes(directory),
    isUsed,
    ...summaryOf(info),
    maxBytes: info.maxBytes,
    kinds: recordKinds.map((kind) => ({ kind, ...summaryOf(info.kinds[kind]) })),
    ofOtherBuilds: summaryOf(info.ofOthers),
    compilers,
  };
}

/** Removes what {@link describeCache} counts, and no other file; throws HostError where a file stays. */
export function emptyCache(options: CacheOptions): CacheResult {
  const before = describeCache(options);
  const { removed, left } = clearCache(options.directory);
  if (left > 0) {
    throw new HostError('host/cache-not-cleared', `${before.directory}: ${left} files could not be removed`, {
      hint: 'the directory, or a file in it, belongs to another user or is on a read-only file system',
    });
  }
  return { ...before, action: 'clear', ...summaryOf(removed) };
}
