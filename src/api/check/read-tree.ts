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
import type { BuildStops, RecordedStops } from '../../kernel/session/read-build.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import type { Coverage } from '../../results/coverage.ts';

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
  const way = wayToConf(tree, left);
  const early = way.events;
  // Make goes on with what it has read, where it does not see that the configuration is another one, or cannot write it.
  const isKept = left !== null && !left.isRenewed && (left.text === null || left.stops.length === 0);
  const reading = isKept ? left.reading : readBuild(openConfigured(tree, configuration));
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
  return { tree, configuration, reading, unknownProbes, misfit, left, early, build, coverage: lines, walk };
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

/** What the build of the goals comes across before it has its configuration; nothing where it does not run conf. */
function wayToConf(tree: ConfiguredTree, left: LeftConfig | null): Partial<BuildStops> & Pick<BuildStops, 'events'> {
  const { events, session, source } = tree;
  const isFile = source.source === 'file';
  if (session.profile !== null) {
    // What recipes ask on the way is not recorded: what conf itself comes across is all there is.
    const isRemade = left === null ? leftAutoConf(session, tree.cwd) === null : left.isRenewed;
    return { events: isRemade && isFile ? events.map(oneDeeper) : events };
  }
  if (left === null) {
    if (events.length === 0 || !reachesConf(session, left)) return { events: [] };
    return { events: isFile ? events.map(oneDeeper) : events };
  }
  if (!isFile) return findConfigGoalStops(session, session.request.defconfig ?? 'defconfig');
  if (!left.isRenewed) return { events: [] };
  const found = findStopsOnWay(left.reading);
  const isStopped = left.stops.length > 0;
  return isStopped ? { ...found, events: found.events.map((event) => ({ ...event, afterStop: true })) } : found;
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
