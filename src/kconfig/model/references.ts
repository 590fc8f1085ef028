import type { Location } from '../../core/location.ts';
import type { Clause, Entry, KconfigModel, KconfigSymbol, Property } from './model.ts';
import { symbolsIn } from './query.ts';

/**
 * The use that a statement makes of the symbol it names. `depends`, `if` and `visible` are condition lines;
 * `condition` is the `if` of a property; `default`, `select`, `imply` and `range` are the symbols that the property
 * itself names; `source` and `mainmenu` are texts with `$NAME`.
 */
export type ReferenceRole =
  | Clause['kind']
  | 'condition'
  | 'default'
  | 'select'
  | 'imply'
  | 'range'
  | 'source'
  | 'mainmenu';

/** One place that names a symbol. */
export interface Reference {
  /** The symbol that is named. */
  readonly symbol: KconfigSymbol;
  readonly role: ReferenceRole;
  /** First line of the statement. */
  readonly location: Location;
  /** Whose statement it is; the block around it for `source`. */
  readonly entry: Entry;
  /** Null for condition lines and texts. */
  readonly property: Property | null;
  /** Null for properties and texts. */
  readonly clause: Clause | null;
}

const noReferences: readonly Reference[] = [];

const indexes = new WeakMap<KconfigModel, ReadonlyMap<KconfigSymbol, readonly Reference[]>>();

/**
 * Every place that names a symbol, as written, in the order of entries and, in each, of lines. A
 * statement that names it twice in one role is listed once. Definitions are `symbol.entries`. The first
 * call for a model makes an index of all of it.
 */
export function referencesTo(model: KconfigModel, symbol: KconfigSymbol): readonly Reference[] {
  let index = indexes.get(model);
  if (index === undefined) {
    index = indexReferences(model);
    indexes.set(model, index);
  }
  return index.get(symbol) ?? noReferences;
}

function indexReferences(model: KconfigModel): ReadonlyMap<KconfigSymbol, readonly Reference[]> {
  const texts = new Map<Entry, Reference[]>();
  for (const { symbol, kind, location, entry } of model.textReferences) {
    const list = texts.get(entry) ?? [];
    list.push({ symbol, role: kind, location, entry, property: null, clause: null });
    texts.set(entry, list);
  }
  const index = new Map<KconfigSymbol, Reference[]>();
  for (const entry of model.entries) {
    const own = referencesOf(entry);
    // Attributes of an entry stand in one file; the files that its block reads follow them.
    own.sort((left, right) => left.location.line - right.location.line);
    for (const reference of [...own, ...(texts.get(entry) ?? [])]) {
      const list = index.get(reference.symbol);
      if (list === undefined) index.set(reference.symbol, [reference]);
      else list.push(reference);
    }
  }
  return index;
}

/** The symbols that the statements of one entry name. */
function referencesOf(entry: Entry): Reference[] {
  const found: Reference[] = [];
  for (const clause of [...entry.clauses, ...entry.visibleClauses]) {
    const { kind, location } = clause;
    for (const symbol of symbolsIn(clause.expr))
      found.push({ symbol, role: kind, location, entry, property: null, clause });
  }
  for (const property of entry.properties) {
    const { kind, location, low, high } = property;
    const add = (role: ReferenceRole, symbols: readonly KconfigSymbol[]): void => {
      for (const symbol of symbols) found.push({ symbol, role, location, entry, property, clause: null });
    };
    if (kind === 'default' || kind === 'select' || kind === 'imply') add(kind, symbolsIn(property.value));
    if (low !== null && high !== null)
      add(
        'range',
        [...new Set([low, high])].filter((bound) => bound.kind !== 'constant'),
      );
    add('condition', symbolsIn(property.writtenCondition));
  }
  return found;
}
