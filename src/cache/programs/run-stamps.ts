import type { ByteString } from '../../core/bytes.ts';
import { type FileStamp, isSettled, type StampSource, stampContent } from '../../host/file-stamp.ts';
import type { Contents } from '../contents.ts';

/** Stamps by path. */
export type FileStamps = Map<ByteString, FileStamp>;

/** A path and the stamp that it had. */
export type SeenStamp = readonly [path: ByteString, stamp: FileStamp];

/** Stamps of files that answers of programs depend on, each taken once in a run. */
export class RunStamps {
  readonly source: StampSource;
  private readonly known: FileStamps = new Map();
  /** When this run began: what changed later, or just before, is not relied on. */
  private readonly startedAt: number;

  constructor(source: StampSource) {
    this.source = source;
    this.startedAt = source.now();
  }

  /** Stamp of a path as it was when it was first asked for in this run. */
  of(path: ByteString): FileStamp {
    let stamp = this.known.get(path);
    if (stamp === undefined) {
      stamp = stampContent(this.source, path);
      this.known.set(path, stamp);
    }
    return stamp;
  }

  /** Adds a path to files that an answer depends on; gives its stamp. */
  add(files: FileStamps, path: ByteString): FileStamp {
    const stamp = this.of(path);
    files.set(path, stamp);
    return stamp;
  }

  /**
   * The files that an earlier run saw, with the stamps that they have now: the list itself where all have those of that time; null
   * where one is another one.
   */
  renewed(files: readonly SeenStamp[], contents: Pick<Contents, 'isSame'>): readonly SeenStamp[] | null {
    let hasMoved = false;
    for (const [path, stamp] of files) {
      const now = this.of(path);
      if (now === stamp) continue;
      if (!isSettled(now, this.startedAt) || !contents.isSame(path, stamp, now)) return null;
      hasMoved = true;
    }
    return hasMoved ? files.map(([path]) => [path, this.of(path)] as const) : files;
  }

  /** False where a file was written a moment ago: the next write may not show, and a program may have seen another. */
  areSettled(files: FileStamps): boolean {
    for (const stamp of files.values()) if (!isSettled(stamp, this.startedAt)) return false;
    return true;
  }
}
