import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../host.ts';
import { absolutePath } from '../paths.ts';
import { layerHost } from './layer-host.ts';

/** The same host with another working directory. */
export function createMovedHost(host: Host, cwd: ByteString): Host {
  const at = (path: ByteString): ByteString => absolutePath(cwd, path);
  return layerHost(host, {
    cwd,
    readFile: (path) => host.readFile(at(path)),
    readBytes: (path) => host.readBytes(at(path)),
    stat: (path) => host.stat(at(path)),
    hasEntry: (path) => host.hasEntry(at(path)),
    readDirectory: (path) => host.readDirectory(at(path)),
    realPath: (path) => host.realPath(at(path)),
  });
}
