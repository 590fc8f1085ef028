import type { ByteString } from '../../core/bytes.ts';
import type { FileStat, Host } from '../host.ts';
import { baseName, normalPath, parentPath } from '../paths.ts';
import { layerHost } from './layer-host.ts';

/**
 * `base` with `files` (path, from `base.cwd` or absolute, to text) laid over it: they shadow what is
 * there, and directories they need appear. Programs that `run` starts see the real files only.
 * A file is found by any name that leads to it through symbolic links of directories.
 */
export function createOverlayHost(base: Host, files: ReadonlyMap<string, ByteString>): Host {
  const mtimeMs = Date.now();
  /** Texts by normal path as given and by canonical path. */
  const texts = new Map<string, ByteString>();
  /** Last parts of all names in `texts`: nearly every lookup ends here. */
  const names = new Set<string>();
  /** Directory, as given and canonical, to the names that the overlay adds to it. */
  const added = new Map<string, Set<string>>();

  function addEntry(directory: string, name: string): void {
    const entries = added.get(directory);
    if (entries !== undefined) entries.add(name);
    else added.set(directory, new Set([name]));
  }

  /** The same place with links resolved in the part that exists. */
  function canonical(path: string): string {
    const missing: string[] = [];
    let directory = path;
    for (;;) {
      const real = base.realPath(directory);
      if (real !== undefined) return normalPath(real, missing.length === 0 ? '.' : missing.join('/'));
      if (directory === '/') return path;
      missing.unshift(baseName(directory));
      directory = parentPath(directory);
    }
  }

  function add(path: string, text: ByteString): void {
    texts.set(path, text);
    names.add(baseName(path));
    let child = path;
    while (child !== '/') {
      const parent = parentPath(child);
      addEntry(parent, baseName(child));
      names.add(baseName(parent));
      child = parent;
      if (base.stat(parent)?.kind === 'directory') break;
    }
  }

  for (const [path, text] of files) {
    const given = normalPath(base.cwd, path);
    add(given, text);
    const real = `${canonical(parentPath(given)).replace(/\/$/, '')}/${baseName(given)}`;
    if (real !== given) add(real, text);
  }

  function find(path: string): ByteString | undefined {
    const full = normalPath(base.cwd, path);
    const text = texts.get(full);
    if (text !== undefined || !names.has(baseName(full))) return text;
    const parent = base.realPath(parentPath(full));
    return parent === undefined ? undefined : texts.get(normalPath(parent, baseName(full)));
  }

  return layerHost(base, {
    readFile: (path) => find(path) ?? base.readFile(path),

    stat(path): FileStat | undefined {
      const text = find(path);
      if (text !== undefined) return { kind: 'file', size: text.length, mtimeMs, isExecutable: false };
      const real = base.stat(path);
      if (real !== undefined || !added.has(normalPath(base.cwd, path))) return real;
      return { kind: 'directory', size: 0, mtimeMs, isExecutable: false };
    },

    hasEntry: (path) => find(path) !== undefined || added.has(normalPath(base.cwd, path)) || base.hasEntry(path),

    readDirectory(path) {
      const full = normalPath(base.cwd, path);
      const real = base.readDirectory(path);
      const extra = added.get(full) ?? added.get(base.realPath(path) ?? full);
      if (extra === undefined) return real;
      return [...new Set([...(real ?? []), ...extra])].sort();
    },

    realPath(path) {
      const real = base.realPath(path);
      if (real !== undefined) return real;
      const full = normalPath(base.cwd, path);
      return find(path) !== undefined || added.has(full) ? canonical(full) : undefined;
    },
  });
}
