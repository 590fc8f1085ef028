/**
 * Which symbol's value conf computes from which others, over all files of a tree, as its check for recursive dependencies
 * follows them. Source: docs/kconfig-semantics.md §2.8; `src/kconfig/model/check-dependencies.ts` is the same check over
 * one parsed tree. A T selected by S is led to S alone: what else conf follows from T there, S leads to as well.
 */
import type { Location } from '../../core/location.ts';
import type { Entry, Expr, Property, StaticFile } from '../../kconfig/index.ts';
import { choiceAround } from './choice-of.ts';
import type { SourceGraph } from './source-graph.ts';
import { namesIn, operandsOf } from './symbol-index.ts';

/** A symbol's value follows from another one's, by a line. */
export interface DependencyEdge {
  /** The symbol whose value it is. */
  readonly from: string;
  readonly to: string;
  readonly kind: 'depends' | 'select' | 'select-condition' | 'imply' | 'condition' | 'default';
  readonly location: Location;
  /** The entry that has the line, or that stands in the block that has it; null for a choice. */
  readonly owner: string | null;
  /** True for a line of the owner itself, false for one of a block around it. */
  readonly isOwn: boolean;
  /** Files that have to be read for it: of the entry, and of the `source` line that passes a condition on. */
  readonly files: readonly string[];
}

/** All edges of a tree by the symbol they start from, and the choice that each member is in. */
export interface DependencyGraph {
  readonly edges: ReadonlyMap<string, readonly DependencyEdge[]>;
  /** Members by name, with the choices (a name each) and the file of the member's entry. */
  readonly members: ReadonlyMap<string, readonly { readonly choice: string; readonly file: string }[]>;
}

interface ContextClause {
  readonly names: readonly string[];
  readonly location: Location;
  readonly files: readonly string[];
}

/** What differs between conf's checks. */
export interface CheckRules {
  /** Implies are followed: since Linux 4.18. */
  readonly followsImply: boolean;
  /** What stands in a choice below one of its members counts as a member: since Linux 6.11. */
  readonly isStrict: boolean;
}

/** Reads all edges off files that were parsed one by one. */
export function dependencyGraph(
  files: ReadonlyMap<string, StaticFile>,
  sources: SourceGraph,
  rules: CheckRules,
): DependencyGraph {
  return new GraphBuilder(sources, rules).build(files);
}

class GraphBuilder {
  private readonly edges = new Map<string, DependencyEdge[]>();
  private readonly members = new Map<string, { choice: string; file: string }[]>();
  private readonly blocks = new Map<Entry, readonly ContextClause[]>();
  private readonly contexts = new Map<string, readonly ContextClause[]>();
  private readonly sources: SourceGraph;
  private readonly followsImply: boolean;
  private readonly isStrict: boolean;
  private entries: readonly Entry[] = [];
  private readonly nested = new Map<Entry, ReadonlySet<Entry>>();

  constructor(sources: SourceGraph, { followsImply, isStrict }: CheckRules) {
    this.sources = sources;
    this.isStrict = isStrict;
    this.followsImply = followsImply;
  }

  build(files: ReadonlyMap<string, StaticFile>): DependencyGraph {
    for (const [path, file] of files) {
      if (!this.sources.isReached(path)) continue;
      this.entries = file.entries;
      for (const entry of file.entries) this.addEntry(path, entry);
    }
    return { edges: this.edges, members: this.members };
  }

  private addEntry(path: string, entry: Entry): void {
    const { symbol } = entry;
    if (symbol === null) return;
    const isChoice = entry.kind === 'choice';
    const from = isChoice ? choiceName(path, entry) : symbol.name;
    const owner = isChoice ? null : symbol.name;
    const choice = isChoice ? null : choiceAround(entry);
    if (choice !== null && (this.isStrict || !this.isNested(entry, choice)))
      push(this.members, from, { choice: choiceName(path, choice), file: path });
    const add = (
      names: readonly string[],
      rest: Pick<DependencyEdge, 'kind' | 'location' | 'isOwn' | 'files'>,
    ): void => {
      for (const to of names) push(this.edges, from, { from, to, owner, ...rest });
    };
    const files = [path];
    for (const clause of entry.clauses) {
      add(liveNames(clause.expr), { kind: 'depends', location: clause.location, isOwn: true, files });
    }
    for (const { names, location, files: read } of this.around(path, entry.enclosing)) {
      add(names, { kind: 'depends', location, isOwn: false, files: read });
    }
    for (const property of entry.properties) this.addProperty(property, path, from, owner, add);
    if (entry.prompt === null) return;
    for (let at = entry.enclosing; at !== null; at = at.enclosing) {
      for (const { expr, location } of at.visibleClauses) {
        add(liveNames(expr), { kind: 'condition', location, isOwn: false, files });
      }
    }
  }

  private addProperty(
    property: Property,
    path: string,
    from: string,
    owner: string | null,
    add: (names: readonly string[], rest: Pick<DependencyEdge, 'kind' | 'location' | 'isOwn' | 'files'>) => void,
  ): void {
    const { kind, location, target, value, writtenCondition } = property;
    const rest = { location, isOwn: true, files: [path] };
    const condition = liveNames(writtenCondition);
    if (target !== null && (kind === 'select' || (kind === 'imply' && this.followsImply))) {
      const { name } = target;
      push(this.edges, name, { from: name, to: from, kind, owner, ...rest });
      for (const to of condition) {
        push(this.edges, name, { from: name, to, kind: kind === 'select' ? 'select-condition' : kind, owner, ...rest });
      }
      return;
    }
    if (kind === 'select') return;
    add(condition, { kind: 'condition', ...rest });
    if (kind === 'default' && owner !== null) add(liveNames(value), { kind: 'default', ...rest });
  }

  /** True for an entry in a choice that depends on one before it: it lies in a menu below that one. */
  private isNested(entry: Entry, choice: Entry): boolean {
    const known = this.nested.get(choice);
    if (known !== undefined) return known.has(entry);
    const found = new Set<Entry>();
    const before = new Set<string>();
    for (const one of this.entriesIn(choice)) {
      if (one.symbol === null) continue;
      const around: Expr[] = one.clauses.map(({ expr }) => expr);
      for (let at = one.enclosing; at !== null && at !== choice; at = at.enclosing) {
        around.push(...at.clauses.map(({ expr }) => expr));
      }
      if (one.prompt?.writtenCondition) around.push(one.prompt.writtenCondition);
      const operands = around.flatMap((expr) => operandsOf('and', expr));
      const isBelow = operands.some(
        (operand) => liveNames(operand).length === 1 && before.has(liveNames(operand)[0] ?? ''),
      );
      const isLogical = one.symbol.type === 'bool' || one.symbol.type === 'tristate' || one.symbol.type === 'unknown';
      if (isBelow || !isLogical) found.add(one);
      before.add(one.symbol.name);
    }
    this.nested.set(choice, found);
    return found.has(entry);
  }

  private entriesIn(choice: Entry): readonly Entry[] {
    return this.entries.filter((entry) => entry !== choice && choiceAround(entry) === choice);
  }

  /** Conditions of the blocks around, of this file and of those that read it. */
  private around(path: string, block: Entry | null): readonly ContextClause[] {
    if (block === null) return this.contextOf(path);
    const known = this.blocks.get(block);
    if (known !== undefined) return known;
    const outer = this.around(path, block.enclosing);
    const own = block.clauses.map(({ expr, location }) => ({ names: liveNames(expr), location, files: [path] }));
    const found = own.length === 0 ? outer : [...own, ...outer];
    this.blocks.set(block, found);
    return found;
  }

  private contextOf(path: string): readonly ContextClause[] {
    const known = this.contexts.get(path);
    if (known !== undefined) return known;
    // A file that reads itself in a circle adds nothing.
    this.contexts.set(path, []);
    const found = this.sources.placesOf(path).flatMap((place) =>
      this.around(place.path, place.source.enclosing).map((clause) => ({
        ...clause,
        files: [...new Set([path, place.path, ...clause.files])],
      })),
    );
    this.contexts.set(path, found);
    return found;
  }
}

function push<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function choiceName(path: string, { location, symbol }: Entry): string {
  return `choice ${symbol?.name ?? ''} at ${path}:${location.line}`;
}

/** Names whose value an expression needs; `y || X` needs none. Source: expr_transform of scripts/kconfig/expr.c. */
function liveNames(expr: Expr | null): readonly string[] {
  const live = expr === null ? true : liveParts(expr);
  return typeof live === 'boolean' ? [] : [...new Set(live.flatMap((part) => namesIn(part)))];
}

/** The operands that count, or the constant that an expression is. */
function liveParts(expr: Expr): boolean | readonly Expr[] {
  if (expr.kind === 'symbol') {
    const { name } = expr.symbol;
    return name === 'y' ? true : name === 'n' ? false : [expr];
  }
  if (expr.kind === 'not') {
    const inner = liveParts(expr.operand);
    return typeof inner === 'boolean' ? !inner : inner;
  }
  if (expr.kind !== 'and' && expr.kind !== 'or') return [expr];
  const decides = expr.kind === 'or';
  const left = liveParts(expr.left);
  if (left === decides) return decides;
  const right = liveParts(expr.right);
  if (right === decides) return decides;
  if (typeof left === 'boolean') return right;
  return typeof right === 'boolean' ? left : [...left, ...right];
}
