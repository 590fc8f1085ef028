import type { ByteString } from '../../core/bytes.ts';
import type { FlatModel } from '../../kconfig/index.ts';
import type { Gates, Pair } from './gates.ts';
import type { Requests } from './requests.ts';

/** A choice of the formula. */
export interface EncodedChoice {
  /** By member: it is the winner. */
  readonly wins: ReadonlyMap<number, number>;
}

/** What the parts of a formula ask of each other; `Formula` has them all. */
export interface Encoding {
  readonly flat: FlatModel;
  readonly gates: Gates;
  readonly requests: Requests;
  readonly texts: TextLiterals;
  /** Symbols whose value was left free, with the reason. */
  readonly free: Map<number, string>;
  /** Symbols that are free because they depend on themselves. */
  readonly circles: ReadonlySet<number>;
  /** Value of a bool, tristate or choice. */
  value(id: number): Pair;
  /** Value of an expression, by id; -1 is y. */
  expression(expr: number): Pair;
  /** How far the user can raise a symbol. */
  visibility(id: number): Pair;
  hasPrompt(id: number): boolean;
  /** Who wins a choice, by its index. */
  choice(index: number): EncodedChoice;
  /** The first default whose condition is not n; `isCapped`: its condition limits it. */
  defaultValue(id: number, isCapped: boolean): Pair;
  /** What selects ask for. */
  reverse(id: number): Pair;
  /** An m as the symbol's type shows it. */
  inType(id: number, value: Pair): Pair;
  /** True for a symbol whose value may be another one at a cost. */
  isFact(id: number): boolean;
  /** True where the module switch is not n. */
  modules(): number;
}

/** Values of ints, hexes and strings as literals. */
export interface TextLiterals {
  /** Each text a symbol can have with its literal, exactly one of which is true; null where it is left free. */
  values(id: number): ReadonlyMap<ByteString, number> | null;
  /** True where a symbol can have this very text, or one that compares as it does with everything in the tree. */
  hasInDomain(id: number, text: ByteString): boolean;
  /** Equality of two bools or tristates; null for other types. */
  sameValue(left: number, right: number): number | null;
}
