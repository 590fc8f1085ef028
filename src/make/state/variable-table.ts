/**
 * The global variables of one evaluation: its own ones over a base that many evaluations share. What is
 * shared is never changed: a variable of the base is copied before its first change (see `ownVariable` in
 * variables.ts).
 */
import type { ByteString } from '../../core/bytes.ts';
import type { Variable, VariableSet } from './variables.ts';

/** Variables that stay as they are. */
export interface VariableBase {
  readonly variables: ReadonlyMap<ByteString, Variable>;
  /** Those a child process may get without `export` for everything; filled on first use. */
  exportable: readonly Variable[] | undefined;
}

/** Notes the reads and writes of a stretch of makefile that is being recorded. */
export interface TableWatcher {
  /** Before the first change of `name` in the stretch this is what it read. */
  readVariable(name: ByteString, found: Variable | undefined): void;
  wroteVariable(name: ByteString): void;
  /** The stretch did something that cannot be repeated from a record. */
  refuse(): void;
}

/** What child processes get of the global variables where nothing hides one; see `childEnvironment`. */
export interface ExportedVariables {
  /** {@link VariableTable.version} and `Modes.exportAll` when they were chosen. */
  readonly version: number;
  readonly exportAll: boolean;
  readonly names: ReadonlySet<ByteString>;
  /** Values that need no expansion. */
  readonly env: Readonly<Record<string, ByteString>>;
  /** Those that are expanded for each process. */
  readonly deferred: readonly Variable[];
  /** What {@link deferred} gave the last time, and the whole environment with it. */
  latest: {
    readonly values: ReadonlyMap<ByteString, ByteString>;
    readonly env: Readonly<Record<string, ByteString>>;
  } | null;
}

/** Global variables. */
export class VariableTable implements VariableSet {
  /** Changes with every variable that is set, changed or removed. */
  version = 0;
  /** Kept by `childEnvironment`. */
  exported: ExportedVariables | null = null;
  /** Null unless a stretch is being recorded. */
  watcher: TableWatcher | null = null;
  private own = new Map<ByteString, Variable>();
  private shared: VariableBase | null = null;

  /** The variables under the own ones, null when there are none. */
  get base(): VariableBase | null {
    return this.shared;
  }

  /** The own variables. Not to be changed from outside. */
  get ownVariables(): ReadonlyMap<ByteString, Variable> {
    return this.own;
  }

  /** Lays the own variables over another base; own ones that `hidden` names are dropped. */
  rebase(base: VariableBase, hidden: ReadonlyMap<ByteString, unknown> | null): void {
    this.shared = base;
    this.version++;
    if (hidden === null) return;
    for (const name of this.own.keys()) if (hidden.has(name)) this.own.delete(name);
  }

  get(name: ByteString): Variable | undefined {
    let found = this.own.get(name);
    if (found === undefined && this.shared !== null) found = this.shared.variables.get(name);
    if (this.watcher !== null) this.watcher.readVariable(name, found);
    return found;
  }

  has(name: ByteString): boolean {
    return this.get(name) !== undefined;
  }

  set(name: ByteString, variable: Variable): this {
    this.own.set(name, variable);
    this.version++;
    if (this.watcher !== null) this.watcher.wroteVariable(name);
    return this;
  }

  /** A variable is about to be changed in place. */
  touch(): void {
    this.version++;
  }

  delete(name: ByteString): boolean {
    this.version++;
    if (this.watcher !== null) this.watcher.refuse();
    if (this.shared?.variables.has(name) === true) {
      this.own = new Map([...this.shared.variables, ...this.own]);
      this.shared = null;
    }
    return this.own.delete(name);
  }

  *keys(): Generator<ByteString> {
    for (const variable of this.values()) yield variable.name;
  }

  *values(): Generator<Variable> {
    if (this.watcher !== null) this.watcher.refuse();
    yield* this.own.values();
    if (this.shared === null) return;
    for (const variable of this.shared.variables.values()) if (!this.own.has(variable.name)) yield variable;
  }
}
