/** The chain of an explanation as a graph: each step once, where the text form repeats or refers to it. */
import type { Cause } from '../core/diagnostic.ts';
import { formatLocation } from '../core/location.ts';
import type { CauseEdge, CauseGraph, CauseNode } from '../results/why.ts';

/** The name under which a step is one: a symbol is one whatever is said of it. */
function keyOf({ kind, location, message, symbol }: Cause): string {
  if (kind === 'symbol' && symbol !== undefined) return `symbol ${symbol}`;
  return `${kind} ${location === null ? '' : formatLocation(location)} ${message}`;
}

/** The steps below `question` and what leads to what; ids are those of this graph only. */
export function graphOf(question: string, causes: readonly Cause[]): CauseGraph {
  const nodes: CauseNode[] = [{ id: 0, kind: 'symbol', message: question, location: null, symbol: question }];
  const ids = new Map<string, number>([[`symbol ${question}`, 0]]);
  const edges = new Map<string, CauseEdge>();
  const visit = (from: number, cause: Cause): void => {
    const key = keyOf(cause);
    let id = ids.get(key);
    if (id === undefined) {
      id = nodes.length;
      ids.set(key, id);
      const { detail, kind, location, message, symbol, value } = cause;
      nodes.push({
        id,
        kind,
        message: message.replace(/ \((?:explained above|ask: kgate why \w+)\)$/, ''),
        location,
        ...(symbol !== undefined && { symbol }),
        ...(value !== undefined && { value }),
        ...(detail !== undefined && { detail }),
      });
    }
    if (id !== from) edges.set(`${from} ${id}`, { from, to: id });
    for (const next of cause.causes) visit(id, next);
  };
  for (const cause of causes) visit(0, cause);
  return { nodes, edges: [...edges.values()] };
}
