import type { FlatModel } from '../model/flat-model.ts';
import { dependencyGraph } from './dependency-graph.ts';

/**
 * Symbols whose values depend on themselves, a choice and its members counted as one: there the value depends on which of them
 * is asked for first.
 */
export function symbolsInCircles(flat: FlatModel): ReadonlySet<number> {
  const { nodeOf, rank } = dependencyGraph(flat);
  const nodes = new Map<number, number>();
  const shared = new Set<number>();
  for (const node of nodeOf) {
    const at = rank[node]!;
    const other = nodes.get(at);
    if (other === undefined) nodes.set(at, node);
    else if (other !== node) shared.add(at);
  }
  const found = new Set<number>();
  nodeOf.forEach((node, id) => {
    if (shared.has(rank[node]!)) found.add(id);
  });
  return found;
}
