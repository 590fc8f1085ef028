/**
 * Runs configuration goals as make would, in process, through further makes to the runs of conf. What lines write
 * stays in memory. Lines that would build something (conf itself, fixdep) are passed over; a line that cannot be
 * followed is an error that names it.
 */

import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import { formatLocation } from '../../core/location.ts';
import type { Host } from '../../host/host.ts';
import type { Overlay } from '../../host/layers/overlay.ts';
import { absolutePath, baseName } from '../../host/paths.ts';
import type { OutputChunk } from '../../kconfig/index.ts';
import {
  type CommandOutcome,
  type MakeEvent,
  missingIncludeEvents,
  type PendingFile,
  type RecipeCommand,
  updateGoals,
} from '../../make/index.ts';
import { readMake } from '../levels/sub-makes.ts';
import { type MakeLevel, type MakeRun, userMake } from '../levels/top-makefile.ts';
import {
  type ConfCall,
  createGoalDriver,
  type GoalPolicy,
  type GoalWorld,
  isConf,
  isIdle,
  isShell,
  type Line,
  type MakeCall,
  type RecipeProgram,
  type Write,
} from './goal-driver.ts';
import { goalLimits, MakeCount } from './limits.ts';
import { keepLeavings, type LeavingsPlace } from './shell-leavings.ts';
import { runMergeScript } from './merge-script.ts';
import { createRecipeWorld } from './recipe-tools.ts';
import { ToolBuild, type ToolLines } from './tool-build.ts';

/** What {@link runGoal} needs. */
export interface GoalRequest extends MakeRun {
  /** The machine's files below what the goal writes. */
  readonly host: Host;
  readonly overlay: Overlay;
  readonly runConf: (call: ConfCall) => number;
  readonly write: Write;
  /** Called before anything but conf may look at files: what the last conf wrote has to be there. */
  readonly settle: () => void;
  /**
   * Stops do not end the way: a make that stops while it reads is followed to conf all the same, so that what comes later
   * is known, too, and programs that are built before conf are looked at for stops.
   */
  readonly passesStops?: boolean;
  /** True when a record answers for the toolchain. */
  readonly hasRecord?: boolean;
}

/** How a goal ended. */
export interface GoalOutcome {
  /** Exit status: of the recipe line that failed, 2 where make itself stops. */
  readonly status: number;
  /** Every make process, in order. */
  readonly levels: readonly MakeLevel[];
  /** Paths that only inputs of conf were written to, which were not asked for. */
  readonly sideEffects: ReadonlySet<string>;
  /** True when every make that was given the goal had a rule for it. */
  readonly hasRule: boolean;
  /** Directories that makefiles made while they were read, outer ones first: files of conf may go there. */
  readonly madeDirectories: readonly string[];
  /** Targets before conf whose recipes were not followed: they may generate Kconfig files. */
  readonly passedOver: ReadonlySet<ByteString>;
}

/** A line that is not followed. */
class Unfollowed extends Error {}

function isUnfollowed(error: unknown): boolean {
  return error instanceof Unfollowed || error instanceof UsageError;
}

/** Programs that ask on a screen. */
const screens: ReadonlySet<string> = new Set(['mconf', 'nconf', 'gconf', 'qconf']);

/** Messages of the update itself: the way to conf is not the build that would print them. */
const updateCodes: ReadonlySet<string> = new Set([
  'make/circular-dependency',
  'make/clock-skew',
  'make/invalid-rule',
  'make/missing-include',
  'make/recipe-failed',
  'make/recipe-overridden',
  'make/recipe-warning',
]);

/** What the makes of one goal share. */
interface GoalRun {
  readonly request: GoalRequest;
  readonly world: GoalWorld;
  /** The programs that are built before conf; null where their stops do not matter. */
  readonly tools: ToolBuild | null;
  readonly topGoal: ByteString;
  readonly count: MakeCount;
  readonly levels: MakeLevel[];
  readonly sideEffects: Set<string>;
  readonly madeDirectories: string[];
  readonly passedOver: Set<ByteString>;
  /** Goals of all makes so far. */
  readonly goals: Set<ByteString>;
  hasRule: boolean;
  /** True when a make has no rule for the goal: one before it has handed on whatever it was. */
  lacksRule: boolean;
}

/** Follows `goal` from the top Makefile. Throws UsageError `kernel/no-conf-rule` for a line it cannot follow. */
export function runGoal(request: GoalRequest, goal: ByteString): GoalOutcome {
  const { host, overlay, write } = request;
  const programs = createRecipeWorld(host, request.hasRecord === true, true);
  const run: GoalRun = {
    request,
    world: { host, overlay, programs, editsFiles: true },
    tools: request.passesStops === true ? new ToolBuild(programs, request.request.objectTree) : null,
    topGoal: goal,
    count: new MakeCount(),
    levels: [],
    sideEffects: new Set(),
    madeDirectories: [],
    passedOver: new Set(),
    goals: new Set(),
    hasRule: false,
    lacksRule: false,
  };
  let status: number;
  try {
    status = runMake(run, { ...userMake(request, [goal]), write });
  } catch (error) {
    if (!(error instanceof Unfollowed)) throw error;
    throw new UsageError('kernel/no-conf-rule', `${goal}: ${error.message}`, {
      hint: 'give a configuration goal of this tree',
    });
  }
  const { levels, sideEffects, madeDirectories, passedOver } = run;
  return { status, levels, sideEffects, hasRule: run.hasRule && !run.lacksRule, madeDirectories, passedOver };
}

/** Reads the makefiles of one make, again after each include that it makes, and updates its goals. */
function runMake(run: GoalRun, call: MakeCall, toolStops: StopSink | null = null): number {
  const problem = run.count.problem();
  if (problem !== null) throw new Unfollowed(problem);
  return run.count.enter(() => {
    for (let restarts = 0; ; restarts += 1) {
      const make = new ConfMake(run, call, toolStops);
      if (restarts < goalLimits.restarts && make.remakesIncludes()) continue;
      run.levels.push(make.level);
      return make.updateGoals();
    }
  });
}

/** A file whose making may fail: nothing of it has happened then. */
interface Attempt {
  /** Null for an included makefile. */
  readonly target: ByteString | null;
  readonly saved: ReturnType<Overlay['save']>;
  readonly before: ReadonlyMap<string, ByteString | null>;
  readonly output: OutputChunk[];
  isFailed: boolean;
}

/** Takes stops. */
type StopSink = (event: MakeEvent) => void;

/** One make on the way to conf, and the policy of its driver. */
class ConfMake implements GoalPolicy {
  readonly level: MakeLevel;
  private readonly goalRun: GoalRun;
  private readonly call: MakeCall;
  private readonly events: MakeEvent[] = [];
  /** Files being made right now that may fail. */
  private readonly attempts: Attempt[] = [];
  /** The goal being updated. */
  private goal: ByteString = '';
  /** Status of the first failure; nothing is updated after it. */
  private status = 0;
  private program: ByteString | null = null;
  private readonly tools: ToolLines | null;
  private readonly toolStops: StopSink;
  /** The program that is being built; null while none is. The whole of a make that only builds some is empty. */
  private tool: ByteString | null;

  constructor(goalRun: GoalRun, call: MakeCall, toolStops: StopSink | null) {
    const { host, makeVersion, overlay, runShell } = goalRun.request;
    this.goalRun = goalRun;
    this.call = call;
    const leavings: LeavingsPlace = {
      directory: (path) => void goalRun.madeDirectories.push(...(overlay.makeDirectories(path) ?? [])),
      change(path, change) {
        overlay.put(path, change);
        goalRun.sideEffects.add(path);
      },
    };
    const evaluation = readMake({ host, runShell: keepLeavings(runShell, leavings), makeVersion }, call);
    this.level = { evaluation, cwd: call.cwd, recipeEvents: this.events };
    // Stops of a make that only builds programs are of the make that starts it: in the order in which make reaches them.
    this.toolStops = toolStops ?? ((event) => void this.events.push(event));
    this.tools = goalRun.tools?.linesOf(this.level, this.toolStops) ?? null;
    this.tool = toolStops === null ? null : '';
  }

  /** True when an included makefile that was not there has been made: make then reads everything again. */
  remakesIncludes(): boolean {
    const { overlay } = this.goalRun.request;
    const { evaluation, cwd } = this.level;
    let isAny = false;
    for (const { name } of evaluation.missingIncludes) {
      const path = absolutePath(cwd, name);
      if (evaluation.target(name)?.recipe == null || overlay.stat(path) !== undefined) continue;
      this.beginAttempt(null);
      this.update([name]);
      this.endAttempt();
      if (overlay.stat(path) !== undefined) isAny = true;
    }
    return isAny;
  }

  /** Updates the goals of this make and gives its exit status. */
  updateGoals(): number {
    const { evaluation } = this.level;
    const { goals } = this.call.command;
    const isStopped =
      evaluation.stop !== undefined || [...this.events, ...missingIncludeEvents(evaluation)].some((one) => one.fatal);
    if (isStopped && this.goalRun.request.passesStops !== true) return 2;
    if (this.tool === null) for (const goal of goals) this.goalRun.goals.add(goal);
    try {
      this.update(goals);
      return this.status;
    } catch (error) {
      // Make does not reach that line.
      if (isStopped && isUnfollowed(error)) return 2;
      throw error;
    }
  }

  private update(goals: readonly ByteString[]): void {
    const driver = createGoalDriver(this.goalRun.world, this);
    const { targets: maxFiles } = goalLimits;
    updateGoals(this.level.evaluation, driver, { goals, passesStops: true, maxFiles, looksUpNames: true });
  }

  make(): ByteString {
    return (this.program ??= this.level.evaluation.expand('$(MAKE)'));
  }

  print(_stream: OutputChunk['stream'], text: ByteString): void {
    // The way to conf is not the build that would print it.
    if (this.tool !== null) this.tools?.report.print(text);
  }

  write(stream: OutputChunk['stream'], text: ByteString): void {
    const attempt = this.attempts.at(-1);
    if (attempt === undefined) this.call.write(stream, text);
    else attempt.output.push({ stream, text });
  }

  event(event: MakeEvent): void {
    if (this.tool !== null) {
      if (event.code === 'make/recipe-failed') this.tools?.report.event(event);
    } else if (event.code === 'make/no-rule') {
      if (this.goal === this.goalRun.topGoal) this.goalRun.lacksRule = true;
      this.fail(2);
    } else if (!updateCodes.has(event.code)) {
      this.events.push(event);
      if (event.fatal) this.fail(2);
    }
  }

  /**
   * What conf needs: configuration goals, files whose recipe starts make again for one, and, where that can be done,
   * files that conf reads. Programs are not built; what their lines need is looked at.
   */
  enters(file: PendingFile): boolean {
    if (this.tool !== null) return true;
    const attempt = this.attempts.at(-1);
    if (this.status !== 0 || attempt?.isFailed === true) return false;
    const { target } = file;
    const { goals } = this.goalRun;
    if (file.isGoal) {
      this.goal = target;
      if (goals.has(target) && file.hasRecipe) this.goalRun.hasRule = true;
      return true;
    }
    const base = baseName(target);
    if (base === 'FORCE' || !file.hasRecipe) return false;
    if (isConf(target) || base === 'scripts_basic') {
      if (this.tools === null) return false;
      this.tool = target;
      return true;
    }
    if (file.isThere && !file.prerequisites.includes('FORCE')) return false;
    if (base.endsWith('config') && !base.startsWith('.')) {
      if (goals.has(target)) this.goalRun.hasRule = true;
      return true;
    }
    const words = file.expandRecipe().flatMap((line) => (line.isRecursive ? line.text.split(/[\s;]+/) : []));
    if (words.some((word) => goals.has(word))) return true;
    if (!/config|^gen_|\.in$/i.test(base)) {
      this.goalRun.passedOver.add(target);
      return false;
    }
    this.beginAttempt(target);
    return true;
  }

  private beginAttempt(target: ByteString | null): void {
    const { overlay } = this.goalRun.request;
    const before = new Map(overlay.changes());
    this.attempts.push({ target, saved: overlay.save(), before, output: [], isFailed: false });
  }

  /** What a line of a program makes on the side is there. */
  acceptsMissing(): boolean {
    return this.tool !== null;
  }

  leaves(target: ByteString): void {
    if (this.tool !== null && this.tool === target) this.tool = null;
    if (this.attempts.at(-1)?.target === target) this.endAttempt();
  }

  private endAttempt(): void {
    const attempt = this.attempts.pop();
    if (attempt === undefined) return;
    const { overlay } = this.goalRun.request;
    if (attempt.isFailed) {
      overlay.restore(attempt.saved);
      return;
    }
    for (const { stream, text } of attempt.output) this.write(stream, text);
    for (const [path, text] of overlay.changes()) {
      if (attempt.before.get(path) !== text) this.goalRun.sideEffects.add(path);
    }
  }

  private fail(status: number): void {
    const attempt = this.attempts.at(-1);
    if (attempt !== undefined) attempt.isFailed = true;
    else if (this.status === 0) this.status = status;
  }

  run(command: RecipeCommand, line: Line): CommandOutcome {
    if (this.tool !== null && this.tools !== null && !command.isRecursive) return this.tools.run(command);
    if (this.status !== 0 || this.attempts.at(-1)?.isFailed === true) return 'assumed';
    if (isIdle(command.text)) return { status: 0 };
    try {
      const outcome = line.runDirectly() ?? line.interpret();
      if (outcome.kind === 'unfollowed') throw this.unfollowed(command, outcome.reason);
      if (outcome.status !== 0 && !command.ignoreErrors) this.fail(outcome.status);
      return { status: 0 };
    } catch (error) {
      if (this.attempts.length === 0 || !isUnfollowed(error)) throw error;
      this.fail(2);
      return 'assumed';
    }
  }

  private unfollowed({ location, text }: RecipeCommand, reason: string): UsageError {
    const where = `${formatLocation(location)}: ${oneLine(text)}`;
    return new UsageError(
      'kernel/no-conf-rule',
      `${this.goalRun.topGoal}: its recipe does more than run conf: ${where}`,
      { hint: `kgate does not follow that line (${reason}); make the file with make, then give it with --config` },
    );
  }

  runConf(call: ConfCall): number {
    return this.goalRun.request.runConf(call);
  }

  runProgram(program: RecipeProgram): number | null {
    const { argv, cwd, shell, write } = program;
    const { overlay, settle } = this.goalRun.request;
    const [name = '', ...args] = argv;
    if (screens.has(baseName(name))) {
      throw new UsageError('kernel/unsupported-mode', `${this.goalRun.topGoal}: kgate has no screens (${name})`, {
        hint: 'config and oldconfig ask line by line',
      });
    }
    settle();
    const isNamed = isShell(name) && args[0]?.startsWith('-') === false;
    const [script, ...words] = isNamed ? args : name.endsWith('.sh') ? argv : [];
    if (script === undefined) return null;
    if (baseName(script) === 'merge_config.sh') {
      return runMergeScript({ overlay, cwd, env: program.env, script, args: words }, write);
    }
    if (shell === null || !isNamed) return null;
    const text = overlay.readFile(absolutePath(cwd, script));
    return text === undefined ? null : shell.runScript(text, script, words, '');
  }

  runMake(call: MakeCall): number {
    // A make without a configuration goal builds tools.
    const isOurs = call.command.goals.some((goal) => goal.endsWith('config') || this.goalRun.goals.has(goal));
    if (isOurs) return runMake(this.goalRun, call);
    if (this.tool !== null) runMake(this.goalRun, call, this.toolStops);
    return 0;
  }
}

function oneLine(text: ByteString): ByteString {
  const line = text
    .split(/\\?\n/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .join(' ');
  return line.length > 160 ? `${line.slice(0, 157)}...` : line;
}
