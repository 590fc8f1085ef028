/**
 * Values of recursive variables, kept while goals are updated: recipes that are alike expand the same variables a
 * thousand times. A value follows from the globals, which are the same as long as {@link VariableTable.version} is,
 * and from what its expansion read of the scopes around it (`$@`, arguments of `$(call)`, variables of a target).
 * Expansion is deterministic: what was read so far decides what is read next. So kept values of a variable form a
 * tree, in which each node names the next read and each edge is what it gave. docs/make-semantics.md §8.5.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { Reference } from './records.ts';
import type { RuleDatabase } from './rule-database.ts';
import type { VariableTable } from './variable-table.ts';
import type { Scope, Variable } from './variables.ts';

/** The parts of a make that values follow from. */
interface MemoMake {
  readonly rules: RuleDatabase;
  readonly globals: VariableTable;
  readonly at: { readonly scope: Scope | null };
}

/** More values than these, of one make, are dropped. */
const maxValues = 4096;

/** Names that recipes and `$(shell)` put into scopes; the `D` and `F` forms of automatic ones are globals. */
const automaticNames: ReadonlySet<ByteString> = new Set(['@', '%', '*', '<', '^', '+', '|', '?', '.SHELLSTATUS']);

/** A kept value. */
export interface KeptValue {
  readonly value: ByteString;
  /** What the reader notes; null without one. */
  readonly reference: Reference | null;
}

/** The next read of an expansion, or its end. Nearly all have one edge, for which there is no map. */
class Node {
  /** The name read next; null at the end. */
  name: ByteString | null = null;
  kept: KeptValue | null = null;
  private key: unknown = undefined;
  private only: Node | null = null;
  private others: Map<unknown, Node> | null = null;

  /** The node that an answer leads to. */
  get(key: unknown): Node | undefined {
    if (this.only !== null && this.key === key) return this.only;
    return this.others?.get(key);
  }

  /** The same; a new one where there is none. */
  enter(key: unknown): Node {
    let node = this.get(key);
    if (node !== undefined) return node;
    node = new Node();
    if (this.only === null) {
      this.key = key;
      this.only = node;
    } else (this.others ??= new Map()).set(key, node);
    return node;
  }
}

/** One expansion under way. */
interface Frame {
  readonly parent: Frame | null;
  /** Scopes within this one are its own. */
  readonly base: Scope | null;
  readonly names: ByteString[];
  readonly keys: unknown[];
  readonly impurities: number;
  readonly version: number;
}

/** What a read of something that is not in any scope gives: the globals stay the same. */
const globalKey = Symbol('global');

/** The values kept for one make. */
export class ExpansionMemo {
  /** Grows with everything that a value may follow from apart from variables, and with every effect. */
  impurities = 0;
  private frame: Frame | null = null;
  private version = -1;
  private values = new Map<Variable, Node>();
  private count = 0;
  /** Values that follow from what a recipe is for: nearly all are of use in that recipe only. */
  private ofRecipe = new Map<Variable, Node>();
  private recipe: Scope | null = null;
  /** Names that some scope may have. */
  private readonly scoped = new Set<ByteString>(automaticNames);

  constructor(make: MemoMake) {
    for (const { variables } of make.rules.targets.values()) {
      if (variables !== null) for (const name of variables.keys()) this.scoped.add(name);
    }
    for (const { variable } of make.rules.patternVariables) this.scoped.add(variable.name);
  }

  /** A scope will have this name. */
  bind(name: ByteString): void {
    if (this.isScoped(name)) return;
    this.scoped.add(name);
    this.impurities++;
    this.clear();
  }

  /** A kept value of a variable in the present scope. */
  find(make: MemoMake, variable: Variable): KeptValue | null {
    if (make.globals.version !== this.version) {
      this.clear();
      this.version = make.globals.version;
      return null;
    }
    if (this.frame === null && make.at.scope !== this.recipe) {
      this.recipe = make.at.scope;
      if (this.ofRecipe.size > 0) this.ofRecipe = new Map();
    }
    return this.findIn(make, this.values.get(variable)) ?? this.findIn(make, this.ofRecipe.get(variable));
  }

  private findIn(make: MemoMake, first: Node | undefined): KeptValue | null {
    let node = first;
    while (node !== undefined) {
      if (node.name === null) return node.kept;
      node = node.get(this.read(make, node.name));
    }
    return null;
  }

  /** A variable is about to be expanded. */
  begin(make: MemoMake): Frame {
    const { frame: parent, impurities } = this;
    this.frame = { parent, base: make.at.scope, names: [], keys: [], impurities, version: make.globals.version };
    return this.frame;
  }

  /** Ends the expansion that began with `frame`, and all within it. */
  leave(frame: Frame): void {
    this.frame = frame.parent;
  }

  /** Keeps what an expansion gave. */
  keep(make: MemoMake, frame: Frame, variable: Variable, kept: KeptValue): void {
    const { version } = make.globals;
    if (frame.impurities !== this.impurities || frame.version !== version || this.version !== version) return;
    if (this.count >= maxValues) this.clear();
    const values = frame.names.some((name) => automaticNames.has(name)) ? this.ofRecipe : this.values;
    let node = values.get(variable);
    if (node === undefined) values.set(variable, (node = new Node()));
    for (let index = 0; index < frame.names.length; index++) {
      if (node.kept !== null) return;
      node.name ??= frame.names[index]!;
      if (node.name !== frame.names[index]) return;
      node = node.enter(frame.keys[index]);
    }
    if (node.name !== null) return;
    if (node.kept === null && values === this.values) this.count++;
    node.kept = kept;
  }

  /** The variable visible under a name; notes the read in every expansion outside of which it was found. */
  lookup(make: MemoMake, name: ByteString): Variable | undefined {
    if (!this.isScoped(name)) {
      const found = make.globals.get(name);
      if (found === undefined || !found.isPrivate) return found;
      this.impurities++;
    }
    let { frame } = this;
    const inner = frame;
    let hidesPrivate = false;
    for (let scope = make.at.scope; scope !== null; scope = scope.next) {
      while (frame !== null && frame.base === scope) frame = frame.parent;
      const found = scope.variables.get(name);
      if (found !== undefined && !(hidesPrivate && found.isPrivate)) {
        note(inner, frame, name, keyOf(found));
        return found;
      }
      if (scope.hidesPrivateOfNext) hidesPrivate = true;
    }
    note(inner, null, name, globalKey);
    const found = make.globals.get(name);
    if (found?.isPrivate !== true) return found;
    this.impurities++;
    return hidesPrivate ? undefined : found;
  }

  /** True while a value is being expanded. */
  get isActive(): boolean {
    return this.frame !== null;
  }

  private read(make: MemoMake, name: ByteString): unknown {
    let { frame } = this;
    const inner = frame;
    let hidesPrivate = false;
    for (let scope = make.at.scope; scope !== null; scope = scope.next) {
      while (frame !== null && frame.base === scope) frame = frame.parent;
      const found = scope.variables.get(name);
      if (found !== undefined && !(hidesPrivate && found.isPrivate)) {
        const key = keyOf(found);
        note(inner, frame, name, key);
        return key;
      }
      if (scope.hidesPrivateOfNext) hidesPrivate = true;
    }
    note(inner, null, name, globalKey);
    return globalKey;
  }

  private isScoped(name: ByteString): boolean {
    const first = name.charCodeAt(0);
    return (first >= 48 && first <= 57) || this.scoped.has(name);
  }

  private clear(): void {
    this.values = new Map();
    this.ofRecipe = new Map();
    this.count = 0;
  }
}

/** What an expansion can see of a variable of a scope. */
function keyOf(variable: Variable): unknown {
  const { definition, value } = variable;
  if (variable.isRecursive || variable.isAppend) return variable;
  const location = definition?.location ?? null;
  if (variable.origin === 'automatic' && location === null) return value;
  return `${variable.origin} ${location?.line ?? ''} ${location?.file ?? ''}\n${value}`;
}

/** Notes a read in the expansions from `frame` outwards to before `end`. */
function note(from: Frame | null, end: Frame | null, name: ByteString, key: unknown): void {
  for (let frame = from; frame !== null && frame !== end; frame = frame.parent) {
    if (frame.names.includes(name)) continue;
    frame.names.push(name);
    frame.keys.push(key);
  }
}
