import type { Cause } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { ConfigSummary, ToolchainSummary, TreeSummary } from './summary.ts';

/** One of the two toolchains that are compared. */
export type SideName = 'A' | 'B';

/** How one word of `kgate diff-toolchain` was understood. */
export interface ComparedToolchain {
  /** As typed. */
  readonly word: string;
  /** Words of make that come of it, before those given for both; empty for a profile of gcc. */
  readonly variables: readonly string[];
  /** Name of the record that answers, null for the machine's compiler. */
  readonly profile: string | null;
  readonly toolchain: ToolchainSummary;
  /** Symbols the configuration writes; null where conf stops. */
  readonly symbols: number | null;
}

/** What one toolchain answered to a probe. */
export interface ComparedAnswer {
  /** What the macro, or make's `$(shell)`, became. */
  readonly result: string;
  /** The text for the shell. */
  readonly command: string;
  /** The programs behind it, with their words. */
  readonly causes: readonly Cause[];
}

/** A question that both were asked at the same place. */
export interface ComparedProbe {
  readonly stage: 'kconfig' | 'make';
  readonly location: Location | null;
  /** The macro as written; for a makefile the statement it stands in. */
  readonly text: string;
  /** Symbols, or the variable, whose statement asks; empty where none does. */
  readonly feeds: readonly string[];
  readonly a: ComparedAnswer;
  readonly b: ComparedAnswer;
}

/** A probe that at least one side has no answer to. */
export interface UnknownComparison {
  readonly stage: 'kconfig' | 'make';
  readonly location: Location | null;
  readonly text: string;
  readonly feeds: readonly string[];
  /** The sides without an answer. */
  readonly sides: readonly SideName[];
  readonly reason: string;
}

/** A symbol that `.config` has otherwise; values as `.config` writes them, empty where it has no line. */
export interface ComparedSymbol {
  readonly symbol: string;
  readonly type: string;
  readonly a: string;
  readonly b: string;
  /** From the symbol to the probes behind the difference. */
  readonly causes: readonly Cause[];
}

/** A word that only one side's variable has. */
export interface ComparedWord {
  readonly side: SideName;
  readonly word: string;
  /** The statement that brought it, and what decided that it does so here and not there. */
  readonly causes: readonly Cause[];
}

/** A variable of the make that builds, as it is after reading. */
export interface ComparedVariable {
  readonly name: string;
  readonly exported: boolean;
  /** Whole values; the compilers' own names stand in them. */
  readonly a: string;
  readonly b: string;
  /** In the order in which they stand; empty where the same words stand in another order. */
  readonly words: readonly ComparedWord[];
}

/** A stop or a warning that only one side meets. */
export interface ComparedStop {
  readonly side: SideName;
  readonly diagnostic: Diagnostic;
}

/** A symbol or variable that holds who the compiler is, not what it can do. */
export interface IdentityDifference {
  readonly name: string;
  readonly a: string;
  readonly b: string;
}

/** Result of `kgate diff-toolchain`; this is also its JSON form. */
export interface DiffToolchainResult {
  readonly schemaVersion: 1;
  /** `unknown`: nothing differs as far as is known, and not all is known. */
  readonly verdict: 'same' | 'different' | 'unknown';
  readonly tree: TreeSummary;
  /** The configuration that both start from, as A resolves it. */
  readonly config: ConfigSummary;
  readonly a: ComparedToolchain;
  readonly b: ComparedToolchain;
  /** How words were read where they could be read otherwise, and what could not be compared. */
  readonly notes: readonly string[];
  readonly probes: readonly ComparedProbe[];
  readonly symbols: readonly ComparedSymbol[];
  readonly variables: readonly ComparedVariable[];
  readonly stops: readonly ComparedStop[];
  readonly identity: {
    readonly symbols: readonly IdentityDifference[];
    readonly variables: readonly IdentityDifference[];
    readonly probes: readonly ComparedProbe[];
  };
  readonly unknown: {
    readonly probes: readonly UnknownComparison[];
    readonly symbols: readonly ComparedSymbol[];
    readonly variables: readonly ComparedVariable[];
  };
  /** What a policy (`--shell`) kept the tree from doing. */
  readonly diagnostics: readonly Diagnostic[];
}
