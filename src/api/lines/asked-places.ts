/** Whose a line is that conf read. */

import type { Severity } from '../../core/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import type { AskedFile, ConfiguredTree } from '../../kernel/index.ts';
import { sourcePlaces } from '../config/merged-text.ts';

/** A line of one of the user's files, or of the tree's. */
export interface AskedPlace {
  readonly location: Location;
  /** What the loss of such a line is. */
  readonly severity: Severity;
}

/** A line of the tree, and of a whole base under fragments, is not what the user asks for. */
export function severityOf({ isWhole, kind }: AskedFile, hasFragments: boolean): Severity {
  return kind === 'tree' || (hasFragments && kind === 'base' && isWhole) ? 'info' : 'warning';
}

/**
 * A function that gives the line of a file for a line that conf read; null for one of a merged text that no file has: a
 * configuration goal has filled it in.
 */
export function askedPlaces({
  asked,
  merged,
  source,
}: Pick<ConfiguredTree, 'asked' | 'merged' | 'source'>): (location: Location) => AskedPlace | null {
  if (merged === null) {
    const severity: Severity = source.source === 'file' ? 'warning' : 'info';
    return (location) => ({ location, severity });
  }
  const placed = sourcePlaces({ ...merged, sources: asked });
  const byName = new Map(asked.map((file) => [file.name, file]));
  return (location) => {
    const at = placed(location) ?? location;
    const file = at === location ? undefined : byName.get(at.file);
    return file === undefined ? null : { location: at, severity: severityOf(file, true) };
  };
}
