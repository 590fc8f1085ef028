/** What is proved over all configurations of a tree. Rules read it; the solver that finds it is none of lint's. */
import type { Location } from '../core/location.ts';

/** A select that can turn a symbol on whose dependencies are off, with a configuration that shows it. */
export interface UnmetSelect {
  /** Place of the `select` line. */
  readonly location: Location;
  readonly selector: string;
  readonly target: string;
  /** The dependencies of the target, as conf prints them. */
  readonly dependency: string;
  /** Lines of a `.config` with which conf warns; everything else is at its default. */
  readonly witness: readonly string[];
}

/** A symbol that no configuration turns on. */
export interface DeadSymbol {
  readonly symbol: string;
  /** Of its first definition. */
  readonly location: Location;
}

/** A line of a symbol that can be on, which has no effect in any configuration. */
export interface DeadLine {
  readonly symbol: string;
  readonly kind: 'prompt' | 'default' | 'select';
  readonly location: Location;
}

/** Proofs about one reading of the tree, or several. Each is made when it is first asked for. */
export interface TreeProofs {
  /** Words of the architectures that were looked at; empty for a tree without. */
  readonly archs: readonly string[];
  unmetSelects(): readonly UnmetSelect[];
  deadSymbols(): readonly DeadSymbol[];
  deadLines(): readonly DeadLine[];
}

/** Decides whether proofs are worth their time. */
export type OfferProofs = (question: {
  /** Symbols that the tree defines. */
  readonly symbols: number;
  /** True where the user named a rule that needs them. */
  readonly isAsked: boolean;
}) => TreeProofs | null;
