/** The third and the fourth phase: the makefiles are read with the configuration, then the stops are found. */

import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { createOverlayHost } from '../../host/layers/overlay-host.ts';
import { absolutePath, normalPath } from '../../host/paths.ts';
import type { Configuration } from '../../kconfig/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { Trace } from '../../cache/memo.ts';
import type { Coverage } from '../../results/coverage.ts';
import { withUntried } from '../stops/coverage-count.ts';
import { MakeKeeper } from '../kept-makes/make-keeper.ts';
import type { WalkRecord } from '../kept-makes/walk-record.ts';
import { findRecipeStops } from '../stops/find-stops.ts';
import { evaluateTop, eventsOf, isStoppedReading, type MakeLevel, type TopMake } from '../levels/top-makefile.ts';
import type { ConfiguredTree } from './configure.ts';
import { type BuildTexts, buildTexts } from './quiet-config.ts';
import type { Session } from './session.ts';

/** Where conf leaves the configuration for make, from its own directory. */
export const autoConfName = 'include/config/auto.conf';

/** A build with its configuration in place, before the first makefile is read. */
export interface OpenedBuild {
  readonly session: Session;
  /** The machine with the configuration's files. */
  readonly host: Host;
  /** Those files, by absolute path. */
  readonly texts: ReadonlyMap<string, ByteString>;
  /** What is in files once a recipe has made them. */
  readonly later?: ReadonlyMap<string, ByteString>;
}

/** A build whose makefiles were read. */
export interface BuildReading extends OpenedBuild, TopMake {
  /** What the makefiles print and stop at, in make's order. */
  readonly events: readonly MakeEvent[];
}

/** The machine with what conf leaves in `directory`, which is absolute. */
export function openBuild(session: Session, texts: BuildTexts, directory: ByteString): OpenedBuild {
  const at = (name: string): string => absolutePath(directory, name);
  const laid = new Map([
    [at('.config'), texts.config],
    [at(autoConfName), texts.autoConf],
    [at('include/config/auto.conf.cmd'), ''],
    [at('include/generated/autoconf.h'), texts.autoHeader],
    [at('include/generated/rustc_cfg'), ''],
  ]);
  const later = new Map(texts.busyboxHeader === null ? [] : [[at('include/autoconf.h'), texts.busyboxHeader] as const]);
  return { session, host: createOverlayHost(session.base, laid), texts: laid, later };
}

/** The same with the configuration of a tree, or with a changed one. */
export function openConfigured(tree: ConfiguredTree, configuration: Configuration): OpenedBuild {
  return openBuild(tree.session, buildTexts(configuration), tree.cwd);
}

/** The same with the configuration that an earlier build has left; a module's build reads no other. */
export function openPrepared(session: Session): OpenedBuild {
  return { session, host: session.base, texts: new Map() };
}

/** Reads the makefiles as `make` does for these goals; plain make when there are none. */
export function readTop({ host, session }: OpenedBuild, goals: readonly ByteString[] = []): TopMake {
  const { makeVersion, probes, request } = session;
  return evaluateTop({ host, runShell: probes.runShell, request, makeVersion }, goals);
}

/** Reads the makefiles as `make` does for the goals of the request. */
export function readBuild(build: OpenedBuild): BuildReading {
  const top = readTop(build, build.session.request.goals);
  return { ...build, ...top, events: eventsOf(top.levels, top.working) };
}

/** The stops and warnings of a build. */
export interface BuildStops {
  /** Those of the reading, then those of the recipes, in make's order; each line once. */
  readonly events: readonly MakeEvent[];
  readonly coverage: Coverage;
}

/** What a kernel tree calls everything that comes before the first object file. */
const preparationGoal = 'prepare';

/** The goals of a quick look: `prepare` where the tree has it and the request has no goals. */
export function quickGoals({ session, working }: BuildReading): readonly ByteString[] {
  const isPlain = (session.request.goals ?? []).length === 0;
  const hasPreparation = isPlain && working.evaluation.target(preparationGoal)?.isTarget === true;
  return hasPreparation ? [preparationGoal] : working.evaluation.goals;
}

/** The goals of the request, else what make without goals builds; with a record, a quick look. */
function defaultGoals(reading: BuildReading): readonly ByteString[] {
  return reading.session.profile === null ? reading.working.evaluation.goals : quickGoals(reading);
}

/**
 * Follows the recipes of some goals; absent, of those of the request, else of what make without goals builds. A record
 * knows what makefiles and Kconfig ask, and not what each directory of a build asks: with one, what comes before the first
 * object file. `only`: the makes that lead to the one make whose recipes are looked at; null for all.
 */
export function findStops(
  reading: BuildReading,
  goals: readonly ByteString[] = defaultGoals(reading),
  only: readonly ByteString[] | null = null,
  keeper: MakeKeeper | null = null,
): BuildStops {
  const found = lookAt(reading, goals, only, keeper);
  const lines = new Set(reading.events.map((event) => event.line));
  return { ...found, events: [...reading.events, ...found.events.filter((event) => !lines.has(event.line))] };
}

/**
 * Follows what make does to update its makefiles, which is its way to conf. The events of the reading itself are not
 * among those that are given.
 */
export function findStopsOnWay(reading: BuildReading): BuildStops {
  return lookAt(reading, [], null, null);
}

/** Reads the makefiles for a goal that makes a configuration, and follows its recipes. */
export function findConfigGoalStops(session: Session, goal: ByteString): BuildStops {
  const build = openPrepared(session);
  const top = readTop(build, [goal]);
  const events = eventsOf(top.levels, top.working);
  return findStops({ ...build, ...top, events }, [goal]);
}

/** Updates the makefiles of the last make, then goals. */
function lookAt(
  reading: BuildReading,
  goals: readonly ByteString[],
  only: readonly ByteString[] | null,
  keeper: MakeKeeper | null,
): BuildStops {
  const { flagTrials, profile } = reading.session;
  let found = walk(reading, goals, only, keeper);
  // Flags that were tried next to the walk and are refused are stops on it.
  if (flagTrials.settle()) found = walk(reading, goals, only, null);
  // A record knows the flags that makefiles ask for, not those of each directory.
  return profile === null ? { ...found, coverage: withUntried(found.coverage, flagTrials.takeUntried()) } : found;
}

function walk(
  { host, later, levels, session, texts, working }: BuildReading,
  goals: readonly ByteString[],
  only: readonly ByteString[] | null,
  keeper: MakeKeeper | null,
): BuildStops {
  const { flagTrials, request } = session;
  const isModule = request.moduleDirectory !== null;
  return findRecipeStops({
    ...(keeper !== null && { keeper }),
    level: working,
    goals,
    host,
    texts,
    ...(later !== undefined && { later }),
    machine: session.host,
    runShell: session.probes.runShell,
    makeVersion: session.makeVersion,
    ...(isModule ? placesOf(working) : { treeDirectory: request.treeDirectory, objectTree: request.objectTree }),
    ...(only !== null && { only }),
    // Where answers are made up, flags are no further questions.
    ...(session.profile?.decideUnknown === undefined && { flagTrials }),
    hasRecord: session.profile !== null,
    isStopped: levels.some((level) => isStoppedReading(level, level !== working)),
  });
}

/**
 * The same where an earlier check has left what its makes did: only makes that would do something else are walked. The
 * record of this walk is left for the next one.
 */
export function findStopsAgain(reading: BuildReading, trace: Trace): BuildStops {
  const { later = [], session, working } = reading;
  const texts = new Map([...reading.texts, ...later]);
  const { objectTree, treeDirectory } = session.request;
  const before = trace.before();
  const earlier = before === null ? null : { record: before.value as WalkRecord, changed: before.changed };
  const autoConfPath = absolutePath(working.cwd, autoConfName);
  const places = [treeDirectory, objectTree];
  const keeper = new MakeKeeper({ earlier, texts, autoConfPath, places });
  const found = findStops(reading, undefined, null, keeper);
  if (keeper.takenOver > 0) before?.take();
  // Flags are tried for all makes at once: what comes of them belongs to none.
  const { hasUntried, refusing } = session.flagTrials;
  if (!hasUntried && refusing.size === 0) trace.leave(keeper.record());
  return found;
}

/** The directories of a module's build by make's own variables: the tree that is named may only include the makefile of the source tree. */
function placesOf({ cwd, evaluation }: MakeLevel): {
  readonly treeDirectory: ByteString;
  readonly objectTree: ByteString;
  readonly moduleDirectory: ByteString;
} {
  const place = (name: string): ByteString => normalPath(cwd, evaluation.expand(`$(${name})`).trim() || '.');
  return { treeDirectory: place('srctree'), objectTree: place('objtree'), moduleDirectory: place('KBUILD_EXTMOD') };
}
