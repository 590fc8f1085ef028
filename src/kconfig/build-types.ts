import type { Location } from '../core/location.ts';
import type { ByteString } from '../core/text.ts';
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

/** A symbol while the tree is being built; published as {@link KconfigSymbol}. */
export interface BuildSymbol {
  readonly id: number;
  readonly kind: 'symbol' | 'constant' | 'choice';
  readonly name: ByteString;
  type: SymbolType;
  readonly properties: BuildProperty[];
  readonly entries: BuildEntry[];
  directDependency: Expr | null;
  reverseDependency: Expr | null;
  impliedDependency: Expr | null;
  readonly selectedBy: BuildProperty[];
  readonly impliedBy: BuildProperty[];
  choice: BuildEntry | null;
  /** The one leaf expression of this symbol. */
  leaf: SymbolExpr | null;
  /** On the member list of a choice, whatever `choice` says. */
  isMember: boolean;
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
  readonly properties: BuildProperty[];
  readonly clauses: Clause[];
  readonly visibleClauses: Clause[];
  dependency: Expr | null;
  visibility: Expr | null;
  help: ByteString | null;
  typeLocation: Location | null;
  readonly members: BuildSymbol[];
}

/** Narrowing for code that builds: every published symbol is a build symbol underneath. */
export function asBuildSymbol(symbol: KconfigSymbol): BuildSymbol {
  return symbol as unknown as BuildSymbol;
}
