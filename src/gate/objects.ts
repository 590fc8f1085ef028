import type { Cache } from '../cache/cache.ts';
import type { BuildOrigin, BuildTotals, BuiltDirectory, ObjectKind, ObjectsResult } from '../core/build-results.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { ByteString } from '../core/text.ts';
import type { Host } from '../host/host.ts';
import { type BuildEntry, enterBuild, placesBelow } from '../kernel/build-entry.ts';
import { DirectoryObjects } from '../kernel/built-objects.ts';
import { type ConfigCache, createConfigCache } from '../kernel/cached-config.ts';
import { Descent } from '../kernel/descend.ts';
import { type BuildRequest, eventDiagnostic, openSession, type Session } from '../kernel/index.ts';
import type { CompilerProfile } from '../probe/index.ts';
import { unknownProbes } from './check.ts';

/** What {@link listObjects} and {@link findOwner} need. */
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
}

/** Enters a build, from the cache where all it rests on is as it was. */
export function enterTree(options: BuildOptions): Entered {
  const { profile } = options;
  const cache = options.cache == null || profile !== null ? null : createConfigCache(options.host, options.cache);
  const question = JSON.stringify(['build', options.request]);
  const known = cache?.recall(question) as BuildEntry | undefined;
  const session = openSession({ ...options, cache });
  if (known !== undefined) return { session, entry: known, cache };
  const compute = (): BuildEntry => {
    // The record has to see all that the entry rests on, so that nothing of it comes from other records.
    const own = cache === null ? session : openSession({ ...options, host: cache.host, cache: null });
    return enterBuild(own);
  };
  return { session, entry: cache === null ? compute() : cache.remember(question, compute), cache };
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
  const entered = enterTree(options);
  const { entry, session } = entered;
  const place = placesBelow(session.request.treeDirectory);
  const descent = startDescent(entered);
  const directories: BuiltDirectory[] = [];
  const diagnostics: Diagnostic[] = [...entry.diagnostics];
  const seen = new Set(diagnostics.map((diagnostic) => diagnostic.message));
  const origins = new Map<ByteString, BuildOrigin | null>();
  const handedDown = new Map(entry.handedDown);
  for (const make of entry.makes) {
    descent.walk(make, null, (step, evaluation) => {
      const { directory, parent } = step;
      const objects = new DirectoryObjects(evaluation, directory, place);
      directories.push({
        name: directory,
        parent: parent?.directory ?? null,
        origin: origins.get(directory) ?? handedDown.get(`${directory}/`) ?? null,
        objects: objects.list(),
      });
      for (const below of evaluation.expand('$(subdir-ym)').split(' ')) {
        if (below !== '')
          origins.set(below, withHandedDown(objects.directoryOrigin(below), handedDown.get(`${below}/`)));
      }
      for (const event of evaluation.events) {
        if (event.kind === 'info' || event.kind === 'shell-stderr' || seen.has(event.line)) continue;
        seen.add(event.line);
        diagnostics.push(eventDiagnostic(event));
      }
    });
  }
  diagnostics.push(...descentProblems(descent), ...unknownProbes(session, 'error'));
  entered.cache?.save();
  return {
    schemaVersion: 1,
    tree: entry.tree,
    toolchain: { ...entry.toolchain, unknownProbes: session.unknownProbes.map((probe) => probe.command) },
    config: entry.config,
    totals: countObjects(directories),
    directories,
    diagnostics,
  };
}

/** A line that takes a directory from a variable of the top Makefile, with the line of that. */
function withHandedDown(origin: BuildOrigin | null, above: BuildOrigin | undefined): BuildOrigin | null {
  if (origin === null) return above ?? null;
  return origin.via === null && above !== undefined && above !== origin ? { ...origin, via: above } : origin;
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
