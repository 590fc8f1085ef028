/** Some files of the cache. */
export interface CacheFilesSummary {
  readonly files: number;
  readonly bytes: number;
  /** When one of them was used last, and the one longest out of use; ISO 8601, within an hour; null without files. */
  readonly lastUsed: string | null;
  readonly leastUsed: string | null;
}

/** Result of `kgate cache`; this is also its JSON form. */
export interface CacheResult extends CacheFilesSummary {
  readonly schemaVersion: 1;
  readonly action: 'info' | 'clear';
  /** Absolute. */
  readonly directory: string;
  /** False when `KGATE_NO_CACHE` turns it off. */
  readonly isUsed: boolean;
  /** Limit for all files together; those used longest ago go first. */
  readonly maxBytes: number;
  /** By kind of record; what was removed, after `clear`. */
  readonly kinds: readonly (CacheFilesSummary & {
    readonly kind: 'programs' | 'makefiles' | 'kconfig' | 'models' | 'results' | 'walks' | 'contents';
  })[];
  /** Files of another version or build of kgate, which this one does not use. */
  readonly ofOtherBuilds: CacheFilesSummary;
  /** Compilers of which answers are kept, with the version they reported at that time. */
  readonly compilers: readonly { readonly command: string; readonly version: string; readonly answers: number }[];
}
