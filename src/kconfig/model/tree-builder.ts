import type { RestOf } from '../../core/diagnostic.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { KconfigArgs, KconfigCode } from '../codes.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { isSpace } from '../language/characters.ts';
import { helpTextAt } from '../language/help-text.ts';
import type { Reporter } from '../report.ts';
import type { BuildEntry, BuildProperty, BuildSymbol } from './build-types.ts';
import { append, none } from './build-types.ts';
import { ExpressionPool } from './expression-pool.ts';
import { symbolFlag } from './flat-model.ts';
import type { Clause, EntryKind, Expr, MacroUse, PropertyKind, SymbolType } from './model.ts';
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

/** An entry; its help text is cut out of the file when it is read. */
class EntryNode implements BuildEntry {
  readonly id: number;
  readonly kind: EntryKind;
  readonly symbol: BuildSymbol | null;
  readonly location: Location;
  parent: BuildEntry | null;
  firstChild: BuildEntry | null = null;
  next: BuildEntry | null = null;
  readonly enclosing: BuildEntry | null;
  prompt: BuildProperty | null = null;
  properties: readonly BuildProperty[] = none;
  clauses: readonly Clause[] = none;
  visibleClauses: readonly Clause[] = none;
  dependency: Expr | null = null;
  visibility: Expr | null = null;
  typeLocation: Location | null = null;
  members: readonly BuildSymbol[] = none;
  isOptional = false;
  isConfigDefault = false;
  /** File text that holds the help text, and its offset there. */
  helpSource: ByteString | null = null;
  helpStart = 0;
  helpKeepsBlanks = false;

  constructor(id: number, kind: EntryKind, symbol: BuildSymbol | null, location: Location, parent: BuildEntry | null) {
    this.id = id;
    this.kind = kind;
    this.symbol = symbol;
    this.location = location;
    this.parent = parent;
    this.enclosing = parent;
  }

  get help(): ByteString | null {
    return this.helpSource === null ? null : helpTextAt(this.helpSource, this.helpStart, this.helpKeepsBlanks);
  }
}

/** Builds the tree of entries while statements are read, with the warnings conf gives then. */
export class TreeBuilder {
  readonly symbols: SymbolTable;
  readonly pool: ExpressionPool;
  readonly entries: BuildEntry[] = [];
  readonly root: BuildEntry;
  modules: BuildSymbol | null = null;
  defconfigList: BuildSymbol | null = null;
  /** Block new entries go into. */
  block: BuildEntry;
  /** Last entry of each open block, so that appending needs no walk. */
  private last: BuildEntry | null = null;
  private node: EntryNode;
  /** Properties of the current entry so far; entries get lists of just their size. */
  private readonly open: BuildProperty[] = [];
  private openCount = 0;
  private readonly reporter: Reporter;
  readonly dialect: Dialect;

  /** `capacity`: expressions there is room for at once, a power of two; those of a Linux tree when absent. */
  constructor(topFile: string, reporter: Reporter, dialect: Dialect, capacity = 1 << 16) {
    this.pool = new ExpressionPool(capacity);
    this.reporter = reporter;
    this.dialect = dialect;
    this.symbols = new SymbolTable(dialect, capacity / 2);
    this.node = this.makeEntry('root', null, { file: topFile, line: 1 }, null);
    this.root = this.node;
    this.block = this.node;
  }

  /** The block that the next entry goes into. */
  get openEntry(): BuildEntry {
    return this.block;
  }

  /** Entry whose attributes are being read. */
  get current(): BuildEntry {
    return this.node;
  }

  addEntry(kind: EntryKind, symbol: BuildSymbol | null, location: Location): BuildEntry {
    this.seal();
    const entry = this.makeEntry(kind, symbol, location, this.block);
    if (this.last === null) this.block.firstChild = entry;
    else this.last.next = entry;
    this.last = entry;
    this.node = entry;
    if (symbol !== null) {
      symbol.entries = append(symbol.entries, entry);
      if (kind !== 'choice') symbol.flags |= symbolFlag.defined;
    }
    return entry;
  }

  /** An entry that adds defaults to a symbol and does not define it. */
  addConfigDefault(symbol: BuildSymbol, location: Location): BuildEntry {
    const { flags } = symbol;
    const entry = this.addEntry('config', symbol, location);
    symbol.flags = flags;
    this.node.isConfigDefault = true;
    return entry;
  }

  /** Gives the current entry and its symbol the properties read so far; the last one needs a call. */
  seal(): void {
    const count = this.openCount;
    if (count === 0) return;
    this.openCount = 0;
    const { node } = this;
    const { symbol } = node;
    const list = this.open.slice(0, count);
    node.properties = node.properties.length === 0 ? list : [...node.properties, ...list];
    if (symbol === null) return;
    if (symbol.properties.length === 0) symbol.properties = list;
    else {
      if (!symbol.ownsProperties) symbol.properties = symbol.properties.slice();
      symbol.ownsProperties = true;
      for (const property of list) append(symbol.properties, property);
    }
  }

  /** The entries that follow go into the current entry. */
  openBlock(): BuildEntry {
    this.block = this.node;
    this.last = null;
    return this.block;
  }

  closeBlock(): void {
    this.last = this.block;
    this.block = this.block.parent ?? this.root;
  }

  setType(type: SymbolType, location: Location): void {
    const entry = this.node;
    const symbol = entry.symbol!;
    entry.typeLocation ??= location;
    if (symbol.type === type) return;
    if (symbol.type === 'unknown') {
      symbol.type = type;
      return;
    }
    const at = entry.location;
    const name = symbol.name === '' ? '<choice>' : symbol.name;
    const [from, to] = [this.typeName(symbol.type), this.typeName(type)];
    const text = this.dialect.messages.oldWarnings
      ? `type of '${name}' redefined from '${from}' to '${to}'`
      : `ignoring type redefinition of '${name}' from '${from}' to '${to}'`;
    this.warn('kconfig/type-redefined', text, at, { symbol: name, from, to });
  }

  addDefault(value: Expr, condition: Expr | null, location: Location, macros: readonly MacroUse[]): void {
    this.add('default', null, value, null, null, null, condition, location, macros);
  }

  addSelect(
    kind: 'select' | 'imply',
    target: BuildSymbol,
    condition: Expr | null,
    location: Location,
    macros: readonly MacroUse[],
  ): void {
    this.add(kind, null, this.pool.symbol(target), target, null, null, condition, location, macros);
  }

  addRange(
    low: BuildSymbol,
    high: BuildSymbol,
    condition: Expr | null,
    location: Location,
    macros: readonly MacroUse[],
  ): void {
    this.add('range', null, null, null, low, high, condition, location, macros);
  }

  addPrompt(
    kind: 'prompt' | 'menu' | 'comment',
    text: ByteString,
    condition: Expr | null,
    location: Location,
    macros: readonly MacroUse[],
  ): void {
    let start = 0;
    while (!this.dialect.messages.oldWarnings && start < text.length && isSpace(text.charCodeAt(start))) start++;
    const trimmed = start === 0 ? text : text.slice(start);
    const property = this.add(kind, trimmed, null, null, null, null, condition, location, macros);
    if (start > 0) this.warn('kconfig/leading-whitespace', 'leading whitespace ignored', location);
    if (this.node.prompt !== null) {
      const at = this.dialect.messages.oldWarnings ? this.node.location : location;
      this.warn('kconfig/prompt-redefined', 'prompt redefined', at);
    }
    if (kind === 'prompt') {
      for (let outer = this.node.parent; outer !== null; outer = outer.parent) {
        if (outer.visibility !== null) property.condition = this.pool.and(property.condition, outer.visibility);
      }
    }
    this.node.prompt = property;
  }

  /**
   * A default with a fixed text that no statement wrote, for `option env` and the predefined
   * symbols.
   */
  addFixedDefault(symbol: BuildSymbol, text: ByteString): void {
    this.seal();
    const { root } = this;
    const property: BuildProperty = {
      kind: 'default',
      text: null,
      value: this.pool.symbol(this.symbols.constant(text)),
      target: null,
      low: null,
      high: null,
      condition: null,
      writtenCondition: null,
      location: (symbol.entries[0] ?? root).location,
      entry: root,
      macros: none,
    };
    symbol.properties = [...symbol.properties, property];
    symbol.ownsProperties = true;
  }

  /** `optional` in a choice. */
  setOptional(): void {
    this.node.isOptional = true;
  }

  /** The main menu's prompt when the tree has no `mainmenu`. */
  addRootPrompt(text: ByteString): void {
    this.seal();
    this.node = this.root as EntryNode;
    this.addPrompt('menu', text, null, this.root.location, none);
    this.seal();
  }

  setHelp(source: ByteString, start: number): void {
    this.node.helpSource = source;
    this.node.helpStart = start;
    this.node.helpKeepsBlanks = this.dialect.reading.helpKeepsBlanks;
  }

  hasHelp(): boolean {
    return this.node.helpSource !== null;
  }

  addClause(kind: Clause['kind'], expr: Expr, location: Location, macros: readonly MacroUse[]): void {
    const entry = this.node;
    const clause: Clause = { kind, expr, location, entry, macros };
    if (kind === 'visible') {
      entry.visibleClauses = append(entry.visibleClauses, clause);
      entry.visibility = this.pool.and(entry.visibility, expr);
    } else {
      entry.clauses = append(entry.clauses, clause);
      entry.dependency = this.pool.and(entry.dependency, expr);
    }
  }

  private add(
    kind: PropertyKind,
    text: ByteString | null,
    value: Expr | null,
    target: BuildSymbol | null,
    low: BuildSymbol | null,
    high: BuildSymbol | null,
    condition: Expr | null,
    location: Location,
    macros: readonly MacroUse[],
  ): BuildProperty {
    const property: BuildProperty = {
      kind,
      text,
      value,
      target,
      low,
      high,
      condition,
      writtenCondition: condition,
      location,
      entry: this.node,
      macros,
    };
    this.open[this.openCount++] = property;
    return property;
  }

  /** A warning while reading; the busybox generation ends it with an empty line. */
  private warn<Code extends KconfigCode>(
    code: Code,
    text: string,
    location: Location,
    ...rest: RestOf<KconfigArgs[Code]>
  ): void {
    const message = `${location.file}:${location.line}:warning: ${text}`;
    this.reporter.print('stderr', this.dialect.messages.oldWarnings ? `${message}\n\n` : `${message}\n`);
    this.reporter.note(code, 'warning', message, location, ...rest);
  }

  private typeName(type: SymbolType): string {
    return type === 'bool' ? this.dialect.messages.boolName : typeNames[type];
  }

  private makeEntry(
    kind: EntryKind,
    symbol: BuildSymbol | null,
    location: Location,
    parent: BuildEntry | null,
  ): EntryNode {
    const entry = new EntryNode(this.entries.length, kind, symbol, location, parent);
    this.entries.push(entry);
    return entry;
  }
}
