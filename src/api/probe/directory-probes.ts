/** Probes of the makefiles of directories, for questions that the Kconfig files and the top makefiles do not answer. */
import { UsageError } from '../../core/errors.ts';
import type { PlacedShellCall } from '../../core/run-shell.ts';
import { makeProbes, type ProbeUse } from '../../explain/probe-uses.ts';
import type { ConfiguredTree } from '../../kernel/index.ts';
import { type BuildEntry, enterBuild, placesBelow } from '../../kernel/objects/build-entry.ts';
import { startDescent } from '../objects/objects.ts';

/**
 * Walks the directories that the tree's configuration builds and returns the probes their makefiles make that
 * `isWanted` picks, each command of a line once. A directory is looked at closely only where `mayBe` holds for one of
 * its commands. Empty for a tree that starts no makes for directories.
 */
export function directoryProbes(
  tree: ConfiguredTree,
  mayBe: (call: PlacedShellCall) => boolean,
  isWanted: (use: ProbeUse) => boolean,
): ProbeUse[] {
  let entry: BuildEntry;
  try {
    entry = enterBuild(tree);
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
  const place = placesBelow(tree.session.request.treeDirectory);
  const descent = startDescent({ session: tree.session, entry });
  const found = new Map<string, ProbeUse>();
  for (const make of entry.makes) {
    descent.walk(make, null, (_, evaluation) => {
      if (!evaluation.shellCalls.some(mayBe)) return;
      for (const use of makeProbes([evaluation])) {
        if (!isWanted(use)) continue;
        const location = use.location === null ? null : place(use.location);
        const feeds = use.feeds.map((feed) => ({ ...feed, location: place(feed.location) }));
        const key = JSON.stringify([use.text, location, use.calls.map((call) => call.command)]);
        if (!found.has(key)) found.set(key, { ...use, location, feeds });
      }
    });
  }
  return [...found.values()];
}
