import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { absolutePath } from '../../host/paths.ts';

/**
 * The Kconfig files that trees read in one process have in common: all architectures of a kernel read
 * nearly the same ones. A file counts as it was when it was first read, so a cache is for trees that are
 * read in one go, by hosts that see the same files.
 */
export interface SourceCache {
  /** Files held. */
  readonly fileCount: number;
  /** The text of a file, from the host the first time only; a missing file is looked for again. */
  readFile(host: Host, path: string): ByteString | undefined;
}

/** An empty {@link SourceCache}, for the `sources` of every tree that shares it. */
export function createSourceCache(): SourceCache {
  const texts = new Map<string, ByteString>();
  /** The directory that `DIRECTORY/..` leads to, which does not follow from its name. */
  const parents = new Map<string, string>();
  const keyOf = (host: Host, path: string): string => {
    const full = absolutePath(host.cwd, path);
    const [, upward, rest = ''] = /^(.*\/\.\.)(\/.*)$/s.exec(full) ?? [];
    if (upward === undefined) return full;
    const known = parents.get(upward) ?? host.realPath(upward) ?? upward;
    parents.set(upward, known);
    return known + rest;
  };
  return {
    get fileCount() {
      return texts.size;
    },
    readFile(host, path) {
      const full = keyOf(host, path);
      const known = texts.get(full);
      if (known !== undefined) return known;
      const text = host.readFile(path);
      if (text !== undefined) texts.set(full, text);
      return text;
    },
  };
}

/** A host that reads files through a cache. */
export function readingThrough(sources: SourceCache, host: Host): Host {
  return layerHost(host, { readFile: (path) => sources.readFile(host, path) });
}
