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
  /** How the word of the question leads to the symbol; null where it is its name. */
  readonly readAs: ReadAs | null;
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
  /** The same, each step once. */
  readonly graph: CauseGraph;
  /** Symbols that have to change before the wanted value is possible, dependencies first. */
  readonly missing: readonly MissingSymbol[];
  /** What `SYMBOL=VALUE` takes, applied in memory and re-checked; null when none was found. */
  readonly fix: WhyFix | null;
  /** Notes on what could not be known, and on the tree itself. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A word that is not the name of the symbol it leads to: a module, a source file, the text of a prompt. */
export interface ReadAs {
  readonly word: string;
  /** In a few words: `tun.o is built for it`. */
  readonly how: string;
  readonly location: Location | null;
  /** Other symbols that it leads to as well. */
  readonly others: readonly string[];
}

/** A change that was tried: words for make's command line, values of the configuration, or both. */
export interface WhyFix {
  /** `LLVM=1`; empty where the words given are enough. */
  readonly words: readonly string[];
  readonly changes: readonly ConfigChange[];
  /** What else changes, against the configuration without `changes`. */
  readonly effects: readonly ConfigChange[];
}

/** One step of a chain. */
export interface CauseNode {
  /** Within this result; 0 is the symbol of the question. */
  readonly id: number;
  readonly kind: Cause['kind'];
  readonly message: string;
  readonly location: Location | null;
  readonly symbol?: string;
  readonly value?: string;
  readonly detail?: readonly string[];
}

/** From a step to one of its reasons, by their ids. */
export interface CauseEdge {
  readonly from: number;
  readonly to: number;
}

/** A chain as a graph. */
export interface CauseGraph {
  readonly nodes: readonly CauseNode[];
  readonly edges: readonly CauseEdge[];
}

/** A symbol on the way to a wanted value. */
export interface MissingSymbol {
  readonly symbol: string;
  readonly value: string;
  readonly needed: string;
  readonly location: Location | null;
}
