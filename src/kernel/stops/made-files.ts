/**
 * What the recipes of a build have made so far. A target whose recipe has run is there, newer than what was on the disk,
 * and of unknown content unless its recipe was followed; directories likewise. So a fresh object directory and a built
 * one look the same to what follows.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { FileStat, Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { baseName, isBelow, normalPath, parentPath } from '../../host/paths.ts';

const madeDirectory: FileStat = { kind: 'directory', size: 4096, mtimeMs: 0, isExecutable: true };

/** Characters of a path, as far as a text is searched for one. */
const pathRun = /[\w./+-]+/g;
const plainName = /^[\w.+-]+$/;

/** True where a name stands in a text by itself, or at the end of a path. */
function hasWord(text: ByteString, name: ByteString): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + name.length] ?? ' ';
    if (!/[\w.+-]/.test(before) && !/[\w./+-]/.test(after)) return true;
  }
  return false;
}

/** Last parts of all paths in a text. */
export function wordNames(text: ByteString): ByteString[] {
  return (text.match(pathRun) ?? []).map((path) => path.slice(path.lastIndexOf('/') + 1));
}

/** Files and directories that recipes have made; all paths are absolute and normal. */
export class MadeFiles {
  /** Names of made files and directories, by directory. */
  private readonly files = new Map<string, Set<string>>();
  /** Last parts of all paths that were made. */
  readonly names = new Set<string>();
  private readonly directories = new Set<string>();
  /** Texts of lines that were not followed: a file that one of them names may be there. */
  private readonly unfollowed = new Set<ByteString>();
  /** Last parts of all paths in these texts. */
  private readonly unfollowedNames = new Set<ByteString>();
  /** Directories in which a line that was not followed may have made any file. */
  private readonly openDirectories = new Set<string>();
  /** True once something of unknown makefiles has run: it may have installed a file anywhere. */
  private isAnywhere = false;
  private readonly startedAt = Date.now();
  private readonly onEffect: ((effect: string) => void) | undefined;

  /** `onEffect` is called with each change, as `src/kernel/kept-makes/effects.ts` writes it. */
  constructor(onEffect?: (effect: string) => void) {
    this.onEffect = onEffect;
  }

  /** A recipe has made this file. */
  add(path: string): void {
    this.onEffect?.(`m${path}`);
    this.put(path);
  }

  private put(path: string): void {
    const directory = parentPath(path);
    let names = this.files.get(directory);
    if (names === undefined) this.files.set(directory, (names = new Set()));
    names.add(baseName(path));
    this.names.add(baseName(path));
  }

  /** A directory has been made, with those above it. */
  addDirectory(path: string): void {
    this.onEffect?.(`d${path}`);
    for (let at = path; at !== '/' && !this.directories.has(at); at = parentPath(at)) {
      this.directories.add(at);
      this.put(at);
    }
  }

  /** A line has run and was not followed: files that it names may be there. */
  addUnfollowed(text: ByteString): void {
    this.onEffect?.(`n${text}`);
    if (this.unfollowed.has(text)) return;
    this.unfollowed.add(text);
    for (const name of wordNames(text)) this.unfollowedNames.add(name);
  }

  /** Something has run that may have made any file below a directory: a build of its own. */
  open(directory: string): void {
    this.onEffect?.(`o${directory}`);
    this.openDirectories.add(directory);
  }

  /** A build has run whose makefiles are not there yet: it installs where its configuration says. */
  openAll(): void {
    if (this.isAnywhere) return;
    this.onEffect?.('a');
    this.isAnywhere = true;
  }

  /** True below a directory in which a build of its own has run. */
  isOpen(path: string): boolean {
    for (const directory of this.openDirectories) if (isBelow(directory, path)) return true;
    return false;
  }

  /** True for a file or a directory that was made. */
  has(path: string): boolean {
    return this.files.get(parentPath(path))?.has(baseName(path)) === true;
  }

  /** True for a path that is not known to have been made, but that a line which was not followed may have made. */
  mayHave(path: string): boolean {
    if (this.isAnywhere || this.isOpen(path)) return true;
    const name = baseName(path);
    if (plainName.test(name)) return this.unfollowedNames.has(name);
    for (const text of this.unfollowed) if (hasWord(text, name)) return true;
    return false;
  }

  /** `base` with what was made. */
  show(base: Host): Host {
    const made = (path: string): FileStat | undefined => {
      const full = normalPath(base.cwd, path);
      if (!this.has(full)) return undefined;
      if (this.directories.has(full)) return madeDirectory;
      return { kind: 'file', size: 1, isExecutable: true, mtimeMs: this.startedAt };
    };
    return layerHost(base, {
      stat: (path) => {
        const found = base.stat(path);
        if (found?.kind === 'directory') return found;
        const own = made(path);
        if (own === undefined || found === undefined) return own ?? found;
        const { isExecutable, kind, size } = found;
        return { kind, size, isExecutable, mtimeMs: own.mtimeMs };
      },
      hasEntry: (path) => made(path) !== undefined || base.hasEntry(path),
      readDirectory: (path) => {
        const full = normalPath(base.cwd, path);
        const own = this.files.get(full);
        const found = base.readDirectory(path) ?? (this.directories.has(full) ? [] : undefined);
        if (own === undefined || found === undefined) return found;
        return [...new Set([...found, ...own])].sort();
      },
      realPath: (path) => base.realPath(path) ?? (made(path) === undefined ? undefined : normalPath(base.cwd, path)),
    });
  }
}
