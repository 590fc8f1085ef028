import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../host.ts';
import { absolutePath } from '../paths.ts';

/** A host as it is for somebody who stands in another directory. */
export function createMovedHost(host: Host, cwd: ByteString): Host {
  const at = (path: ByteString): ByteString => absolutePath(cwd, path);
  const { hasEntry } = host;
  return {
    ...host,
    cwd,
    readFile: (path) => host.readFile(at(path)),
    stat: (path) => host.stat(at(path)),
    readDirectory: (path) => host.readDirectory(at(path)),
    realPath: (path) => host.realPath(at(path)),
    ...(hasEntry !== undefined && { hasEntry: (path: string) => hasEntry(at(path)) }),
  };
}
