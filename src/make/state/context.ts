/**
 * Where evaluation stands, as a linked list from the innermost step outwards: files, open
 * conditionals, calls, variables and function-level tests. The list is never changed in place
 * below its top, so a record keeps its surroundings by keeping one pointer.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { MacroFrame } from '../../core/run-shell.ts';
import type { Condition, PathFrame } from './records.ts';

/** One step; `parent` is the next one outwards. */
export type Context =
  | {
      readonly kind: 'frame';
      readonly parent: Context | null;
      readonly frame: PathFrame;
    }
  | ConditionalContext
  | { readonly kind: 'test'; readonly parent: Context | null; readonly test: Condition };

/** An open `if … else if … endif` chain. */
export interface ConditionalContext {
  readonly kind: 'conditional';
  readonly parent: Context | null;
  /** The branches before this one: their tests hold with `branch: 'else'`. */
  readonly earlier: ConditionalContext | null;
  /** The test of this branch, null for a plain `else`. */
  readonly test: Condition | null;
}

/** The place of what no line holds. */
export const noLocation: Location = { file: '', line: 0 };

/** All tests around a context, outermost first. */
export function conditionsOf(context: Context | null): Condition[] {
  const found: Condition[] = [];
  for (let node = context; node !== null; node = node.parent) {
    if (node.kind === 'test') found.push(node.test);
    else if (node.kind === 'conditional') {
      if (node.test !== null) found.push(node.test);
      for (let before = node.earlier; before !== null; before = before.earlier) {
        if (before.test !== null) found.push({ ...before.test, branch: 'else' });
      }
    }
  }
  return found.reverse();
}

/** All frames around a context, outermost first. */
export function pathOf(context: Context | null): PathFrame[] {
  const found: PathFrame[] = [];
  for (let node = context; node !== null; node = node.parent) if (node.kind === 'frame') found.push(node.frame);
  return found.reverse();
}

/** A context with one more frame on top. */
export function pushFrame(
  parent: Context | null,
  kind: PathFrame['kind'],
  name: ByteString,
  location: Location | null,
  definition: Location | null,
  words?: readonly ByteString[],
): Context {
  const frame: PathFrame =
    words === undefined ? { kind, name, location, definition } : { kind, name, location, definition, words };
  return { kind: 'frame', parent, frame };
}

/** The `$(call …)`s around a context, outermost first. */
export function macrosOf(context: Context | null): MacroFrame[] {
  const found: MacroFrame[] = [];
  for (let node = context; node !== null; node = node.parent) {
    if (node.kind !== 'frame' || node.frame.kind !== 'call') continue;
    const { name, words = [], definition } = node.frame;
    found.push({ name, arguments: words.slice(1), definition });
  }
  return found.reverse();
}
