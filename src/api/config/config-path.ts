import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';
import { type BuildRequest, configName } from '../../kernel/index.ts';
import { resolveRequest } from '../../kernel/levels/build-request.ts';

/** The configuration file a request speaks of, there or not; null where it starts from a goal of the tree. */
export function configPath(host: Host, request: BuildRequest): ByteString | null {
  if (request.configFile !== null) return request.configFile.path;
  if (request.defconfig !== null) return null;
  const resolved = resolveRequest(host, request);
  return absolutePath(resolved.objectTree, configName(host, resolved));
}
