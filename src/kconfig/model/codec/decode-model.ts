/** Makes the objects of a kept model, then gives them what names others; see `encode-model.ts`. */
import type { ByteString } from '../../../core/bytes.ts';
import type { Location } from '../../../core/location.ts';
import { clauseKinds, type EncodedModel, magic, referenceKinds } from './encode-model.ts';
import { decodeFlatModel } from './flat-codec.ts';
import {
  absentExpr,
  entryCode,
  exprCode,
  type FlatModel,
  propertyCode,
  symbolKindCode,
  typeCode,
} from '../flat-model.ts';
import { shareFlat } from '../flatten.ts';
import { FrameReader } from './frames.ts';
import type {
  Clause,
  CompareExpr,
  Entry,
  EntryKind,
  Expr,
  KconfigModel,
  KconfigSymbol,
  LogicExpr,
  MacroUse,
  NotExpr,
  Property,
  PropertyKind,
  SymbolExpr,
  SymbolType,
  TextReference,
} from '../model.ts';

const noMacros: readonly MacroUse[] = Object.freeze([]);

/** An object whose fields are given while the graph is linked. */
type Open<Type> = { -readonly [Name in keyof Type]: Type[Name] };

const exprKinds = namesOf(exprCode);
const entryKinds = namesOf(entryCode) as readonly EntryKind[];
const propertyKinds = namesOf(propertyCode) as readonly PropertyKind[];
const symbolKinds = namesOf(symbolKindCode) as readonly KconfigSymbol['kind'][];
const symbolTypes = namesOf(typeCode) as readonly SymbolType[];

function namesOf(codes: Readonly<Record<string, number>>): readonly string[] {
  const names: string[] = [];
  for (const [name, code] of Object.entries(codes)) names[code] = name;
  return names;
}

/**
 * The model stored by {@link encodeModel}; null when the bytes are not whole or of another version. The bytes are not checked for
 * sense: keep a checksum where they come from outside. Cost: linear in the model, a tenth of parsing.
 */
export function decodeModel(encoded: EncodedModel): KconfigModel | null {
  const reader = new FrameReader(encoded.bytes);
  if (reader.take(magic.length)?.toString('latin1') !== magic) return null;
  const flat = decodeFlatModel(reader.frame() ?? new Uint8Array(0));
  const texts = reader.texts();
  const helps = reader.texts();
  const exprs = { kind: reader.bytes(), left: reader.words(), right: reader.words() };
  const columns = new Columns(reader);
  const symbolIds = reader.words();
  const hashOrder = reader.words();
  if (flat === null || !reader.isDone()) return null;
  return new Linker(encoded, flat, texts, helps, exprs, columns).link(symbolIds, hashOrder);
}

/** The arrays of a block that belong to entries, symbols and properties. */
class Columns {
  readonly entries: Int32Array;
  readonly entryLists: ListReader;
  readonly clauses: Int32Array;
  readonly symbols: Int32Array;
  readonly symbolLists: ListReader;
  readonly properties: Int32Array;
  readonly references: Int32Array;

  constructor(reader: FrameReader) {
    this.entries = reader.words();
    this.entryLists = new ListReader(reader.words(), reader.words());
    this.clauses = reader.words();
    this.symbols = reader.words();
    this.symbolLists = new ListReader(reader.words(), reader.words());
    this.properties = reader.words();
    this.references = reader.words();
  }
}

/** Takes lists in the order in which they were added. */
class ListReader {
  private readonly starts: Int32Array;
  private readonly items: Int32Array;
  private at = 0;

  constructor(starts: Int32Array, items: Int32Array) {
    this.starts = starts;
    this.items = items;
  }

  /** The next list, with each number as what it names. */
  next<Item>(all: readonly Item[]): readonly Item[] {
    const start = this.starts[this.at++] ?? 0;
    const end = this.starts[this.at] ?? start;
    if (start === end) return none;
    const list = new Array<Item>(end - start);
    for (let at = start; at < end; at++) list[at - start] = all[this.items[at]!]!;
    return list;
  }

  /** Passes the next list when it is the mark that it is another one. */
  isMark(): boolean {
    const start = this.starts[this.at] ?? 0;
    if (this.starts[this.at + 1] !== start + 1 || this.items[start] !== -1) return false;
    this.at++;
    return true;
  }
}

const none: readonly never[] = Object.freeze([]);
const entryWidth = 7;
const symbolWidth = 2;
const propertyWidth = 12;
const referenceWidth = 5;

/** Makes the objects, then gives them what names others. */
class Linker {
  private readonly encoded: EncodedModel;
  private readonly flat: FlatModel;
  private readonly texts: readonly (ByteString | null)[];
  private readonly columns: Columns;
  private readonly symbols: Open<KconfigSymbol>[];
  private readonly entries: Open<Entry>[];
  private readonly properties: Property[];
  private readonly exprs: (Expr | null)[];

  constructor(
    encoded: EncodedModel,
    flat: FlatModel,
    texts: readonly (ByteString | null)[],
    helps: readonly (ByteString | null)[],
    exprs: { readonly kind: Uint8Array; readonly left: Int32Array; readonly right: Int32Array },
    columns: Columns,
  ) {
    this.encoded = encoded;
    this.flat = flat;
    this.texts = texts;
    this.columns = columns;
    this.symbols = makeSymbols(flat);
    this.exprs = makeExpressions(exprs, this.symbols);
    this.entries = this.makeEntries(helps);
    this.properties = this.makeProperties();
  }

  link(symbolIds: Int32Array, hashOrder: Int32Array): KconfigModel {
    const { encoded, entries, flat, symbols } = this;
    this.linkEntries();
    this.linkSymbols();
    const symbolOf = (id: number): KconfigSymbol => symbols[id]!;
    const model: KconfigModel = {
      dialect: flat.dialect,
      symbols: new Map(Array.from(symbolIds, (id) => [symbolOf(id).name, symbolOf(id)])),
      choices: flat.choices.map(({ entry }) => entries[entry]!),
      root: entries[0]!,
      entries,
      mainMenu: flat.mainMenu,
      modules: symbolOf(flat.modules),
      defconfigList: flat.defconfigList < 0 ? null : symbolOf(flat.defconfigList),
      yes: symbolOf(flat.yes),
      mod: symbolOf(flat.mod),
      no: symbolOf(flat.no),
      hashOrder: Array.from(hashOrder, symbolOf),
      symbolCount: flat.symbolCount,
      expressionCount: flat.exprCount,
      files: encoded.files,
      environment: encoded.environment,
      unknownAnswers: [],
      assignedMacros: encoded.assignedMacros,
      textReferences: this.makeReferences(),
      dependencyOrder: flat.dependencyOrder === null ? null : Array.from(flat.dependencyOrder, symbolOf),
    };
    shareFlat(model, flat);
    return model;
  }

  private place(file: number, line: number): Location {
    return { file: this.texts[file]!, line };
  }

  private macros(list: number): readonly MacroUse[] {
    return list < 0 ? noMacros : this.encoded.macros[list]!;
  }

  private makeEntries(helps: readonly (ByteString | null)[]): Open<Entry>[] {
    const { flat } = this;
    const entries = new Array<Open<Entry>>(flat.entryCount);
    for (let id = 0; id < flat.entryCount; id++) {
      entries[id] = {
        id,
        kind: entryKinds[flat.entryKind[id]!]!,
        symbol: this.symbols[flat.entrySymbol[id]!] ?? null,
        location: { file: flat.fileNames[flat.entryFile[id]!]!, line: flat.entryLine[id]! },
        parent: null,
        firstChild: null,
        next: null,
        enclosing: null,
        prompt: null,
        properties: none,
        clauses: none,
        visibleClauses: none,
        dependency: null,
        visibility: null,
        help: helps[id] ?? null,
        typeLocation: null,
        members: none,
        isOptional: false,
        isConfigDefault: false,
      };
    }
    return entries;
  }

  private makeProperties(): Property[] {
    const { exprs, symbols } = this;
    const { properties: from } = this.columns;
    const count = from.length / propertyWidth;
    const properties = new Array<Property>(count);
    for (let id = 0, at = 0; id < count; id++, at += propertyWidth) {
      properties[id] = {
        kind: propertyKinds[from[at]!]!,
        text: this.texts[from[at + 1]!] ?? null,
        value: exprs[from[at + 2]!] ?? null,
        target: symbols[from[at + 3]!] ?? null,
        low: symbols[from[at + 4]!] ?? null,
        high: symbols[from[at + 5]!] ?? null,
        condition: exprs[from[at + 6]!] ?? null,
        writtenCondition: exprs[from[at + 7]!] ?? null,
        location: this.place(from[at + 8]!, from[at + 9]!),
        entry: this.entries[from[at + 10]!]!,
        macros: this.macros(from[at + 11]!),
      };
    }
    return properties;
  }

  private linkEntries(): void {
    const { entries, exprs, flat } = this;
    const { entries: from, entryLists } = this.columns;
    const clauses = new ClauseReader(this.columns.clauses);
    const makeClause = (
      entry: Entry,
      kind: number,
      expr: number,
      file: number,
      line: number,
      macros: number,
    ): Clause => ({
      kind: clauseKinds[kind]!,
      expr: exprs[expr]!,
      location: this.place(file, line),
      entry,
      macros: this.macros(macros),
    });
    for (let id = 0, at = 0; id < entries.length; id++, at += entryWidth) {
      const entry = entries[id]!;
      entry.parent = entries[flat.entryParent[id]!] ?? null;
      entry.firstChild = entries[flat.entryFirstChild[id]!] ?? null;
      entry.next = entries[flat.entryNext[id]!] ?? null;
      entry.enclosing = entries[from[at]!] ?? null;
      entry.prompt = this.properties[from[at + 1]!] ?? null;
      entry.dependency = exprs[from[at + 2]!] ?? null;
      entry.visibility = exprs[from[at + 3]!] ?? null;
      const flags = from[at + 4]!;
      entry.isOptional = (flags & 1) !== 0;
      entry.isConfigDefault = (flags & 2) !== 0;
      if (from[at + 5]! >= 0) entry.typeLocation = this.place(from[at + 5]!, from[at + 6]!);
      entry.properties = entryLists.next(this.properties);
      entry.members = entryLists.next(this.symbols);
      entry.clauses = clauses.next(entry, makeClause);
      entry.visibleClauses = clauses.next(entry, makeClause);
    }
  }

  private linkSymbols(): void {
    const { entries, exprs, flat, symbols } = this;
    const { symbols: from, symbolLists } = this.columns;
    for (let id = 0, at = 0; id < symbols.length; id++, at += symbolWidth) {
      const symbol = symbols[id]!;
      symbol.flags = from[at]!;
      symbol.choice = entries[from[at + 1]!] ?? null;
      symbol.directDependency = exprs[flat.symbolDirect[id]!] ?? null;
      symbol.reverseDependency = exprs[flat.symbolReverse[id]!] ?? null;
      symbol.impliedDependency = exprs[flat.symbolImplied[id]!] ?? null;
      symbol.entries = symbolLists.next(entries);
      symbol.properties = symbolLists.isMark() ? symbol.entries[0]!.properties : symbolLists.next(this.properties);
      symbol.selectedBy = symbolLists.next(this.properties);
      symbol.impliedBy = symbolLists.next(this.properties);
    }
  }

  private makeReferences(): TextReference[] {
    const from = this.columns.references;
    return Array.from({ length: from.length / referenceWidth }, (_, index) => {
      const at = index * referenceWidth;
      return {
        symbol: this.symbols[from[at]!]!,
        kind: referenceKinds[from[at + 1]!]!,
        location: this.place(from[at + 2]!, from[at + 3]!),
        entry: this.entries[from[at + 4]!]!,
      };
    });
  }
}

/** Takes the clauses of one entry after the other. */
class ClauseReader {
  private readonly from: Int32Array;
  private at = 0;

  constructor(from: Int32Array) {
    this.from = from;
  }

  next(
    entry: Entry,
    make: (entry: Entry, kind: number, expr: number, file: number, line: number, macros: number) => Clause,
  ): readonly Clause[] {
    const { from } = this;
    const count = from[this.at++] ?? 0;
    if (count === 0) return none;
    const list = new Array<Clause>(count);
    for (let index = 0; index < count; index++, this.at += 5) {
      const { at } = this;
      list[index] = make(entry, from[at]!, from[at + 1]!, from[at + 2]!, from[at + 3]!, from[at + 4]!);
    }
    return list;
  }
}

function makeSymbols(flat: FlatModel): Open<KconfigSymbol>[] {
  const symbols = new Array<Open<KconfigSymbol>>(flat.symbolCount);
  for (let id = 0; id < flat.symbolCount; id++) {
    symbols[id] = {
      id,
      kind: symbolKinds[flat.symbolKind[id]!]!,
      name: flat.symbolNames[id]!,
      type: symbolTypes[flat.symbolType[id]!]!,
      properties: none,
      entries: none,
      directDependency: null,
      reverseDependency: null,
      impliedDependency: null,
      selectedBy: none,
      impliedBy: none,
      choice: null,
      flags: 0,
    };
  }
  return symbols;
}

/** Expressions by id; null for one that no statement has any more. An operand has a lower number than what it is part of. */
function makeExpressions(
  { kind, left, right }: { readonly kind: Uint8Array; readonly left: Int32Array; readonly right: Int32Array },
  symbols: readonly KconfigSymbol[],
): (Expr | null)[] {
  const exprs = new Array<Expr | null>(kind.length).fill(null);
  for (let id = 0; id < kind.length; id++) {
    const code = kind[id]!;
    if (code === absentExpr) continue;
    const name = exprKinds[code]! as Expr['kind'];
    switch (name) {
      case 'symbol':
        exprs[id] = { kind: name, id, symbol: symbols[left[id]!]! } satisfies SymbolExpr;
        break;
      case 'not':
        exprs[id] = { kind: name, id, operand: exprs[left[id]!]! } satisfies NotExpr;
        break;
      case 'and':
      case 'or':
        exprs[id] = { kind: name, id, left: exprs[left[id]!]!, right: exprs[right[id]!]! } satisfies LogicExpr;
        break;
      default:
        exprs[id] = { kind: name, id, left: symbols[left[id]!]!, right: symbols[right[id]!]! } satisfies CompareExpr;
    }
  }
  return exprs;
}
