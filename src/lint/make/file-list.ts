/** The names of a tree, by directory: looking at each path of a makefile on the machine takes too long. */

/** Files and directories of a tree. */
export class FileList {
  private readonly directories: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(directories: ReadonlyMap<string, readonly string[]>) {
    this.directories = new Map([...directories].map(([path, names]) => [path, new Set(names)]));
  }

  /** True for a file, a directory or a link below the tree. */
  has(path: string): boolean {
    const slash = path.lastIndexOf('/');
    return this.directories.get(slash === -1 ? '' : path.slice(0, slash))?.has(path.slice(slash + 1)) === true;
  }

  isDirectory(path: string): boolean {
    return this.directories.has(path);
  }

  /** Names in a directory; none for what is no directory. */
  namesIn(path: string): ReadonlySet<string> {
    return this.directories.get(path) ?? noNames;
  }

  /** Every directory. */
  paths(): Iterable<string> {
    return this.directories.keys();
  }
}

const noNames: ReadonlySet<string> = new Set();

/** `a/b/../c` as `a/c`; undefined for a path that leads out of the tree. */
export function joinPath(directory: string, path: string): string | undefined {
  const parts = directory === '' ? [] : directory.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else parts.push(part);
  }
  return parts.join('/');
}

/** The directory of a path; empty for one at the top. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}
