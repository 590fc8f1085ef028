import type { Cache } from '../../cache/cache.ts';
import { type Memo, withMemo } from '../../cache/memo.ts';
import { diagnostic } from '../../core/diagnostic.ts';
import type { Host } from '../../host/host.ts';
import {
  type BuildRequest,
  configure,
  describeToolchain,
  openBuild,
  openSession,
  type Session,
} from '../../kernel/index.ts';
import { type BuildEntry, enterBuild, enterQuietly, placesBelow } from '../../kernel/objects/build-entry.ts';
import { Descent } from '../../kernel/objects/descend.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { BuildTotals, BuiltDirectory, ObjectKind, ObjectsResult } from '../../results/objects.ts';
import { configPath } from '../config/config-path.ts';
import { probeDiagnostics } from '../probe-diagnostics.ts';
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
}

/** Enters a build, from the memo where everything it depends on is as it was. */
export function enterTree(options: BuildOptions, memo: Memo): Entered {
  const { host, request } = options;
  const session = openSession({ ...options, memo });
  const key = { words: ['build', request], byContent: configPath(host, request) };
  const entry = memo.remember('results', key, () => {
    const quiet = enterQuietly(session);
    // A remembered conf has no object model, which the way into the build is read from.
    return (
      quiet ?? enterBuild(configure(memo.isKept ? openSession({ ...options, host: memo.host, models: memo }) : session))
    );
  });
  return { session, entry };
}

/** A walk over the directories of an entered build. */
export function startDescent({ entry, session }: Entered): Descent {
  const { host } = openBuild(session, entry.texts, entry.directory, entry.before);
  return new Descent({ host, runShell: session.probes.runShell, makeVersion: session.makeVersion() });
}

/** A diagnostic for a walk that was cut short, none for another. */
export function descentProblems(descent: Descent): Diagnostic[] {
  if (descent.problem === null) return [];
  const { problem } = descent;
  const args = { problem };
  return [diagnostic({ code: 'kernel/endless-directories', severity: 'error', message: problem, args })];
}

/**
 * Everything that a configuration builds: directories, objects, modules, each with the line and the symbols
 * that brought it in. Throws KgateError when the question cannot be put.
 */
export function listObjects(options: BuildOptions): ObjectsResult {
  const key = { words: ['objects', options.request], byContent: configPath(options.host, options.request) };
  return withMemo(options, (memo) => memo.remember('results', key, () => walkBuild(enterTree(options, memo))));
}

function walkBuild(entered: Entered): ObjectsResult {
  const { entry, session } = entered;
  const descent = startDescent(entered);
  const walker = new SubtreeWalker(descent, placesBelow(session.request.treeDirectory), entry.handedDown);
  const results = entry.makes.map((make) => walker.walk(make));
  const directories = results.flatMap((result) => result.directories);
  const diagnostics = unrepeated([...entry.diagnostics, ...results.flatMap((result) => result.diagnostics)]);
  const { toolchain } = entry;
  diagnostics.push(...descentProblems(descent), ...probeDiagnostics({ session, toolchain, severity: 'error' }));
  return {
    schemaVersion: 1,
    tree: entry.tree,
    toolchain: describeToolchain(session, toolchain),
    config: entry.config,
    totals: countObjects(directories),
    directories,
    diagnostics,
  };
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
