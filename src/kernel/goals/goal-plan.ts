import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { absolutePath } from '../../host/paths.ts';
import type { OutputChunk } from '../../kconfig/index.ts';
import { eventsOf, type MakeLevel } from '../levels/top-makefile.ts';
import type { ConfigCache, GoalPlan } from '../session/cached-config.ts';
import { type ConfCall, type GoalOutcome, type GoalRequest, runGoal } from './goal-run.ts';

/** A goal as it ended, by its makefiles or by a plan of an earlier run. */
export interface FollowedGoal extends Pick<GoalOutcome, 'status' | 'sideEffects' | 'hasRule'> {
  readonly events: GoalPlan['events'];
}

/** What {@link followGoal} needs besides the goal's own request. */
export interface PlanOptions {
  readonly cache: ConfigCache;
  readonly configName: ByteString;
  /** Hears of every make level, where makefiles were read. */
  readonly onLevels: (levels: readonly MakeLevel[]) => void;
}

/**
 * Runs a goal and stores the way to its conf for later runs, when the recipe is over once conf is: when
 * nothing is written, run or printed after it and no file of conf's is looked at, what follows cannot
 * depend on what conf did.
 */
export function followGoal(request: GoalRequest, goal: ByteString, options: PlanOptions): FollowedGoal {
  const { cache, configName } = options;
  const recording = cache.start();
  try {
    const output: OutputChunk[] = [];
    let call: ConfCall | null = null;
    let isConfRunning = false;
    let changes: GoalPlan['changes'] = [];
    let state: 'before' | 'after' | 'unplanned' = 'before';
    const used = (): void => {
      if (state === 'after') state = 'unplanned';
    };
    const outcome = runGoal(
      {
        ...request,
        host: watchedHost(request, used),
        overlay: watched(request.overlay, used),
        runShell(shell) {
          used();
          return request.runShell(shell);
        },
        write(stream, text) {
          used();
          // What conf prints it prints again next time.
          if (state === 'before' && !isConfRunning) output.push({ stream, text });
          request.write(stream, text);
        },
        settle() {
          used();
          request.settle();
        },
        runConf(conf) {
          used();
          if (state === 'before') {
            call = conf;
            changes = [...request.overlay.changes()];
          }
          const pause = cache.pause();
          isConfRunning = true;
          const status = request.runConf(conf);
          isConfRunning = false;
          pause.stop();
          if (state === 'before') state = status === 0 && conf.input === null ? 'after' : 'unplanned';
          return status;
        },
      },
      goal,
    );
    options.onLevels(outcome.levels);
    const events = eventsOf(outcome.levels);
    recording.stop();
    const planned = call as ConfCall | null;
    const canRepeat = planned !== null && (state as string) === 'after';
    if (canRepeat && outcome.status === 0) {
      const sideEffects = [...outcome.sideEffects];
      const { cwd, env, args } = planned;
      const directories = outcome.madeDirectories;
      const plan: GoalPlan = { cwd, env, args, output, directories, changes, sideEffects, events };
      cache.storePlan(request.request, goal, configName, recording, plan);
    }
    return { ...outcome, events };
  } catch (error) {
    recording.stop();
    throw error;
  }
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

/** The same object, with a call of `onUse` before anything of it is used. */
function watched<T extends object>(target: T, onUse: () => void): T {
  return new Proxy(target, {
    get(object, name) {
      onUse();
      const value: unknown = Reflect.get(object, name, object);
      return typeof value === 'function' ? (value.bind(object) as unknown) : value;
    },
  });
}
