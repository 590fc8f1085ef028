/** A configuration goal: how it is run, and what it gives. */

import type { ByteString } from '../../core/bytes.ts';
import type { KernelDiagnostic } from '../codes.ts';
import type { Configuration, ConfRun, OutputChunk } from '../../kconfig/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { ConfigSummary } from '../../results/summary.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';

/** The configuration stage: what conf would see, print and write. */
export interface ResolvedConfig {
  /** The last conf; null when make stops before it can run one. */
  readonly run: ConfRun | null;
  /** Null when conf is not run, or stops. */
  readonly configuration: Configuration | null;
  /** Absolute working directory of conf. */
  readonly cwd: ByteString;
  readonly source: ConfigSummary;
  /** Stops and warnings of the make runs that lead to conf. */
  readonly events: readonly MakeEvent[];
  /** The makes that lead to conf; empty where none was followed. */
  readonly levels: readonly MakeLevel[];
}

/** What a goal is there to give: the configuration file, what it prints, or a file of its own. */
export type GoalProduct =
  | { readonly kind: 'config' }
  | { readonly kind: 'list' }
  /** `path` is absolute. */
  | { readonly kind: 'file'; readonly path: ByteString; readonly text: () => ByteString | undefined };

/** A whole goal, with what it prints and leaves behind. */
export interface GoalResult extends ResolvedConfig {
  /** 0, or the status of what failed. */
  readonly status: number;
  /** Everything printed, in order; empty where `emit` took it. */
  readonly output: readonly OutputChunk[];
  /** What Kconfiglib found, where it is run. */
  readonly libraryFindings?: readonly KernelDiagnostic[];
  /** Name of the configuration file as conf has it, absolute. */
  readonly configPath: ByteString;
  /** What the goal is there to give: `savedefconfig` and `listnewconfig` leave the configuration file as it is. */
  readonly product: GoalProduct;
  /** What is in the configuration file afterwards, or null when there is none. */
  readonly configText: () => ByteString | undefined;
  /** Files that recipes made for conf on the way to it, as `src/kernel/kept-makes/effects.ts` writes them. */
  readonly made: () => readonly string[];
  /** Files left behind, in the order they were written; made when it is called, once. */
  readonly files: () => readonly LeftFile[];
}

/** One file a goal leaves behind; a text of null removes it. */
export interface LeftFile {
  /** Absolute. */
  readonly path: ByteString;
  readonly text: ByteString | null;
  /** Written even when it has these bytes already: make compares its time. */
  readonly isTouched: boolean;
  /** A new file that takes the name, as conf makes most of its own; else what has the name is written to. */
  readonly isNew: boolean;
  /** The file whose new name this is: it keeps that one's mode, links and time. */
  readonly movedFrom: ByteString | null;
}

/** A `.config` that replaces the one conf would read. */
export interface GivenConfig {
  /** How conf's messages name it; null: as the file it replaces. */
  readonly name: ByteString | null;
  readonly text: ByteString;
}

/** Where conf gets its answers. */
export interface ConfInput {
  /** One line with its newline; undefined at the end of the input. */
  readonly readLine: () => ByteString | undefined;
  /** True when input and output are a terminal, which shows what is typed. */
  readonly isInteractive: boolean;
}

/** How one goal is run. */
export interface GoalOptions {
  readonly given: GivenConfig | null;
  /** More environment for conf: KCONFIG_SEED, KCONFIG_ALLCONFIG. */
  readonly env?: Readonly<Record<string, ByteString>>;
  /** Files that are there for conf, by their names from its directory; they are not left behind. */
  readonly extraFiles?: ReadonlyMap<ByteString, ByteString>;
  /** Takes output as it comes. */
  readonly emit?: (stream: OutputChunk['stream'], text: ByteString) => void;
  /** The user's standard input, for modes that ask. */
  readonly input?: ConfInput;
  /** Goes on to conf where make stops before it: the events have the stop. */
  readonly passesStops?: boolean;
  /** A tree with Kconfiglib is run with it, with these files merged, and not with kgate's conf; the run has no evaluation then. */
  readonly library?: { readonly fragments: readonly ByteString[] };
  /** The run has to have its evaluation: the result of an earlier one will not do. */
  readonly isEvaluated?: boolean;
}
