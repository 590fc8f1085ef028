/** How the updating engine meets the world. The engine itself runs nothing and writes nothing. */

import type { ByteString } from '../../core/bytes.ts';
import type { EvaluateRequest, RecipeLine } from '../contract.ts';
import type { MakeEvent, Need } from '../state/records.ts';
import type { MakeVersion } from '../syntax/dialect.ts';

/** One command of a recipe, as make would hand it to a shell. */
export interface RecipeCommand extends RecipeLine {
  /** `$@` of the recipe. */
  readonly target: ByteString;
  /** Files on whose behalf the target is made, the goal first, the target itself left out. */
  readonly neededBy: readonly ByteString[];
  /** The rules that ask for the target and for what needs it, the nearest first; computed on each read. */
  readonly needs: readonly Need[];
  /** Absolute working directory. */
  readonly cwd: string;
  /** `$(SHELL)` and `$(.SHELLFLAGS)` as the target sees them. */
  readonly shell: ByteString;
  readonly shellFlags: ByteString;
  /** The target is, or is made for, a makefile that is being remade. */
  readonly isRemaking: boolean;
  /** True for the first command of a run of the recipe. */
  readonly isFirst: boolean;
  /** `.ONESHELL`: the text is the whole recipe. */
  readonly isOneShell: boolean;
  /** The make that starts it: versions differ in what they start without a shell. */
  readonly makeVersion: MakeVersion;
  /**
   * The complete environment, made when it is first asked for (that expands every exported variable and
   * may run `$(shell)`), then shared by all commands of this run of the recipe.
   */
  readonly env: Readonly<Record<string, ByteString>>;
}

/**
 * How a command ended. `assumed`: it builds something, was not run, and is taken to succeed; its target
 * is taken to be new afterwards. `unknown`: the same, but the driver does not know its effect.
 * Otherwise it did run and the target's file is looked at again.
 */
export type CommandOutcome =
  | 'assumed'
  | 'unknown'
  | {
      /** Exit status, 0 to 255. */
      readonly status: number;
      /** `Terminated` and the like, the C library's words, when a signal ended it. */
      readonly signal?: string;
      readonly dumpedCore?: boolean;
    };

/** A file before it is brought up to date. Rules are searched when they are first asked for. */
export interface PendingFile {
  readonly target: ByteString;
  readonly isGoal: boolean;
  /** True for a file that exists and is not phony. */
  readonly isThere: boolean;
  readonly hasRecipe: boolean;
  /** Names as the rule has them. */
  readonly prerequisites: readonly ByteString[];
  /** The recipe as it would run now, before the prerequisites are updated; expanded on each call. */
  expandRecipe(): readonly RecipeLine[];
}

/** What the engine asks for. Everything is synchronous. */
export interface UpdateDriver {
  /** Prints text as make would, newline included. Called in make's order for both streams. */
  print(stream: 'stdout' | 'stderr', text: ByteString): void;
  /**
   * Gets messages of make instead of {@link print} (errors, warnings, `$(info)` in recipes); `event.line`
   * has no final newline. Absent: they go to {@link print}.
   */
  event?(event: MakeEvent): void;
  /**
   * False: the file is left as it is and counts as up to date; its prerequisites are not looked at. Absent: all files
   * are updated.
   */
  enters?(file: PendingFile): boolean;
  /** The update of a file that {@link enters} has let in is over. Not called when make stops in it. */
  leaves?(target: ByteString): void;
  /** Runs, decides or assumes one command. */
  runCommand(command: RecipeCommand): CommandOutcome;
  /** `-t`: makes a file new, or creates it; the C library's words when that fails. Absent: taken as done. */
  touch?(path: string): string | null;
  /** Removes a file: `missing` when there was none, the C library's words when it fails. Absent: taken as done. */
  remove?(path: string): 'removed' | 'missing' | { readonly error: string };
  /**
   * A file that no rule makes and that is not there. True: it is taken to exist and to be new, because
   * something before may have made it on the side. Absent or false: make's stop. `needs` gives the rules that ask for it.
   */
  acceptsMissing?(target: ByteString, neededBy: readonly ByteString[], needs: () => readonly Need[]): boolean;
  /** A file whose recipe is not run, since it needs a file that no rule makes; what follows takes it to be there. */
  passes?(target: ByteString): void;
  /** Milliseconds since 1970, for files with times in the future. Absent: no such warnings. */
  now?(): number;
}

/** How the goals are updated: make's options that matter after reading. */
export interface UpdateOptions {
  /** Goals in order; those of the evaluation when absent. */
  readonly goals?: readonly ByteString[];
  /** `-n` */
  readonly justPrint?: boolean;
  /** `-k` */
  readonly keepGoing?: boolean;
  /** `-i` */
  readonly ignoreErrors?: boolean;
  /** `-s` */
  readonly silent?: boolean;
  /** `-q` */
  readonly question?: boolean;
  /** `-t` */
  readonly touch?: boolean;
  /** `-B` */
  readonly alwaysMake?: boolean;
  /** `-W FILE` */
  readonly newFiles?: readonly ByteString[];
  /** `-o FILE` */
  readonly oldFiles?: readonly ByteString[];
  /** `--trace` */
  readonly trace?: boolean;
  /**
   * Goes on after what would stop make, as if it had succeeded, so that later stops are found too; their events are
   * marked `afterStop`. A recipe that needs a file which no rule makes is not run.
   */
  readonly passesStops?: boolean;
  /** Files considered before the update is cut off with a `limit` event; 1,000,000 when absent. */
  readonly maxFiles?: number;
  /** The files from now on, and who answers `$(shell)`, where that is not what the makefiles were read with. */
  readonly files?: Pick<EvaluateRequest, 'host' | 'runShell'>;
  /** Files are looked up one by one, so that nothing else in their directories matters. Absent: directories are listed. */
  readonly looksUpNames?: boolean;
}

/** How an update ended. */
export interface UpdateResult {
  /** Exit status of make: 1 only under `-q`. */
  readonly status: 0 | 1 | 2;
  /** Commands that make would have started, empty ones included. */
  readonly commandsStarted: number;
  /** True when some outcome was `unknown`. */
  readonly hasUnknown: boolean;
  /** Goals that are files and that no rule makes. */
  readonly idleGoals: readonly ByteString[];
}
