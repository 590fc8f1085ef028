import type { Blame } from '../core/blame.ts';
import type { Location } from '../core/location.ts';
import type { AbsentThing } from '../core/run-shell.ts';
import type { FlagSummary } from './probe.ts';
import type { ToolchainSummary, TreeSummary } from './summary.ts';

/** One macro that a probe expanded through. */
export interface MacroStepSummary {
  readonly name: string;
  /** After expansion. */
  readonly arguments: readonly string[];
  /** Where it was defined; null when that is not known. */
  readonly definition: Location | null;
}

/** One program that a probe started, or that a record answered for. */
export interface ProgramSummary {
  readonly command: readonly string[];
  /** Exit status; null when it was killed or its answer is not known. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly source: 'run' | 'profile' | 'refused' | 'unknown';
}

/** What a probe decides. */
export interface FedSummary {
  readonly kind: 'symbol' | 'variable';
  readonly name: string;
  /** Value it has now; null where it is not known, as with an answer that is not known. */
  readonly value: string | null;
  /** The line that takes the answer. */
  readonly location: Location;
}

/** One probe of a tree, from the text that asks to the program that answered. */
export interface ExplainedProbe {
  readonly engine: 'kconfig' | 'make';
  /** The macro as it is written. */
  readonly text: string;
  readonly location: Location | null;
  /** Macros from the one in the text inwards. */
  readonly chain: readonly MacroStepSummary[];
  /** The text for the shell, expanded. */
  readonly command: string;
  readonly programs: readonly ProgramSummary[];
  /** What the text itself wrote to `/dev/null`, and what it looked for in vain; only where it says no. */
  readonly discarded: string;
  readonly absent: readonly AbsentThing[];
  /** `y`, `n`, the flags, or whatever else the macro became. */
  readonly value: string;
  readonly verdict: 'yes' | 'no' | 'unknown';
  /** Why the answer is not known; null when it is. */
  readonly unknown: string | null;
  readonly feeds: readonly FedSummary[];
  /** Flags that make it fail; null when it does not fail, or when there is no compiler, assembler or linker in it. */
  readonly blame: Blame | null;
  /** The blame in one sentence; null with it, and where the command has only the flag asked about. */
  readonly blameText: string | null;
}

/** Result of `kgate probe --explain`. */
export interface ExplainProbeResult {
  readonly schemaVersion: 1;
  readonly question: string;
  /** What the question was taken for. */
  readonly kind: 'call' | 'macro' | 'flag' | 'symbol';
  /** Null when no tree was asked. */
  readonly tree: TreeSummary | null;
  readonly toolchain: ToolchainSummary | null;
  /** `yes`: every probe says yes; `no`: some says no; `unknown`: some has no answer; `not-found`: there is none. */
  readonly verdict: 'yes' | 'no' | 'unknown' | 'not-found';
  /** In the order of the files; Kconfig first. */
  readonly probes: readonly ExplainedProbe[];
  /** The flag asked alone, where the tree has no probe for it or there is no tree. */
  readonly flags: readonly FlagSummary[];
  /** What was perhaps meant, where nothing was found. */
  readonly candidates: readonly string[];
}
