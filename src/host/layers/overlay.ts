import type { ByteString } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import { canonicalPath } from '../canonical-path.ts';
import type { FileStat, Host } from '../host.ts';
import { baseName, normalPath, parentPath } from '../paths.ts';

/** What the overlay holds for one path. */
type Content =
  | { readonly kind: 'file'; readonly content: ByteString }
  /** `isNew`: the host had nothing there, so that what a layer of it shows below is not hidden. */
  | { readonly kind: 'directory'; readonly isNew: boolean }
  | { readonly kind: 'deleted' }
  /** A file that a program wrote; its bytes are in the scratch directory, when it wrote any. */
  | { readonly kind: 'scratch'; readonly path: string };

/** What is different about a path since an earlier state; `scratch`: a program has written it. */
export type OverlayChange =
  | { readonly kind: 'file'; readonly content: ByteString }
  | { readonly kind: 'directory' | 'removed' | 'scratch' };

/** The same with its place in the order of the last writes. */
type Entry = Content & { readonly order: number };

/** Everything an overlay holds. */
interface State {
  /** By normal path as it was first written. */
  readonly entries: Map<string, Entry>;
  /** What each change replaced, in order; undefined: nothing. */
  readonly journal: (readonly [key: string, before: Entry | undefined])[];
  writes: number;
  /** Canonical path to the key in `entries`, where the two differ. */
  readonly places: Map<string, string>;
  /** All keys there ever were, by the directories that they were written to, under every name. */
  readonly children: Map<string, Set<string>>;
  /** Last parts of all keys there ever were: nearly every lookup ends here. */
  readonly names: Set<string>;
  /** True once an entry hides all that the host has below it. */
  hides: boolean;
}

/** Options of an {@link Overlay}. */
export interface OverlayOptions {
  /** Gives a fresh file name in the scratch directory; needed for {@link Overlay.materialize} only. */
  readonly newScratchPath?: (hint: string) => string;
  /** Time of all written files and directories; 0, older than every file on a disk, when absent. */
  readonly mtimeMs?: number;
  /** True for a file of which the host does not know the content: what is appended to it is not kept. */
  readonly isUnknown?: (path: string) => boolean;
  /** Called with each path that is looked at, as it was given; `list`: the entries of a directory. */
  readonly onLook?: (path: string, kind: 'path' | 'list') => void;
}

/**
 * Files, directories and removals laid over a machine in memory. Paths are absolute. A path is found by any name that
 * leads to it through symbolic links of directories; a directory of the machine that is removed is still seen through
 * a link to it. Programs get files of the scratch directory in place of written
 * ones. {@link Overlay.readFile} throws HostError as the host does.
 */
export class Overlay {
  private state: State = {
    entries: new Map(),
    journal: [],
    writes: 0,
    places: new Map(),
    names: new Set(),
    children: new Map(),
    hides: false,
  };
  private onUse: (() => void) | null = null;
  private readonly host: Host;
  private readonly newScratchPath: (hint: string) => string;
  private readonly mtimeMs: number;
  private readonly isUnknown: ((path: string) => boolean) | undefined;
  private onLook: OverlayOptions['onLook'];

  constructor(host: Host, options: OverlayOptions = {}) {
    this.host = host;
    this.newScratchPath = options.newScratchPath ?? ((hint) => `${host.scratchDirectory()}/${hint}`);
    this.mtimeMs = options.mtimeMs ?? 0;
    this.isUnknown = options.isUnknown;
    this.onLook = options.onLook;
  }

  /** The same files, with a call of `onUse` before they are used through what is returned. */
  watched(onUse: () => void): Overlay {
    const { host, isUnknown, mtimeMs, newScratchPath, onLook } = this;
    const watches = { ...(isUnknown !== undefined && { isUnknown }), ...(onLook !== undefined && { onLook }) };
    const view = new Overlay(host, { mtimeMs, newScratchPath, ...watches });
    view.state = this.state;
    view.onUse = onUse;
    return view;
  }

  /** Runs `body`, and calls `onLook` as well with each path that is looked at meanwhile; see {@link OverlayOptions.onLook}. */
  watch<Result>(onLook: NonNullable<OverlayOptions['onLook']>, body: () => Result): Result {
    const outer = this.onLook;
    this.onLook = (path, kind) => {
      outer?.(path, kind);
      onLook(path, kind);
    };
    try {
      return body();
    } finally {
      this.onLook = outer;
    }
  }

  /** Every use of the overlay looks here. */
  private get entries(): Map<string, Entry> {
    this.onUse?.();
    return this.state.entries;
  }

  /** Every change of the overlay is made here; an entry that is given no order keeps its place. */
  private change(key: string, content: Content | undefined, isWritten: boolean): void {
    const { entries, state } = this;
    const before = entries.get(key);
    state.journal.push([key, before]);
    if (content === undefined) entries.delete(key);
    else entries.set(key, { ...content, order: isWritten || before === undefined ? state.writes++ : before.order });
  }

  /** True when nothing was written or removed. */
  get isEmpty(): boolean {
    return this.entries.size === 0;
  }

  /** A state that {@link restore} can go back to, until an earlier one is restored. */
  save(): number {
    this.onUse?.();
    return this.state.journal.length;
  }

  /** Goes back to a state of {@link save}. */
  restore(saved: number): void {
    const { entries, state } = this;
    while (state.journal.length > saved) {
      const [key, before] = state.journal.pop()!;
      if (before === undefined) entries.delete(key);
      else entries.set(key, before);
    }
  }

  /** Every path that was changed since a state of {@link save}, as it is now. */
  changesSince(saved: number): Map<string, OverlayChange> {
    const { entries, state } = this;
    const changes = new Map<string, OverlayChange>();
    for (let at = saved; at < state.journal.length; at++) {
      const [key] = state.journal[at]!;
      if (changes.has(key)) continue;
      const entry = entries.get(key);
      if (entry === undefined || entry.kind === 'deleted') changes.set(key, { kind: 'removed' });
      else if (entry.kind === 'file') changes.set(key, { kind: 'file', content: entry.content });
      else changes.set(key, { kind: entry.kind });
    }
    return changes;
  }

  /** Makes a change of {@link changesSince} again; a directory that is there stays. */
  put(path: string, change: Exclude<OverlayChange, { kind: 'scratch' }>): void {
    if (change.kind === 'file') this.set(path, change);
    else if (change.kind === 'removed') this.remove(path);
    else {
      const found = this.host.stat(this.realName(path));
      const own = this.entries.get(this.keyOf(path));
      if (own === undefined ? found?.kind === 'directory' : own.kind === 'directory') return;
      this.set(path, { kind: 'directory', isNew: found === undefined });
    }
  }

  /** The facts about a path; undefined when nothing is there. */
  stat(path: string): FileStat | undefined {
    const entry = this.find(path);
    const { mtimeMs } = this;
    if (entry === undefined) return this.host.stat(this.realName(path));
    switch (entry.kind) {
      case 'deleted':
        return undefined;
      case 'directory':
        return { kind: 'directory', size: 4096, mtimeMs, isExecutable: true };
      case 'file':
        return { kind: 'file', size: entry.content.length, mtimeMs, isExecutable: false };
      case 'scratch':
        return this.host.stat(entry.path);
    }
  }

  /** The bytes of a file, or undefined when there is none. */
  readFile(path: string): ByteString | undefined {
    const entry = this.find(path);
    if (entry?.kind === 'file') return entry.content;
    if (entry?.kind === 'deleted' || entry?.kind === 'directory') return undefined;
    return this.host.readFile(entry === undefined ? this.realName(path) : entry.path);
  }

  /**
   * Replaces or extends a file; false when its directory does not exist. Throws HostError `host/not-a-file` for a
   * directory or a device.
   */
  writeFile(path: string, content: ByteString, append: boolean): boolean {
    if (append && this.isUnknown?.(normalPath('/', path)) === true && !this.owns(path)) return true;
    const existing = this.stat(path);
    if (existing !== undefined && existing.kind !== 'file') {
      throw new HostError('host/not-a-file', 'write to a special file');
    }
    if (existing === undefined && this.stat(parentPath(normalPath('/', path)))?.kind !== 'directory') return false;
    const before = append && existing !== undefined ? (this.readFile(path) ?? '') : '';
    this.set(path, { kind: 'file', content: before + content });
    return true;
  }

  /** Makes one directory; false when its parent does not exist. */
  makeDirectory(path: string): boolean {
    if (this.stat(parentPath(normalPath('/', path)))?.kind !== 'directory') return false;
    this.set(path, { kind: 'directory', isNew: this.host.stat(this.realName(path)) === undefined });
    return true;
  }

  /** Makes a directory and those above it, where they are missing. Gives those made; null when a file is in the way. */
  makeDirectories(path: string): readonly string[] | null {
    const missing: string[] = [];
    let at = normalPath('/', path);
    let found = this.stat(at);
    while (found === undefined && at !== '/') {
      missing.push(at);
      at = parentPath(at);
      found = this.stat(at);
    }
    if (found !== undefined && found.kind !== 'directory') return null;
    for (const directory of missing.reverse()) {
      this.set(directory, { kind: 'directory', isNew: this.host.stat(directory) === undefined });
    }
    return missing;
  }

  /** Lays a text over a path, whatever is there, with the directories it needs. */
  lay(path: string, content: ByteString): void {
    this.makeDirectories(parentPath(normalPath('/', path)));
    this.set(path, { kind: 'file', content });
  }

  /** Removes a path and everything below it. */
  remove(path: string): void {
    const key = this.keyOf(path);
    if (this.stat(path)?.kind === 'directory') {
      for (const other of this.entries.keys()) if (other.startsWith(`${key}/`)) this.change(other, undefined, false);
    }
    if (this.host.stat(path) === undefined) this.change(key, undefined, false);
    else this.set(path, { kind: 'deleted' });
  }

  /** True when the overlay, not the host, decides about this path. */
  owns(path: string): boolean {
    return this.find(path) !== undefined;
  }

  /**
   * The real file that a program gets in place of this path. Content written by the text is put there
   * first. Undefined for a directory, and where the file cannot be written.
   */
  materialize(path: string): string | undefined {
    const entry = this.find(path);
    if (entry?.kind === 'scratch') return entry.path;
    if (entry?.kind === 'directory') return undefined;
    const scratch = this.newScratchPath(baseName(normalPath('/', path)));
    if (entry?.kind === 'file' && !this.host.writeScratchFile(scratch, entry.content)) return undefined;
    this.adopt(path, scratch);
    return scratch;
  }

  /** Takes the given file of the scratch directory for this path. */
  adopt(path: string, scratch: string): void {
    const key = this.keyOf(path);
    // A file that is taken over keeps its place in the order.
    if (this.entries.has(key)) this.change(key, { kind: 'scratch', path: scratch }, false);
    else this.set(path, { kind: 'scratch', path: scratch });
  }

  /** Paths written (text) or removed (null), in the order of the last writes; directories are left out. */
  *changes(): Iterable<readonly [string, ByteString | null]> {
    for (const [path, entry] of this.inOrder()) {
      if (entry.kind === 'deleted') yield [path, null];
      else if (entry.kind !== 'directory') yield [path, this.readFile(path) ?? ''];
    }
  }

  /** Entries right below a directory that the overlay decides about: name to whether it exists. */
  entriesOf(path: string): Map<string, boolean> {
    const found = new Map<string, boolean>();
    this.onLook?.(path, 'list');
    if (this.entries.size === 0) return found;
    const directory = normalPath('/', path);
    const real = this.state.places.size === 0 ? directory : canonicalPath(this.host, directory);
    for (const parent of directory === real ? [directory] : [directory, real]) {
      for (const key of (parent === null ? null : this.state.children.get(parent)) ?? []) {
        const entry = this.entries.get(key);
        if (entry !== undefined) found.set(baseName(key), entry.kind !== 'deleted');
      }
    }
    return found;
  }

  /** False for the last part of paths of which none was ever here. */
  hasName(name: string): boolean {
    this.onUse?.();
    return this.state.names.has(name);
  }

  /** Last components of all paths that exist only here, to find them inside arguments. */
  *ownNames(): Iterable<string> {
    for (const [path, entry] of this.inOrder()) if (entry.kind !== 'deleted') yield baseName(path);
  }

  /** Entries in the order of the last writes. */
  private inOrder(): readonly (readonly [string, Entry])[] {
    return [...this.entries].sort(([, left], [, right]) => left.order - right.order);
  }

  private set(path: string, entry: Content): void {
    const key = this.keyOf(path);
    if (!this.entries.has(key)) {
      this.state.names.add(baseName(key));
      const parent = canonicalPath(this.host, parentPath(key));
      const place = parent === null ? key : normalPath(parent, baseName(key));
      this.addChild(parentPath(key), key);
      if (place !== key) {
        this.state.places.set(place, key);
        this.addChild(parentPath(place), key);
      }
    }
    this.state.hides ||= entry.kind !== 'file';
    // The order of entries is that of the last writes.
    this.change(key, entry, entry.kind === 'file');
  }

  private addChild(directory: string, key: string): void {
    const { children } = this.state;
    let keys = children.get(directory);
    if (keys === undefined) children.set(directory, (keys = new Set()));
    keys.add(key);
  }

  /** The key of a path in `entries`, whether it is there or not. */
  private keyOf(path: string): string {
    const key = normalPath('/', path);
    if (this.entries.has(key) || !this.state.names.has(baseName(key))) return key;
    const known = this.state.places.get(key);
    if (known !== undefined) return known;
    const parent = canonicalPath(this.host, parentPath(key));
    if (parent === null) return key;
    const place = normalPath(parent, baseName(key));
    return this.state.places.get(place) ?? (this.entries.has(place) ? place : key);
  }

  /** The path to ask the host for: `..` behind a directory that is only here leads to the directory that it was made in. */
  realName(path: string): string {
    if (this.entries.size === 0 || !/\/\.\.(?:\/|$)/.test(path)) return path;
    let name = '';
    for (const part of path.split('/')) {
      if (part === '..' && this.isOnlyHere(name)) name = parentPath(name);
      else if (part !== '' && part !== '.') name += `/${part}`;
    }
    return name === '' ? '/' : name;
  }

  private isOnlyHere(path: string): boolean {
    const entry = this.entries.get(this.keyOf(path));
    return entry?.kind === 'directory' && entry.isNew;
  }

  private find(path: string): Content | undefined {
    this.onLook?.(path, 'path');
    if (this.entries.size === 0) return undefined;
    const key = this.keyOf(path);
    const own = this.entries.get(key);
    if (own !== undefined || !this.state.hides) return own;
    for (let at = parentPath(key); at !== '/'; at = parentPath(at)) {
      // Below a directory that exists only here nothing else can exist, unless a layer of the host goes on making files.
      const above = this.entries.get(at);
      const isShared = above?.kind === 'directory' && above.isNew && this.isUnknown !== undefined;
      if (above !== undefined && !isShared) return { kind: 'deleted' };
    }
    return undefined;
  }
}
