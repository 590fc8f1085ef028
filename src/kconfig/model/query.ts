import type { ByteString } from '../../core/bytes.ts';
import { bytesIn, canBeNear, editDistance } from '../../core/edit-distance.ts';
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
  const levels: (readonly Clause[])[] = [];
  for (let at: Entry | null = entry; at !== null; at = at.enclosing) levels.push(at.clauses);
  return levels.reverse().flat();
}

/** `visible if` lines of the menus around an entry, innermost first; they limit prompts only. */
export function visibleClausesOf(entry: Entry): Clause[] {
  const clauses: Clause[] = [];
  for (let at = entry.enclosing; at !== null; at = at.enclosing) clauses.push(...at.visibleClauses);
  return clauses;
}

/** True for the text a user is asked with; that of a `menuconfig` is of kind `menu`. */
export function isPrompt(property: Property): boolean {
  return property.kind === 'prompt' || property.kind === 'menu';
}

/** Prompts of all definitions of a symbol, in textual order. */
export function promptsOf(symbol: KconfigSymbol): Property[] {
  return symbol.properties.filter(isPrompt);
}

/** True when some definition has a prompt: only then does a line in `.config` count. */
export function hasPrompt(symbol: KconfigSymbol): boolean {
  return symbol.properties.some(isPrompt);
}

/** True for a bool or a tristate. */
export function isLogical({ type }: Pick<KconfigSymbol, 'type'>): boolean {
  return type === 'bool' || type === 'tristate';
}

/** Every symbol mentioned in an expression, each once, in textual order, constants excepted. */
export function symbolsIn(expr: Expr | null): KconfigSymbol[] {
  const found = new Set<KconfigSymbol>();
  eachOperand(expr, (symbol) => {
    if (symbol.kind !== 'constant') found.add(symbol);
  });
  return [...found];
}

/** Calls `visit` with the symbols of an expression in textual order, as often as they occur. */
export function eachOperand(expr: Expr | null, visit: (symbol: KconfigSymbol) => void): void {
  const waiting: Expr[] = expr === null ? [] : [expr];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    switch (at.kind) {
      case 'symbol':
        visit(at.symbol);
        break;
      case 'not':
        waiting.push(at.operand);
        break;
      case 'and':
      case 'or':
        waiting.push(at.right, at.left);
        break;
      default:
        visit(at.left);
        visit(at.right);
    }
  }
}

/** A place where one symbol's value or visibility depends on another. */
export interface Dependent {
  readonly symbol: KconfigSymbol;
  readonly kind: 'dependency' | 'prompt' | 'default' | 'select' | 'imply' | 'range';
  /** The property, or null for a dependency of the whole symbol. */
  readonly property: Property | null;
}

const dependentIndex = new WeakMap<KconfigModel, Map<KconfigSymbol, Dependent[]>>();

/**
 * Symbols whose value can change when `symbol` changes, by the finalised expressions; for a
 * select the one that is selected. The first call for a model makes an index of all of it.
 */
export function dependents(model: KconfigModel, symbol: KconfigSymbol): readonly Dependent[] {
  let index = dependentIndex.get(model);
  if (index === undefined) {
    index = indexDependents(model);
    dependentIndex.set(model, index);
  }
  return index.get(symbol) ?? [];
}

function indexDependents(model: KconfigModel): Map<KconfigSymbol, Dependent[]> {
  const index = new Map<KconfigSymbol, Dependent[]>();
  const add = (of: KconfigSymbol, dependent: Dependent): void => {
    if (of.kind === 'constant') return;
    const list = index.get(of);
    if (list === undefined) index.set(of, [dependent]);
    else list.push(dependent);
  };
  const mentioned = new Map<Expr, KconfigSymbol[]>();
  const addAll = (expr: Expr | null, dependent: Dependent): void => {
    if (expr === null) return;
    let symbols = mentioned.get(expr);
    if (symbols === undefined) {
      symbols = symbolsIn(expr);
      mentioned.set(expr, symbols);
    }
    for (const of of symbols) add(of, dependent);
  };
  for (const symbol of model.hashOrder) {
    addAll(symbol.directDependency, { symbol, kind: 'dependency', property: null });
    for (const property of symbol.properties) {
      const { kind } = property;
      const dependent: Dependent = {
        symbol: property.target ?? symbol,
        kind: kind === 'menu' || kind === 'comment' ? 'prompt' : kind,
        property,
      };
      addAll(property.condition, dependent);
      if (kind === 'default') addAll(property.value, dependent);
      if (kind === 'select' || kind === 'imply') add(symbol, dependent);
      if (property.low !== null) add(property.low, dependent);
      if (property.high !== null) add(property.high, dependent);
    }
  }
  return index;
}

/** A name as it is compared. */
interface Candidate {
  readonly name: ByteString;
  readonly upper: ByteString;
  /** {@link bytesIn} it. */
  readonly bytes: number;
}

function candidateOf(name: ByteString): Candidate {
  const upper = name.toUpperCase();
  return { name, upper, bytes: bytesIn(upper) };
}

const definedNames = new WeakMap<KconfigModel, readonly Candidate[]>();

/** Up to `limit` defined names closest to a mistyped one, best first; empty when none is near. */
export function suggestNames(model: KconfigModel, name: ByteString, limit = 3): ByteString[] {
  let candidates = definedNames.get(model);
  if (candidates === undefined) {
    candidates = [...model.symbols].flatMap(([known, { entries }]) => (entries.length > 0 ? [candidateOf(known)] : []));
    definedNames.set(model, candidates);
  }
  return nearest(candidates, name, limit);
}

/** Up to `limit` of the known names closest to a mistyped one, best first; empty when none is near. */
export function nearestNames(all: Iterable<ByteString>, name: ByteString, limit = 3): ByteString[] {
  return nearest(Array.from(all, candidateOf), name, limit);
}

function nearest(candidates: readonly Candidate[], name: ByteString, limit: number): ByteString[] {
  const wanted = candidateOf(name);
  const farthest = Math.max(1, Math.min(4, Math.floor(wanted.upper.length / 3)));
  const near: { name: ByteString; distance: number }[] = [];
  for (const { bytes, name: known, upper } of candidates) {
    if (!canBeNear(bytes, wanted.bytes, farthest)) continue;
    const distance = editDistance(wanted.upper, upper, farthest);
    if (distance <= farthest) near.push({ name: known, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.slice(0, limit).map((candidate) => candidate.name);
}
