import type { Location } from '../core/location.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { ObjectKind, SymbolUse } from './objects.ts';
import type { ConfigSummary, ToolchainSummary, TreeSummary } from './summary.ts';

/** A symbol on the way to a file, with what it has to be. */
export interface WantedSymbol extends SymbolUse {
  /** `y`, `y or m`, `not y`, or the text it is compared with. */
  readonly wanted: string;
  readonly isMet: boolean;
}

/** One line on the way from a file to the top of the build. */
export interface OwnerStep {
  /** What the line names: `e1000e.o`, `intel/`. */
  readonly name: string;
  readonly location: Location | null;
  /** The line, continuation lines joined: `obj-$(CONFIG_E1000E) += e1000e/`. */
  readonly text: string;
  readonly symbols: readonly WantedSymbol[];
  /** Conditions of the line that name no symbol and do not hold, as written. */
  readonly otherConditions: readonly string[];
  readonly isMet: boolean;
}

/** One way by which a file is compiled, from the file up to the top. */
export interface OwnerChain {
  /** The object that is made of the file. */
  readonly object: string;
  readonly kind: ObjectKind | null;
  readonly isBuilt: boolean;
  readonly steps: readonly OwnerStep[];
}

/** Result of `kgate owner`; this is also its JSON form. */
export interface OwnerResult {
  readonly schemaVersion: 1;
  readonly tree: TreeSummary;
  readonly toolchain: ToolchainSummary;
  readonly config: ConfigSummary;
  /** From the top of the tree. */
  readonly file: string;
  /** `built`: at least one chain holds; `not-built`: some line would; `unknown`: no line names it; `header`: included, not compiled. */
  readonly status: 'built' | 'not-built' | 'unknown' | 'header';
  /** Chains that hold first. */
  readonly chains: readonly OwnerChain[];
  /** Symbols that have to change, each once: those of the chain that lacks least. */
  readonly missing: readonly WantedSymbol[];
  readonly notes: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}
