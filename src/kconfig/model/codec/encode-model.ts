/**
 * A finalised tree with where everything comes from, as numbers and texts, so that another run need not parse it. The flat form
 * has what evaluation needs; next to it are the statements: entries, clauses, properties with places, and expressions as written.
 */
import type { ByteString } from '../../../core/bytes.ts';
import type { Location } from '../../../core/location.ts';
import { encodeFlatModel } from './flat-codec.ts';
import { propertyCode } from '../flat-model.ts';
import { Expressions, flattenModel, symbolsOf } from '../flatten.ts';
import { frame, textParts, words } from './frames.ts';
import type { AssignedMacro, Clause, KconfigFile, KconfigModel, MacroUse, Property, TextReference } from '../model.ts';

/** First bytes of the encoding; the number changes whenever the layout does. */
export const magic = 'kgate model 1\n';

/** A model that structured cloning can copy; `decodeModel` reads it back. */
export interface EncodedModel {
  readonly bytes: Uint8Array;
  /** Lists of macros; statements name them by number. A list that two statements share is one list. */
  readonly macros: readonly (readonly MacroUse[])[];
  readonly assignedMacros: readonly AssignedMacro[];
  readonly files: readonly KconfigFile[];
  readonly environment: KconfigModel['environment'];
}

/** Kinds by their numbers. */
export const clauseKinds: readonly Clause['kind'][] = ['depends', 'if', 'visible'];
/** Kinds by their numbers. */
export const referenceKinds: readonly TextReference['kind'][] = ['source', 'mainmenu'];

/** Numbers of one field, by the number of what has it. */
type Column = number[];

/** Gives objects and texts numbers, in the order in which they are met. */
class Numbers<Item> {
  readonly items: Item[] = [];
  private readonly known = new Map<Item, number>();

  of(item: Item): number {
    const known = this.known.get(item);
    if (known !== undefined) return known;
    this.known.set(item, this.items.length);
    return this.items.push(item) - 1;
  }
}

/** Lists of numbers by the number of their owner: where each begins, and all of them. */
class Lists {
  private readonly starts: Column = [0];
  private readonly items: Column = [];

  add(items: readonly number[]): void {
    for (const item of items) this.items.push(item);
    this.starts.push(this.items.length);
  }

  parts(): Uint8Array[] {
    return [column(this.starts), column(this.items)];
  }
}

function column(numbers: Iterable<number>): Uint8Array {
  return words(Int32Array.from(numbers));
}

/** The model for a cache. Throws nothing; unknown answers are not part of it. */
export function encodeModel(model: KconfigModel): EncodedModel {
  const flat = flattenModel(model);
  const symbols = symbolsOf(model);
  const expressions = new Expressions(model.expressionCount);
  const texts = new Numbers<ByteString>();
  const macros = new Numbers<readonly MacroUse[]>();
  const properties = new Numbers<Property>();
  const macrosOf = (list: readonly MacroUse[]): number => (list.length === 0 ? -1 : macros.of(list));
  const textOf = (text: ByteString | null): number => (text === null ? -1 : texts.of(text));
  const place = (location: Location | null): number[] =>
    location === null ? [-1, 0] : [texts.of(location.file), location.line];
  const ids = (list: readonly { readonly id: number }[]): number[] => list.map(({ id }) => id);
  const propertyIds = (list: readonly Property[]): number[] => list.map((property) => properties.of(property));

  const entryColumns: Column = [];
  const entryLists = new Lists();
  const helps: (ByteString | null)[] = [];
  const clauses: Column = [];
  for (const entry of model.entries) {
    entryColumns.push(
      entry.enclosing?.id ?? -1,
      entry.prompt === null ? -1 : properties.of(entry.prompt),
      expressions.add(entry.dependency),
      expressions.add(entry.visibility),
      (entry.isOptional ? 1 : 0) | (entry.isConfigDefault ? 2 : 0),
      ...place(entry.typeLocation),
    );
    entryLists.add(propertyIds(entry.properties));
    entryLists.add(ids(entry.members));
    helps.push(entry.help);
    for (const list of [entry.clauses, entry.visibleClauses]) {
      clauses.push(list.length);
      for (const { kind, expr, location, macros: used } of list) {
        clauses.push(clauseKinds.indexOf(kind), expressions.add(expr), ...place(location), macrosOf(used));
      }
    }
  }
  const symbolColumns: Column = [];
  const symbolLists = new Lists();
  for (const symbol of symbols) {
    symbolColumns.push(symbol?.flags ?? 0, symbol?.choice?.id ?? -1);
    // Their numbers are in the flat form.
    for (const expr of [symbol?.directDependency, symbol?.reverseDependency, symbol?.impliedDependency]) {
      expressions.add(expr ?? null);
    }
    symbolLists.add(ids(symbol?.entries ?? []));
    // Most symbols have one entry, and its list.
    const [first] = symbol?.entries ?? [];
    const isOfEntry = first !== undefined && symbol?.properties === first.properties;
    symbolLists.add(isOfEntry ? [-1] : propertyIds(symbol?.properties ?? []));
    symbolLists.add(propertyIds(symbol?.selectedBy ?? []));
    symbolLists.add(propertyIds(symbol?.impliedBy ?? []));
  }
  const propertyColumns: Column = [];
  for (const property of properties.items) {
    const { kind, text, value, target, low, high, condition, writtenCondition, location, entry } = property;
    propertyColumns.push(
      propertyCode[kind],
      textOf(text),
      expressions.add(value),
      target?.id ?? -1,
      low?.id ?? -1,
      high?.id ?? -1,
      expressions.add(condition),
      expressions.add(writtenCondition),
      ...place(location),
      entry.id,
      macrosOf(property.macros),
    );
  }
  const references: Column = [];
  for (const { symbol, kind, location, entry } of model.textReferences) {
    references.push(symbol.id, referenceKinds.indexOf(kind), ...place(location), entry.id);
  }
  const bytes = Buffer.concat([
    Buffer.from(magic, 'latin1'),
    frame(encodeFlatModel(flat)),
    ...textParts(texts.items),
    ...textParts(helps),
    frame(expressions.kind),
    words(expressions.left),
    words(expressions.right),
    column(entryColumns),
    ...entryLists.parts(),
    column(clauses),
    column(symbolColumns),
    ...symbolLists.parts(),
    column(propertyColumns),
    column(references),
    column(ids([...model.symbols.values()])),
    column(ids(model.hashOrder)),
  ]);
  const { assignedMacros, files, environment } = model;
  return { bytes, macros: macros.items, assignedMacros, files, environment };
}
