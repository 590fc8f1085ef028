/** The gate for trees with Kconfiglib and without makefiles: the tree's script, its errors, warnings and lost values. */

import type { Host } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';
import { type BuildRequest, openSession, runConfigGoal, usesLibrary } from '../../kernel/index.ts';
import { findLibrary } from '../../kernel/library/library-goal.ts';
import type { CheckResult } from '../../results/check.ts';
import type { CheckOptions } from '../check/check-options.ts';
import { verdict } from '../check/verdict.ts';

/** True for a tree whose check is {@link checkLibrary}'s. */
export function isLibraryTree(host: Host, { topFile }: BuildRequest): boolean {
  const hasMakefile = ['GNUmakefile', 'makefile', 'Makefile'].some(
    (name) => host.stat(absolutePath(host.cwd, name)) !== undefined,
  );
  return (
    !hasMakefile &&
    topFile == null &&
    findLibrary(host, host.cwd) !== null &&
    host.stat(absolutePath(host.cwd, 'Kconfig')) !== undefined
  );
}

/** The result: of a Zephyr, what its build would do with the files of board and application; of others, of the `.config`. */
export function checkLibrary(options: CheckOptions): CheckResult {
  const session = openSession({ ...options, allowsPlain: true });
  const { configFile, defconfig, fragments = [] } = session.request;
  const isZephyr =
    usesLibrary(session) && findLibrary(session.workHost, session.request.treeDirectory)?.mergeSource != null;
  const goal = options.request.goals?.[0] ?? defconfig ?? (isZephyr ? 'defconfig' : 'olddefconfig');
  const files = [...(configFile === null ? [] : [configFile]), ...fragments].map(({ path }) => path);
  const tree = runConfigGoal(session, goal, {
    given: null,
    library: { fragments: files },
    passesStops: false,
    emit: () => {},
  });
  const diagnostics = tree.libraryFindings ?? [];
  const toolchain = { source: 'machine', name: 'none', version: null, unknownProbes: [] } as const;
  return verdict(options, { session, source: tree.source, toolchain }, undefined, { diagnostics, follows: [] }, null);
}
