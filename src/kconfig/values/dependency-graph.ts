import type { FlatChoice, FlatModel } from '../model/flat-model.ts';
import { absentExpr, exprCode, propertyCode, typeCode } from '../model/flat-model.ts';

/** Lists of numbers by number: list `i` is `targets[start[i]]` up to `start[i + 1]`. */
export interface Lists {
  readonly start: Int32Array;
  readonly targets: Int32Array;
}

/**
 * The users of every expression and symbol of a flat model. Nodes are expressions (their ids) and, from `exprCount` on, symbols;
 * a choice and its members are one node, that of the choice's symbol. Nodes of a loop share a rank;
 * otherwise a node has a lower rank than its users.
 */
export interface DependencyGraph {
  /** Users of each node. */
  readonly users: Lists;
  readonly rank: Int32Array;
  /** Nodes of each rank. */
  readonly byRank: Lists;
  /** Node of a symbol. */
  readonly nodeOf: Int32Array;
  /** Symbols of a choice's node; a node without list is one symbol. */
  readonly groups: ReadonlyMap<number, Int32Array>;
  /** Nodes the module switch depends on, itself included. */
  readonly modulesNeeds: Uint8Array;
}

const known = new WeakMap<FlatModel, DependencyGraph>();

/** The graph of a flat model; made at the first call, linear in the model. */
export function dependencyGraph(flat: FlatModel): DependencyGraph {
  let graph = known.get(flat);
  if (graph === undefined) {
    graph = makeGraph(flat);
    known.set(flat, graph);
  }
  return graph;
}

function makeGraph(flat: FlatModel): DependencyGraph {
  const { exprCount, symbolCount } = flat;
  const count = exprCount + symbolCount;
  const { nodeOf, groups } = groupSymbols(flat);
  const needs = listsOf(count, (add) => {
    addExpressions(flat, nodeOf, add);
    for (let id = 0; id < symbolCount; id++) addSymbol(flat, id, nodeOf, add);
  });
  const users = listsOf(count, (add) => {
    for (let node = 0; node < count; node++) {
      for (let at = needs.start[node]!; at < needs.start[node + 1]!; at++) {
        add(needs.targets[at]!, node);
      }
    }
  });
  const { rank, byRank } = rankNodes(count, needs);
  const modulesNeeds = new Uint8Array(count);
  const waiting = [nodeOf[flat.modules]!];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (modulesNeeds[at] === 1) continue;
    modulesNeeds[at] = 1;
    for (let i = needs.start[at]!; i < needs.start[at + 1]!; i++) {
      waiting.push(needs.targets[i]!);
    }
  }
  return { users, rank, byRank, nodeOf, groups, modulesNeeds };
}

/** Gives all symbols of a choice one node; choices that share a symbol or a member share it too. */
function groupSymbols(flat: FlatModel): Pick<DependencyGraph, 'nodeOf' | 'groups'> {
  const { exprCount, symbolCount } = flat;
  const leader = Int32Array.from({ length: symbolCount }, (_, id) => id);
  const find = (id: number): number => {
    let at = id;
    while (leader[at] !== at) at = leader[at]!;
    return at;
  };
  const inChoice = new Set<number>();
  for (const choice of flat.choices) {
    for (const member of memberIds(flat, choice)) {
      inChoice.add(member);
      leader[find(member)] = find(choice.symbol);
    }
    inChoice.add(choice.symbol);
  }
  const members = new Map<number, number[]>();
  for (const id of inChoice) {
    const node = exprCount + find(id);
    const list = members.get(node) ?? [];
    list.push(id);
    members.set(node, list);
  }
  const groups = new Map<number, Int32Array>();
  for (const [node, list] of members) groups.set(node, Int32Array.from(list).sort());
  return { nodeOf: Int32Array.from({ length: symbolCount }, (_, id) => exprCount + find(id)), groups };
}

/** Symbols whose values a choice decides: members, and with the new engine all that is below it. */
function memberIds(flat: FlatModel, choice: FlatChoice): number[] {
  return flat.dialect.values.choiceEngine === 'new' ? [...choice.members, ...choice.below] : [...choice.members];
}

type Add = (from: number, to: number) => void;

function listsOf(count: number, fill: (add: Add) => void): Lists {
  const start = new Int32Array(count + 1);
  fill((from) => {
    start[from + 1] = start[from + 1]! + 1;
  });
  for (let at = 0; at < count; at++) start[at + 1] = start[at + 1]! + start[at]!;
  const next = start.slice(0, count);
  const targets = new Int32Array(start[count]!);
  fill((from, to) => {
    const at = next[from]!;
    targets[at] = to;
    next[from] = at + 1;
  });
  return { start, targets };
}

function addExpressions(flat: FlatModel, nodeOf: Int32Array, add: Add): void {
  const { exprCount, exprKind, exprLeft, exprRight } = flat;
  for (let id = 0; id < exprCount; id++) {
    const left = exprLeft[id]!;
    switch (exprKind[id]) {
      case absentExpr:
        break;
      case exprCode.symbol:
        add(id, nodeOf[left]!);
        break;
      case exprCode.not:
        add(id, left);
        break;
      case exprCode.and:
      case exprCode.or:
        add(id, left);
        add(id, exprRight[id]!);
        break;
      default:
        add(id, nodeOf[left]!);
        add(id, nodeOf[exprRight[id] as number]!);
    }
  }
}

function addSymbol(flat: FlatModel, id: number, nodeOf: Int32Array, add: Add): void {
  const node = nodeOf[id]!;
  const addExpr = (expr: number): void => {
    if (expr >= 0) add(node, expr);
  };
  addExpr(flat.symbolDirect[id]!);
  addExpr(flat.symbolReverse[id]!);
  addExpr(flat.symbolImplied[id]!);
  // Texts of other symbols: a default that is a single symbol, bounds of a range.
  const addText = (symbol: number): void => {
    if (symbol >= 0 && flat.symbolType[symbol] !== typeCode.unknown && nodeOf[symbol] !== node) {
      add(node, nodeOf[symbol]!);
    }
  };
  for (let at = flat.propertyStart[id]!; at < flat.propertyStart[id + 1]!; at++) {
    const kind = flat.propertyKind[at];
    if (kind === propertyCode.select || kind === propertyCode.imply) continue;
    addExpr(flat.propertyCondition[at]!);
    if (kind === propertyCode.range) {
      addText(flat.propertyLow[at]!);
      addText(flat.propertyHigh[at]!);
    } else if (kind === propertyCode.default) {
      const value = flat.propertyValue[at]!;
      addExpr(value);
      if (value >= 0 && flat.exprKind[value] === exprCode.symbol) addText(flat.exprLeft[value]!);
    }
  }
}

/** Loops of the graph (Tarjan's algorithm without recursion): a node comes before its users. */
function rankNodes(count: number, needs: Lists): { rank: Int32Array; byRank: Lists } {
  const { start, targets } = needs;
  const rank = new Int32Array(count).fill(-1);
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const next = start.slice(0, count);
  const path = new Int32Array(count + 1);
  const open = new Int32Array(count);
  let opened = 0;
  let visited = 0;
  let ranks = 0;
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue;
    let depth = 0;
    path[0] = root;
    while (depth >= 0) {
      const node = path[depth]!;
      if (index[node] === -1) {
        index[node] = visited;
        low[node] = visited++;
        open[opened++] = node;
      }
      const at = next[node]!;
      if (at < start[node + 1]!) {
        next[node] = at + 1;
        const target = targets[at]!;
        if (index[target] === -1) path[++depth] = target;
        else if (rank[target] === -1) low[node] = Math.min(low[node]!, index[target]!);
        continue;
      }
      if (low[node] === index[node]) {
        let member: number;
        do {
          member = open[--opened]!;
          rank[member] = ranks;
        } while (member !== node);
        ranks++;
      }
      depth--;
      if (depth >= 0) {
        const below = path[depth]!;
        low[below] = Math.min(low[below]!, low[node]!);
      }
    }
  }
  const byRank = listsOf(ranks, (add) => {
    for (let node = 0; node < count; node++) add(rank[node]!, node);
  });
  return { rank, byRank };
}

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
