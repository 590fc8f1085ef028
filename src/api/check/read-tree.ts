/** A tree that is configured and read, with the events of both. */

import type { Host } from '../../host/host.ts';
import type { Configuration } from '../../kconfig/index.ts';
import {
  type BuildReading,
  type BuildRequest,
  type CompilerMisfit,
  type ConfiguredTree,
  configure,
  findCompilerMisfit,
  findStopsAgain,
  openConfigured,
  buildTexts,
  type LeftConfig,
  openSession,
  quickGoals,
  findConfigGoalStops,
  findStopsOnWay,
  leftAutoConf,
  reachesConf,
  readBuild,
  readLeftConfig,
} from '../../kernel/index.ts';
import type { BuildTexts } from '../../kernel/session/quiet-config.ts';
import type { WalkRecord } from '../../kernel/kept-makes/walk-record.ts';
import type { BuildStops, RecordedStops, WayLeavings } from '../../kernel/session/read-build.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import type { Coverage, UndecidedLine } from '../../results/coverage.ts';

/** A tree with its configuration and its makefiles read. */
export interface ReadTree {
  readonly tree: ConfiguredTree;
  readonly configuration: Configuration;
  readonly reading: BuildReading;
  /** Probes of Kconfig and of the makefiles that have no answer; those of recipes are not among them. */
  readonly unknownProbes: number;
  /** What the next make reads first, where that is another configuration. */
  readonly left: LeftConfig | null;
  /** The compiler or linker that is for another architecture; null for tools that fit. */
  readonly misfit: CompilerMisfit | null;
  /** Stops and warnings on the way to conf. */
  readonly early: readonly MakeEvent[];
  /** What the way leaves for the goals. */
  readonly wayLeaves: WayLeavings;
  /** Those of the build that are not among the early ones. */
  readonly build: readonly MakeEvent[];
  /** How many lines of recipes were decided. */
  readonly coverage: Coverage;
  /** What the makes of the build did; null where that is not to be taken over. */
  readonly walk: WalkRecord | null;
}

/** Stops that were found with a configuration's texts. */
export interface KnownStops extends RecordedStops {
  readonly kind: 'stops';
  readonly texts: BuildTexts;
}

/** True where two configurations are the same for make. */
function areSame(left: BuildTexts, right: BuildTexts): boolean {
  return left.config === right.config && left.autoConf === right.autoConf && left.autoHeader === right.autoHeader;
}

/** Reads the makefiles of a configured tree and finds the stops; null where there is no configuration to read with. */
export function readTree(tree: ConfiguredTree, known: KnownStops | null = null): ReadTree | null {
  const { configuration } = tree;
  if (configuration === null) return null;
  const texts = buildTexts(configuration);
  const left = readLeftConfig(tree.session, texts, tree.cwd);
  const way = wayToConf(tree, left, texts);
  const early = way.events;
  // Make goes on with what it has read, where it does not see that the configuration is another one, or cannot write it.
  const isKept = left !== null && !left.isRenewed && (left.text === null || left.stops.length === 0);
  const reading = isKept ? left.reading : readBuild(openConfigured(tree, configuration, way.left.effects));
  const unknownProbes = tree.session.probes.unknown().length;
  const misfit = findCompilerMisfit(reading);
  // A build with the wrong compiler ends at its first file.
  const isKnown = known !== null && !isKept && misfit === null && areSame(known.texts, texts);
  const { stops, walk } = isKnown
    ? known
    : findStopsAgain(reading, null, misfit === null ? undefined : quickGoals(reading));
  const { coverage, events } = stops;
  const build = joinEvents(early, events).slice(early.length);
  const lines = joinCoverage(way.coverage ?? null, coverage);
  const wayLeaves = way.left;
  return { tree, configuration, reading, unknownProbes, misfit, left, early, wayLeaves, build, coverage: lines, walk };
}

/** Events of two parts of a build, those of both once. */
export function joinEvents(first: readonly MakeEvent[], more: readonly MakeEvent[]): MakeEvent[] {
  const met = new Set(first.map(textOf));
  return [...first, ...more.filter((event) => !met.has(textOf(event)))];
}

/** Text of an event wherever a make comes across it. */
function textOf({ line }: MakeEvent): string {
  return line.replaceAll(/^make(?:\[\d+\])?: /gm, '');
}

/** The lines of the way to conf and those of the goals. */
export function joinCoverage(way: Coverage | null, { decided, goals, undecided }: Coverage): Coverage {
  if (way === null) return { decided, goals, undecided };
  return { decided: way.decided + decided, goals, undecided: [...way.undecided, ...undecided] };
}

/** What the build of the goals comes across before it has its configuration. */
interface Way extends Pick<BuildStops, 'events'> {
  readonly coverage: Coverage | null;
  readonly left: WayLeavings;
}

const noLeavings: WayLeavings = { effects: [], readsConfiguration: false };

/** What the goals find where the configuration is `changed`. */
export function leavingsWith(
  { left, tree, wayLeaves }: Pick<ReadTree, 'left' | 'tree' | 'wayLeaves'>,
  changed: Configuration,
): WayLeavings {
  if (left === null || !wayLeaves.readsConfiguration) return wayLeaves;
  return findStopsOnWay(left.reading, buildTexts(changed), tree.cwd);
}

/** Nothing where the build does not run conf. */
function wayToConf(tree: ConfiguredTree, left: LeftConfig | null, texts: BuildTexts): Way {
  const { cwd, events, session, source } = tree;
  const isFile = source.source === 'file';
  const only = (given: readonly MakeEvent[]): Way => ({ events: given, coverage: null, left: noLeavings });
  if (session.profile !== null) {
    // What recipes ask on the way is not recorded: what conf itself comes across is all there is.
    const isRemade = left === null ? leftAutoConf(session, cwd) === null : left.isRenewed;
    return only(isRemade && isFile ? events.map(oneDeeper) : events);
  }
  if (left === null) {
    // A tree with files of its own for the configuration (coreboot): what its makefiles had made for conf is there.
    const made: WayLeavings = { effects: tree.made(), readsConfiguration: false };
    if (made.effects.length > 0) return { events, coverage: null, left: made };
    if (events.length === 0 || !reachesConf(session, left)) return only([]);
    return only(isFile ? events.map(oneDeeper) : events);
  }
  const goal = isFile ? null : findConfigGoalStops(session, session.request.defconfig ?? 'defconfig');
  const isOver = !left.isRenewed || goal?.events.some(({ fatal }) => fatal) === true;
  if (isOver) return { events: goal?.events ?? [], coverage: goal?.coverage ?? null, left: noLeavings };
  const found = findStopsOnWay(left.reading, texts, cwd);
  const isStopped = left.stops.length > 0;
  const met = isStopped ? found.events.map((event) => ({ ...event, afterStop: true })) : found.events;
  if (goal === null) return { events: met, coverage: found.coverage, left: found };
  return { events: joinEvents(goal.events, met), coverage: sameCoverage(goal.coverage, found.coverage), left: found };
}

/** Lines that two makes come across, one after the other: conf and what it takes are built once. */
function sameCoverage(one: Coverage, other: Coverage): Coverage {
  const nameOf = ({ detail, reason, target }: UndecidedLine): string => [target, reason, detail].join('\n');
  const met = new Set(one.undecided.map(nameOf));
  return {
    goals: one.goals,
    decided: Math.max(one.decided, other.decided),
    undecided: [...one.undecided, ...other.undecided.filter((line) => !met.has(nameOf(line)))],
  };
}

/** Make brings auto.conf up to date through a make of its own: the way to conf is then one level deeper. */
function oneDeeper(event: MakeEvent): MakeEvent {
  const deeper = (_: string, depth = '0'): string => `make[${Number(depth) + 1}]: `;
  return { ...event, line: event.line.replaceAll(/^make(?:\[(\d+)\])?: /gm, deeper) };
}

/** Configures and reads a tree with another toolchain or other words; null where make or conf stops on the way. */
export function readWith(host: Host, request: BuildRequest, profile: CompilerProfile | null): ReadTree | null {
  return readTree(configure(openSession({ host, request, profile })));
}
