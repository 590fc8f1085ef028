import { exitedResult } from '../../host/command-result.ts';
import type { CommandRequest, Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { type OverlayHolder, showOverlay } from '../../host/layers/overlay-host.ts';
import { baseName } from '../../host/paths.ts';

/**
 * `base` with the files that a run of a goal writes. Programs start in a stand-in where their directory is one that
 * `machine` does not have.
 */
export function createWorkHost(base: Host, machine: Host, files: OverlayHolder): Host {
  const { prefetch } = base;
  const placed = (request: CommandRequest): CommandRequest =>
    machine.stat(request.cwd) === undefined ? { ...request, cwd: base.standIn(request.cwd) } : request;
  return layerHost(showOverlay(base, files), {
    run(request) {
      const moved = placed(request);
      // Old makefiles ask the program where they are in the object tree that they have just made.
      if (moved !== request && request.argv.length === 1 && baseName(request.argv[0] ?? '') === 'pwd') {
        return exitedResult(`${request.cwd}\n`);
      }
      return base.run(moved);
    },
    prefetch: prefetch === null ? null : (requests) => prefetch(requests.map(placed)),
  });
}
