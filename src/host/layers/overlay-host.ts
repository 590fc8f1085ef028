import type { ByteString } from '../../core/bytes.ts';
import { canonicalPath } from '../canonical-path.ts';
import type { Host } from '../host.ts';
import { absolutePath, baseName, normalPath, parentPath } from '../paths.ts';
import { bytesOf, layerHost } from './layer-host.ts';
import { Overlay } from './overlay.ts';

/** Holds the overlay in force; another one may take its place. */
export interface OverlayHolder {
  overlay: Overlay;
}

/**
 * `base` with the files of an overlay at the time of each question. The overlay may lie over another host.
 * Programs that `run` starts see the real files only.
 */
export function showOverlay(base: Host, holder: OverlayHolder): Host {
  const full = (path: string): string => absolutePath(base.cwd, path);
  const owns = (path: string): boolean => holder.overlay.owns(full(path));
  const real = (path: string): string => {
    const name = full(path);
    const seen = holder.overlay.realName(name);
    return seen === name ? path : seen;
  };
  return layerHost(base, {
    readBytes: (path) => (owns(path) ? bytesOf(holder.overlay.readFile(full(path))) : base.readBytes(real(path))),
    readFile: (path) => (owns(path) ? holder.overlay.readFile(full(path)) : base.readFile(real(path))),
    stat: (path) => (owns(path) ? holder.overlay.stat(full(path)) : base.stat(real(path))),
    hasEntry: (path) => (owns(path) ? holder.overlay.stat(full(path)) !== undefined : base.hasEntry(real(path))),
    readDirectory(path) {
      const { overlay } = holder;
      const isOwn = owns(path);
      if (isOwn && overlay.stat(full(path))?.kind !== 'directory') return undefined;
      const found = isOwn ? [] : base.readDirectory(real(path));
      const changed = overlay.entriesOf(full(path));
      if (changed.size === 0) return found;
      const names = new Set(found);
      for (const [name, exists] of changed) {
        if (exists) names.add(name);
        else names.delete(name);
      }
      return [...names].sort();
    },
    realPath(path) {
      if (!owns(path)) return base.realPath(real(path));
      if (holder.overlay.stat(full(path)) === undefined) return undefined;
      const key = normalPath(base.cwd, path);
      return (
        base.realPath(real(path)) ?? normalPath(canonicalPath(base, parentPath(key)) ?? parentPath(key), baseName(key))
      );
    },
  });
}

/** `base` with texts laid over it by path, from `base.cwd` or absolute. They are newer than the files they shadow. */
export function createOverlayHost(base: Host, texts: ReadonlyMap<string, ByteString>): Host {
  const overlay = new Overlay(base, { mtimeMs: Date.now() });
  for (const [path, text] of texts) overlay.lay(absolutePath(base.cwd, path), text);
  return showOverlay(base, { overlay });
}
