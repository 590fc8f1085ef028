/** What `kgate fix` answers: changes that hold, or the proof that there is none. */
import type { ConfigChange } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { RootCause } from './root-cause.ts';
import type { ConfigSummary, ToolchainSummary, TreeSummary } from './summary.ts';

/** One thing that was asked for. */
export interface FixRequest {
  /** As typed: `RUST=y`, `build drivers/net/tun.c`, `--stops`, `--keep NET`. */
  readonly word: string;
  /** Symbol without prefix; null for a request that is not about one symbol. */
  readonly symbol: string | null;
  /** The value asked for; null where any value that satisfies the request is right. */
  readonly wanted: string | null;
  /** The value before any change; empty where it is not written. */
  readonly value: string;
  /** True where it holds before any change. */
  readonly holds: boolean;
}

/** A tool, file or compiler that has to be another one before the changes hold. */
export interface FixNeed {
  /** In a few words: `pahole >= 1.16`. */
  readonly message: string;
  readonly root: RootCause;
}

/** A set of changes, applied and evaluated. */
export interface FixAnswer {
  /** The requested values themselves, as far as they have to be written. */
  readonly requested: readonly ConfigChange[];
  /** What else has to be set, fewest first in the order of the menus. */
  readonly changes: readonly FixChange[];
  /** What is needed outside the configuration; empty for an answer that holds here and now. */
  readonly needs: readonly FixNeed[];
  /** Every other symbol whose line changes by itself. */
  readonly effects: readonly ConfigChange[];
  /** Settings of the user's own lines among `effects`. */
  readonly lost: readonly ConfigChange[];
  /** Symbols among the changes that open or taint the tree: `COMPILE_TEST`, `EXPERT`, `BROKEN`, `STAGING`. */
  readonly taints: readonly string[];
  /** True where it was applied and the real evaluation has every requested value; false with `needs`. */
  readonly verified: boolean;
  /** True for the best answer of a search that was interrupted or ran out of time: a smaller one may exist. */
  readonly isPreliminary: boolean;
}

/** A value that has to be set for a request, and why. */
export interface FixChange extends ConfigChange {
  /** The condition that asks for it: `RUST depends on !MODVERSIONS`; null where no single line does. */
  readonly reason: string | null;
  readonly location: Location | null;
}

/** A condition or a fact that takes part in a contradiction. */
export interface FixConflict {
  /** One line, complete on its own. */
  readonly message: string;
  readonly location: Location | null;
  readonly symbol: string | null;
}

/** Why nothing helps. */
export interface FixProof {
  /** The smallest set of requests that cannot hold together; one where a single one cannot. */
  readonly requests: readonly string[];
  /** What stands against them, the strongest first. */
  readonly conflicts: readonly FixConflict[];
  /** Root causes in the words of `kgate why`. */
  readonly roots: readonly RootCause[];
}

/** Result of `kgate fix`; this is also its JSON form. */
export interface FixResult {
  readonly schemaVersion: 1;
  readonly tree: TreeSummary;
  readonly toolchain: ToolchainSummary;
  readonly config: ConfigSummary;
  readonly requests: readonly FixRequest[];
  /**
   * `holds`: nothing has to change. `fixed`: `answers` has a way. `impossible`: `proof` says why not. `undecided`: the
   * search was stopped, or every candidate failed in the real evaluation, before there was an answer or a proof.
   */
  readonly verdict: 'holds' | 'fixed' | 'impossible' | 'undecided';
  /** The best first; further ones differ in kind. */
  readonly answers: readonly FixAnswer[];
  /** Null unless the verdict is `impossible`. */
  readonly proof: FixProof | null;
  /** How words that can be read in two ways were read. */
  readonly notes: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}
