/** The files that a configuration goal writes, in memory, and what is to be done with them on disk. */

import { type ByteString, decodeBytes } from '../../core/bytes.ts';
import { HostError, passTroubleOn } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { normalPath, parentPath } from '../../host/paths.ts';
import type { ConfRun } from '../../kconfig/index.ts';
import type { ResolvedRequest } from '../levels/build-request.ts';
import { directoryEffect, fileEffect } from '../kept-makes/effects.ts';
import type { LeftFile } from './goal-result.ts';

/** One run of conf. */
export interface DoneConf {
  readonly run: ConfRun;
  /** Absolute. */
  readonly cwd: ByteString;
}

/** The files of one goal; it begins without any. */
export class GoalFiles {
  readonly overlay: Overlay;
  private readonly base: Host;
  private readonly touched = new Set<string>();
  private readonly renewed = new Set<string>();
  /** Files that are others under a new name. */
  private readonly origins = new Map<string, string>();
  /** Paths of files that are only there for conf. */
  private readonly extra = new Set<ByteString>();
  /** The configuration file while a text replaces it. */
  private given: ByteString | null = null;
  /** The last conf's files are not made before something looks at them. */
  private pending: DoneConf | null = null;

  constructor(base: Host) {
    this.base = base;
    let count = 0;
    this.overlay = new Overlay(base, {
      newScratchPath: (hint) => `${base.scratchDirectory()}/goal-${(count += 1)}-${hint}`,
    });
  }

  /** Lays a text over the configuration file, which conf reads and moves away as the file itself. */
  give(path: ByteString, text: ByteString): void {
    this.put(path, text);
    this.given = normalPath('/', path);
  }

  /** A file that is only there for conf; it is not left behind. */
  putExtra(path: ByteString, text: ByteString): void {
    if (!this.extra.has(path)) this.put(path, text);
    this.extra.add(path);
  }

  /** Takes what a conf did; its files are made by {@link settle}. */
  add(done: DoneConf): void {
    this.pending = done;
  }

  /** Writes a file, and makes its directories. Throws HostError `host/unwritable`. */
  put(path: ByteString, text: ByteString): void {
    this.overlay.makeDirectories(parentPath(normalPath('/', path)));
    const kind = this.overlay.stat(path)?.kind ?? 'file';
    const why = kind === 'directory' ? 'is a directory' : kind === 'other' ? 'is no regular file' : null;
    if (why === null && this.overlay.writeFile(path, text, false)) return;
    throw new HostError('host/unwritable', `cannot write ${decodeBytes(path)}: ${why ?? 'Not a directory'}`);
  }

  /** Text of a file; the empty text when it may not be read: under its new name it stays what it is. */
  private readable(path: ByteString, isOnDisk: boolean): ByteString {
    try {
      return (isOnDisk ? this.base : this.overlay).readFile(path) ?? '';
    } catch (error) {
      passTroubleOn(error);
      if (error instanceof HostError) return '';
      throw error;
    }
  }

  /** Puts what the last conf did to files where later lines find it. */
  settle(): void {
    const { pending } = this;
    if (pending === null) return;
    this.pending = null;
    for (const operation of pending.run.operations) {
      const path = normalPath(pending.cwd, operation.name);
      if (operation.kind === 'backup') {
        const to = normalPath(pending.cwd, operation.to);
        // The text that replaces a file is not the file that goes.
        const isGiven = this.given === path;
        this.given = null;
        if (isGiven && this.base.stat(path) === undefined) continue;
        const isOnDisk = isGiven || !this.overlay.owns(path);
        this.put(to, this.readable(path, isGiven));
        if (isOnDisk) this.origins.set(to, path);
        else this.origins.delete(to);
        this.renewed.add(to);
        continue;
      }
      this.put(path, operation.kind === 'write' ? operation.text : '');
      this.touched.add(path);
      if (operation.kind === 'write' && !operation.isInPlace) this.renewed.add(path);
    }
  }

  /** The files of `sideEffects` as effects. */
  made(sideEffects: ReadonlySet<string>): string[] {
    this.settle();
    const directories = new Set<string>();
    const addDirectory = (path: string): void => {
      if (directories.has(path) || this.base.stat(path) !== undefined) return;
      addDirectory(parentPath(path));
      directories.add(path);
    };
    const files = [...this.overlay.changes()].filter(([path]) => sideEffects.has(path));
    for (const [path, text] of files) if (text !== null) addDirectory(parentPath(path));
    return [...[...directories].map(directoryEffect), ...files.map(([path, text]) => fileEffect(path, text))];
  }

  /** Files that are left, in the order they were written, without `sideEffects`; `place` gives the path of each. */
  left(sideEffects: ReadonlySet<string>, place: (path: ByteString) => ByteString): LeftFile[] {
    this.settle();
    const files: LeftFile[] = [];
    for (const [path, text] of this.overlay.changes()) {
      if (sideEffects.has(path) || this.extra.has(path)) continue;
      files.push({
        path: place(path),
        text,
        isTouched: this.touched.has(path),
        isNew: this.renewed.has(path),
        movedFrom: this.origins.get(path) ?? null,
      });
    }
    return files;
  }
}

/** Where a file goes: makefiles that ignore `O=` work in the tree, what they make goes to the object tree. */
export function placeIn(
  { isOutOfTree, objectTree, treeDirectory }: ResolvedRequest,
  cwd: ByteString | undefined,
  path: ByteString,
): ByteString {
  const tree = normalPath(treeDirectory, '.');
  if (!isOutOfTree || cwd === undefined || normalPath(cwd, '.') !== tree) return path;
  if (path.startsWith(`${objectTree}/`) || !path.startsWith(`${tree}/`)) return path;
  return `${objectTree}${path.slice(tree.length)}`;
}
