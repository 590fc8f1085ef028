import type { FlatChoice, FlatModel } from '../model/flat-model.ts';
import { absentExpr, exprCode, propertyCode, typeCode } from '../model/flat-model.ts';

/** Lists of numbers by number: list `i` is `targets[start[i]]` up to `start[i + 1]`. */
export interface Lists {
  readonly start: Int32Array;
  readonly targets: Int32Array;
}

/**
 * Who uses what in a flat model. Nodes are expressions (their ids) and, from `exprCount` on, symbols;
 * a choice and its members are one node, that of the choice's symbol. Nodes of a loop share a rank;
 * otherwise what is used has a lower rank than its users.
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
      for (let at = needs.start[node] as number; at < (needs.start[node + 1] as number); at++) {
        add(needs.targets[at] as number, node);
      }
    }
  });
  const { rank, byRank } = rankNodes(count, needs);
  const modulesNeeds = new Uint8Array(count);
  const waiting = [nodeOf[flat.modules] as number];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (modulesNeeds[at] === 1) continue;
    modulesNeeds[at] = 1;
    for (let i = needs.start[at] as number; i < (needs.start[at + 1] as number); i++) {
      waiting.push(needs.targets[i] as number);
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
    while (leader[at] !== at) at = leader[at] as number;
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
    start[from + 1] = (start[from + 1] as number) + 1;
  });
  for (let at = 0; at < count; at++) start[at + 1] = (start[at + 1] as number) + (start[at] as number);
  const next = start.slice(0, count);
  const targets = new Int32Array(start[count] as number);
  fill((from, to) => {
    const at = next[from] as number;
    targets[at] = to;
    next[from] = at + 1;
  });
  return { start, targets };
}

function addExpressions(flat: FlatModel, nodeOf: Int32Array, add: Add): void {
  const { exprCount, exprKind, exprLeft, exprRight } = flat;
  for (let id = 0; id < exprCount; id++) {
    const left = exprLeft[id] as number;
    switch (exprKind[id]) {
      case absentExpr:
        break;
      case exprCode.symbol:
        add(id, nodeOf[left] as number);
        break;
      case exprCode.not:
        add(id, left);
        break;
      case exprCode.and:
      case exprCode.or:
        add(id, left);
        add(id, exprRight[id] as number);
        break;
      default:
        add(id, nodeOf[left] as number);
        add(id, nodeOf[exprRight[id] as number] as number);
    }
  }
}

function addSymbol(flat: FlatModel, id: number, nodeOf: Int32Array, add: Add): void {
  const node = nodeOf[id] as number;
  const addExpr = (expr: number): void => {
    if (expr >= 0) add(node, expr);
  };
  addExpr(flat.symbolDirect[id] as number);
  addExpr(flat.symbolReverse[id] as number);
  addExpr(flat.symbolImplied[id] as number);
  // Texts of other symbols: a default that is a single symbol, bounds of a range.
  const addText = (symbol: number): void => {
    if (symbol >= 0 && flat.symbolType[symbol] !== typeCode.unknown && nodeOf[symbol] !== node) {
      add(node, nodeOf[symbol] as number);
    }
  };
  for (let at = flat.propertyStart[id] as number; at < (flat.propertyStart[id + 1] as number); at++) {
    const kind = flat.propertyKind[at];
    if (kind === propertyCode.select || kind === propertyCode.imply) continue;
    addExpr(flat.propertyCondition[at] as number);
    if (kind === propertyCode.range) {
      addText(flat.propertyLow[at] as number);
      addText(flat.propertyHigh[at] as number);
    } else if (kind === propertyCode.default) {
      const value = flat.propertyValue[at] as number;
      addExpr(value);
      if (value >= 0 && flat.exprKind[value] === exprCode.symbol) addText(flat.exprLeft[value] as number);
    }
  }
}

/** Loops of the graph (Tarjan's algorithm without recursion): what is needed comes before its users. */
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
      const node = path[depth] as number;
      if (index[node] === -1) {
        index[node] = visited;
        low[node] = visited++;
        open[opened++] = node;
      }
      const at = next[node] as number;
      if (at < (start[node + 1] as number)) {
        next[node] = at + 1;
        const target = targets[at] as number;
        if (index[target] === -1) path[++depth] = target;
        else if (rank[target] === -1) low[node] = Math.min(low[node] as number, index[target] as number);
        continue;
      }
      if (low[node] === index[node]) {
        let member: number;
        do {
          member = open[--opened] as number;
          rank[member] = ranks;
        } while (member !== node);
        ranks++;
      }
      depth--;
      if (depth >= 0) {
        const below = path[depth] as number;
        low[below] = Math.min(low[below] as number, low[node] as number);
      }
    }
  }
  const byRank = listsOf(ranks, (add) => {
    for (let node = 0; node < count; node++) add(rank[node] as number, node);
  });
  return { rank, byRank };
}
