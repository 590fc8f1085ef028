import type { Cache } from '../../cache/cache.ts';
import { joinObservations, type Observations } from '../../cache/observe.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Host } from '../../host/host.ts';
import { type BuildRequest, openSession, type Session } from '../../kernel/index.ts';
import { type BuildEntry, enterBuild, enterQuietly, placesBelow } from '../../kernel/objects/build-entry.ts';
import { Descent } from '../../kernel/objects/descend.ts';
import { type ConfigCache, createConfigCache } from '../../kernel/session/cached-config.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import type { BuildTotals, BuiltDirectory, ObjectKind, ObjectsResult } from '../../results/build.ts';
import { unknownProbes } from '../check/unknown-probes.ts';
import { configPath } from '../config/config-path.ts';
import { guardedDiagnostics } from '../guarded.ts';
import { SubtreeWalker } from './subtrees.ts';

/** What every question about a build needs. */
export interface BuildOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  /** What earlier runs left; nothing is taken over without it. */
  readonly cache?: Cache | null;
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

/**
 * Everything that a configuration builds: directories, objects, modules, each with the line and the symbols
 * that brought it in. Throws KgateError when the question cannot be put.
 */
export function listObjects(options: BuildOptions): ObjectsResult {
  const cache = cacheOf(options);
  const question = JSON.stringify(['objects', options.request]);
  const known = cache?.recall(question) as ObjectsResult | undefined;
  if (known !== undefined) return known;
  const entered = enterTree(options, cache);
  const { entry, session } = entered;
  const recording = cache?.start();
  const descent = startDescent(entered);
  const walker = new SubtreeWalker(descent, placesBelow(session.request.treeDirectory), entry.handedDown);
  const results = entry.makes.map((make) => walker.walk(make));
  recording?.stop();
  const directories = results.flatMap((result) => result.directories);
  const diagnostics = unrepeated([...entry.diagnostics, ...results.flatMap((result) => result.diagnostics)]);
  diagnostics.push(...descentProblems(descent), ...unknownProbes(session, 'error'));
  diagnostics.push(...guardedDiagnostics(session.host));
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
  if (cache !== null && own !== undefined && entered.seen !== null) {
    cache.keep(question, joinObservations(entered.seen, own), result);
  }
  cache?.save();
  return result;
}

/** Each message once. */
function unrepeated(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ message }) => !seen.has(message) && seen.add(message));
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
