/**
 * What an earlier make left in the object directory. Make reads `include/config/auto.conf` as it finds it, and looks
 * only then whether `.config` is newer: a stop in that first reading keeps make from ever bringing it up to date.
 */

import type { ByteString } from '../../core/bytes.ts';
import { createOverlayHost } from '../../host/layers/overlay-host.ts';
import { absolutePath } from '../../host/paths.ts';
import { type MakeEvent, updateAfterReading } from '../../make/index.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';
import type { BuildTexts } from './quiet-config.ts';
import { autoConfName, type BuildReading, readBuild } from './read-build.ts';
import type { Session } from './session.ts';

/** The makefiles, read with the `auto.conf` of an earlier make. */
export interface LeftReading {
  readonly reading: BuildReading;
  /** Lines of that `auto.conf`. */
  readonly text: ByteString;
  /** What ends make while it reads, in make's order. */
  readonly stops: readonly MakeEvent[];
}

/** What the next make does with an `auto.conf` of an earlier one. */
export interface LeftConfig extends LeftReading {
  /** True when make writes it again, from `.config`, and reads everything once more. */
  readonly isRenewed: boolean;
}

/** Names under which a rule may make `auto.conf`: those that conf writes at once. */
const renewedNames = /(?:^|\/)include\/(?:config\/auto\.conf(?:\.cmd)?|generated\/(?:autoconf\.h|rustc_cfg))$/;

/** Text of the `auto.conf` that is there. */
export function leftAutoConf({ base }: Session, directory: ByteString): ByteString | null {
  return base.readFile(absolutePath(directory, autoConfName)) ?? null;
}

/**
 * Reads the makefiles with the `auto.conf` that is in `directory`, the absolute one of conf; null where there is none,
 * and where it has the lines that the configuration gives: then the first reading is like the second.
 */
export function readLeftConfig(session: Session, texts: BuildTexts, directory: ByteString): LeftConfig | null {
  const text = leftAutoConf(session, directory);
  if (text === null || text === texts.autoConf) return null;
  const left = readLeft(session, texts, directory, text);
  return { ...left, isRenewed: isRenewed(session, directory, left.reading.working) };
}

/**
 * Whether such an `auto.conf` makes a difference: a stop in the first reading, or a `.config` that make does not look at.
 * What the first reading gives is remembered.
 */
export function isMisledByLeftConfig(session: Session, texts: BuildTexts, directory: ByteString): boolean {
  const text = leftAutoConf(session, directory);
  if (text === null || text === texts.autoConf) return false;
  if (!isNewer(session, directory)) return true;
  const { goals = [], objectTree, treeDirectory, words, makeVersion = null } = session.request;
  const key = { words: ['left', goals, treeDirectory, objectTree, words, session.configName, makeVersion] };
  return session.memo.remember('makefiles', key, () => {
    const { reading, stops } = readLeft(session, texts, directory, text);
    return stops.length > 0 || takesAsItIs(reading.working);
  });
}

function readLeft(session: Session, { config }: BuildTexts, directory: ByteString, text: ByteString): LeftReading {
  const path = absolutePath(directory, session.configName);
  const laid = isOnDisk(session) ? new Map<string, ByteString>() : new Map([[path, config]]);
  const reading = readBuild({ session, host: createOverlayHost(session.base, laid), texts: laid });
  return { reading, text, stops: reading.events.filter(({ afterStop, fatal }) => fatal && !afterStop) };
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

/** Goals that do not bring `auto.conf` up to date have a phony rule that only looks whether it is there. */
function takesAsItIs({ evaluation }: MakeLevel): boolean {
  return evaluation.target(autoConfName)?.isPhony === true;
}

/** True when make runs the recipe that writes `auto.conf`. */
function isRenewed(session: Session, directory: ByteString, working: MakeLevel): boolean {
  if (takesAsItIs(working)) return false;
  if (isNewer(session, directory)) return true;
  let isFound = false;
  const driver = {
    print: () => {},
    event: () => {},
    runCommand: ({ target }: { readonly target: ByteString }): 'assumed' => {
      isFound ||= renewedNames.test(target);
      return 'assumed';
    },
  };
  updateAfterReading(working.evaluation, driver, { goals: [], passesStops: true });
  return isFound;
}
