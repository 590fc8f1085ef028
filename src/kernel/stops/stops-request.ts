/** What a walk through the recipes of some goals takes and gives. */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { Coverage } from '../../results/coverage.ts';
import type { MakeKeeper } from '../kept-makes/make-keeper.ts';
import type { MakeReading } from '../levels/sub-makes.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';
import type { FlagTrials } from './compile-flags.ts';

/** What `findRecipeStops` needs; `host` has the files as the makes see them. */
export interface RecipeStopsRequest extends MakeReading {
  /** The make whose goals are updated. */
  readonly level: MakeLevel;
  readonly goals: readonly ByteString[];
  /** Where programs run. */
  readonly machine: Host;
  /** The same for questions to host compilers; absent: `machine`. */
  readonly compilers?: Host;
  readonly treeDirectory: ByteString;
  readonly objectTree: ByteString;
  /** The only make whose recipes are looked at, see `MakePath`; absent: all are. */
  readonly only?: readonly ByteString[];
  /** Texts of `host` that are not on the machine, by absolute path: programs are to see them, too. */
  readonly texts?: ReadonlyMap<string, ByteString>;
  /** What conf leaves of the configuration when a recipe starts it, by absolute path. */
  readonly later?: ReadonlyMap<string, ByteString>;
  /** What make has done before, as `src/kernel/kept-makes/effects.ts` writes it. */
  readonly before?: readonly string[];
  /** True where what this walk does is asked for. */
  readonly notesEffects?: boolean;
  /** Tries the flags of compilers and linkers; absent: they are taken. */
  readonly flagTrials?: FlagTrials;
  /** Where the module is that is built against the tree, absolute; its objects go there. */
  readonly moduleDirectory?: ByteString;
  /** True when a record answers for the toolchain. */
  readonly hasRecord?: boolean;
  /** Takes over what makes of an earlier walk have done, and records this one. */
  readonly keeper?: MakeKeeper;
  /** True when make has stopped before it reaches its goals. */
  readonly isStopped: boolean;
}

/** What `findRecipeStops` finds. */
export interface RecipeStopsFound {
  /**
   * Stops and warnings in the order in which make reaches them. What a recipe writes on stderr is `make/recipe-warning`,
   * its failure `make/recipe-failed` with the text as make's user sees it. What follows a stop is marked.
   */
  readonly events: readonly MakeEvent[];
  readonly coverage: Coverage;
  /** What the recipes leave; nothing without `notesEffects`. */
  readonly effects: readonly string[];
  /** True when something has looked at what conf had left. */
  readonly readsConfiguration: boolean;
}
