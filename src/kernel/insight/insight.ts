import type { ByteString } from '../../core/bytes.ts';
import type { ProbeInsight } from '../../core/old-tool.ts';
import type { Definition } from '../../make/index.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';
import type { Session } from '../session/session.ts';
import { createBlame } from './flag-blame.ts';
import { findFlagSource, type FlagSource } from './flag-source.ts';
import { createMinimum, createVersionCheck } from './old-tool.ts';

/** What is known of a tree's probes and flags. */
export interface TreeInsight extends ProbeInsight {
  /** The assignment that brings a flag onto command lines; null when no text has it. */
  readonly definitionOf: (flag: ByteString) => Definition | null;
}

/**
 * What is behind a probe of a session: the flags that make it fail (the same command is run, or asked for, with fewer
 * of them), and the tool that is too old. Flags are looked for in the variables of `level`.
 */
export function createInsight(session: Session, level: MakeLevel | undefined): TreeInsight {
  const { host, probes, request, workHost } = session;
  const { treeDirectory } = request;
  const { asked, tryOut } = probes;
  const sourceOf = (flag: ByteString): FlagSource | null => {
    // Flags of one directory are known to its make alone.
    for (const one of [...(level === undefined ? [] : [level]), ...session.flagTrials.refusing]) {
      const source = findFlagSource(one, flag);
      if (source !== null) return source;
    }
    return null;
  };
  const versions = { host: workHost, treeDirectory, tryOut, asked };
  return {
    blame: createBlame({
      tryOut,
      requestOf: (command) => asked(command)?.request ?? { cwd: treeDirectory, env: host.env },
      sourceOf,
    }),
    definitionOf: (flag) => sourceOf(flag)?.definition ?? null,
    oldTool: createVersionCheck(versions),
    minimumOf: createMinimum(versions),
  };
}
