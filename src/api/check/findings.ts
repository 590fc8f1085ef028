/** What was found on a tree, for the steps that explain it and look for ways out. */

import { createInsight, describeTree, type TreeInsight } from '../../kernel/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { CheckOptions } from './check-options.ts';
import { type ReadTree, readWith } from './read-tree.ts';
import { isGone, type KnownEvents, knownEvents } from './stops.ts';

/** A tree that was read, with what the explanation of its events takes. */
export interface TreeFindings extends ReadTree {
  readonly options: CheckOptions;
  readonly known: KnownEvents;
  readonly insight: TreeInsight;
  /** The architecture of the build, as `SRCARCH` names it. */
  readonly srcarch: string | null;
}

/** Gathers what is known of a tree that was read. */
export function gatherFindings(options: CheckOptions, read: ReadTree): TreeFindings {
  const { build, early, reading, tree } = read;
  return {
    ...read,
    options,
    known: knownEvents([...early, ...build]),
    insight: createInsight(tree.session, reading.working),
    srcarch: describeTree(tree.session, reading.working).srcarch,
  };
}

/**
 * Reads the tree with another toolchain, other words or other files. Gives what was read when `event` is not there, nor anything
 * new; else null.
 */
export function readWithout(
  event: MakeEvent,
  { known, options }: TreeFindings,
  change: Partial<Pick<CheckOptions, 'host' | 'request' | 'profile'>>,
): ReadTree | null {
  const { host, profile, request } = { ...options, ...change };
  const read = readWith(host, request, profile);
  return read !== null && isGone(event, [...read.early, ...read.build], known) ? read : null;
}
