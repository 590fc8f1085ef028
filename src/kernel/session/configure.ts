/** The second phase: make's environment for Kconfig, then the configuration. */

import type { ByteString } from '../../core/bytes.ts';
import { HostError, UsageError } from '../../core/errors.ts';
import { absolutePath } from '../../host/paths.ts';
import type { ToolchainSummary } from '../../results/summary.ts';
import type { NamedConfig } from '../goals/merge-config.ts';
import { isUnknownGoal } from '../levels/unknown-goal.ts';
import { type AskedFile, askedFile, mergedOver, readFragments } from './asked-files.ts';
import { followConfigGoal } from './config-goal.ts';
import type { GivenConfig, GoalOptions, GoalResult } from './goal-result.ts';
import { askMachineToolchain, missingCompiler } from './machine-toolchain.ts';
import { type QuietConfig, resolveQuietConfig } from './quiet-config.ts';
import type { Session } from './session.ts';

/** A tree with a configuration, or with what keeps it from having one. */
export interface ConfiguredTree extends GoalResult {
  readonly session: Session;
  /** The compiler by its own words; null when it was not asked, and for a record. */
  readonly toolchain: ToolchainSummary | null;
  /** The files that the configuration was read from, in the order they were merged; empty where that is not known. */
  readonly asked: readonly AskedFile[];
  /** What conf read where fragments were merged, by the name that it had for conf; else null. */
  readonly merged: NamedConfig | null;
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
  const toolchain = isAsked ? askToolchain(session, result, how) : null;
  return { ...result, session, toolchain, asked: [], merged: null };
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
 * Makes the configuration that the request names: a `.config`, brought up to date, or a goal of the tree, with the
 * fragments merged over it. Throws UsageError `kernel/no-config` or `kernel/no-such-defconfig`, and what
 * {@link runConfigGoal} throws.
 */
export function configure(session: Session): ConfiguredTree {
  const { configName, request, workHost } = session;
  const fragments = readFragments(session);
  if (request.configFile !== null) {
    const { name, path } = request.configFile;
    const text = workHost.readFile(path);
    if (text === undefined) {
      throw new UsageError('kernel/no-config', `${name}: no such file`, { hint: 'give a .config with --config FILE' });
    }
    return fromFile(session, { name, text }, name, fragments);
  }
  if (request.defconfig !== null) {
    const tree = runConfigGoal(session, request.defconfig, { given: null, passesStops: true });
    const { file, source } = tree.source;
    if (source === 'defconfig' && file !== null && !isReadable(tree, file)) {
      throw new UsageError('kernel/no-such-defconfig', `${request.defconfig}: there is no ${file}`, {
        hint: 'give a configuration goal of this architecture with --defconfig NAME',
      });
    }
    return fromGoal(tree, fragments);
  }
  // conf would look below srctree, too, but make never lets it: a source tree with a `.config` is not clean.
  const isSplit = request.isOutOfTree && request.plainTopFile === null;
  for (const directory of isSplit ? [request.objectTree] : [request.objectTree, request.treeDirectory]) {
    const path = absolutePath(directory, configName);
    const text = workHost.readFile(path);
    if (text === undefined) continue;
    const file = directory === request.treeDirectory ? configName : path;
    return fromFile(session, { name: null, text }, file, fragments);
  }
  const tree = implicitGoal(session);
  return fromGoal({ ...tree, source: { ...tree.source, isImplicit: true } }, fragments);
}

/**
 * The configuration of a tree that has none yet: its defconfig, and where it has no such goal, or one that cannot be made
 * (coreboot hands it on to a file that is not there), every symbol at its default.
 */
function implicitGoal(session: Session): ConfiguredTree {
  let first: ConfiguredTree | null = null;
  let problem: unknown = null;
  try {
    first = runConfigGoal(session, 'defconfig', { given: null, passesStops: true });
    if (first.run !== null) return first;
  } catch (error) {
    if (!isUnknownGoal(error)) throw error;
    problem = error;
  }
  try {
    const other = update(session, null);
    // Where make does not reach conf by this way either, the goal that users know has the words.
    if (other.run !== null && !other.events.some(({ fatal }) => fatal)) return other;
  } catch (error) {
    if (!isUnknownGoal(error)) throw error;
  }
  if (first === null) throw problem;
  return first;
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

/** The configuration of a file; one that has a name of its own takes the place of the one that make would read. */
function fromFile(
  session: Session,
  base: GivenConfig,
  file: ByteString,
  fragments: readonly AskedFile[],
): ConfiguredTree {
  const own = askedFile('base', { name: base.name ?? session.configName, text: base.text });
  if (fragments.length > 0) return merged(session, base.text, [own, ...fragments], { file, isImplicit: false });
  const tree = update(session, base.name === null ? null : base);
  return { ...tree, source: { ...tree.source, source: 'file', file }, asked: [own] };
}

/** The file of the tree that a goal started from; none where there were several. */
export function goalFiles(tree: ConfiguredTree): AskedFile[] {
  const { configuration, session, source } = tree;
  const { file } = source;
  const path = file === null || configuration === null ? undefined : placeOf(tree, file);
  const text = path === undefined ? undefined : session.workHost.readFile(path);
  const isAlone = configuration?.state.userFile === file;
  return file === null || text === undefined || !isAlone ? [] : [askedFile('tree', { name: file, text })];
}

/** The configuration of a goal, whose file is the tree's. */
function fromGoal(tree: ConfiguredTree, fragments: readonly AskedFile[]): ConfiguredTree {
  const { file, isImplicit } = tree.source;
  const own = goalFiles(tree);
  if (fragments.length === 0 || tree.status !== 0 || tree.run === null) return { ...tree, asked: own };
  return merged(tree.session, tree.configText() ?? '', [...own, ...fragments], { file, isImplicit });
}

/** Brings what fragments are merged into up to date. */
function merged(
  session: Session,
  base: ByteString,
  asked: readonly AskedFile[],
  source: Pick<ConfiguredTree['source'], 'file' | 'isImplicit'>,
): ConfiguredTree {
  const fragments = asked.filter(({ kind }) => kind === 'fragment');
  const text = mergedOver(session, base, fragments);
  const tree = update(session, { name: null, text });
  return {
    ...tree,
    source: { ...tree.source, source: 'file', ...source },
    asked,
    merged: { name: session.configName, text },
  };
}

/** True when conf would find the file: in its own directory, or below the tree. */
function isReadable(tree: ConfiguredTree, name: ByteString): boolean {
  return placeOf(tree, name) !== undefined;
}

function placeOf({ cwd, session }: ConfiguredTree, name: ByteString): ByteString | undefined {
  const { request, workHost } = session;
  return [cwd, request.treeDirectory]
    .map((directory) => absolutePath(directory, name))
    .find((path) => workHost.stat(path)?.kind === 'file');
}
