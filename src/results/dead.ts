/** What `kgate dead` answers: what no configuration of an architecture can turn on, off or show. */
import type { Location } from '../core/location.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { RootCause, RootStep } from './root-cause.ts';
import type { ConfigSummary, ToolchainSummary, TreeSummary } from './summary.ts';

/** Kinds of what has no effect. */
export type DeadKind =
  /** A bool or tristate that is n in every configuration. */
  | 'never-on'
  /** A bool or tristate with a prompt that is on in every configuration. */
  | 'always-on'
  /** A symbol that can have values, with a prompt that no configuration shows. */
  | 'hidden-prompt'
  /** A choice that no configuration shows. */
  | 'hidden-choice'
  /** A default, and a select or imply, that never applies although its symbol can be on. */
  | 'idle-default'
  | 'idle-select';

/** Because of the tree, whatever the tools are; or because of the compiler, tools and files of this machine. */
export type DeadReason = 'tree' | 'tools';

/** One thing that has no effect. */
export interface DeadFinding {
  readonly kind: DeadKind;
  readonly because: DeadReason;
  /** Symbol without prefix; null for a choice without a name. */
  readonly symbol: string | null;
  readonly type: string;
  /** The first prompt of the symbol; null where it has none. */
  readonly prompt: string | null;
  /** The default or select, as written; null for other kinds. */
  readonly text: string | null;
  readonly location: Location | null;
  /** Indices into the causes of the result, the one that most others share first. */
  readonly causes: readonly number[];
  /** Conditions from the symbol to the first cause, outermost first. */
  readonly via: readonly RootStep[];
}

/** How many there are of one kind. */
export interface DeadCount {
  readonly kind: DeadKind;
  readonly because: DeadReason;
  readonly number: number;
  /** Those whose symbol has a prompt. */
  readonly withPrompt: number;
}

/** Findings of one kind with one cause. */
export interface DeadGroup {
  readonly kind: DeadKind;
  readonly because: DeadReason;
  /** Index into the causes. */
  readonly cause: number;
  /** Indices into the findings. */
  readonly findings: readonly number[];
}

/** A symbol of the command line. */
export interface DeadQuestion {
  readonly symbol: string;
  /** `dead`: one of the findings of kind `never-on` or `always-on`. `undecided`: its value was left free. */
  readonly verdict: 'alive' | 'dead' | 'undecided';
  /** Indices into the findings about it. */
  readonly findings: readonly number[];
}

/** Result of `kgate dead`; this is also its JSON form. */
export interface DeadResult {
  readonly schemaVersion: 1;
  readonly tree: TreeSummary;
  readonly toolchain: ToolchainSummary;
  readonly config: ConfigSummary;
  /** Symbols that were asked about; empty where all are. */
  readonly asked: readonly DeadQuestion[];
  /** Symbols and choices that were looked at. */
  readonly symbols: { readonly all: number; readonly withPrompt: number; readonly choices: number };
  readonly counts: readonly DeadCount[];
  /** The largest first. */
  readonly groups: readonly DeadGroup[];
  readonly causes: readonly RootCause[];
  readonly findings: readonly DeadFinding[];
  /** Symbols whose value was left free, with the reason: of them nothing is said that depends on their value. */
  readonly free: readonly { readonly symbol: string; readonly reason: string }[];
  readonly diagnostics: readonly Diagnostic[];
}
