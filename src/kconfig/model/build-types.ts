import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type {
  Clause,
  EntryKind,
  Expr,
  KconfigSymbol,
  MacroUse,
  PropertyKind,
  SymbolExpr,
  SymbolType,
} from './model.ts';

/**
 * The list of everything that has none: most lists stay empty or get one element, and a list that
 * V8 grows from nothing begins with room for 17.
 */
export const none: readonly never[] = Object.freeze([]);

/** The list with one more element: `none` is replaced, any other list grows in place. */
export function append<T>(list: readonly T[], element: T): readonly T[] {
  if (list.length === 0) return [element];
  (list as T[]).push(element);
  return list;
}

/** A symbol while the tree is being built; published as {@link KconfigSymbol}. */
export interface BuildSymbol {
  readonly id: number;
  readonly kind: 'symbol' | 'constant' | 'choice';
  readonly name: ByteString;
  type: SymbolType;
  /** Those of its entries; the list of the entry itself while only one has any. */
  properties: readonly BuildProperty[];
  /** `properties` is a list of its own. */
  ownsProperties: boolean;
  entries: readonly BuildEntry[];
  directDependency: Expr | null;
  reverseDependency: Expr | null;
  impliedDependency: Expr | null;
  selectedBy: readonly BuildProperty[];
  impliedBy: readonly BuildProperty[];
  choice: BuildEntry | null;
  /** The one leaf expression of this symbol. */
  leaf: SymbolExpr | null;
  /** Bits of `symbolFlag` (flat-model.ts). */
  flags: number;
  /** Property warnings were given. */
  isChecked: boolean;
}

/** A property while the tree is being built; published as {@link Property}. */
export interface BuildProperty {
  kind: PropertyKind;
  text: ByteString | null;
  readonly value: Expr | null;
  readonly target: BuildSymbol | null;
  readonly low: BuildSymbol | null;
  readonly high: BuildSymbol | null;
  condition: Expr | null;
  readonly writtenCondition: Expr | null;
  readonly location: Location;
  readonly entry: BuildEntry;
  readonly macros: readonly MacroUse[];
}

/** An entry while the tree is being built. */
export interface BuildEntry {
  readonly id: number;
  readonly kind: EntryKind;
  readonly symbol: BuildSymbol | null;
  readonly location: Location;
  parent: BuildEntry | null;
  firstChild: BuildEntry | null;
  next: BuildEntry | null;
  readonly enclosing: BuildEntry | null;
  prompt: BuildProperty | null;
  properties: readonly BuildProperty[];
  clauses: readonly Clause[];
  visibleClauses: readonly Clause[];
  dependency: Expr | null;
  visibility: Expr | null;
  readonly help: ByteString | null;
  typeLocation: Location | null;
  members: readonly BuildSymbol[];
  isOptional: boolean;
  readonly isConfigDefault: boolean;
}

/** Narrowing for code that builds: every published symbol is a build symbol underneath. */
export function asBuildSymbol(symbol: KconfigSymbol): BuildSymbol {
  return symbol as unknown as BuildSymbol;
}
