/** Circles of dependencies that conf refuses, found over all files of a tree at once. */
import type { DependencyEdge, DependencyGraph } from './dependency-graph.ts';
import type { Reading } from './readings.ts';

/** One circle: each edge starts where the one before it ends, members of a choice being one with it. */
export interface Circle {
  readonly edges: readonly DependencyEdge[];
  /** The edge whose change breaks the least. */
  readonly weakest: DependencyEdge;
  /** Architectures that have it; one empty name for a tree without. */
  readonly archs: readonly string[];
}

/** Circles that are reported of one knot; ending the first often ends the others. */
const maxCircles = 8;
/** Symbols of a knot that circles are looked for from. */
const maxStarts = 400;

/** Every circle, each once, in the order of the architectures and files. */
export function findCircles(graph: DependencyGraph, readings: readonly Reading[]): readonly Circle[] {
  // Most trees have none even where everything is read at once.
  const suspects = knotsOf(graph, null);
  if (suspects.length === 0) return [];
  const found = new Map<string, { edges: readonly DependencyEdge[]; archs: string[] }>();
  const narrow = { ...graph, edges: edgesOf(suspects, graph) };
  for (const { arch, files } of readings) {
    for (const knot of knotsOf(narrow, files)) {
      for (const edges of circlesIn(knot)) {
        const key = edges
          .map(({ location }) => `${location.file}:${location.line}`)
          .sort()
          .join(' ');
        const known = found.get(key);
        if (known === undefined) found.set(key, { edges, archs: [arch] });
        else known.archs.push(arch);
      }
    }
  }
  return [...found.values()].map(({ edges, archs }) => ({ edges, archs, weakest: weakestOf(edges) }));
}

/** Edges between the symbols of a strongly connected part, by the representative of the symbol they start from. */
type Knot = ReadonlyMap<string, readonly (readonly [string, DependencyEdge])[]>;

/** The edges of a graph that are in knots, in its order. */
function edgesOf(knots: readonly Knot[], { edges }: DependencyGraph): DependencyGraph['edges'] {
  const inKnots = new Set(knots.flatMap((knot) => [...knot.values()].flat().map(([, edge]) => edge)));
  const left = new Map<string, readonly DependencyEdge[]>();
  for (const [from, list] of edges) {
    const some = list.filter((edge) => inKnots.has(edge));
    if (some.length > 0) left.set(from, some);
  }
  return left;
}

/** Parts of the graph in which every symbol depends on itself. `files`: those that are read; all when null. */
function knotsOf({ edges, members }: DependencyGraph, files: ReadonlySet<string> | null): Knot[] {
  const isRead = (file: string): boolean => files === null || files.has(file);
  const leader = (name: string): string => members.get(name)?.find(({ file }) => isRead(file))?.choice ?? name;
  const nodes = new Map<string, number>();
  const names: string[] = [];
  const idOf = (name: string): number => {
    const id = nodes.get(name);
    if (id !== undefined) return id;
    nodes.set(name, names.length);
    names.push(name);
    return names.length - 1;
  };
  const next: number[][] = [];
  const via: DependencyEdge[][] = [];
  for (const [from, list] of edges) {
    const id = idOf(leader(from));
    for (const edge of list) {
      // A name that nothing defines leads nowhere.
      if (!edges.has(edge.to) && !members.has(edge.to)) continue;
      if (!edge.files.every(isRead)) continue;
      const to = idOf(leader(edge.to));
      (next[id] ??= []).push(to);
      (via[id] ??= []).push(edge);
    }
  }
  return components(names.length, next).flatMap((part) => {
    const inside = new Set(part);
    const knot = new Map<string, (readonly [string, DependencyEdge])[]>();
    for (const id of part) {
      const list = (next[id] ?? []).flatMap((to, at) =>
        inside.has(to) ? [[names[to] ?? '', via[id]?.[at] as DependencyEdge] as const] : [],
      );
      if (list.length > 0) knot.set(names[id] ?? '', list);
    }
    return knot.size === 0 ? [] : [knot];
  });
}

/** Strongly connected parts. Source: R. Tarjan, Depth-first search and linear graph algorithms, 1972; with a stack of its own. */
function components(count: number, next: readonly (readonly number[] | undefined)[]): number[][] {
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const isOpen = new Uint8Array(count);
  const open: number[] = [];
  const found: number[][] = [];
  let counter = 0;
  for (let start = 0; start < count; start++) {
    if (order[start] !== -1) continue;
    const path: { id: number; at: number }[] = [{ id: start, at: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { id } = top;
      if (top.at === 0) {
        order[id] = low[id] = counter++;
        open.push(id);
        isOpen[id] = 1;
      }
      const to = next[id]?.[top.at++];
      if (to !== undefined) {
        if (order[to] === -1) path.push({ id: to, at: 0 });
        else if (isOpen[to] === 1) low[id] = Math.min(low[id]!, order[to]!);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) low[above.id] = Math.min(low[above.id]!, low[id]!);
      if (low[id] !== order[id]) continue;
      const part: number[] = [];
      for (let one = open.pop(); one !== undefined; one = open.pop()) {
        isOpen[one] = 0;
        part.push(one);
        if (one === id) break;
      }
      found.push(part);
    }
  }
  return found;
}

/** The shortest circle, then those that are left without its weakest edge. */
function* circlesIn(knot: Knot): Generator<readonly DependencyEdge[]> {
  const cut = new Set<DependencyEdge>();
  for (let round = 0; round < maxCircles; round++) {
    let shortest: readonly DependencyEdge[] | null = null;
    for (const start of [...knot.keys()].slice(0, maxStarts)) {
      const circle = circleThrough(start, knot, cut);
      if (circle !== null && (shortest === null || circle.length < shortest.length)) shortest = circle;
    }
    if (shortest === null) return;
    yield shortest;
    const { location } = weakestOf(shortest);
    // One line makes several edges: all of them end with it.
    for (const list of knot.values()) {
      for (const [, edge] of list) {
        if (edge.location.file === location.file && edge.location.line === location.line) cut.add(edge);
      }
    }
  }
}

/** The shortest way from a symbol back to it, breadth first. */
function circleThrough(start: string, knot: Knot, cut: ReadonlySet<DependencyEdge>): DependencyEdge[] | null {
  const reached = new Map<string, readonly [string, DependencyEdge]>();
  const waiting = [start];
  for (let at = 0; at < waiting.length; at++) {
    const from = waiting[at] as string;
    for (const [to, edge] of knot.get(from) ?? []) {
      if (cut.has(edge)) continue;
      if (to === start) {
        const circle = [edge];
        for (let back = from; back !== start; ) {
          const [before, one] = reached.get(back) as readonly [string, DependencyEdge];
          circle.unshift(one);
          back = before;
        }
        return circle;
      }
      if (reached.has(to)) continue;
      reached.set(to, [from, edge]);
      waiting.push(to);
    }
  }
  return null;
}

/**
 * The edge whose change breaks the least. An entry that selects what it depends on needs no dependency; where an entry of the
 * circle both selects and depends, its select is the one that could be a dependency; then any select, then what decides no
 * more than a default or a prompt.
 */
function weakestOf(edges: readonly DependencyEdge[]): DependencyEdge {
  const first = (some: readonly DependencyEdge[]): DependencyEdge | undefined =>
    [...some].sort((left, right) => compareFiles(left, right) || left.location.line - right.location.line)[0];
  const isSelect = ({ kind }: DependencyEdge): boolean => kind === 'select' || kind === 'select-condition';
  const selects = edges.filter(isSelect);
  const dependencies = edges.filter(({ kind, isOwn }) => kind === 'depends' && isOwn);
  const doubled = dependencies.filter(({ owner, to }) =>
    selects.some((one) => one.kind === 'select' && one.owner === owner && one.from === to),
  );
  const mixed = selects.filter(({ owner }) => dependencies.some((one) => one.owner === owner));
  const mild = edges.filter(
    ({ kind, isOwn }) => isOwn && (kind === 'default' || kind === 'condition' || kind === 'imply'),
  );
  return (first(doubled) ?? first(mixed) ?? first(selects) ?? first(mild) ?? first(dependencies) ?? edges[0])!;
}

function compareFiles({ location: left }: DependencyEdge, { location: right }: DependencyEdge): number {
  return left.file < right.file ? -1 : left.file > right.file ? 1 : 0;
}
