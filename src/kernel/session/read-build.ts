/** The third and the fourth phase: the makefiles are read with the configuration, then the stops are found. */

import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { createOverlayHost, showOverlay } from '../../host/layers/overlay-host.ts';
import { absolutePath, normalPath } from '../../host/paths.ts';
import type { Configuration } from '../../kconfig/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import { keepLeavings } from '../goals/shell-leavings.ts';
import { UnsupportedShellText } from '../../probe/index.ts';
import type { Coverage } from '../../results/coverage.ts';
import { withUntried } from '../stops/coverage-count.ts';
import { applyEffect, overlayEffect } from '../kept-makes/effects.ts';
import { type EarlierState, MakeKeeper } from '../kept-makes/make-keeper.ts';
import type { WalkRecord } from '../kept-makes/walk-record.ts';
import { ExpansionFiles } from '../stops/expansion-files.ts';
import { findRecipeStops } from '../stops/find-stops.ts';
import { MadeFiles } from '../stops/made-files.ts';
import type { RecipeStopsFound, RecipeStopsRequest } from '../stops/stops-request.ts';
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
  /** What conf leaves of the configuration when a recipe of the goals starts it. */
  readonly later?: ReadonlyMap<string, ByteString>;
  /** What make has done on its way to conf, as `src/kernel/kept-makes/effects.ts` writes it. */
  readonly before?: readonly string[];
}

/** Makefiles that were read, with what they have made. */
export interface TopReading extends TopMake {
  /** What `$(shell …)` has made, written and removed, as `src/kernel/kept-makes/effects.ts` writes it, in make's order. */
  readonly leavings: readonly string[];
}

/** A build whose makefiles were read. */
export interface BuildReading extends OpenedBuild, TopReading {
  /** What the makefiles print and stop at, in make's order. */
  readonly events: readonly MakeEvent[];
}

/** What make reads of a configuration in `directory`, by absolute path. */
function confFiles({ autoConf, autoHeader }: BuildTexts, directory: ByteString): Map<string, ByteString> {
  const at = (name: string): string => absolutePath(directory, name);
  return new Map([
    [at(autoConfName), autoConf],
    [at('include/config/auto.conf.cmd'), ''],
    [at('include/generated/autoconf.h'), autoHeader],
    [at('include/generated/rustc_cfg'), ''],
  ]);
}

/** What only BusyBox has: its makefiles do not read it. */
function headerFiles({ busyboxHeader }: BuildTexts, directory: ByteString): Map<string, ByteString> {
  return new Map(busyboxHeader === null ? [] : [[absolutePath(directory, 'include/autoconf.h'), busyboxHeader]]);
}

/**
 * The machine with what conf leaves in `directory`, which is absolute. `before`: what make has done until then, see
 * {@link findStopsOnWay}.
 */
export function openBuild(
  session: Session,
  texts: BuildTexts,
  directory: ByteString,
  before: readonly string[] = [],
): OpenedBuild {
  const laid = new Map([[absolutePath(directory, '.config'), texts.config], ...confFiles(texts, directory)]);
  const later = headerFiles(texts, directory);
  const host = before.length === 0 ? createOverlayHost(session.base, laid) : showLeft(session.base, before, laid);
  return { session, host, texts: laid, later, ...(before.length > 0 && { before }) };
}

/** `base` with what recipes have left and with texts. */
function showLeft(base: Host, effects: readonly string[], texts: ReadonlyMap<string, ByteString>): Host {
  const made = new MadeFiles();
  const host = made.show(base);
  const overlay = new Overlay(host, { mtimeMs: Date.now() });
  for (const effect of effects) applyEffect(effect, { made, overlay, pass: () => {} });
  for (const [path, text] of texts) overlay.lay(path, text);
  return showOverlay(host, { overlay });
}

/** The same with the configuration of a tree, or with a changed one. */
export function openConfigured(
  tree: ConfiguredTree,
  configuration: Configuration,
  before?: readonly string[],
): OpenedBuild {
  return openBuild(tree.session, buildTexts(configuration), tree.cwd, before);
}

/** The same with the configuration that an earlier build has left; a module's build reads no other. */
export function openPrepared(session: Session): OpenedBuild {
  return { session, host: session.base, texts: new Map() };
}

/** Programs do not see the texts; what they are asked, and by whom, is recorded elsewhere. */
function refuseToRun({ argv }: CommandRequest): never {
  throw new UnsupportedShellText(`it runs ${argv[0]}`);
}

/** Reads the makefiles as `make` does for these goals; plain make when there are none. */
export function readTop({ host: base, session, texts }: OpenedBuild, goals: readonly ByteString[] = []): TopReading {
  const { makeVersion, probes, request } = session;
  const leavings = new Map<string, string>();
  // What a text has written is read by the lines after it; directories are not looked into.
  const overlay = new Overlay(base, { mtimeMs: Date.now() });
  const host = showOverlay(base, { overlay });
  const files = new ExpansionFiles({
    host: layerHost(host, { run: refuseToRun }),
    runShell: probes.runShell,
    isUnknown: () => false,
    isWritten: (path) => texts.has(path) || overlay.owns(path),
  });
  const runShell = keepLeavings(files.runShell, {
    directory(path) {
      if (base.stat(path) === undefined && !leavings.has(path)) leavings.set(path, `d${path}`);
    },
    change(path, change) {
      overlay.put(path, change);
      const effect = overlayEffect(path, change);
      if (effect !== null) leavings.set(path, effect);
    },
  });
  return { ...evaluateTop({ host, runShell, request, makeVersion }, goals), leavings: [...leavings.values()] };
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

/** What make leaves on its way to conf. */
export interface WayLeavings {
  /** As `src/kernel/kept-makes/effects.ts` writes them. */
  readonly effects: readonly string[];
  /** True where recipes that follow conf look at what it has left: another configuration may then lead elsewhere. */
  readonly readsConfiguration: boolean;
}

/**
 * Follows what make does to update its makefiles, which is its way to conf. The events of the reading itself are not
 * among those that are given.
 */
export function findStopsOnWay(
  reading: BuildReading,
  texts: BuildTexts,
  directory: ByteString,
): BuildStops & WayLeavings {
  const later = new Map([...confFiles(texts, directory), ...headerFiles(texts, directory)]);
  return lookAt({ ...reading, later, notesEffects: true }, [], null, null);
}

/** Reads the makefiles for a goal that makes a configuration, and follows its recipes. */
export function findConfigGoalStops(session: Session, goal: ByteString): BuildStops {
  const build = openPrepared(session);
  const top = readTop(build, [goal]);
  const events = eventsOf(top.levels, top.working);
  return findStops({ ...build, ...top, events }, [goal]);
}

/** `base` with what makefiles have made while they were read. */
function withLeavings(base: Host, leavings: readonly string[]): Host {
  if (leavings.length === 0) return base;
  const overlay = new Overlay(base, { mtimeMs: Date.now() });
  for (const effect of leavings) {
    if (effect.startsWith('d')) overlay.makeDirectories(effect.slice(1));
    else applyEffect(effect, { made: new MadeFiles(), overlay, pass: () => {} });
  }
  return showOverlay(base, { overlay });
}

interface WalkedReading extends BuildReading {
  readonly notesEffects?: boolean;
}

/** Updates the makefiles of the last make, then goals. */
function lookAt(
  reading: WalkedReading,
  goals: readonly ByteString[],
  only: readonly ByteString[] | null,
  keeper: MakeKeeper | null,
): RecipeStopsFound {
  const { flagTrials, profile } = reading.session;
  let found = walk(reading, goals, only, keeper);
  // Flags that were tried next to the walk and are refused are stops on it.
  if (flagTrials.settle()) found = walk(reading, goals, only, null);
  // A record knows the flags that makefiles ask for, not those of each directory.
  return profile === null ? { ...found, coverage: withUntried(found.coverage, flagTrials.takeUntried()) } : found;
}

function walk(
  { before = [], host, later, leavings, levels, notesEffects = false, session, texts, working }: WalkedReading,
  goals: readonly ByteString[],
  only: readonly ByteString[] | null,
  keeper: MakeKeeper | null,
): RecipeStopsFound {
  const { flagTrials, request } = session;
  const isModule = request.moduleDirectory !== null;
  const walked: RecipeStopsRequest = {
    ...(keeper !== null && { keeper }),
    level: working,
    goals,
    host: withLeavings(host, leavings),
    texts,
    ...(later !== undefined && { later }),
    before: [...before, ...leavings],
    notesEffects,
    machine: session.host,
    compilers: session.compilers,
    runShell: session.probes.runShell,
    makeVersion: session.makeVersion,
    ...(isModule ? placesOf(working) : { treeDirectory: request.treeDirectory, objectTree: request.objectTree }),
    ...(only !== null && { only }),
    // Where answers are made up, flags are no further questions.
    ...(session.profile?.decideUnknown === undefined && { flagTrials }),
    hasRecord: session.profile !== null,
    isStopped: levels.some((level) => isStoppedReading(level, level !== working)),
  };
  return session.host.progress.hold('walking directories', 0, () => findRecipeStops(walked));
}

/** The stops of a build, with what its makes did; null where that is not to be taken over. */
export interface RecordedStops {
  readonly stops: BuildStops;
  readonly walk: WalkRecord | null;
}

/** {@link findStops} where an earlier walk is known: only makes that would do something else are walked. */
export function findStopsAgain(
  reading: BuildReading,
  earlier: EarlierState | null,
  goals?: readonly ByteString[],
): RecordedStops & { readonly isTakenOver: boolean } {
  const { later = [], session } = reading;
  const texts = new Map([...reading.texts, ...later]);
  const { configFile, moduleDirectory, objectTree, treeDirectory } = session.request;
  if (moduleDirectory !== null || session.profile !== null) {
    return { stops: findStops(reading, goals), walk: null, isTakenOver: false };
  }
  const autoConfPath = [...texts.keys()].find((path) => path.endsWith(`/${autoConfName}`)) ?? '';
  const places = [treeDirectory, objectTree];
  const keeper = new MakeKeeper({ earlier, texts, autoConfPath, places, configFile: configFile?.path ?? null });
  const stops = findStops(reading, goals, null, keeper);
  // Flags are tried for all makes at once: what comes of them belongs to none.
  const { hasUntried, refusing } = session.flagTrials;
  const walked = !hasUntried && refusing.size === 0 ? keeper.record() : null;
  return { stops, walk: walked, isTakenOver: keeper.takenOver > 0 };
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
