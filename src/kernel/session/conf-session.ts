/** Runs of configuration goals for one session: by the tree's makefiles, or plainly where there are none. */

import { withIncidental } from '../../cache/environment.ts';
import { type Memo, rememberPart, withoutMemo } from '../../cache/memo.ts';
import { type ByteString, decodeBytes } from '../../core/bytes.ts';
import { HostError, UsageError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { absolutePath, normalPath, parentPath } from '../../host/paths.ts';
import {
  type Configuration,
  type ConfRequest,
  type ConfRun,
  countWritten,
  type OutputChunk,
} from '../../kconfig/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { ConfigSummary } from '../../results/summary.ts';
import type { ConfCall } from '../goals/goal-driver.ts';
import { type FollowedGoal, followGoal, type GoalPlan } from '../goals/goal-plan.ts';
import type { GoalRequest } from '../goals/goal-run.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';
import { unknownGoal } from '../levels/unknown-goal.ts';
import { runCachedConf } from './cached-conf.ts';
import { modeNamed, parseConfArguments } from './conf-arguments.ts';
import type { Session } from './session.ts';

/** The configuration stage: what conf would see, print and write. */
export interface ResolvedConfig {
  /** The last conf; null when make stops before it can run one. */
  readonly run: ConfRun | null;
  /** Null when conf is not run, or stops. */
  readonly configuration: Configuration | null;
  /** Absolute working directory of conf. */
  readonly cwd: ByteString;
  readonly source: ConfigSummary;
  /** Stops and warnings of the make runs that lead to conf. */
  readonly events: readonly MakeEvent[];
  /** The makes that lead to conf; empty where none was followed. */
  readonly levels: readonly MakeLevel[];
}

/** A whole goal, with what it prints and leaves behind. */
export interface GoalResult extends ResolvedConfig {
  /** 0, or the status of what failed. */
  readonly status: number;
  /** Everything printed, in order; empty where `emit` took it. */
  readonly output: readonly OutputChunk[];
  /** Name of the configuration file as conf has it, absolute. */
  readonly configPath: ByteString;
  /** What is in the configuration file afterwards, or null when there is none. */
  readonly configText: () => ByteString | undefined;
  /** Files left behind, in the order they were written; made when it is called, once. */
  readonly files: () => readonly LeftFile[];
}

/** One file a goal leaves behind; a text of null removes it. */
export interface LeftFile {
  /** Absolute. */
  readonly path: ByteString;
  readonly text: ByteString | null;
  /** Written even when it has these bytes already: make compares its time. */
  readonly isTouched: boolean;
  /** A new file that takes the name, as conf makes most of its own; else what has the name is written to. */
  readonly isNew: boolean;
  /** The file whose new name this is: it keeps that one's mode, links and time. */
  readonly movedFrom: ByteString | null;
}

/** A `.config` that replaces the one conf would read. */
export interface GivenConfig {
  /** How conf's messages name it; null: as the file it replaces. */
  readonly name: ByteString | null;
  readonly text: ByteString;
}

/** Where conf gets its answers. */
export interface ConfInput {
  /** One line with its newline; undefined at the end of the input. */
  readonly readLine: () => ByteString | undefined;
  /** True when input and output are a terminal, which shows what is typed. */
  readonly isInteractive: boolean;
}

/** How one goal is run. */
export interface GoalOptions {
  readonly given: GivenConfig | null;
  /** More environment for conf: KCONFIG_SEED, KCONFIG_ALLCONFIG. */
  readonly env?: Readonly<Record<string, ByteString>>;
  /** Files that are there for conf, by their names from its directory; they are not left behind. */
  readonly extraFiles?: ReadonlyMap<ByteString, ByteString>;
  /** Takes output as it comes. */
  readonly emit?: (stream: OutputChunk['stream'], text: ByteString) => void;
  /** The user's standard input, for modes that ask. */
  readonly input?: ConfInput;
  /** Goes on to conf where make stops before it: the events have the stop. */
  readonly passesStops?: boolean;
  /** The run has to have its evaluation: the result of an earlier one will not do. */
  readonly isEvaluated?: boolean;
}

/** Name of the seed file that fragments are merged into, as `merge_config.sh` names its own. */
export const mergedName = './.tmp.config';

/** Runs a goal, on files of its own. */
export function runGoal(session: Session, goal: ByteString, how: GoalOptions): GoalResult {
  return new Runner(session, how).run(goal);
}

class Runner {
  private readonly session: Session;
  private readonly how: GoalOptions;
  /** A run on files that are only in memory takes nothing over. */
  private readonly memo: Memo;
  private readonly overlay: Overlay;
  private readonly output: OutputChunk[] = [];
  private readonly touched = new Set<string>();
  private readonly renewed = new Set<string>();
  /** Files that are others under a new name. */
  private readonly origins = new Map<string, string>();
  private last: { readonly run: ConfRun; readonly cwd: ByteString } | null = null;
  private file: ByteString | null = null;
  private configPath: ByteString;
  private isFirst = true;
  /** The configuration file while a text replaces it. */
  private given: ByteString | null = null;
  private levels: readonly MakeLevel[] = [];
  /** Paths of files that are only there for conf. */
  private readonly extra = new Set<ByteString>();
  /** The last conf's files are not made before something looks at them. */
  private pending: { readonly run: ConfRun; readonly cwd: ByteString } | null = null;

  constructor(session: Session, how: GoalOptions) {
    this.session = session;
    this.how = how;
    const isOnDisk = how.given === null && how.extraFiles === undefined;
    this.memo = isOnDisk ? session.memo : withoutMemo(session.memo.host);
    const { base } = session;
    let count = 0;
    this.overlay = new Overlay(base, {
      newScratchPath: (hint) => `${base.scratchDirectory()}/goal-${(count += 1)}-${hint}`,
    });
    session.workFiles.overlay = this.overlay;
    this.configPath = absolutePath(session.request.objectTree, session.configName);
  }

  run(goal: ByteString): GoalResult {
    const { how, session } = this;
    const { request } = session;
    if (how.given !== null && how.given.name === null) {
      this.put(this.configPath, how.given.text);
      this.given = normalPath('/', this.configPath);
    }
    if (request.plainTopFile !== null) {
      return this.result(this.runPlain(goal, request.plainTopFile), [], new Set());
    }
    const goalRequest: GoalRequest = {
      host: session.workHost,
      runShell: session.probes.runShell,
      request,
      makeVersion: session.makeVersion,
      overlay: this.overlay,
      runConf: (call) => this.conf(call),
      write: this.write,
      settle: () => this.settle(),
      passesStops: how.passesStops === true,
    };
    const onLevels = (levels: readonly MakeLevel[]): void => {
      this.levels = levels;
    };
    const { aside } = this.memo;
    const { makeVersion = null, objectTree, treeDirectory, words } = request;
    const found = rememberPart(
      this.memo,
      'makefiles',
      { words: [goal, treeDirectory, objectTree, words, session.configName, makeVersion] },
      () => followGoal(goalRequest, goal, { aside, onLevels }),
      ({ plan }) => plan,
    );
    return found.kind === 'kept' ? this.runPlanned(found.part) : this.runFollowed(goal, found.whole);
  }

  /** The goal was followed through its makefiles. */
  private runFollowed(goal: ByteString, { events, hasRule, sideEffects, status }: FollowedGoal): GoalResult {
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
    for (const path of plan.directories) {
      if (this.overlay.stat(path) === undefined) this.overlay.makeDirectory(path);
    }
    for (const [path, text] of plan.changes) {
      if (text === null) this.overlay.remove(path);
      else this.put(path, text);
    }
    const env = withIncidental(plan.env, this.memo.host.env, 'make');
    const status = this.conf({ cwd: plan.cwd, env, args: plan.args, input: null, write: this.write });
    return this.result(status, plan.events, new Set(plan.sideEffects));
  }

  private result(status: number, events: readonly MakeEvent[], sideEffects: ReadonlySet<string>): GoalResult {
    const { last } = this;
    const run = last?.run ?? null;
    const configuration = run !== null && run.exitStatus === 0 ? run.configuration : null;
    const file = this.file;
    return {
      run,
      configuration,
      cwd: last?.cwd ?? this.session.request.objectTree,
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
      configText: () => {
        this.settle();
        if (this.overlay.stat(this.configPath)?.kind === 'directory') return undefined;
        return this.overlay.readFile(this.configPath);
      },
      files: () => {
        this.settle();
        const files: LeftFile[] = [];
        for (const [path, text] of this.overlay.changes()) {
          if (sideEffects.has(path) || this.extra.has(path)) continue;
          files.push({
            path: this.place(path),
            text,
            isTouched: this.touched.has(path),
            isNew: this.renewed.has(path),
            movedFrom: this.origins.get(path) ?? null,
          });
        }
        return files;
      },
    };
  }

  /** Where a file goes: makefiles that ignore `O=` work in the tree, what they make goes to the object tree. */
  private place(path: ByteString): ByteString {
    const { isOutOfTree, objectTree, treeDirectory } = this.session.request;
    const tree = normalPath(treeDirectory, '.');
    if (!isOutOfTree || this.last === null || normalPath(this.last.cwd, '.') !== tree) return path;
    if (path.startsWith(`${objectTree}/`) || !path.startsWith(`${tree}/`)) return path;
    return `${objectTree}${path.slice(tree.length)}`;
  }

  private readonly write = (stream: OutputChunk['stream'], text: ByteString): void => {
    if (text === '') return;
    // What is printed from now on comes after what conf wrote.
    if (this.how.emit !== undefined) this.how.emit(stream, text);
    else this.output.push({ stream, text });
  };

  private put(path: ByteString, text: ByteString): void {
    this.overlay.makeDirectories(parentPath(normalPath('/', path)));
    const kind = this.overlay.stat(path)?.kind ?? 'file';
    const why = kind === 'directory' ? 'is a directory' : kind === 'other' ? 'is no regular file' : null;
    if (why === null && this.overlay.writeFile(path, text, false)) return;
    throw new HostError('host/unwritable', `cannot write ${decodeBytes(path)}: ${why ?? 'Not a directory'}`);
  }

  /** Text of a file; the empty text when it may not be read: under its new name it stays what it is. */
  private readable(path: ByteString, isOnDisk: boolean): ByteString {
    try {
      return (isOnDisk ? this.session.base : this.overlay).readFile(path) ?? '';
    } catch (error) {
      if (error instanceof HostError) return '';
      throw error;
    }
  }

  private conf(call: ConfCall): number {
    const { dialect } = this.session;
    const parsed = parseConfArguments(call.args, dialect.modes.hasLetterModes);
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
    call: Pick<ConfCall, 'cwd' | 'env' | 'input'> & Partial<Pick<ConfCall, 'write'>>,
    words: Pick<ConfRequest, 'mode' | 'file' | 'topFile'>,
  ): number {
    const { how, session } = this;
    this.settle();
    const named = call.env['KCONFIG_CONFIG'] ?? '.config';
    let env: Readonly<Record<string, ByteString>> = { ...call.env, ...how.env };
    const own = absolutePath(call.cwd, named);
    if (this.isFirst && how.given?.name != null) {
      env = { ...env, KCONFIG_CONFIG: how.given.name };
      this.put(absolutePath(call.cwd, how.given.name), how.given.text);
    } else if (this.isFirst && normalPath('/', own) !== normalPath('/', this.configPath)) {
      // Makefiles that work elsewhere than where the user keeps the file.
      const text = this.overlay.readFile(this.configPath);
      if (text !== undefined) this.put(own, text);
    }
    this.isFirst = false;
    for (const [name, text] of how.extraFiles ?? []) {
      const path = normalPath(call.cwd, name);
      if (!this.extra.has(path)) this.put(path, text);
      this.extra.add(path);
    }
    this.configPath = own;
    this.file = words.mode === 'defconfig' ? (words.file ?? null) : null;
    const write = call.write ?? this.write;
    this.refuseLargeFile(absolutePath(call.cwd, env['KCONFIG_CONFIG'] ?? '.config'));
    const request: ConfRequest = {
      ...session.probes,
      host: session.workHost,
      cwd: call.cwd,
      env,
      dialect: session.dialect,
      ...words,
      ...this.answers(call.input),
      emit: ({ stream, text }) => write(stream, text),
    };
    const run = runCachedConf(this.memo, request, {
      laid: this.overlay.changes(),
      isEvaluated: how.isEvaluated === true,
    });
    this.last = { run, cwd: call.cwd };
    this.pending = this.last;
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
      if (error instanceof HostError && error.code === 'host/too-large') throw error;
    }
  }

  /** Puts what the last conf did to files where later lines find it. */
  private settle(): void {
    const { pending } = this;
    if (pending === null) return;
    this.pending = null;
    for (const operation of pending.run.operations) {
      const path = normalPath(pending.cwd, operation.name);
      if (operation.kind === 'backup') {
        const to = normalPath(pending.cwd, operation.to);
        // The text that replaces a file is not the file that goes.
        const isGiven = this.given === path;
        this.given = null;
        if (isGiven && this.session.base.stat(path) === undefined) continue;
        const isOnDisk = isGiven || !this.overlay.owns(path);
        this.put(to, this.readable(path, isGiven));
        if (isOnDisk) this.origins.set(to, path);
        else this.origins.delete(to);
        this.renewed.add(to);
        continue;
      }
      this.put(path, operation.kind === 'write' ? operation.text : '');
      this.touched.add(path);
      if (operation.kind === 'write' && !operation.isInPlace) this.renewed.add(path);
    }
  }

  private runPlain(goal: ByteString, topFile: ByteString): number {
    const { base, dialect, request } = this.session;
    const variables: Record<string, ByteString> = {};
    for (const word of request.variables) {
      const match = /^([^:+?!=]+):{0,3}=(.*)$/s.exec(word);
      if (match !== null) variables[match[1] ?? ''] = match[2] ?? '';
    }
    const env = { srctree: request.treeDirectory, ...base.env, ...variables };
    const call = { cwd: request.objectTree, env, input: null };
    const named = modeNamed(goal);
    if (named !== undefined && named !== 'defconfig') {
      return this.runConf(call, {
        mode: named,
        topFile,
        ...(named === 'savedefconfig' && { file: 'defconfig' }),
      });
    }
    if (named === undefined && !goal.endsWith('_defconfig')) {
      throw this.unknownGoal(goal, 'no mode of conf, which is what a tree without makefiles has, and NAME_defconfig');
    }
    const file = findDefconfig(base, request.treeDirectory, goal, env);
    if (file === undefined && dialect.modes.hasLetterModes)
      return this.runConf(call, { mode: 'alldefconfig', topFile });
    if (file === undefined) {
      throw new UsageError('kernel/no-such-defconfig', `${goal}: no such file in this tree`, {
        hint: 'name one of configs/ or arch/ARCH/configs/',
      });
    }
    return this.runConf(call, { mode: 'defconfig', file, topFile });
  }
}

/** The file of a defconfig goal where no makefile says which, by the customary places. */
function findDefconfig(
  host: Host,
  tree: ByteString,
  goal: ByteString,
  env: Readonly<Record<string, ByteString | undefined>>,
): ByteString | undefined {
  const arch = env['SRCARCH'] ?? env['ARCH'];
  const places = [...(arch === undefined ? [] : [`arch/${arch}/configs/`]), 'configs/', ''];
  return places.map((place) => `${place}${goal}`).find((name) => host.stat(`${tree}/${name}`)?.kind === 'file');
}
