/**
 * Files that are known by what is in them. A stamp says that a file is the one that was looked at, on one disk; a fresh
 * checkout, or a new image with the same compiler, gives every file another stamp. Next to a record are the digests of the files that it
 * rests on, in a file of their own: a run in which all stamps are the same does without them.
 */
import type { ByteString } from '../core/bytes.ts';
import { type FileStamp, isSameKind, plainStamp, type StampSource } from '../host/file-stamp.ts';

/** A path with the stamp that it had; only what was there has content. */
export type StampedPath = readonly [path: ByteString, stamp: FileStamp, ...more: readonly unknown[]];

/** Digests of stamped paths, in their order. */
export interface KeptDigests {
  readonly paths: readonly StampedPath[];
  /** {@link digestBytes} for each path; zeros where the content is not known. */
  readonly digests: Uint8Array;
}

/** Length of a digest. */
export const digestBytes = 20;
const unknownDigest = '0'.repeat(2 * digestBytes);

/** What files hold, by path and stamp: as earlier runs left it, and as they are. Each file is read once in a run. */
export class Contents {
  private readonly source: StampSource;
  private readonly known = new Map<string, string | null>();
  private offers: (() => KeptDigests | null)[] = [];

  constructor(source: StampSource) {
    this.source = source;
  }

  /** Where digests of an earlier run may be had; it is looked at before the first file is read. */
  offer(load: () => KeptDigests | null): void {
    this.offers.push(load);
  }

  /** True where a path that had a stamp leads to what it led to then, though its stamp is now another one. */
  isSame(path: ByteString, stamp: FileStamp, now: FileStamp): boolean {
    if (stamp === null || now === null || !isSameKind(stamp, now)) return false;
    const before = this.earlier(keyOf(path, stamp));
    return before !== null && this.digest(path, now) === before;
  }

  /** Digest of what a path leads to; null where it has this stamp no longer. */
  digest(path: ByteString, stamp: string): string | null {
    const key = keyOf(path, stamp);
    let digest = this.earlier(key);
    if (digest === null && !this.known.has(key)) {
      const plain = plainStamp(stamp);
      digest = this.source.stamp(path) === plain ? this.source.content(path) : null;
      if (this.source.stamp(path) !== plain) digest = null;
      this.known.set(key, digest);
    }
    return digest;
  }

  /** Digests of what paths lead to, in their order, to be kept; a third member that is a digest is taken for it. */
  pack(paths: readonly StampedPath[]): Uint8Array {
    const packed = Buffer.alloc(paths.length * digestBytes);
    for (const [index, [path, stamp, given]] of paths.entries()) {
      const digest = typeof given === 'string' ? given : stamp === null ? null : this.digest(path, stamp);
      if (digest !== null) packed.write(digest, index * digestBytes, digestBytes, 'hex');
    }
    return packed;
  }

  /** What is known of a path at a time; null for nothing. */
  private earlier(key: string): string | null {
    let digest = this.known.get(key);
    if (digest === undefined && this.offers.length > 0) {
      const { offers } = this;
      this.offers = [];
      for (const load of offers) this.learn(load());
      digest = this.known.get(key);
    }
    return digest ?? null;
  }

  private learn(kept: KeptDigests | null): void {
    if (kept === null || kept.digests.length !== kept.paths.length * digestBytes) return;
    const text = Buffer.from(kept.digests).toString('hex');
    for (const [index, [path, stamp]] of kept.paths.entries()) {
      const digest = text.slice(2 * digestBytes * index, 2 * digestBytes * (index + 1));
      if (stamp !== null && digest !== unknownDigest) this.known.set(keyOf(path, stamp), digest);
    }
  }
}

function keyOf(path: ByteString, stamp: string): string {
  return `${path}\0${stamp}`;
}
