/**
 * A host for a walk during which the machine's files stay as they are: every path is looked at once, and below a
 * directory that is not there nothing is looked for.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { FileStat, Host } from '../host.ts';
import { absolutePath, parentPath } from '../paths.ts';
import { layerHost } from './layer-host.ts';

/** `base` with answers about files kept. What throws is asked again. */
export function createStillHost(base: Host): Host {
  const texts = new Map<string, ByteString | undefined>();
  const stats = new Map<string, FileStat | undefined>();
  const entries = new Map<string, boolean>();
  const realPaths = new Map<string, string | undefined>();
  const listings = new Map<string, readonly string[] | undefined>();
  /** Directories that are not there. */
  const missing = new Set<string>();

  const kept =
    <T>(answers: Map<string, T>, ask: (path: string) => T) =>
    (path: string): T => {
      const full = absolutePath(base.cwd, path);
      let answer = answers.get(full);
      if (answer === undefined && !answers.has(full)) {
        answer = ask(full);
        answers.set(full, answer);
      }
      return answer as T;
    };

  /** True where a directory above a path is known not to be there. */
  function isNowhere(path: string): boolean {
    for (let at = parentPath(path); at !== '/'; at = parentPath(at)) if (missing.has(at)) return true;
    return false;
  }

  function stat(path: string): FileStat | undefined {
    // Links decide where `..` leads, and a final slash asks for a directory.
    const isOrdinary = path.indexOf('/.') < 0 && path.indexOf('//') < 0 && !path.endsWith('/');
    if (!isOrdinary) return base.stat(path);
    if (isNowhere(path)) return undefined;
    const found = base.stat(path);
    if (found === undefined) {
      const directory = parentPath(path);
      if (directory !== '/' && !stats.has(directory)) {
        const above = stat(directory);
        stats.set(directory, above);
        if (above === undefined) missing.add(directory);
      }
    }
    return found;
  }

  return layerHost(base, {
    readFile: kept(texts, (path) => base.readFile(path)),
    stat: kept(stats, stat),
    hasEntry: kept(entries, (path) => base.hasEntry(path)),
    readDirectory: kept(listings, (path) => base.readDirectory(path)),
    realPath: kept(realPaths, (path) => base.realPath(path)),
  });
}
