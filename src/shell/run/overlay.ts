import type { ByteString } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import type { FileStat, Host } from '../../host/host.ts';
import { Unsupported } from '../language/signals.ts';

/** What the overlay holds for one path. */
type Entry =
  | { readonly kind: 'file'; content: ByteString }
  | { readonly kind: 'directory' }
  | { readonly kind: 'deleted' }
  /** A file some program wrote; its bytes are in the scratch directory, when it wrote any. */
  | { readonly kind: 'scratch'; readonly path: string };

/**
 * The file system as a shell text sees it: the real one, with everything the text writes or
 * removes kept in memory. Programs get files of the scratch directory in place of written ones.
 */
export class Overlay {
  private entries = new Map<string, Entry>();
  private readonly host: Host;
  /** Gives a fresh file name in the scratch directory. */
  private readonly newScratchPath: (hint: string) => string;

  constructor(host: Host, newScratchPath: (hint: string) => string) {
    this.host = host;
    this.newScratchPath = newScratchPath;
  }

  /** True when nothing was written or removed. */
  get isEmpty(): boolean {
    return this.entries.size === 0;
  }

  /** A copy that {@link restore} can go back to. */
  save(): ReadonlyMap<string, unknown> {
    return new Map([...this.entries].map(([path, entry]) => [path, { ...entry }]));
  }

  /** Goes back to a state of {@link save}. */
  restore(saved: ReadonlyMap<string, unknown>): void {
    this.entries = new Map(saved as ReadonlyMap<string, Entry>);
  }

  /** What is at an absolute path. */
  stat(path: string): FileStat | undefined {
    const entry = this.find(path);
    if (entry === undefined) return this.host.stat(this.realName(path));
    switch (entry.kind) {
      case 'deleted':
        return undefined;
      case 'directory':
        return { kind: 'directory', size: 4096, mtimeMs: 0, isExecutable: true };
      case 'file':
        return { kind: 'file', size: entry.content.length, mtimeMs: 0, isExecutable: false };
      case 'scratch':
        return this.host.stat(entry.path);
    }
  }

  /** The bytes of a file, or undefined when there is none that can be read. */
  readFile(path: string): ByteString | undefined {
    const entry = this.find(path);
    if (entry?.kind === 'file') return entry.content;
    if (entry?.kind === 'deleted' || entry?.kind === 'directory') return undefined;
    try {
      return this.host.readFile(entry === undefined ? this.realName(path) : entry.path);
    } catch (error) {
      if (error instanceof HostError) throw new Unsupported(error.message);
      throw error;
    }
  }

  /** Replaces or extends a file; false when its directory does not exist. */
  writeFile(path: string, content: ByteString, append: boolean): boolean {
    const key = normalizePath(path);
    const existing = this.stat(path);
    if (existing?.kind === 'directory' || existing?.kind === 'other') throw new Unsupported('write to a special file');
    if (existing === undefined && this.stat(parentPath(key))?.kind !== 'directory') return false;
    const before = append && existing !== undefined ? (this.readFile(path) ?? '') : '';
    // The order of entries is that of the last writes.
    this.entries.delete(key);
    this.entries.set(key, { kind: 'file', content: before + content });
    return true;
  }

  /** Makes one directory; false when its parent does not exist. */
  makeDirectory(path: string): boolean {
    const key = normalizePath(path);
    if (this.stat(parentPath(key))?.kind !== 'directory') return false;
    this.entries.set(key, { kind: 'directory' });
    return true;
  }

  /** Removes a path and everything below it. */
  remove(path: string): void {
    const key = normalizePath(path);
    for (const other of this.entries.keys()) if (other.startsWith(`${key}/`)) this.entries.delete(other);
    if (this.host.stat(path) === undefined) this.entries.delete(key);
    else this.entries.set(key, { kind: 'deleted' });
  }

  /** True when the overlay, not the real file system, decides about this path. */
  owns(path: string): boolean {
    return this.find(path) !== undefined;
  }

  /**
   * The real file a program gets in place of this path. Content written by the text is put there
   * first. Undefined for something that cannot be handed over.
   */
  materialize(path: string): string | undefined {
    const key = normalizePath(path);
    const entry = this.find(path);
    if (entry?.kind === 'scratch') return entry.path;
    if (entry?.kind === 'directory') return undefined;
    const hint = key.slice(key.lastIndexOf('/') + 1);
    const scratch = this.newScratchPath(hint);
    if (entry?.kind === 'file' && !this.host.writeScratchFile(scratch, entry.content)) return undefined;
    this.entries.set(key, { kind: 'scratch', path: scratch });
    return scratch;
  }

  /** Says that this path is the given file of the scratch directory. */
  adopt(path: string, scratch: string): void {
    this.entries.set(normalizePath(path), { kind: 'scratch', path: scratch });
  }

  /** Paths written (text) or removed (null), in the order of the last writes; directories are left out. */
  *changes(): Iterable<readonly [string, ByteString | null]> {
    for (const [path, entry] of this.entries) {
      if (entry.kind === 'deleted') yield [path, null];
      else if (entry.kind !== 'directory') yield [path, this.readFile(path) ?? ''];
    }
  }

  /** Entries right below a directory that the overlay decides about: name to whether it exists. */
  entriesOf(path: string): Map<string, boolean> {
    const prefix = normalizePath(path) === '/' ? '/' : `${normalizePath(path)}/`;
    const found = new Map<string, boolean>();
    for (const [key, entry] of this.entries) {
      const name = key.startsWith(prefix) ? key.slice(prefix.length) : '';
      if (name !== '' && !name.includes('/')) found.set(name, entry.kind !== 'deleted');
    }
    return found;
  }

  /** Last components of all paths the overlay decides about, to find them inside arguments. */
  *names(): Iterable<string> {
    for (const [path, entry] of this.entries) {
      if (entry.kind !== 'deleted') yield path.slice(path.lastIndexOf('/') + 1);
    }
  }

  /** The path to ask the host for: `..` after a directory that is only here must not reach it. */
  private realName(path: string): string {
    return this.isEmpty ? path : normalizePath(path);
  }

  private find(path: string): Entry | undefined {
    if (this.entries.size === 0) return undefined;
    let key = normalizePath(path);
    const own = this.entries.get(key);
    if (own !== undefined) return own;
    for (;;) {
      const slash = key.lastIndexOf('/');
      if (slash <= 0) return undefined;
      key = key.slice(0, slash);
      const parent = this.entries.get(key);
      // Below a directory that exists only here nothing else can exist.
      if (parent !== undefined) return { kind: 'deleted' };
    }
  }
}

/** An absolute path without `.`, `..`, doubled and trailing slashes; symbolic links are not looked at. */
export function normalizePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The directory a normalized path is in. */
export function parentPath(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}
