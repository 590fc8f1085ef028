import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { absolutePath } from '../../host/paths.ts';
import type { Memo } from '../../cache/memo.ts';
import type { OutputChunk } from '../../kconfig/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import { eventsOf, type MakeLevel } from '../levels/top-makefile.ts';
import type { ConfCall } from './goal-driver.ts';
import { type GoalOutcome, type GoalRequest, runGoal } from './goal-run.ts';

/** The one conf of a goal whose recipe does nothing after it. */
export interface GoalPlan {
  readonly cwd: string;
  readonly env: Readonly<Record<string, ByteString>>;
  /** Words after the program. */
  readonly args: readonly ByteString[];
  /** Printed before conf starts. */
  readonly output: readonly OutputChunk[];
  /** Directories made before conf starts, outer ones first. */
  readonly directories: readonly string[];
  /** Files written before conf starts; null removes. */
  readonly changes: readonly (readonly [path: string, text: ByteString | null])[];
  readonly sideEffects: readonly string[];
  readonly events: readonly MakeEvent[];
}

/** A goal as it ended. */
export interface FollowedGoal extends Pick<GoalOutcome, 'status' | 'sideEffects' | 'hasRule' | 'passedOver'> {
  readonly events: GoalPlan['events'];
  /** The way to its conf, for later runs; null where it cannot be repeated without the makefiles. */
  readonly plan: GoalPlan | null;
}

/** What {@link followGoal} needs in addition to the goal's own request. */
export interface PlanOptions {
  /** Runs conf, whose sights are no part of the plan. */
  readonly aside: Memo['aside'];
  /** Receives every make level that was read. */
  readonly onLevels: (levels: readonly MakeLevel[]) => void;
}

/** The way to conf while the goal is followed. */
interface Way {
  /** `unplanned`: something follows conf that may depend on it. */
  state: 'before' | 'after' | 'unplanned';
  call: ConfCall | null;
  changes: GoalPlan['changes'];
}

/**
 * Runs a goal and notes the way to its conf for later runs, when the recipe is over once conf is: when
 * nothing is written, run or printed after it and no file of conf's is looked at, what follows cannot
 * depend on what conf did.
 */
export function followGoal(request: GoalRequest, goal: ByteString, options: PlanOptions): FollowedGoal {
  const output: OutputChunk[] = [];
  const way: Way = { state: 'before', call: null, changes: [] };
  let isConfRunning = false;
  const used = (): void => {
    if (way.state === 'after') way.state = 'unplanned';
  };
  const outcome = runGoal(
    {
      ...request,
      host: watchedHost(request, used),
      overlay: request.overlay.watched(used),
      runShell(shell) {
        used();
        return request.runShell(shell);
      },
      write(stream, text) {
        used();
        // What conf prints it prints again next time.
        if (way.state === 'before' && !isConfRunning) output.push({ stream, text });
        request.write(stream, text);
      },
      settle() {
        used();
        request.settle();
      },
      runConf(conf) {
        used();
        if (way.state === 'before') {
          way.call = conf;
          way.changes = [...request.overlay.changes()];
        }
        isConfRunning = true;
        const status = options.aside(() => request.runConf(conf));
        isConfRunning = false;
        if (way.state === 'before') way.state = status === 0 && conf.input === null ? 'after' : 'unplanned';
        return status;
      },
    },
    goal,
  );
  options.onLevels(outcome.levels);
  const events = eventsOf(outcome.levels);
  const { call, changes, state } = way;
  if (call === null || state !== 'after' || outcome.status !== 0) return { ...outcome, events, plan: null };
  const { args, cwd, env } = call;
  const sideEffects = [...outcome.sideEffects];
  const plan = { cwd, env, args, output, directories: outcome.madeDirectories, changes, sideEffects, events };
  return { ...outcome, events, plan };
}

/** The host, with a call of `onUse` before it shows a file that was written in this goal or runs a program. */
function watchedHost(request: GoalRequest, onUse: () => void): Host {
  const { host, overlay } = request;
  const look = <Result>(action: (path: string) => Result) => {
    return (path: string): Result => {
      if (overlay.owns(absolutePath(host.cwd, path))) onUse();
      return action(path);
    };
  };
  return layerHost(host, {
    readFile: look((path) => host.readFile(path)),
    stat: look((path) => host.stat(path)),
    realPath: look((path) => host.realPath(path)),
    readDirectory(path) {
      if (overlay.entriesOf(absolutePath(host.cwd, path)).size > 0) onUse();
      return host.readDirectory(path);
    },
    run(command) {
      onUse();
      return host.run(command);
    },
  });
}
