import { InternalError } from '../core/errors.ts';
import type { ByteString } from '../core/text.ts';
import type { Clause, Entry, Expr, KconfigModel, KconfigSymbol, Property } from './model.ts';

/** Children of an entry in the finalised tree, in order. */
export function childrenOf(entry: Entry): Entry[] {
  const children: Entry[] = [];
  for (let child = entry.firstChild; child !== null; child = child.next) children.push(child);
  return children;
}

/**
 * Every condition line that limits an entry, outermost first: `if` and `menu`/`choice` `depends
 * on` around it, then its own `depends on`. Joined with && they are the entry's dependency.
 */
export function clausesOf(entry: Entry): Clause[] {
  const clauses: Clause[] = [];
  for (let at: Entry | null = entry; at !== null; at = at.enclosing) clauses.unshift(...at.clauses);
  return clauses;
}

/** `visible if` lines of the menus around an entry, innermost first; they limit prompts only. */
export function visibleClausesOf(entry: Entry): Clause[] {
  const clauses: Clause[] = [];
  for (let at = entry.enclosing; at !== null; at = at.enclosing) clauses.push(...at.visibleClauses);
  return clauses;
}

/** Every symbol mentioned in an expression, each once, in textual order, constants excepted. */
export function symbolsIn(_expr: Expr | null): KconfigSymbol[] {
  throw new InternalError('not built yet');
}

/** A place where one symbol's value or visibility depends on another. */
export interface Dependent {
  readonly symbol: KconfigSymbol;
  readonly kind: 'dependency' | 'prompt' | 'default' | 'select' | 'imply' | 'range';
  /** The property, or null for a dependency of the whole symbol. */
  readonly property: Property | null;
}

/** Symbols whose value can change when `symbol` changes, by the finalised expressions. */
export function dependents(_model: KconfigModel, _symbol: KconfigSymbol): readonly Dependent[] {
  throw new InternalError('not built yet');
}

/** Up to `limit` defined names closest to a mistyped one, best first. */
export function suggestNames(_model: KconfigModel, _name: ByteString, _limit?: number): ByteString[] {
  throw new InternalError('not built yet');
}
