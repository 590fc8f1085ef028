/** The second phase: make's environment for Kconfig, then the configuration. */

import type { ByteString } from '../../core/bytes.ts';
import { HostError, UsageError } from '../../core/errors.ts';
import { absolutePath } from '../../host/paths.ts';
import type { ToolchainSummary } from '../../results/summary.ts';
import { isUnknownGoal } from '../levels/unknown-goal.ts';
import { followConfigGoal } from './config-goal.ts';
import type { GoalOptions, GoalResult } from './goal-result.ts';
import { askMachineToolchain, missingCompiler } from './machine-toolchain.ts';
import { type QuietConfig, resolveQuietConfig } from './quiet-config.ts';
import type { Session } from './session.ts';

/** A tree with a configuration, or with what keeps it from having one. */
export interface ConfiguredTree extends GoalResult {
  readonly session: Session;
  /** The compiler by its own words; null when it was not asked, and for a record. */
  readonly toolchain: ToolchainSummary | null;
}

/** Questions of one oldconfig that Enter answers; a number without a default is asked for without end. */
const maxQuestions = 100_000;

/**
 * Runs a configuration goal (`allnoconfig`, `defconfig`, …), with all that it prints and leaves behind. Throws
 * UsageError for a goal that the tree does not have, HostError for a compiler that is missing or hangs.
 */
export function runConfigGoal(session: Session, goal: ByteString, how: GoalOptions = { given: null }): ConfiguredTree {
  const result = followConfigGoal(session, goal, how);
  // A configuration that was written needs no name of a compiler.
  const isAsked = how.passesStops === true || result.status !== 0;
  return { ...result, session, toolchain: isAsked ? askToolchain(session, result, how) : null };
}

function askToolchain(session: Session, result: GoalResult, how: GoalOptions): ToolchainSummary | null {
  const level = result.levels.at(-1);
  if (session.profile !== null || level === undefined) return null;
  try {
    return askMachineToolchain(session.host, level);
  } catch (error) {
    // Where conf has said that there is no compiler, or none it knows, its words are the answer.
    const isReported = how.passesStops === true && result.run?.diagnostics.some((one) => one.severity === 'error');
    const isLeft = session.allowsMissingCompiler && missingCompiler(session.host, level) !== null;
    if (!(error instanceof HostError) || !error.code.startsWith('probe/')) throw error;
    if (isReported !== true && !isLeft) throw error;
    return { source: 'machine', name: level.evaluation.expand('$(CC)').trim(), version: null, unknownProbes: [] };
  }
}

/**
 * Makes the configuration that the request names: a `.config`, brought up to date, or a goal of the tree. Throws
 * UsageError `kernel/no-config` or `kernel/no-such-defconfig`, and what {@link runConfigGoal} throws.
 */
export function configure(session: Session): ConfiguredTree {
  const { configName, request, workHost } = session;
  if (request.configFile !== null) {
    const { name, path } = request.configFile;
    const text = workHost.readFile(path);
    if (text === undefined) {
      throw new UsageError('kernel/no-config', `${name}: no such file`, { hint: 'give a .config with --config FILE' });
    }
    return fromFile(update(session, { name, text }), name);
  }
  if (request.defconfig !== null) {
    const tree = runConfigGoal(session, request.defconfig, { given: null, passesStops: true });
    const { file, source } = tree.source;
    if (source === 'defconfig' && file !== null && !isReadable(tree, file)) {
      throw new UsageError('kernel/no-such-defconfig', `${request.defconfig}: there is no ${file}`, {
        hint: 'give a configuration goal of this architecture with --defconfig NAME',
      });
    }
    return tree;
  }
  // conf would look below srctree, too, but make never lets it: a source tree with a `.config` is not clean.
  const isSplit = request.isOutOfTree && request.plainTopFile === null;
  for (const directory of isSplit ? [request.objectTree] : [request.objectTree, request.treeDirectory]) {
    const path = absolutePath(directory, configName);
    if (workHost.readFile(path) === undefined) continue;
    return fromFile(update(session, null), directory === request.treeDirectory ? configName : path);
  }
  const tree = runConfigGoal(session, 'defconfig', { given: null, passesStops: true });
  return { ...tree, source: { ...tree.source, isImplicit: true } };
}

/**
 * The configuration on the remembered tree where there is nothing to report about it; null in any other case, and
 * where nothing is remembered.
 */
export function configureQuietly(session: Session): QuietConfig | null {
  const { configName, memo, request, workHost } = session;
  if (!memo.isKept) return null;
  return resolveQuietConfig(workHost, request, configName, (goal, how) => runConfigGoal(session, goal, how));
}

/**
 * Brings a `.config` up to date, with the defaults of what is new: olddefconfig, and in a tree that has no such goal
 * (BusyBox) oldconfig with Enter to every question.
 */
function update(session: Session, given: GoalOptions['given']): ConfiguredTree {
  try {
    return runConfigGoal(session, 'olddefconfig', { given, passesStops: true });
  } catch (error) {
    if (!isUnknownGoal(error)) throw error;
  }
  let left = maxQuestions;
  const readLine = (): ByteString | undefined => (left-- > 0 ? '\n' : undefined);
  const input = { isInteractive: false, readLine };
  return runConfigGoal(session, 'oldconfig', { given, passesStops: true, input });
}

function fromFile(tree: ConfiguredTree, file: ByteString): ConfiguredTree {
  return { ...tree, source: { ...tree.source, source: 'file', file } };
}

/** True when conf would find the file: in its own directory, or below the tree. */
function isReadable({ cwd, session }: ConfiguredTree, name: ByteString): boolean {
  const { request, workHost } = session;
  return [cwd, request.treeDirectory].some(
    (directory) => workHost.stat(absolutePath(directory, name))?.kind === 'file',
  );
}
