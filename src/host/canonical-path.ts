import type { ByteString } from '../core/bytes.ts';
import type { Host } from './host.ts';
import { baseName, normalPath, parentPath } from './paths.ts';

/**
 * An absolute path with links followed in the part of it that exists; null where a link on the way leads nowhere, so
 * that its place is unknown.
 */
export function canonicalPath(host: Pick<Host, 'realPath' | 'hasEntry'>, path: ByteString): ByteString | null {
  const full = normalPath('/', path);
  const missing: ByteString[] = [];
  for (let at = full; ; at = parentPath(at)) {
    const found = host.realPath(at);
    if (found !== undefined) return normalPath(found, missing.reverse().join('/') || '.');
    if (host.hasEntry(at)) return null;
    if (at === '/') return full;
    missing.push(baseName(at));
  }
}
