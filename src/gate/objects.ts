import type { Cache } from '../cache/cache.ts';
import { joinObservations, type Observations } from '../cache/observe.ts';
import type { BuildTotals, BuiltDirectory, ObjectKind, ObjectsResult } from '../core/build-results.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Host } from '../host/host.ts';
import { type BuildEntry, enterBuild, enterQuietly, placesBelow } from '../kernel/build-entry.ts';
import { type ConfigCache, createConfigCache } from '../kernel/cached-config.ts';
import { Descent } from '../kernel/descend.ts';
import { type BuildRequest, openSession, type Session } from '../kernel/index.ts';
import type { CompilerProfile } from '../probe/index.ts';
import { unknownProbes } from './check.ts';
import { configPath } from './config-path.ts';
import {
  type HelperResult,
  type HelperWork,
  type Subtree,
  type SubtreeResult,
  SubtreeWalker,
  takeSubtrees,
  type WalkHelper,
} from './subtrees.ts';

/** What every question about a build needs. */
export interface BuildOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  /** What earlier runs left; nothing is taken over without it. */
  readonly cache?: Cache | null;
}

/** What {@link listObjects} needs. */
export interface ListOptions extends BuildOptions {
  /** Another thread, asked for when there is enough to do for two. */
  readonly helper?: () => WalkHelper;
}

/** A build that was entered, with the session for what is left to do. */
export interface Entered {
  readonly session: Session;
  readonly entry: BuildEntry;
  readonly cache: ConfigCache | null;
  /** What the entry rests on; null when that is not known. */
  readonly seen: Observations | null;
}

/** The cache of a question, null where nothing is taken over. */
function cacheOf({ cache, host, profile }: BuildOptions): ConfigCache | null {
  return cache == null || profile !== null ? null : createConfigCache(host, cache);
}

/** Enters a build, from the cache where all it rests on is as it was. */
export function enterTree(options: BuildOptions, cache: ConfigCache | null = cacheOf(options)): Entered {
  const question = JSON.stringify(['build', options.request]);
  const known = cache?.recallSeen(question);
  const session = openSession({ ...options, cache });
  if (known !== undefined) return { session, entry: known.value as BuildEntry, cache, seen: known.seen };
  if (cache === null) return { session, entry: enterBuild(session), cache, seen: null };
  // The record has to see all that the entry rests on, so that nothing of it comes from other records.
  const own = openSession({ ...options, host: cache.host, cache: null });
  const config = configPath(options.host, options.request);
  const entry =
    cache.remember(question, () => enterQuietly(session), config) ??
    cache.remember(question, () => enterBuild(own), config);
  return { session, entry, cache, seen: cache.recallSeen(question)?.seen ?? null };
}

/** A walk over the directories of an entered build. */
export function startDescent({ entry, session }: Entered): Descent {
  const opened = session.openBuild(entry.texts, entry.directory);
  return new Descent({ host: opened.host, runShell: opened.runShell, makeVersion: opened.makeVersion() });
}

/** A diagnostic for a walk that was cut short, none for another. */
export function descentProblems(descent: Descent): Diagnostic[] {
  if (descent.problem === null) return [];
  const code = 'kernel/endless-directories';
  const message = descent.problem;
  return [{ code, severity: 'error', message, location: null, causes: [], notes: [], fixes: [] }];
}

/** Fewer subtrees than this are not worth another thread. */
const minShared = 40;

/**
 * Everything that a configuration builds: directories, objects, modules, each with the line and the symbols
 * that brought it in. Throws KgateError when the question cannot be put.
 */
export function listObjects(options: ListOptions): ObjectsResult {
  const cache = cacheOf(options);
  const question = JSON.stringify(['objects', options.request]);
  const known = cache?.recall(question) as ObjectsResult | undefined;
  if (known !== undefined) return known;
  const entered = enterTree(options, cache);
  const { entry, session } = entered;
  const recording = cache?.start();
  const descent = startDescent(entered);
  const walker = new SubtreeWalker(descent, placesBelow(session.request.treeDirectory), entry.handedDown);
  const { results, seen } = walkAll(walker, options, entry);
  recording?.stop();
  const directories = results.flatMap((result) => result.directories);
  const diagnostics = unrepeated([...entry.diagnostics, ...results.flatMap((result) => result.diagnostics)]);
  diagnostics.push(...descentProblems(descent), ...unknownProbes(session, 'error'));
  const result: ObjectsResult = {
    schemaVersion: 1,
    tree: entry.tree,
    toolchain: { ...entry.toolchain, unknownProbes: session.unknownProbes.map((probe) => probe.command) },
    config: entry.config,
    totals: countObjects(directories),
    directories,
    diagnostics,
  };
  const own = recording?.observations();
  if (cache !== null && own !== undefined && seen !== null && entered.seen !== null) {
    cache.keep(question, joinObservations(entered.seen, joinObservations(own, seen)), result);
  }
  cache?.save();
  return result;
}

/** Nothing of the machine. */
const nothingSeen: Observations = {
  files: [],
  looks: [],
  exact: [],
  lists: [],
  entries: [],
  links: [],
  system: null,
  asked: [],
};

/** All directories in make's order: the two upper levels here, what is below them by whoever takes it first. */
function walkAll(
  walker: SubtreeWalker,
  options: ListOptions,
  entry: BuildEntry,
): { readonly results: SubtreeResult[]; readonly seen: Observations | null } {
  const results: (SubtreeResult | null)[] = [];
  /** Places in `results` of the subtrees. */
  const places: number[] = [];
  const subtrees: Subtree[] = [];
  for (const make of entry.makes) {
    const top = walker.open({ make, parent: null, origin: null });
    results.push(top.result);
    for (const child of top.below) {
      const { result, below } = walker.open(child);
      results.push(result);
      for (const subtree of below) {
        places.push(results.length);
        results.push(null);
        subtrees.push(subtree);
      }
    }
  }
  const helper = options.profile === null && subtrees.length >= minShared ? (options.helper?.() ?? null) : null;
  const claims = new Int32Array(new SharedArrayBuffer(4));
  const { texts, directory, handedDown } = entry;
  helper?.start({ request: options.request, entry: { texts, directory, handedDown }, subtrees, claims });
  const own = takeSubtrees(walker, subtrees, claims, (error) => {
    throw error;
  });
  const other: HelperResult = helper?.finish() ?? { found: new Map<number, SubtreeResult>(), seen: nothingSeen };
  subtrees.forEach((subtree, index) => {
    results[places[index]!] = own.get(index) ?? other.found.get(index) ?? walker.walk(subtree);
  });
  return {
    results: results.filter((result) => result !== null),
    seen: other.found.size === 0 ? nothingSeen : other.seen,
  };
}

/** Each message once. */
function unrepeated(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ message }) => !seen.has(message) && seen.add(message));
}

/**
 * The part of a helper: walks subtrees of a build that another thread has entered. Throws where a program
 * would have to be run that `host` does not run; what was found is lost then, one subtree of it.
 */
export function helpWalk(host: Host, work: HelperWork, cache: Cache | null): HelperResult {
  const config = cache === null ? null : createConfigCache(host, cache);
  const recording = config?.start();
  const session = openSession({ host, request: work.request, profile: null, cache: config });
  const opened = session.openBuild(work.entry.texts, work.entry.directory);
  const descent = new Descent({ host: opened.host, runShell: opened.runShell, makeVersion: opened.makeVersion() });
  const place = placesBelow(session.request.treeDirectory);
  const walker = new SubtreeWalker(descent, place, work.entry.handedDown);
  const found = takeSubtrees(walker, work.subtrees, work.claims, () => {});
  recording?.stop();
  return { found, seen: recording?.observations() ?? null };
}

function countObjects(directories: readonly BuiltDirectory[]): BuildTotals {
  const counts = new Map<ObjectKind, number>();
  for (const { objects } of directories) {
    for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const of = (kind: ObjectKind): number => counts.get(kind) ?? 0;
  return {
    directories: directories.length,
    builtIn: of('built-in'),
    moduleParts: of('module-part'),
    modules: of('module'),
    library: of('library'),
    extra: of('extra'),
    always: of('always'),
    hostPrograms: of('host-program'),
    userPrograms: of('user-program'),
  };
}
