import { type Memo, withoutMemo } from '../../cache/memo.ts';
import type { ByteString } from '../../core/bytes.ts';
import { diagnostic } from '../../core/diagnostic.ts';
import type { MakeDiagnostic } from '../../make/codes.ts';
import type { KernelDiagnostic } from '../codes.ts';
import { HostError, UsageError } from '../../core/errors.ts';
import type { ProbeInsight } from '../../core/old-tool.ts';
import type { RunShell } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { createOverlayHost, type OverlayHolder, showOverlay } from '../../host/layers/overlay-host.ts';
import { askingFor } from '../../host/policy-log.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { absolutePath } from '../../host/paths.ts';
import type { Configuration, Dialect } from '../../kconfig/index.ts';
import type { Evaluation, MakeEvent, ParsedMakeVersion } from '../../make/index.ts';
import { type CompilerProfile, createRealShell, type Place, type ShellWitness } from '../../probe/index.ts';
import type { ToolchainSummary, TreeSummary } from '../../results/check.ts';
import { findRecipeStops } from '../goals/recipe-stops.ts';
import { createBlame } from '../insight/flag-blame.ts';
import { findFlagSource } from '../insight/flag-source.ts';
import { createVersionCheck } from '../insight/old-tool.ts';
import { type BuildRequest, type ResolvedRequest, resolveRequest } from '../levels/build-request.ts';
import { dialectOf } from '../levels/generation.ts';
import { makeVersionOf } from '../levels/make-version.ts';
import {
  evaluateTop,
  eventsOf,
  isStoppedReading,
  type MakeLevel,
  type MakeRun,
  type TopMake,
} from '../levels/top-makefile.ts';
import { isUnknownGoal } from '../levels/unknown-goal.ts';
import { createWorkHost } from '../levels/work-host.ts';
import { createGoalRunner, type GoalOptions, type GoalResult, type ResolvedConfig } from './conf-session.ts';
import { askMachineToolchain } from './machine-toolchain.ts';
import { createProbeAnswers, probeTimeoutMs, type UnknownProbe } from './probe-answers.ts';
import { type BuildTexts, buildTexts, type QuietConfig, resolveQuietConfig } from './quiet-config.ts';

/** What {@link openSession} needs. */
export interface SessionOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  /** A recorded compiler that stands in for the machine's; null asks the machine. */
  readonly profile: CompilerProfile | null;
  /** What earlier runs left; its host replaces `host`. Absent, or with a profile: nothing is taken over. */
  readonly memo?: Memo;
  /** A directory without makefiles will do: conf is then run on its top Kconfig file. */
  readonly allowsPlain?: boolean;
  /** Watches what real programs answer; `places` are the tree's directories. */
  readonly witness?: (places: readonly Place[]) => ShellWitness;
}

/** How much of a build is looked at. */
export interface BuildReading {
  /** The makefiles are read; recipes are left out. */
  readonly isReadOnly?: boolean;
  /** Given the makes as they are once they were read. */
  readonly onRead?: (top: TopMake) => void;
}

/** Questions of one oldconfig that Enter is the answer to; a number without a default is asked for without end. */
const maxQuestions = 100_000;

/** What a kernel tree calls everything that comes before the first object file. */
const preparationGoal = 'prepare';

/** One tree, one set of words, one toolchain; the stages in the kernel's own order. */
export interface Session {
  readonly request: ResolvedRequest;
  /** Make's environment for Kconfig, then the configuration the request names. */
  resolveConfig(): ResolvedConfig;
  /** The machine. */
  readonly host: Host;
  /** Rules of the tree's conf. */
  readonly dialect: Dialect;
  /** A configuration goal (`allnoconfig`, `defconfig`, …) with all that it prints and leaves behind. */
  runMode(goal: ByteString, how?: GoalOptions): GoalResult;
  /**
   * {@link resolveConfig} where there is nothing to report about the configuration, on the remembered tree; null in
   * any other case, and where nothing is remembered.
   */
  resolveQuietly(): QuietConfig | null;
  /**
   * The makefiles as `make` would read them with this configuration, then the recipes of `prepare` that
   * only check; events in make's order.
   */
  readBuild(configuration: Configuration | QuietConfig, how?: BuildReading): readonly MakeEvent[];
  /** Absolute directory in which conf works; known once a configuration was resolved. */
  workDirectory(): ByteString;
  /** The machine with what conf leaves in `directory`. */
  openBuild(texts: BuildTexts, directory: ByteString): OpenedBuild;
  /**
   * What is behind a probe of this session: the flags that make it fail (the same command is run, or asked for, with
   * fewer of them), and the tool that is too old.
   */
  readonly insight: ProbeInsight;
  /** Probes without an answer so far, each once. */
  readonly unknownProbes: readonly UnknownProbe[];
  /** Probes that the record has no answer to and somebody decided. */
  readonly assumedProbes: readonly UnknownProbe[];
  /** What is to be told of the programs that were asked so far. */
  toolFindings(): readonly KernelDiagnostic[];
  /** What MAKE_VERSION is to the makefiles; null before any was read. */
  makeVersion(): string | null;
  /** The makes that were read last, from the user's command line to the one that does the work. */
  makes(): readonly Evaluation[];
  describeTree(): TreeSummary;
  describeToolchain(): ToolchainSummary;
}

/** A build with its configuration in place, before the first makefile is read. */
export interface OpenedBuild {
  /** The machine with the configuration's files. */
  readonly host: Host;
  readonly runShell: RunShell;
  readonly makeVersion: () => ParsedMakeVersion;
  /** The makefiles as `make` would read them for these goals, plain make when absent. */
  readTop(goals?: readonly ByteString[]): TopMake;
}

/** Opens a session. Throws UsageError for a request that cannot be served. */
export function openSession(given: SessionOptions): Session {
  const memo = (given.profile === null ? given.memo : undefined) ?? withoutMemo(given.host);
  const options: SessionOptions = { ...given, host: memo.host };
  const request = resolveRequest(options.host, options.request, options.allowsPlain === true);
  const dialect = dialectOf(options.host, request);
  const base = withObjectTree(options.host, request);
  const work: OverlayHolder = { overlay: new Overlay(base) };
  const host = createWorkHost(base, options.host, work);
  const places = placesOf(request);
  const witness = options.witness?.(places);
  const probes = createProbeAnswers(host, options.host, options.profile, {
    places,
    ...(witness !== undefined && { witness }),
  });
  const makeVersion = makeVersionOf(options.host, request.makeVersion ?? null);
  const makeRun: MakeRun = { host, runShell: probes.runShell, request, makeVersion };
  let toolchain: ToolchainSummary | null = null;
  let last: MakeLevel | null = null;
  let chain: readonly MakeLevel[] = [];
  /** Where conf works: the object tree, or the tree itself when its makefiles ignore `O=`. */
  let workDirectory = request.objectTree;

  const run = createGoalRunner({
    request,
    host,
    base,
    files: work,
    probes,
    dialect,
    makeVersion,
    configName: configName(options.host, request),
    memo,
    onLevels(levels) {
      last = levels.at(-1) ?? null;
      chain = levels;
    },
  });

  /** Asks the machine's compiler who it is; throws HostError when it is missing or hangs. */
  const askToolchain = (): void => {
    if (options.profile === null && last !== null) toolchain ??= askMachineToolchain(options.host, last);
  };

  /** Runs conf as `goal` would. */
  const runGoal = (goal: ByteString, how: GoalOptions): GoalResult => {
    const result = run(goal, how);
    // A configuration that was made needs nobody's name.
    if (how.passesStops === true || result.status !== 0) {
      try {
        askToolchain();
      } catch (error) {
        // Where conf has said that there is no compiler, or none it knows, its words are the answer.
        const isTold = how.passesStops === true && result.run?.diagnostics.some((one) => one.severity === 'error');
        if (!(error instanceof HostError) || !error.code.startsWith('probe/') || isTold !== true) throw error;
        const name = last?.evaluation.expand('$(CC)').trim() ?? 'none';
        toolchain = { source: 'machine', name, version: null, unknownProbes: [] };
      }
    }
    if (result.run !== null) workDirectory = result.cwd;
    return result;
  };

  /**
   * Brings a `.config` up to date, with the defaults of what is new: olddefconfig, and in a tree that has no such goal
   * (BusyBox) oldconfig with Enter to every question.
   */
  const update = (given: GoalOptions['given']): ResolvedConfig => {
    try {
      return runGoal('olddefconfig', { given, passesStops: true });
    } catch (error) {
      if (!isUnknownGoal(error)) throw error;
    }
    let left = maxQuestions;
    const readLine = (): ByteString | undefined => (left-- > 0 ? '\n' : undefined);
    return runGoal('oldconfig', { given, passesStops: true, input: { isInteractive: false, readLine } });
  };

  const fromFile = (resolved: ResolvedConfig, file: ByteString): ResolvedConfig => ({
    ...resolved,
    source: { ...resolved.source, source: 'file', file },
  });

  const openBuild: Session['openBuild'] = ({ config, autoConf, autoHeader }, directory) => {
    const at = (name: string): string => absolutePath(directory, name);
    const files = new Map([
      [at('.config'), config],
      [at('include/config/auto.conf'), autoConf],
      [at('include/config/auto.conf.cmd'), ''],
      [at('include/generated/autoconf.h'), autoHeader],
      [at('include/generated/rustc_cfg'), ''],
    ]);
    const overlay = createOverlayHost(base, files);
    const readTop = (goals: readonly ByteString[] = []): TopMake => {
      const top = evaluateTop({ ...makeRun, host: overlay }, goals);
      last = top.working;
      chain = top.levels;
      return top;
    };
    return { host: overlay, runShell: probes.runShell, makeVersion, readTop };
  };

  const blame = createBlame({
    tryOut: probes.tryOut,
    requestOf: (command) => probes.asked(command)?.request ?? { cwd: request.treeDirectory, env: options.host.env },
    sourceOf: (flag) => (last === null ? null : findFlagSource(last, flag)),
  });
  const { treeDirectory } = request;
  const oldTool = createVersionCheck({ host, treeDirectory, tryOut: probes.tryOut, asked: probes.asked });
  const insight: ProbeInsight = {
    blame,
    oldTool,
    callOf(command) {
      const asked = probes.asked(command);
      return asked === undefined ? null : { command: asked.request.command, answer: asked.answer };
    },
  };

  return {
    request,
    host: options.host,
    insight,
    dialect,
    runMode: (goal, how = { given: null }) => runGoal(goal, how),
    get unknownProbes() {
      return probes.unknown();
    },
    get assumedProbes() {
      return probes.assumed();
    },
    toolFindings: () => probes.findings(),
    resolveConfig() {
      if (request.configFile !== null) {
        const { name, path } = request.configFile;
        const text = host.readFile(path);
        if (text === undefined) {
          throw new UsageError('kernel/no-config', `${name}: no such file`, {
            hint: 'give a .config with --config FILE',
          });
        }
        return fromFile(update({ name, text }), name);
      }
      if (request.defconfig !== null) {
        const resolved = runGoal(request.defconfig, { given: null, passesStops: true });
        const { file, source } = resolved.source;
        if (source === 'defconfig' && file !== null && !isReadable(host, request, resolved.cwd, file)) {
          throw new UsageError('kernel/no-such-defconfig', `${request.defconfig}: there is no ${file}`, {
            hint: 'give a configuration goal of this architecture with --defconfig NAME',
          });
        }
        return resolved;
      }
      const name = configName(host, request);
      // conf looks in its own directory first, then below srctree.
      for (const directory of [request.objectTree, request.treeDirectory]) {
        const path = absolutePath(directory, name);
        if (host.readFile(path) === undefined) continue;
        return fromFile(update(null), directory === request.treeDirectory ? name : path);
      }
      const resolved = runGoal('defconfig', { given: null, passesStops: true });
      return { ...resolved, source: { ...resolved.source, isImplicit: true } };
    },
    resolveQuietly() {
      if (!memo.isKept) return null;
      const quiet = resolveQuietConfig(host, request, configName(host, request), run);
      if (quiet !== null) workDirectory = quiet.cwd;
      return quiet;
    },
    workDirectory: () => workDirectory,
    openBuild,
    readBuild(resolved, how = {}) {
      const texts = 'texts' in resolved ? resolved.texts : buildTexts(resolved);
      const opened = openBuild(texts, workDirectory);
      const overlay = opened.host;
      const goals = request.goals ?? [];
      const top = opened.readTop(goals);
      if ('texts' in resolved) askToolchain();
      how.onRead?.(top);
      const events = eventsOf(top.levels, top.working);
      if (how.isReadOnly === true) return events;
      const { working, levels } = top;
      const lines = new Set(events.map((event) => event.line));
      const hasPreparation = goals.length === 0 && working.evaluation.target(preparationGoal)?.isTarget === true;
      const stops = findRecipeStops({
        level: working,
        goals: hasPreparation ? [preparationGoal] : working.evaluation.goals,
        host: overlay,
        machine: options.host,
        runShell: probes.runShell,
        makeVersion: makeRun.makeVersion,
        treeDirectory: request.treeDirectory,
        objectTree: request.objectTree,
        hasRecord: options.profile !== null,
        isStopped: levels.some((level) => isStoppedReading(level, level !== working)),
      });
      return [...events, ...stops.filter((event) => !lines.has(event.line))];
    },
    makeVersion: () => last?.evaluation.expand('$(MAKE_VERSION)') ?? null,
    makes: () => chain.map((level) => level.evaluation),
    describeTree() {
      const read = (name: string): string | null => {
        const value = last?.evaluation.expand(`$(${name})`) ?? '';
        return value === '' ? null : value;
      };
      const object = request.isOutOfTree ? (request.objectDirectory ?? request.objectTree) : null;
      return {
        directory: request.treeName,
        objectDirectory: object,
        version: read('KERNELVERSION'),
        arch: read('ARCH'),
        srcarch: read('SRCARCH'),
      };
    },
    describeToolchain() {
      const unknownProbes = probes.unknown().map((probe) => probe.command);
      if (options.profile !== null) {
        const version = options.profile.versionOutput.split('\n')[0] ?? '';
        return { source: 'profile', name: options.profile.name, version, unknownProbes };
      }
      return { ...(toolchain ?? { source: 'machine', name: 'none', version: null }), unknownProbes };
    },
  };
}

/** Directories that commands of this build name, with marks that stand for them in every build. */
function placesOf({ treeDirectory, objectTree, isOutOfTree }: ResolvedRequest): Place[] {
  const tree: Place = [treeDirectory, '<srctree>'];
  return isOutOfTree ? [tree, [objectTree, '<objtree>']] : [tree];
}

/** An object directory that does not exist yet is made to exist, in memory, as make would make it. */
function withObjectTree(host: Host, request: ResolvedRequest): Host {
  if (!request.isOutOfTree || host.stat(request.objectTree) !== undefined) return host;
  const overlay = new Overlay(host, { mtimeMs: Date.now() });
  overlay.makeDirectories(`${request.objectTree}/include/config`);
  return showOverlay(host, { overlay });
}

/**
 * Answers recipe lines that only check, on the files that make was given. No compiler is asked, so that
 * a record makes no difference.
 */
export function createCheckShell(machine: Host, host: Host): RunShell {
  const run: Host['run'] = (request) =>
    host.run(machine.stat(request.cwd) === undefined ? { ...request, cwd: host.scratchDirectory() } : request);
  const shell = createRealShell({ host: layerHost(host, { run }), timeoutMs: probeTimeoutMs });
  return (request) =>
    askingFor(host.policyLog, { text: request.command, location: request.location ?? null }, () => shell(request));
}

/** True when conf would find the file: in its own directory, or below the tree. */
function isReadable(host: Host, request: ResolvedRequest, cwd: ByteString, name: ByteString): boolean {
  return [cwd, request.treeDirectory].some((directory) => host.stat(absolutePath(directory, name))?.kind === 'file');
}

/** Name of the configuration file: KCONFIG_CONFIG as a make word, else of the environment, else `.config`. */
export function configName(host: Host, request: ResolvedRequest): ByteString {
  const prefix = 'KCONFIG_CONFIG=';
  const word = request.variables.findLast((candidate) => candidate.startsWith(prefix));
  return word?.slice(prefix.length) ?? host.env['KCONFIG_CONFIG'] ?? '.config';
}

/** A diagnostic for an event of make, without causes. */
export function eventDiagnostic(event: MakeEvent): MakeDiagnostic {
  const severity =
    event.kind === 'warning'
      ? 'warning'
      : event.fatal || event.kind === 'error' || event.kind === 'limit'
        ? 'error'
        : 'warning';
  const { code, line: message, args, location } = event;
  return diagnostic({ code, severity, message, form: 'verbatim', args, location }) as MakeDiagnostic;
}
