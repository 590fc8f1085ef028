import type { Cause, ConfigChange } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { RootCause } from './root-cause.ts';
import type { ConfigSummary, ToolchainSummary, TreeSummary } from './summary.ts';

/** One definition of a symbol. */
export interface SymbolDefinitionSummary {
  readonly location: Location;
  readonly prompt: string | null;
  /** Enclosing `if`/`menu`/`depends on` clauses, joined; null when unconditional. */
  readonly condition: string | null;
}

/** Result of `kgate why`; this is also its JSON form. */
export interface WhyResult {
  readonly schemaVersion: 1;
  readonly tree: TreeSummary;
  readonly toolchain: ToolchainSummary;
  readonly config: ConfigSummary;
  readonly symbol: string;
  readonly type: 'unknown' | 'bool' | 'tristate' | 'int' | 'hex' | 'string';
  /** Value as `.config` writes it, `n` for a bool that is not set, empty when it is not written. */
  readonly value: string;
  /** The VALUE of `SYMBOL=VALUE`, or null. */
  readonly wanted: string | null;
  /** True when nothing was wanted or the symbol has the wanted value. */
  readonly holds: boolean;
  readonly definitions: readonly SymbolDefinitionSummary[];
  /** What would have to be another way for the wanted value, or for `y` where none is named; empty where it is reached. */
  readonly roots: readonly RootCause[];
  /** Condition lines of its definitions, and those of them that hold. */
  readonly conditions: { readonly all: number; readonly met: number };
  /** The whole chain. */
  readonly causes: readonly Cause[];
  /** Symbols that have to change before the wanted value is possible, dependencies first. */
  readonly missing: readonly MissingSymbol[];
  /** What `SYMBOL=VALUE` takes, applied in memory and re-checked; null when none was found. */
  readonly fix: { readonly changes: readonly ConfigChange[]; readonly effects: readonly ConfigChange[] } | null;
  /** Notes on what could not be known, and on the tree itself. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A symbol on the way to a wanted value. */
export interface MissingSymbol {
  readonly symbol: string;
  readonly value: string;
  readonly needed: string;
  readonly location: Location | null;
}
