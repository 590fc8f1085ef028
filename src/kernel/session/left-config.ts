/**
 * What make finds in the object directory before it runs conf. It reads `include/config/auto.conf` as it is, or goes
 * without it, and looks only then whether `.config` is newer: a stop in that first reading keeps make from ever bringing
 * it up to date, and for some goals no rule makes it.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { FileStat, Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { createOverlayHost } from '../../host/layers/overlay-host.ts';
import { absolutePath } from '../../host/paths.ts';
import { type Evaluation, type MakeEvent, type PatternRule, updateAfterReading } from '../../make/index.ts';
import type { Coverage } from '../../results/coverage.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';
import type { BuildTexts } from './quiet-config.ts';
import {
  autoConfName,
  type BuildReading,
  findStopsOnWay,
  openBuild,
  type OpenedBuild,
  openPrepared,
  readBuild,
  readTop,
  type WayLeavings,
} from './read-build.ts';
import type { Session } from './session.ts';

/** The makefiles, read as make reads them first. */
export interface LeftReading {
  readonly reading: BuildReading;
  /** Lines of the `auto.conf` that an earlier make has left; null where there is none. */
  readonly text: ByteString | null;
  /** What ends make while it reads, in make's order. */
  readonly stops: readonly MakeEvent[];
}

/** What the next make does with the `auto.conf` that is there, or is not. */
export interface LeftConfig extends LeftReading {
  /** True when make writes it, from `.config`, and reads everything once more. */
  readonly isRenewed: boolean;
  /** False where no rule writes it: the goals take it as it is. */
  readonly isRenewable: boolean;
}

/** A build about which the first reading has nothing to say. */
export interface QuietStart {
  /** The makefiles as the goals are updated with them. */
  readonly reading: BuildReading;
  /** Recipe lines on the way to conf. */
  readonly coverage: Coverage | null;
}

/** Names under which a rule may make `auto.conf`: those that conf writes at once. BusyBox has `include/autoconf.h`. */
const renewedNames =
  /(?:^|\/)include\/(?:config\/auto\.conf(?:\.cmd)?|(?:generated\/)?autoconf\.h|generated\/rustc_cfg)$/;

/** What a rule that only looks asks for, too. Source: Linux top Makefile, `!may-sync-config`. */
const autoHeaderName = 'include/generated/autoconf.h';

/** What an `auto.conf` was written for. */
export interface BuiltAs {
  /** `Linux/arm64 6.12.1`, from its head. */
  readonly kernel: ByteString;
  /** CONFIG_CC_VERSION_TEXT; empty where there is none. */
  readonly compiler: ByteString;
  /** The line that says it. */
  readonly line: number;
}

/** Reads it off the text. Source: conf, the head of what it writes. */
export function builtAs(autoConf: ByteString): BuiltAs {
  const kernel = /^# (\S.*?) (?:Kernel )?Configuration$/m.exec(autoConf.slice(0, 400))?.[1] ?? '';
  const found = /^CONFIG_CC_VERSION_TEXT="?(.*?)"?$/m.exec(autoConf);
  const at = found?.index ?? autoConf.indexOf(`# ${kernel} `);
  return { kernel, compiler: found?.[1] ?? '', line: autoConf.slice(0, at).split('\n').length };
}

/** True where an earlier make has built with another compiler, for another architecture or version. */
function isOfOtherBuild(left: ByteString, { autoConf }: BuildTexts): boolean {
  const [before, now] = [builtAs(left), builtAs(autoConf)];
  return before.kernel !== now.kernel || before.compiler !== now.compiler;
}

/** Text of the `auto.conf` that is there. */
export function leftAutoConf({ base }: Session, directory: ByteString): ByteString | null {
  return base.readFile(absolutePath(directory, autoConfName)) ?? null;
}

/**
 * Reads the makefiles with what is in `directory`, the absolute one of conf; null where that says nothing: the goals do not
 * read `auto.conf`, or take it where it happens to be, and no rule makes it, so that conf has to leave it there before.
 */
export function readLeftConfig(session: Session, texts: BuildTexts, directory: ByteString): LeftConfig | null {
  if (session.profile !== null) {
    // A record does not know what makefiles ask without a configuration.
    const text = leftAutoConf(session, directory);
    if (text === null || text === texts.autoConf) return null;
  }
  const path = absolutePath(directory, session.configName);
  const laid = isOnDisk(session) ? new Map<string, ByteString>() : new Map([[path, texts.config]]);
  const left = readLeft({ session, host: createOverlayHost(session.base, laid), texts: laid }, directory);
  const { working } = left.reading;
  const isRenewable = mayRenew(working.evaluation);
  if (!readsAutoConf(working) || (left.text === null && !isRenewable && !isAskedFor(working))) return null;
  return { ...left, isRenewable, isRenewed: isRenewable && isRenewed(session, directory, working) };
}

/**
 * The makefiles with the configuration in its place; null where what is there makes a difference: a stop before make has
 * its configuration, or a `.config` that make does not look at. What the first reading gives is remembered.
 */
export function startQuietly(session: Session, texts: BuildTexts, directory: ByteString): QuietStart | null {
  const text = leftAutoConf(session, directory);
  if (isCurrent(session, texts, directory, text)) {
    // The texts are those of the files.
    const reading = readBuild({ ...openBuild(session, texts, directory), host: session.base });
    if (!readsAutoConf(reading.working) || !runsConf(reading.working, [])) return { reading, coverage: null };
  }
  if (text !== null && (!isNewer(session, directory) || isOfOtherBuild(text, texts))) return null;
  const { goals = [], objectTree, treeDirectory, words, makeVersion = null } = session.request;
  const problem = session.host.writeProblem(objectTree);
  const key = ['left', goals, treeDirectory, objectTree, words, session.configName, makeVersion, problem];
  const follow = (): QuietWay | false => {
    const host = withNewConfig(session.base, absolutePath(session.request.objectTree, session.configName));
    const left = readLeft({ session, host, texts: new Map() }, directory);
    const { working } = left.reading;
    if (!readsAutoConf(working)) return noWay;
    if (!mayRenew(working.evaluation)) return text === null && !isAskedFor(working) && noWay;
    if (left.stops.length > 0) return false;
    const { coverage, effects, events, readsConfiguration } = findStopsOnWay(left.reading, texts, directory);
    return events.length === 0 && { coverage, effects, readsConfiguration };
  };
  let way = session.memo.remember('makefiles', { words: key }, follow);
  if (way !== false && way.readsConfiguration) {
    way = session.memo.remember('makefiles', { words: [...key, texts.autoConf, texts.autoHeader] }, follow);
  }
  if (way === false) return null;
  return { coverage: way.coverage, reading: readBuild(openBuild(session, texts, directory, way.effects)) };
}

/** What a first reading and the way to conf give where there is nothing to report. */
interface QuietWay extends WayLeavings {
  readonly coverage: Coverage | null;
}

const noWay: QuietWay = { coverage: null, effects: [], readsConfiguration: false };

/**
 * True when make runs conf on its way to the goals. A configuration that is not in place is written by a goal of its own,
 * which the user runs first.
 */
export function reachesConf(session: Session, left: LeftConfig | null): boolean {
  if (!isOnDisk(session)) return true;
  if (left !== null) return left.isRenewed;
  const { working } = readTop(openPrepared(session), session.request.goals);
  return runsConf(working, working.evaluation.goals);
}

/** `base` with a `.config` that is newer than all that was made from it; its time is not looked at. */
function withNewConfig(base: Host, path: string): Host {
  const stat: FileStat = { kind: 'file', size: 1, mtimeMs: Date.now(), isExecutable: false };
  return layerHost(base, { stat: (name) => (absolutePath(base.cwd, name) === path ? stat : base.stat(name)) });
}

/** True where what is there is what conf would leave. */
function isCurrent(
  { base }: Session,
  { autoConf }: BuildTexts,
  directory: ByteString,
  text: ByteString | null,
): boolean {
  return text === autoConf && base.stat(absolutePath(directory, autoHeaderName)) !== undefined;
}

/** True for makefiles that cannot do without `auto.conf`, and do not find it. */
function isAskedFor({ evaluation: { missingIncludes } }: MakeLevel): boolean {
  return missingIncludes.some(({ name, optional }) => !optional && renewedNames.test(name));
}

/** True for makefiles that include `auto.conf`, or would if it were there. */
function readsAutoConf({ evaluation: { makefiles, missingIncludes } }: MakeLevel): boolean {
  const isName = (name: ByteString): boolean => renewedNames.test(name);
  return makefiles.some(isName) || missingIncludes.some(({ name }) => isName(name));
}

function readLeft(build: OpenedBuild, directory: ByteString): LeftReading {
  const reading = readBuild(build);
  const stops = reading.events.filter(({ afterStop, fatal }) => fatal && !afterStop);
  return { reading, text: leftAutoConf(build.session, directory), stops };
}

/** True when the configuration is the file that make looks at, with the time it has. */
function isOnDisk({ base, configName, request }: Session): boolean {
  if (request.configFile !== null || request.defconfig !== null) return false;
  return base.stat(absolutePath(request.objectTree, configName))?.kind === 'file';
}

/** True when the configuration is newer than `auto.conf`, which it is a prerequisite of in every tree. */
function isNewer(session: Session, directory: ByteString): boolean {
  if (!isOnDisk(session)) return true;
  const { base, configName, request } = session;
  const config = base.stat(absolutePath(request.objectTree, configName));
  const left = base.stat(absolutePath(directory, autoConfName));
  return config !== undefined && left !== undefined && config.mtimeMs > left.mtimeMs;
}

/**
 * True where a rule writes `auto.conf`. Goals that do not bring it up to date have no rule, or a phony one that only looks
 * whether it is there.
 */
function mayRenew(evaluation: Evaluation): boolean {
  const own = evaluation.target(autoConfName);
  if (own?.isPhony === true) return false;
  if (own?.recipe != null) return true;
  const isMatch = ({ recipe, targets }: PatternRule): boolean =>
    recipe !== null && targets.some((target) => matchesName(target, autoConfName));
  return evaluation.patternRules().some(isMatch);
}

/** True where a pattern is for a name, and for more than every name. */
function matchesName(pattern: ByteString, name: ByteString): boolean {
  const at = pattern.indexOf('%');
  if (at < 0 || pattern === '%') return false;
  const [before, after] = [pattern.slice(0, at), pattern.slice(at + 1)];
  return name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after);
}

/** True when make runs the recipe that writes `auto.conf`, where there is one. */
function isRenewed(session: Session, directory: ByteString, working: MakeLevel): boolean {
  return leftAutoConf(session, directory) === null || isNewer(session, directory) || runsConf(working, []);
}

/** True when a recipe that makes what conf writes is run for the makefiles or for these goals. */
function runsConf({ evaluation }: MakeLevel, goals: readonly ByteString[]): boolean {
  const isIdle = !mayRenew(evaluation);
  let isFound = false;
  const driver = {
    print: () => {},
    event: () => {},
    runCommand: ({ target }: { readonly target: ByteString }): 'assumed' => {
      isFound ||= renewedNames.test(target) && !(isIdle && target === autoConfName);
      return 'assumed';
    },
  };
  updateAfterReading(evaluation, driver, { goals, passesStops: true });
  return isFound;
}
