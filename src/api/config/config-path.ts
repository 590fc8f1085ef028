import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';
import { autoConfName, type BuildRequest, configName } from '../../kernel/index.ts';
import { resolveRequest } from '../../kernel/levels/build-request.ts';

/** The configuration file a request speaks of, there or not; null where it starts from a goal of the tree. */
export function configPath(host: Host, request: BuildRequest): ByteString | null {
  if (request.configFile !== null) return request.configFile.path;
  if (request.defconfig !== null) return null;
  const resolved = resolveRequest(host, request);
  return absolutePath(resolved.objectTree, configName(host, resolved));
}

/** True where the object directory has an `auto.conf` that is not older than `.config`: make may then take it as it is. */
export function isOlderThanAutoConf(host: Host, request: BuildRequest): boolean {
  if (request.configFile !== null || request.defconfig !== null) return false;
  const resolved = resolveRequest(host, request);
  const at = (name: ByteString): number | undefined => host.stat(absolutePath(resolved.objectTree, name))?.mtimeMs;
  const [config, left] = [at(configName(host, resolved)), at(autoConfName)];
  return config !== undefined && left !== undefined && config <= left;
}
