/** A configuration about which there is nothing to report, evaluated on the remembered tree, which has no places. */

import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';
import {
  autoConfText,
  autoHeaderText,
  busyboxHeader,
  type Configuration,
  countWritten,
  hasMoreToSay,
  writeAutoConf,
  writeAutoHeader,
  writeConfig,
} from '../../kconfig/index.ts';
import type { ConfigSummary } from '../../results/summary.ts';
import type { ResolvedRequest } from '../levels/build-request.ts';
import { isUnknownGoal } from '../levels/unknown-goal.ts';
import type { GoalOptions, GoalResult } from './goal-result.ts';

/** What conf leaves for make. */
export interface BuildTexts {
  readonly config: ByteString;
  readonly autoConf: ByteString;
  readonly autoHeader: ByteString;
  /** `include/autoconf.h` of BusyBox, which a recipe of the build makes; null for other trees. */
  readonly busyboxHeader: ByteString | null;
}

/** A configuration that needs no explanation. */
export interface QuietConfig {
  readonly source: ConfigSummary;
  readonly texts: BuildTexts;
  /** Absolute working directory of conf. */
  readonly cwd: ByteString;
  /** See {@link GoalResult.made}. */
  readonly made: GoalResult['made'];
}

/** What conf leaves of a configuration. */
export function buildTexts(configuration: Configuration): BuildTexts {
  return {
    config: writeConfig(configuration),
    autoConf: writeAutoConf(configuration),
    autoHeader: writeAutoHeader(configuration),
    busyboxHeader: busyboxHeader(configuration.state),
  };
}

/**
 * Runs olddefconfig on the file that is named, or on the one at the place where make looks for it. Null where there is something to
 * report: conf does not keep everything that the file says or asks for more, or conf or a makefile prints a message.
 */
export function resolveQuietConfig(
  host: Host,
  request: ResolvedRequest,
  name: ByteString,
  run: (goal: ByteString, how: GoalOptions) => GoalResult,
): QuietConfig | null {
  const { configFile } = request;
  if (request.defconfig !== null || request.plainTopFile !== null) return null;
  if ((request.fragments ?? []).length > 0) return null;
  const path = configFile?.path ?? absolutePath(request.objectTree, name);
  if (host.stat(path)?.kind !== 'file') return null;
  const text = host.readFile(path) ?? '';
  const given = configFile === null ? null : { name: configFile.name, text };
  let result: GoalResult;
  try {
    result = run('olddefconfig', { given, isEvaluated: true, passesStops: true });
  } catch (error) {
    // A tree that has no such goal asks for what is new.
    if (isUnknownGoal(error)) return null;
    throw error;
  }
  const state = result.run?.state ?? null;
  if (result.status !== 0 || result.events.length > 0 || (result.run?.diagnostics.length ?? 1) > 0) return null;
  if (state === null || hasMoreToSay(state, text)) return null;
  const file = configFile?.name ?? (request.objectTree === request.treeDirectory ? name : path);
  // Under a name of its own it is brought up to date under that name; a file that says it all stays as it is.
  const renewed = given === null ? undefined : result.run?.files.find((one) => one.name === given.name);
  return {
    cwd: result.cwd,
    made: result.made,
    source: { source: 'file', file, symbols: countWritten(state), isImplicit: false },
    texts: {
      config: given === null ? (result.configText() ?? '') : (renewed?.text ?? given.text),
      autoConf: autoConfText(state),
      autoHeader: autoHeaderText(state),
      busyboxHeader: busyboxHeader(state),
    },
  };
}
