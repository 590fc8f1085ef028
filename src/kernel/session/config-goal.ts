/** Runs of configuration goals for one session: by the tree's makefiles, or plainly where there are none. */

import { withIncidental } from '../../cache/environment.ts';
import { type Memo, rememberPart, withoutMemo } from '../../cache/memo.ts';
import type { ByteString } from '../../core/bytes.ts';
import { HostError, UsageError, passTroubleOn } from '../../core/errors.ts';
import { absolutePath, normalPath } from '../../host/paths.ts';
import { type ConfRequest, countWritten, type OutputChunk } from '../../kconfig/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { ConfCall } from '../goals/goal-driver.ts';
import { type FollowedGoal, followGoal, type GoalPlan } from '../goals/goal-plan.ts';
import type { GoalRequest } from '../goals/goal-run.ts';
import { findLibrary, type LibraryTree, runLibraryGoal } from '../library/library-goal.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';
import { unknownGoal } from '../levels/unknown-goal.ts';
import { runCachedConf } from './cached-conf.ts';
import { parseConfArguments } from './conf-arguments.ts';
import { type DoneConf, GoalFiles, placeIn } from './goal-files.ts';
import type { GoalOptions, GoalProduct, GoalResult } from './goal-result.ts';
import { type ConfWords, plainConf, plainEnvironment, wordVariables } from './plain-goal.ts';
import type { Session } from './session.ts';

/** Name of the seed file that fragments are merged into, as `merge_config.sh` names its own. */
export const mergedName = './.tmp.config';

/** Runs a goal, on files of its own. */
export function followConfigGoal(session: Session, goal: ByteString, how: GoalOptions): GoalResult {
  return new Runner(session, how).run(goal);
}

class Runner {
  private readonly session: Session;
  private readonly how: GoalOptions;
  /** A run whose makefiles could look at files that are only in memory takes nothing over. */
  private readonly memo: Memo;
  private readonly files: GoalFiles;
  private readonly output: OutputChunk[] = [];
  private last: DoneConf | null = null;
  private file: ByteString | null = null;
  private mode: ConfRequest['mode'] | null = null;
  /** The file of `savedefconfig`, absolute. */
  private saved: ByteString | null = null;
  private configPath: ByteString;
  private isFirst = true;
  private levels: readonly MakeLevel[] = [];

  constructor(session: Session, how: GoalOptions) {
    this.session = session;
    this.how = how;
    // A configuration with a name of its own is laid down for conf, when the makefiles have been read.
    const isOnDisk = how.given?.name !== null && how.extraFiles === undefined;
    this.memo = isOnDisk ? session.memo : withoutMemo(session.memo.host);
    this.files = new GoalFiles(session.base);
    session.workFiles.overlay = this.files.overlay;
    this.configPath = absolutePath(session.request.objectTree, session.configName);
  }

  run(goal: ByteString): GoalResult {
    const { how, session } = this;
    const { request } = session;
    if (how.given !== null && how.given.name === null) this.files.give(this.configPath, how.given.text);
    const library =
      how.library === undefined || request.plainTopFile === null
        ? null
        : findLibrary(session.workHost, request.treeDirectory);
    if (library !== null) return this.runLibrary(goal, library);
    if (request.plainTopFile !== null) {
      const env = plainEnvironment(session);
      const call = { cwd: request.objectTree, env, input: null, write: this.write };
      return this.result(this.runConf(call, plainConf(session, goal, env)), [], new Set());
    }
    const goalRequest: GoalRequest = {
      host: session.workHost,
      runShell: session.probes.runShell,
      request,
      makeVersion: session.makeVersion,
      overlay: this.files.overlay,
      runConf: (call) => this.conf(call),
      write: this.write,
      settle: () => this.files.settle(),
      passesStops: how.passesStops === true,
      hasRecord: session.profile !== null,
    };
    const onLevels = (levels: readonly MakeLevel[]): void => {
      this.levels = levels;
    };
    const { aside } = this.memo;
    const { makeVersion = null, objectTree, treeDirectory, words } = request;
    const found = rememberPart(
      this.memo,
      'makefiles',
      // Other stops are looked for on a way that goes on behind them.
      { words: [goal, treeDirectory, objectTree, words, session.configName, makeVersion, how.passesStops === true] },
      () => followGoal(goalRequest, goal, { aside, onLevels }),
      ({ plan }) => plan,
    );
    return found.kind === 'kept' ? this.runPlanned(found.part) : this.runFollowed(goal, found.whole);
  }

  private runLibrary(name: ByteString, library: LibraryTree): GoalResult {
    const { files, how, session } = this;
    const { objectTree, plainTopFile, treeDirectory } = session.request;
    const env = plainEnvironment(session);
    const words = wordVariables(session);
    const goal = {
      host: session.workHost,
      runShell: session.probes.runShell,
      library,
      env: { ...env, ...how.env },
      words,
    };
    const places = { tree: treeDirectory, objectTree, topFile: plainTopFile ?? '' };
    const lay = (path: ByteString, text: ByteString): void => files.putExtra(path, text);
    const fragments = how.library?.fragments ?? [];
    const { configPath, cwd, findings, run } = runLibraryGoal(
      { ...goal, ...places, fragments, write: this.write, lay },
      name,
    );
    this.configPath = absolutePath(cwd, configPath);
    this.last = { run, cwd };
    files.add(this.last);
    return { ...this.result(run.exitStatus, [], new Set()), libraryFindings: findings };
  }

  /**
   * Throws UsageError `kernel/generated-kconfig` where conf misses a file that a recipe before it makes: what conf says
   * without it is no answer. A build makes files with hidden names, and those in directories that the sources have not.
   */
  private refuseUngenerated(goal: ByteString, passedOver: ReadonlySet<ByteString>): void {
    if (passedOver.size === 0) return;
    const missing = (this.last?.run.diagnostics ?? []).find((one) => one.code === 'kconfig/file-not-found');
    if (missing === undefined || missing.code !== 'kconfig/file-not-found') return;
    const { file } = missing.args;
    const [top = ''] = file.split('/');
    const { host } = this.session;
    const isHidden = /(?:^|\/)\.[^/]*$/.test(file);
    if (!isHidden && host.stat(absolutePath(this.session.request.treeDirectory, top)) !== undefined) return;
    const targets = [...passedOver].join(' ');
    throw new UsageError('kernel/generated-kconfig', `${goal}: ${missing.message}, which the tree generates first`, {
      hint: `run 'make ${targets}', which kgate does not follow, then ask again`,
    });
  }

  /** The goal was followed through its makefiles. */
  private runFollowed(
    goal: ByteString,
    { events, hasRule, passedOver, sideEffects, status }: FollowedGoal,
  ): GoalResult {
    this.refuseUngenerated(goal, passedOver);
    if (this.last === null && !events.some((event) => event.fatal) && (status === 0 || !hasRule)) {
      throw this.unknownGoal(goal, 'the Makefiles of this tree have no such configuration goal');
    }
    return this.result(status, events, sideEffects);
  }

  private unknownGoal(goal: ByteString, message: ByteString): UsageError {
    const { base, request } = this.session;
    const architecture = this.levels.at(-1)?.evaluation.expand('$(SRCARCH)') ?? '';
    return unknownGoal(base, request.treeDirectory, goal, message, architecture);
  }

  /** Runs conf by the plan of an earlier run. */
  private runPlanned(plan: GoalPlan): GoalResult {
    for (const { stream, text } of plan.output) this.write(stream, text);
    const { overlay } = this.files;
    for (const path of plan.directories) {
      if (overlay.stat(path) === undefined) overlay.makeDirectory(path);
    }
    for (const [path, text] of plan.changes) {
      if (text === null) overlay.remove(path);
      else this.files.put(path, text);
    }
    const env = withIncidental(plan.env, this.memo.host.env, 'make');
    const status = this.conf({ cwd: plan.cwd, env, args: plan.args, input: null, write: this.write });
    return this.result(status, plan.events, new Set(plan.sideEffects));
  }

  private result(status: number, events: readonly MakeEvent[], sideEffects: ReadonlySet<string>): GoalResult {
    const { files, last, session } = this;
    const { request } = session;
    const run = last?.run ?? null;
    const configuration = run !== null && run.exitStatus === 0 ? run.configuration : null;
    const file = this.file;
    return {
      run,
      configuration,
      cwd: last?.cwd ?? request.objectTree,
      source: {
        source: file === null ? 'defaults' : 'defconfig',
        file,
        symbols: configuration === null || run?.state == null ? 0 : countWritten(run.state),
        isImplicit: false,
      },
      events,
      levels: this.levels,
      status,
      output: this.output,
      configPath: this.configPath,
      configText: () => this.textOf(this.configPath),
      product: this.product(),
      made: () => files.made(sideEffects),
      files: () => files.left(sideEffects, (path) => placeIn(request, last?.cwd, path)),
    };
  }

  private product(): GoalProduct {
    const { mode, saved } = this;
    if (mode === 'listnewconfig' || mode === 'helpnewconfig') return { kind: 'list' };
    return saved === null ? { kind: 'config' } : { kind: 'file', path: saved, text: () => this.textOf(saved) };
  }

  /** What the goal leaves at a path. */
  private textOf(path: ByteString): ByteString | undefined {
    this.files.settle();
    const { overlay } = this.files;
    return overlay.stat(path)?.kind === 'directory' ? undefined : overlay.readFile(path);
  }

  private readonly write = (stream: OutputChunk['stream'], text: ByteString): void => {
    if (text === '') return;
    // What is printed from now on comes after what conf wrote.
    if (this.how.emit !== undefined) this.how.emit(stream, text);
    else this.output.push({ stream, text });
  };

  private conf(call: ConfCall): number {
    const { dialect } = this.session;
    const parsed = parseConfArguments(call.args, dialect.modes.letters);
    if (parsed === null) {
      throw new UsageError('kernel/unsupported-mode', `conf ${call.args.join(' ')}: a mode kgate does not know`);
    }
    const { silent, topFile, mode, file } = parsed;
    return this.runConf(call, {
      mode,
      topFile,
      ...(file !== undefined && { file }),
      ...(silent && { silent }),
    });
  }

  private runConf(
    call: Pick<ConfCall, 'cwd' | 'env' | 'input' | 'write'>,
    words: ConfWords & Pick<ConfRequest, 'silent'>,
  ): number {
    const { files, how, session } = this;
    files.settle();
    const named = call.env['KCONFIG_CONFIG'] ?? '.config';
    let env: Readonly<Record<string, ByteString>> = { ...call.env, ...how.env };
    const own = absolutePath(call.cwd, named);
    if (this.isFirst && how.given?.name != null) {
      env = { ...env, KCONFIG_CONFIG: how.given.name };
      files.put(absolutePath(call.cwd, how.given.name), how.given.text);
    } else if (this.isFirst && normalPath('/', own) !== normalPath('/', this.configPath)) {
      // Makefiles that work elsewhere than where the user keeps the file.
      const text = files.overlay.readFile(this.configPath);
      if (text !== undefined) files.put(own, text);
    }
    this.isFirst = false;
    for (const [name, text] of how.extraFiles ?? []) files.putExtra(normalPath(call.cwd, name), text);
    this.configPath = own;
    this.mode = words.mode;
    this.file = words.mode === 'defconfig' ? (words.file ?? null) : null;
    this.saved = words.mode === 'savedefconfig' ? absolutePath(call.cwd, words.file ?? '') : null;
    this.refuseLargeFile(absolutePath(call.cwd, env['KCONFIG_CONFIG'] ?? '.config'));
    const request: ConfRequest = {
      ...session.probes,
      host: session.workHost,
      cwd: call.cwd,
      env,
      dialect: session.dialect,
      ...words,
      ...this.answers(call.input),
      emit: ({ stream, text }) => call.write(stream, text),
    };
    const run = runCachedConf(this.memo, request, {
      laid: files.overlay.changes(),
      isEvaluated: how.isEvaluated === true,
      models: session.models,
      config: { path: absolutePath(call.cwd, env['KCONFIG_CONFIG'] ?? '.config'), overlay: files.overlay },
      probes: session.probes,
    });
    this.last = { run, cwd: call.cwd };
    files.add(this.last);
    return run.exitStatus;
  }

  /** Input of conf: what the recipe pipes into it, else the user's. */
  private answers(piped: ByteString | null): Pick<ConfRequest, 'input' | 'echoes'> {
    const { input } = this.how;
    if (piped !== null) {
      let rest = piped;
      const readLine = (): ByteString | null => {
        if (rest === '') return null;
        const end = rest.indexOf('\n') + 1 || rest.length;
        const line = rest.slice(0, end);
        rest = rest.slice(end);
        return line;
      };
      return { input: { readLine }, echoes: true };
    }
    if (input === undefined) return {};
    return { input: { readLine: () => input.readLine() ?? null }, echoes: !input.isInteractive };
  }

  /** conf's reader takes a file it cannot open for none; one that is too large must not be replaced. */
  private refuseLargeFile(path: ByteString): void {
    const host = this.session.workHost;
    if (host.stat(path)?.kind !== 'file') return;
    try {
      host.readFile(path);
    } catch (error) {
      passTroubleOn(error);
      if (error instanceof HostError && error.code === 'host/too-large') throw error;
    }
  }
}
