import { exitedResult } from '../../host/command-result.ts';
import type { Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { type OverlayHolder, showOverlay } from '../../host/layers/overlay-host.ts';
import { baseName } from '../../host/paths.ts';

/**
 * `base` with the files that a run of a goal writes. Programs start in the scratch directory instead of one that
 * `machine` does not have.
 */
export function createWorkHost(base: Host, machine: Host, files: OverlayHolder): Host {
  return layerHost(showOverlay(base, files), {
    run(request) {
      if (machine.stat(request.cwd) !== undefined) return base.run(request);
      // Old makefiles ask the program where they are in the object tree that they have just made.
      if (request.argv.length === 1 && baseName(request.argv[0] ?? '') === 'pwd') {
        return exitedResult(`${request.cwd}\n`);
      }
      return base.run({ ...request, cwd: base.scratchDirectory() });
    },
  });
}
