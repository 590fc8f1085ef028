import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { type Dialect, detectDialect, dialects } from '../../kconfig/index.ts';
import type { ResolvedRequest } from './build-request.ts';

/** Where trees keep the sources of conf; the first that is there counts. */
const confDirectories = ['scripts/kconfig', 'support/kconfig', 'util/kconfig', 'tools/kconfig'];

/** The rules a request is answered by: the dialect it names, else the one the tree's own conf shows. */
export function dialectOf(host: Host, request: ResolvedRequest): Dialect {
  const named = request.dialect ?? null;
  return named === null ? detectDialect(host, request.treeDirectory).dialect : dialects[named];
}

/** The text of the tree's `merge_config.sh`, undefined when it has none. */
export function findMergeScript(host: Host, tree: ByteString): ByteString | undefined {
  for (const name of confDirectories) {
    const path = `${tree}/${name}/merge_config.sh`;
    if (host.stat(path)?.kind === 'file') return host.readFile(path);
  }
  return undefined;
}
