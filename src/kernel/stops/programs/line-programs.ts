import type { ShellWorld } from '../../../probe/index.ts';
import { normalPath } from '../../../host/paths.ts';
import { filesOf, onlyReads } from '../../goals/recipe-tools.ts';
import type { MissingNeed } from '../../lines/line-needs.ts';
import { lackOf } from '../../lines/program-needs.ts';
import type { BuildFiles } from '../build-files.ts';

/** Programs of lines that are followed: none looks at a file of unknown content; `onLack`: one was not found. */
export function createLinePrograms(
  world: ShellWorld,
  files: BuildFiles,
  onLack: (missing: MissingNeed) => void,
): ShellWorld {
  return {
    ...world,
    locate: (name, searchPath, cwd) => {
      const found = world.locate(name, searchPath, cwd);
      if (found.kind !== 'found') onLack(lackOf(name, found.kind, searchPath));
      return found;
    },
    run: (call, commands) => {
      const [program = ''] = call.argv;
      if (!onlyReads(call)) return world.run(call, commands);
      for (const word of program.includes('/') ? call.argv : filesOf(call.argv))
        files.refuseUncertain(normalPath(call.cwd, word));
      return world.run(call, commands);
    },
  };
}
