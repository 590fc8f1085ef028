/** A chain of causes cut down to what decides: its leaves, each with the symbol that it decides. */
import type { Cause } from '../core/diagnostic.ts';
import { formatLocation, type Location } from '../core/location.ts';

/** One leaf of a chain. */
export interface Root {
  /** One line, complete on its own. */
  readonly text: string;
  /** The same without its place. */
  readonly title: string;
  readonly location: Location | null;
  readonly isCommand: boolean;
  /** Further lines, verbatim. */
  readonly detail: readonly string[];
}

/** Steps that only lead on to the next one. */
const passing: ReadonlySet<Cause['kind']> = new Set([
  'conditional',
  'variable',
  'macro',
  'symbol',
  'user-value',
  'visibility',
  'dependency',
  'default',
  'select',
  'choice',
]);

/** What is behind a step: the leaves, each once. */
export function rootsOf(causes: readonly Cause[]): Root[] {
  const roots = new Map<string, Root>();
  for (const cause of causes) visit(cause, '', roots);
  return [...roots.values()];
}

function visit(cause: Cause, symbol: string, roots: Map<string, Root>): void {
  const { causes, detail = [], kind, location, message } = cause;
  const name = kind === 'symbol' ? message : symbol;
  const isOver = kind === 'conditional' || kind === 'include' || (kind === 'symbol' && symbol !== '');
  if (causes.length === 0 && isOver) return;
  if (causes.length > 0 && passing.has(kind)) {
    for (const next of causes) visit(next, name, roots);
    return;
  }
  const place = location === null ? '' : ` (${formatLocation(location)})`;
  const isCommand = kind === 'command' && location === null;
  const isOwn = kind === 'command' || name === message || symbol === '';
  const title = isOwn ? message : `${symbol}: ${message}`;
  const text = `${title}${place}`;
  if (!roots.has(text)) roots.set(text, { text, title, location, isCommand, detail });
  // Which flag is at fault, which tool is too old.
  for (const next of causes) visit(next, '', roots);
}
