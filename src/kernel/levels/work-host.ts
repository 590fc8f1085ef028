import type { Host } from '../../host/host.ts';
import { absolutePath, baseName, normalPath } from '../../host/paths.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import type { Overlay } from '../../probe/index.ts';

/** Files that a run of a goal writes, in memory; every run starts with none. */
export interface WorkFiles {
  overlay: Overlay;
}

/**
 * `base` with what the overlay of `files` holds at the time of each question. Programs start in the scratch
 * directory instead of one that `machine` does not have.
 */
export function createWorkHost(base: Host, machine: Host, files: WorkFiles): Host {
  const full = (path: string): string => absolutePath(base.cwd, path);
  return layerHost(base, {
    run(request) {
      if (machine.stat(request.cwd) !== undefined) return base.run(request);
      // Old makefiles ask the program where they are in the object tree that they have just made.
      if (request.argv.length === 1 && baseName(request.argv[0] ?? '') === 'pwd') {
        const stdout = `${request.cwd}\n`;
        return { outcome: 'exited', status: 0, signal: null, stdout, stderr: '', durationMs: 0 };
      }
      return base.run({ ...request, cwd: base.scratchDirectory() });
    },
    readFile: (path) => (files.overlay.owns(full(path)) ? files.overlay.readFile(full(path)) : base.readFile(path)),
    stat: (path) => (files.overlay.owns(full(path)) ? files.overlay.stat(full(path)) : base.stat(path)),
    hasEntry: (path) =>
      files.overlay.owns(full(path)) ? files.overlay.stat(full(path)) !== undefined : base.hasEntry(path),
    readDirectory(path) {
      const real = files.overlay.owns(full(path)) ? [] : base.readDirectory(path);
      const changed = files.overlay.entriesOf(full(path));
      if (changed.size === 0) return files.overlay.stat(full(path))?.kind === 'directory' ? real : undefined;
      const names = new Set(real);
      for (const [name, exists] of changed) {
        if (exists) names.add(name);
        else names.delete(name);
      }
      return [...names].sort();
    },
    realPath(path) {
      if (!files.overlay.owns(full(path))) return base.realPath(path);
      return files.overlay.stat(full(path)) === undefined ? undefined : normalPath(base.cwd, path);
    },
  });
}
