/** What Kconfiglib makes of a tree: symbols, choices and menu nodes, with the values that are known. */

import type { ByteString } from '../../core/bytes.ts';

/** Type of a symbol or a choice; `unknown` where no line gives one. */
export type LibraryType = 'unknown' | 'bool' | 'tristate' | 'string' | 'int' | 'hex';

/** n, m, y. */
export type Tri = 0 | 1 | 2;

/** A relation of two symbols. */
export type Relation = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A condition; its identity counts, as in Kconfiglib. */
export type Expr = Sym | Choice | Operation;

/** An operator with its operands. */
export type Operation =
  | { readonly op: '&&' | '||'; readonly left: Expr; readonly right: Expr }
  | { readonly op: '!'; readonly left: Expr }
  | { readonly op: Relation; readonly left: Sym; readonly right: Sym };

/** Where something stands. */
export interface Place {
  readonly file: ByteString;
  readonly line: number;
}

/** A default, a select, an imply: the value and when it holds. */
export interface Conditional<Value> {
  readonly value: Value;
  readonly cond: Expr;
}

/** `range LOW HIGH if COND`. */
export interface RangeProperty {
  readonly low: Sym;
  readonly high: Sym;
  readonly cond: Expr;
}

/** A text with its visibility. */
export interface Prompt {
  readonly text: ByteString;
  readonly cond: Expr;
}

/** A symbol, or a constant, which is a symbol that nothing defines. */
export class Sym {
  readonly kind = 'symbol';
  readonly name: ByteString;
  readonly isConstant: boolean;
  type: LibraryType = 'unknown';
  readonly nodes: MenuNode[] = [];
  choice: Choice | null = null;
  readonly defaults: Conditional<Expr>[] = [];
  /** Defaults of `configdefault`, each with the number of defaults that go before. */
  readonly addedDefaults: { readonly at: number; readonly defaults: readonly Conditional<Expr>[] }[] = [];
  readonly ranges: RangeProperty[] = [];
  readonly selects: Conditional<Sym>[] = [];
  readonly implies: Conditional<Sym>[] = [];
  reverse: Expr;
  weakReverse: Expr;
  direct: Expr;
  envVariable: ByteString | null = null;
  isAllnoconfigY = false;
  /** n, m, y of a bool or tristate, the text of any other; null: no file sets it. */
  userValue: Tri | ByteString | null = null;
  /** Where the user value stands. */
  userPlace: Place | null = null;
  wasSet = false;
  isWritten = false;
  visited = 0;
  knownText: ByteString | null = null;
  knownTri: Tri | null = null;
  knownVisibility: Tri | null = null;
  readonly dependents = new Set<Sym | Choice>();

  /** `n`: the constant; null for the constants n, m and y themselves. */
  constructor(name: ByteString, isConstant: boolean, n: Sym | null) {
    this.name = name;
    this.isConstant = isConstant;
    this.reverse = this.weakReverse = this.direct = n ?? this;
  }
}

/** A choice; all its definitions, when it has a name. */
export class Choice {
  readonly kind = 'choice';
  readonly name: ByteString | null;
  type: LibraryType = 'unknown';
  readonly isConstant = false;
  isOptional = false;
  readonly nodes: MenuNode[] = [];
  readonly syms: Sym[] = [];
  readonly defaults: Conditional<Expr>[] = [];
  direct: Expr;
  userValue: Tri | null = null;
  userSelection: Sym | null = null;
  wasSet = false;
  visited = 0;
  knownVisibility: Tri | null = null;
  /** Undefined: not computed. */
  knownSelection: Sym | null | undefined = undefined;
  readonly dependents = new Set<Sym | Choice>();

  constructor(name: ByteString | null, n: Sym) {
    this.name = name;
    this.direct = n;
  }
}

/** A line of the menu: a definition of a symbol or a choice, a menu, a comment, or an `if` until the tree is complete. */
export class MenuNode {
  readonly item: Sym | Choice | 'menu' | 'comment' | 'if';
  readonly file: ByteString;
  readonly line: number;
  isMenuconfig = false;
  /** `configdefault`: its defaults join those of the symbol's definitions. */
  isDefaultOnly = false;
  parent: MenuNode | null;
  list: MenuNode | null = null;
  next: MenuNode | null = null;
  prompt: Prompt | null = null;
  help: ByteString | null = null;
  dep: Expr;
  visibility: Expr;
  defaults: Conditional<Expr>[] = [];
  ranges: RangeProperty[] = [];
  selects: Conditional<Sym>[] = [];
  implies: Conditional<Sym>[] = [];

  constructor(item: MenuNode['item'], parent: MenuNode | null, place: Place, y: Sym) {
    this.item = item;
    this.parent = parent;
    this.file = place.file;
    this.line = place.line;
    this.dep = y;
    this.visibility = y;
  }
}

/** True for types whose values are n, m and y. */
export function isLogical(type: LibraryType): boolean {
  return type === 'bool' || type === 'tristate';
}

/** What the user sees of a value. */
export const triNames = ['n', 'm', 'y'] as const;
