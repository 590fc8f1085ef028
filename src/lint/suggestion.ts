/** The name that is meant where a symbol is not defined. */
import { type Cause, cause } from '../core/diagnostic.ts';
import { nearestNames } from './nearest-name.ts';
import type { LintTree } from './rule.ts';

/** A suggestion as parts of a finding. */
export interface Suggestion {
  /** The one name that is near; null where there is none, or several. */
  readonly suggestion: string | null;
  /** Where it is defined. */
  readonly causes: readonly Cause[];
  /** The names, where there are several. */
  readonly notes: readonly string[];
}

/** What a name without `CONFIG_` may be meant to be; `near`: names that are known to be near, else those of the tree. */
export function suggestionFor(name: string, tree: LintTree, near?: readonly string[]): Suggestion {
  const names = near ?? nearestNames(name, tree.symbols.namesByLength);
  const [first] = names;
  const notes = names.length > 1 ? [`Similar names: ${names.slice(0, 5).join(', ')}.`] : [];
  if (names.length !== 1 || first === undefined) return { suggestion: null, causes: [], notes };
  const definition = tree.symbols.symbols.get(first)?.definitions[0];
  const step = cause('definition', `${first} is defined`, definition?.location);
  return { suggestion: first, causes: definition === undefined ? [] : [{ ...step, symbol: first }], notes };
}
