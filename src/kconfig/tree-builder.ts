import type { Location } from '../core/location.ts';
import type { ByteString } from '../core/text.ts';
import type { BuildEntry, BuildProperty, BuildSymbol } from './build-types.ts';
import { ExpressionPool } from './expression-pool.ts';
import type { Clause, EntryKind, Expr, MacroUse, PropertyKind, SymbolType } from './model.ts';
import type { Reporter } from './report.ts';
import { SymbolTable } from './symbol-table.ts';

/** Names of the types in conf's messages. */
export const typeNames: Readonly<Record<SymbolType, string>> = {
  unknown: 'unknown',
  bool: 'bool',
  tristate: 'tristate',
  int: 'integer',
  hex: 'hex',
  string: 'string',
};

/** What a property line says besides its kind. */
export interface PropertyParts {
  readonly text?: ByteString;
  readonly value?: Expr;
  readonly target?: BuildSymbol;
  readonly low?: BuildSymbol;
  readonly high?: BuildSymbol;
}

/** Builds the tree of entries while statements are read, with the warnings conf gives then. */
export class TreeBuilder {
  readonly symbols = new SymbolTable();
  readonly pool = new ExpressionPool();
  readonly entries: BuildEntry[] = [];
  readonly root: BuildEntry;
  modules: BuildSymbol | null = null;
  /** Entry whose attributes are being read. */
  current: BuildEntry;
  /** Block new entries go into. */
  block: BuildEntry;
  /** Last entry of each open block, so that appending needs no walk. */
  private last: BuildEntry | null = null;
  private readonly reporter: Reporter;

  constructor(topFile: string, reporter: Reporter) {
    this.reporter = reporter;
    this.root = this.makeEntry('root', null, { file: topFile, line: 1 }, null);
    this.current = this.root;
    this.block = this.root;
  }

  addEntry(kind: EntryKind, symbol: BuildSymbol | null, location: Location): BuildEntry {
    const entry = this.makeEntry(kind, symbol, location, this.block);
    if (this.last === null) this.block.firstChild = entry;
    else this.last.next = entry;
    this.last = entry;
    this.current = entry;
    symbol?.entries.push(entry);
    return entry;
  }

  /** What follows goes into the current entry. */
  openBlock(): BuildEntry {
    this.block = this.current;
    this.last = null;
    return this.block;
  }

  closeBlock(): void {
    this.last = this.block;
    this.block = this.block.parent ?? this.root;
  }

  setType(type: SymbolType, location: Location): void {
    const entry = this.current;
    const symbol = entry.symbol as BuildSymbol;
    entry.typeLocation ??= location;
    if (symbol.type === type) return;
    if (symbol.type === 'unknown') {
      symbol.type = type;
      return;
    }
    const at = entry.location;
    const name = symbol.kind === 'choice' ? '<choice>' : symbol.name;
    this.reporter.report(
      'kconfig/type-redefined',
      'warning',
      `${at.file}:${at.line}:warning: ignoring type redefinition of '${name}' from '${typeNames[symbol.type]}' to '${typeNames[type]}'`,
      at,
    );
  }

  addProperty(
    kind: PropertyKind,
    parts: PropertyParts,
    condition: Expr | null,
    location: Location,
    macros: readonly MacroUse[],
  ): BuildProperty {
    const property: BuildProperty = {
      kind,
      text: parts.text ?? null,
      value: parts.value ?? null,
      target: parts.target ?? null,
      low: parts.low ?? null,
      high: parts.high ?? null,
      condition,
      writtenCondition: condition,
      location,
      entry: this.current,
      macros,
    };
    this.current.properties.push(property);
    this.current.symbol?.properties.push(property);
    return property;
  }

  addPrompt(
    kind: 'prompt' | 'menu' | 'comment',
    text: ByteString,
    condition: Expr | null,
    location: Location,
    macros: readonly MacroUse[],
  ): void {
    const trimmed = text.replace(/^[ \t\n\v\f\r]+/, '');
    const property = this.addProperty(kind, { text: trimmed }, condition, location, macros);
    const prefix = `${location.file}:${location.line}:warning: `;
    if (trimmed.length !== text.length) {
      this.reporter.report('kconfig/leading-whitespace', 'warning', `${prefix}leading whitespace ignored`, location);
    }
    if (this.current.prompt !== null) {
      this.reporter.report('kconfig/prompt-redefined', 'warning', `${prefix}prompt redefined`, location);
    }
    if (kind === 'prompt') {
      for (let outer = this.current.parent; outer !== null; outer = outer.parent) {
        if (outer.visibility !== null) property.condition = this.pool.and(property.condition, outer.visibility);
      }
    }
    this.current.prompt = property;
  }

  addClause(kind: Clause['kind'], expr: Expr, location: Location, macros: readonly MacroUse[]): void {
    const entry = this.current;
    const clause: Clause = { kind, expr, location, entry, macros };
    if (kind === 'visible') {
      entry.visibleClauses.push(clause);
      entry.visibility = this.pool.and(entry.visibility, expr);
    } else {
      entry.clauses.push(clause);
      entry.dependency = this.pool.and(entry.dependency, expr);
    }
  }

  private makeEntry(
    kind: EntryKind,
    symbol: BuildSymbol | null,
    location: Location,
    parent: BuildEntry | null,
  ): BuildEntry {
    const entry: BuildEntry = {
      id: this.entries.length,
      kind,
      symbol,
      location,
      parent,
      firstChild: null,
      next: null,
      enclosing: parent,
      prompt: null,
      properties: [],
      clauses: [],
      visibleClauses: [],
      dependency: null,
      visibility: null,
      help: null,
      typeLocation: null,
      members: [],
    };
    this.entries.push(entry);
    return entry;
  }
}
