import type { ProbeInsight } from '../../core/old-tool.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';
import type { Session } from '../session/session.ts';
import { createBlame } from './flag-blame.ts';
import { findFlagSource } from './flag-source.ts';
import { createVersionCheck } from './old-tool.ts';

/**
 * What is behind a probe of a session: the flags that make it fail (the same command is run, or asked for, with fewer
 * of them), and the tool that is too old. Flags are looked for in the variables of `level`.
 */
export function createInsight(session: Session, level: MakeLevel | undefined): ProbeInsight {
  const { host, probes, request, workHost } = session;
  const { treeDirectory } = request;
  const { asked, tryOut } = probes;
  return {
    blame: createBlame({
      tryOut,
      requestOf: (command) => asked(command)?.request ?? { cwd: treeDirectory, env: host.env },
      sourceOf(flag) {
        const found = level === undefined ? null : findFlagSource(level, flag);
        if (found !== null) return found;
        // Flags of one directory are known to its make alone.
        for (const other of session.flagTrials.refusing) {
          const source = findFlagSource(other, flag);
          if (source !== null) return source;
        }
        return null;
      },
    }),
    oldTool: createVersionCheck({ host: workHost, treeDirectory, tryOut, asked }),
  };
}
