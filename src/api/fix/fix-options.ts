/** What `kgate fix` is asked, and the forms in which its parts answer. */
import type { Cache } from '../../cache/cache.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import type { BuildRequest } from '../../kernel/index.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import type { FixResult } from '../../results/fix.ts';

/** What `findFix` needs. */
export interface FixOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  readonly otherProfiles?: () => readonly CompilerProfile[];
  /** What is asked for: values of symbols, a build that does not stop, files that are built. */
  readonly question: FixQuestion;
  /** Where the user stands; a path that is not found from the top of the tree is looked for from here. */
  readonly startDirectory?: ByteString;
  /** Symbols whose values stay. */
  readonly keep?: readonly ByteString[];
  /** Symbols and choices that may change although they say what the machine is. */
  readonly allow?: readonly ByteString[];
  /** Answers at most; 3 when absent. */
  readonly max?: number;
  /** True once the user wants the best answer so far. */
  readonly isStopped?: () => boolean;
  readonly cache?: Cache | null;
}

/** The three questions of `kgate fix`: words `SYMBOL=VALUE`, or `SYMBOL` for y; no stop; files, modules, directories that are built. */
export type FixQuestion =
  | { readonly kind: 'values'; readonly words: readonly ByteString[] }
  | { readonly kind: 'stops' }
  | { readonly kind: 'build'; readonly paths: readonly ByteString[]; readonly builtin: boolean };

/** A search ends after this time, in milliseconds, with the best answer so far. */
const timeLimit = 60_000;

/** True once the user wants the best answer so far, or the search has taken too long. */
export function endOf({ isStopped }: Pick<FixOptions, 'isStopped'>): () => boolean {
  const end = performance.now() + timeLimit;
  return () => performance.now() > end || isStopped?.() === true;
}

/** A configuration file with an answer applied. */
export interface AppliedFix {
  /** The whole `.config` as olddefconfig leaves it. */
  readonly text: ByteString;
  /** Where it belongs. */
  readonly path: ByteString;
}

/** A result, and the configuration with its first answer; null where there is none that holds here and now. */
export interface FoundFix {
  readonly result: FixResult;
  readonly applied: AppliedFix | null;
}

/** What the searches of all questions find. */
export type FixFindings = Pick<FixResult, 'requests' | 'verdict' | 'answers' | 'proof' | 'notes'> &
  Pick<FoundFix, 'applied'>;
